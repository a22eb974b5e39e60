//! Endpoint rules are compared by the endpoints that they give.

use serde_json::{Value, json};

use super::support::{compare, edit, lines};

const OTHERS: &str =
    "minor: changed service Library: endpoint rules (calls can go to other endpoints)";
const SAME: &str =
    "patch: changed service Library: endpoint rules (every call goes to the same endpoint)";

/// The model with these rules over the region, FIPS and a custom endpoint.
fn with_rules(rules: Value) -> String {
    let parameter = |name: &str, ty: &str| json!({"builtIn": name, "type": ty});
    let rule_set = json!({
        "version": "1.0",
        "parameters": {
            "Region": parameter("AWS::Region", "String"),
            "Endpoint": parameter("SDK::Endpoint", "String"),
            "UseFIPS": {
                "builtIn": "AWS::UseFIPS", "type": "Boolean", "required": true, "default": false
            },
        },
        "rules": rules,
    });
    let path = ["lib#Library", "traits", "smithy.rules#endpointRuleSet"];
    edit().set(&path, rule_set).text()
}

#[track_caller]
fn assert_changes(old: Value, new: Value, expected: &[&str]) {
    let diff = compare(&with_rules(old), &with_rules(new));
    assert_eq!(lines(&diff), expected);
}

fn reference(name: &str) -> Value {
    json!({"ref": name})
}

fn call(name: &str, arguments: Value) -> Value {
    json!({"fn": name, "argv": arguments})
}

fn is_set(name: &str) -> Value {
    call("isSet", json!([reference(name)]))
}

fn not(condition: Value) -> Value {
    call("not", json!([condition]))
}

fn is(name: &str, text: &str) -> Value {
    call("stringEquals", json!([reference(name), text]))
}

fn fips(value: bool) -> Value {
    call("booleanEquals", json!([reference("UseFIPS"), value]))
}

fn endpoint(conditions: Value, url: Value) -> Value {
    json!({"type": "endpoint", "conditions": conditions, "endpoint": {"url": url}})
}

fn error(conditions: Value, message: &str) -> Value {
    json!({"type": "error", "conditions": conditions, "error": message})
}

fn tree(conditions: Value, rules: Value) -> Value {
    json!({"type": "tree", "conditions": conditions, "rules": rules})
}

const REGIONAL: &str = "https://library.{Region}.example.com";

#[test]
fn the_same_endpoints_from_other_rules_are_a_patch() {
    let custom = || endpoint(json!([is_set("Endpoint")]), reference("Endpoint"));
    let old = json!([
        custom(),
        endpoint(
            json!([is_set("Region"), fips(true)]),
            json!("https://fips.{Region}.example.com")
        ),
        endpoint(json!([is_set("Region")]), json!(REGIONAL)),
        error(json!([]), "no region"),
    ]);
    let new = json!([
        tree(
            json!([not(is_set("Endpoint")), is_set("Region")]),
            json!([
                endpoint(json!([fips(false)]), json!(REGIONAL)),
                endpoint(json!([]), json!("https://fips.{Region}.example.com")),
            ])
        ),
        custom(),
        error(json!([]), "no region"),
    ]);
    assert_changes(old.clone(), new.clone(), &[SAME]);
    assert_changes(new, old, &[SAME]);
}

#[test]
fn a_region_of_its_own_rule_with_the_endpoint_of_all_is_a_patch() {
    let all = || {
        json!([
            endpoint(json!([is_set("Region")]), json!(REGIONAL)),
            error(json!([]), "no region"),
        ])
    };
    let own = |url: &str| {
        let mut rules = all();
        let conditions = json!([is_set("Region"), is("Region", "eu-one")]);
        rules
            .as_array_mut()
            .expect("a list")
            .insert(0, endpoint(conditions, json!(url)));
        rules
    };
    let same = "https://library.eu-one.example.com";
    assert_changes(all(), own(same), &[SAME]);
    assert_changes(own(same), all(), &[SAME]);
    assert_changes(all(), own("https://eu.example.com"), &[OTHERS]);
}

#[test]
fn one_combination_with_another_endpoint_is_a_minor_change() {
    let rules = |suffix: &str| {
        json!([
            endpoint(
                json!([is_set("Region"), is("Region", "eu-one"), fips(true)]),
                json!(format!("https://fips.eu-one.{suffix}"))
            ),
            endpoint(json!([is_set("Region")]), json!(REGIONAL)),
            error(json!([]), "no region"),
        ])
    };
    assert_changes(rules("example.com"), rules("example.org"), &[OTHERS]);
}

#[test]
fn a_changed_error_is_a_minor_change() {
    let rules = |message: &str| {
        json!([
            endpoint(json!([is_set("Endpoint")]), reference("Endpoint")),
            error(json!([]), message),
        ])
    };
    assert_changes(rules("no endpoint"), rules("set an endpoint"), &[OTHERS]);
}

#[test]
fn rules_with_too_many_combinations_count_as_different() {
    let labels = (0..40).map(|i| {
        let condition = call("isValidHostLabel", json!([format!("{i}{{Region}}"), false]));
        endpoint(
            json!([condition, fips(true)]),
            json!(format!("https://{i}.example.com")),
        )
    });
    let mut old: Vec<Value> = labels.collect();
    let mut new = old.clone();
    old.push(endpoint(json!([]), json!(REGIONAL)));
    // Without FIPS, this gives the same endpoint in each of 2^40 combinations.
    new.push(endpoint(json!([fips(true)]), json!(REGIONAL)));
    new.push(endpoint(json!([]), json!(REGIONAL)));
    let inside = |rules: Vec<Value>| {
        json!([
            tree(json!([is_set("Region")]), rules.into()),
            error(json!([]), "no region"),
        ])
    };
    assert_changes(inside(old), inside(new), &[OTHERS]);
}
