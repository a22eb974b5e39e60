use serde_json::{Value, json};

use super::{resolve_endpoint_rules, resolve_endpoint_tests};
use crate::diagnostic::Diagnostics;
use crate::json::Cursor;
use crate::skip::Skips;

fn rule_set(rules: Value) -> Value {
    json!({
        "version": "1.0",
        "parameters": {
            "Region": { "builtIn": "AWS::Region", "type": "string" },
            "UseFIPS": { "builtIn": "AWS::UseFIPS", "type": "boolean" },
        },
        "rules": rules,
    })
}

fn error_if(condition: Value) -> Value {
    rule_set(json!([{ "type": "error", "conditions": [condition], "error": "no" }]))
}

/// What is wrong with `rule_set`, each defect as "place: summary".
fn defects(rule_set: &Value) -> Vec<String> {
    let mut d = Diagnostics::default();
    resolve_endpoint_rules(&Cursor::new(rule_set, "model.json", ""), &mut d);
    shown(d)
}

fn shown(d: Diagnostics) -> Vec<String> {
    let all = d.or(()).err().unwrap_or_default();
    all.iter()
        .map(|defect| format!("{}: {}", defect.at(), defect.summary()))
        .collect()
}

#[track_caller]
fn is_refused(condition: Value, expected: &str) {
    assert_eq!(defects(&error_if(condition)), [expected]);
}

#[test]
fn a_misspelled_reference_suggests_the_nearest_name() {
    let rules = error_if(json!({ "fn": "isSet", "argv": [{ "ref": "Regio" }] }));
    let mut d = Diagnostics::default();
    resolve_endpoint_rules(&Cursor::new(&rules, "model.json", "rules"), &mut d);
    let expected = "\
error: reference to a name that the endpoint rules do not define here
  at:       rules/rules/0/conditions/0/argv/0/ref  (model.json)
  found:    Regio
  expected: one of: Region, UseFIPS
  help:     did you mean Region?
";
    assert_eq!(d.to_string(), expected);
}

#[test]
fn calls_are_checked() {
    let at = "rules/0/conditions/0";
    is_refused(
        json!({ "fn": "isset", "argv": [] }),
        &format!("{at}/fn: unknown function in endpoint rules"),
    );
    is_refused(
        json!({ "fn": "aws.parseArn", "argv": [{ "ref": "Region" }] }),
        &format!("{at}/fn: unsupported function in endpoint rules"),
    );
    is_refused(
        json!({ "fn": "not", "argv": [true, false] }),
        &format!("{at}/argv: wrong number of arguments in endpoint rules"),
    );
    is_refused(
        json!({ "fn": "booleanEquals", "argv": [{ "ref": "UseFIPS" }, "true"] }),
        &format!("{at}/argv/1: wrong type of endpoint value"),
    );
    is_refused(
        json!({ "fn": "not", "argv": [{ "fn": "stringEquals", "argv": [{ "ref": "Region" }, "a"] }] }),
        &format!("{at}/argv/0/argv/0: an endpoint value that may be unset is used"),
    );
    is_refused(
        json!({ "fn": "aws.partition", "argv": ["a-{Regio}"] }),
        &format!("{at}/argv/0: reference to a name that the endpoint rules do not define here"),
    );
    is_refused(
        json!({ "fn": "aws.partition", "argv": ["{a"] }),
        &format!("{at}/argv/0: unbalanced braces in an endpoint template"),
    );
    is_refused(
        json!({ "fn": "getAttr", "argv": ["a", "b"] }),
        &format!("{at}/argv/1: a string has no such attribute"),
    );
    is_refused(
        json!({ "fn": "split", "argv": [{ "fn": "uriEncode", "argv": ["a"] }, "b", 0] }),
        &format!("{at}/argv/0: unsupported argument of split in endpoint rules"),
    );
    is_refused(
        json!({ "fn": "aws.partition", "argv": ["a"], "assign": "Region" }),
        &format!("{at}/assign: an endpoint rule defines a name that is already defined"),
    );
}

#[test]
fn parameters_are_what_a_client_can_set() {
    let mut rules = rule_set(json!([{ "type": "error", "error": "no" }]));
    rules["version"] = json!("2.0");
    rules["parameters"] = json!({
        "Bucket": { "type": "string" },
        "Account": { "type": "string", "builtIn": "AWS::Auth::AccountId" },
        "Region": { "type": "boolean", "builtIn": "AWS::Region" },
        "UseFIPS": { "type": "boolean", "builtIn": "AWS::UseFIPS", "default": true },
    });
    assert_eq!(
        defects(&rules),
        [
            "parameters/Account/builtIn: unknown built-in endpoint parameter",
            "parameters/Bucket: an endpoint parameter that no client can set",
            "parameters/Region/type: the endpoint parameter and its built-in have different types",
            "parameters/UseFIPS/default: unsupported default of an endpoint parameter",
            "version: the version of the endpoint rules is not supported",
        ]
    );
}

#[test]
fn endpoints_without_a_supported_auth_scheme_are_refused() {
    let rules = rule_set(json!([{ "type": "endpoint", "endpoint": {
        "url": "https://x",
        "properties": { "authSchemes": [{ "name": "sigv4-s3express" }], "backend": "S3" },
    } }, { "type": "endpoint", "endpoint": {
        "url": "https://x",
        "properties": { "authSchemes": [{ "name": "sigv4", "odd": true }] },
    } }, { "type": "leaf" }]));
    assert_eq!(
        defects(&rules),
        [
            "rules/0/endpoint/properties/authSchemes: no supported auth scheme for an endpoint",
            "rules/0/endpoint/properties/backend: unsupported property of an endpoint",
            "rules/1/endpoint/properties/authSchemes/0/odd: unsupported property of an authScheme",
            "rules/2/type: unknown type of endpoint rule",
        ]
    );
}

#[test]
fn depth_is_bounded() {
    let mut rule = json!({ "type": "error", "error": "no" });
    for _ in 0..70 {
        rule = json!({ "type": "tree", "rules": [rule] });
    }
    let found = defects(&rule_set(json!([rule])));
    assert!(
        found.len() == 1 && found[0].ends_with("nest too deeply"),
        "{found:?}"
    );
    let mut condition = json!({ "ref": "UseFIPS" });
    for _ in 0..70 {
        condition = json!({ "fn": "not", "argv": [condition] });
    }
    let found = defects(&error_if(condition));
    assert!(
        found.len() == 1 && found[0].ends_with("nest too deeply"),
        "{found:?}"
    );
}

#[test]
fn cases_are_checked_against_the_parameters() {
    let rules = rule_set(json!([{ "type": "error", "error": "no" }]));
    let mut d = Diagnostics::default();
    let rules = resolve_endpoint_rules(&Cursor::new(&rules, "model.json", ""), &mut d);
    let rules = rules.expect("the rules can be compiled");
    let cases = json!({ "testCases": [
        { "params": { "Regions": "a", "UseFIPS": "yes" }, "expect": { "error": "no" } },
        { "expect": { "endpoint": { "url": "x", "properties": { "authSchemes": [{}] } } } },
        { "expect": {} },
    ] });
    let mut skips = Skips::new(Vec::new());
    let cases = Cursor::new(&cases, "model.json", "");
    resolve_endpoint_tests(&cases, &rules, &mut skips, &mut d);
    assert_eq!(
        shown(d),
        [
            "testCases/0/params/Regions: an endpoint test sets a parameter that the rules do not have",
            "testCases/0/params/UseFIPS: wrong type of value",
            "testCases/1/expect/endpoint/properties/authSchemes/0: unsupported auth scheme in an endpoint test",
            "testCases/2/expect: `endpoint` is missing",
        ]
    );
}
