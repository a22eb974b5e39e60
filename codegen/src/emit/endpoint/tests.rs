mod cases;
mod words;

use serde_json::{Value, json};

use super::{emit_endpoint, emit_endpoint_tests};
use crate::diagnostic::Diagnostics;
use crate::ir::endpoint::EndpointRules;
use crate::json::Cursor;
use crate::shared_models::{each_model, each_trait};
use words::{assigned, call, endpoint, error, is_set, reference, rule_set, tree};

fn printed(tokens: proc_macro2::TokenStream) -> String {
    prettyplease::unparse(&syn::parse2(tokens).expect("what is emitted is Rust"))
}

/// The body of the function that is emitted for `rule_set`, without its indentation.
fn body(rule_set: &Value) -> String {
    let mut d = Diagnostics::default();
    let cursor = Cursor::new(rule_set, "model.json", "");
    let rules = EndpointRules::of(&cursor, &mut d).expect("the rules can be compiled");
    assert!(d.is_empty(), "{d}");
    let text = printed(emit_endpoint(&rules));
    let (_, body) = text
        .split_once("EndpointError> {\n")
        .expect("there is a function");
    let lines = body.trim_end().trim_end_matches('}').lines();
    let lines = lines.map(|line| line.strip_prefix("    ").unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn becomes(rules: Value, expected: &str) {
    let body = body(&rule_set(rules));
    assert_eq!(body.trim(), expected.trim(), "\n{body}");
}

#[test]
fn a_regional_endpoint_is_idiomatic_rust() {
    let partition = assigned(
        "PartitionResult",
        "aws.partition",
        json!([reference("Region")]),
    );
    let fips = call("booleanEquals", json!([reference("UseFIPS"), true]));
    becomes(
        json!([
            tree(
                json!([is_set("Endpoint")]),
                json!([
                    error(json!([fips]), "FIPS and custom endpoint are not supported"),
                    endpoint(json!([]), "{Endpoint}"),
                ])
            ),
            tree(
                json!([is_set("Region")]),
                json!([endpoint(
                    json!([partition]),
                    "https://x.{Region}.{PartitionResult#dnsSuffix}/{{}}",
                ),])
            ),
            error(json!([]), "Missing Region"),
        ]),
        r#"
if let Some(endpoint) = params.endpoint.as_deref() {
    if params.use_fips {
        return Err(EndpointError::new("FIPS and custom endpoint are not supported"));
    }
    return Ok(Endpoint::new(endpoint));
}
if let Some(region) = params.region.as_deref() {
    if let Some(partition) = endpoint::partition(region) {
        let dns_suffix = partition.dns_suffix;
        let url = format!("https://x.{region}.{dns_suffix}/{{}}");
        return Ok(Endpoint::new(url));
    }
    return Err(EndpointError::new("no rule matched"));
}
Err(EndpointError::new("Missing Region"))
"#,
    );
}

#[test]
fn adjacent_conditions_that_differ_in_a_literal_are_merged() {
    let in_region = |region: &str| {
        let equals = call("stringEquals", json!([region, reference("Region")]));
        endpoint(json!([equals]), "https://same")
    };
    becomes(
        json!([
            tree(
                json!([is_set("Region")]),
                json!([
                    in_region("a"),
                    in_region("b"),
                    in_region("c"),
                    endpoint(json!([]), "https://other"),
                ])
            ),
            error(json!([]), "no"),
        ]),
        r#"
if let Some(region) = params.region.as_deref() {
    if matches!(region, "a" | "b" | "c") {
        return Ok(Endpoint::new("https://same"));
    }
    return Ok(Endpoint::new("https://other"));
}
Err(EndpointError::new("no"))
"#,
    );
}

#[test]
fn a_long_choice_is_bound_to_a_name() {
    let names: Vec<String> = (1..=8).map(|i| format!("some-region-{i}")).collect();
    let differs = |name: &String| {
        let equals = call("stringEquals", json!([reference("Region"), name]));
        call("not", json!([equals]))
    };
    let mut conditions = vec![is_set("Region")];
    conditions.extend(names.iter().map(differs));
    let list: String = names
        .iter()
        .map(|name| format!("    \"{name}\",\n"))
        .collect();
    let expected = format!(
        "let regions = [\n{list}];\n\
         if let Some(region) = params.region.as_deref() && !regions.contains(&region) {{\n    \
             return Ok(Endpoint::new(\"https://x\"));\n}}\n\
         Err(EndpointError::new(\"no rule matched\"))"
    );
    becomes(json!([endpoint(json!(conditions), "https://x")]), &expected);
}

#[test]
fn a_known_fact_is_not_tested_again() {
    let fips = |holds: bool| call("booleanEquals", json!([holds, reference("UseFIPS")]));
    let no_endpoint = call("not", json!([is_set("Endpoint")]));
    becomes(
        json!([
            error(json!([is_set("Endpoint")]), "a"),
            tree(
                json!([fips(true)]),
                json!([
                    error(json!([fips(false)]), "never"),
                    endpoint(
                        json!([no_endpoint, fips(true), is_set("Region")]),
                        "https://b"
                    ),
                    error(json!([]), "c"),
                    error(json!([]), "dead"),
                ])
            ),
            error(json!([fips(false)]), "d"),
            error(json!([]), "dead"),
        ]),
        r#"
if params.endpoint.is_some() {
    return Err(EndpointError::new("a"));
}
if params.use_fips {
    if params.region.is_some() {
        return Ok(Endpoint::new("https://b"));
    }
    return Err(EndpointError::new("c"));
}
Err(EndpointError::new("d"))
"#,
    );
}

#[test]
fn a_tree_without_a_match_does_not_fall_through() {
    let dual = call("booleanEquals", json!([reference("UseDualStack"), true]));
    let fips = call("booleanEquals", json!([reference("UseFIPS"), false]));
    becomes(
        json!([
            tree(json!([dual]), json!([error(json!([fips]), "a")])),
            error(json!([]), "b"),
        ]),
        r#"
if params.use_dual_stack {
    if !params.use_fips {
        return Err(EndpointError::new("a"));
    }
    return Err(EndpointError::new("no rule matched"));
}
Err(EndpointError::new("b"))
"#,
    );
}

#[test]
fn signing_and_headers_follow_the_url() {
    let mut rule = endpoint(json!([is_set("Region")]), "https://x");
    rule["endpoint"]["properties"] = json!({ "authSchemes": [
        { "name": "sigv4a" },
        { "name": "sigv4", "signingName": "x", "signingRegion": "{Region}" },
    ] });
    rule["endpoint"]["headers"] = json!({ "x-a": ["1", "{Region}"] });
    becomes(
        json!([rule]),
        r#"
if let Some(region) = params.region.as_deref() {
    let resolved = Endpoint::new("https://x")
        .with_signing_name("x")
        .with_signing_region(region)
        .with_header("x-a", "1")
        .with_header("x-a", region);
    return Ok(resolved);
}
Err(EndpointError::new("no rule matched"))
"#,
    );
}

#[test]
fn every_function_is_emitted() {
    let url = reference("url");
    becomes(
        json!([tree(
            json!([
                is_set("Endpoint"),
                assigned("url", "parseURL", json!([reference("Endpoint")])),
                call("getAttr", json!([url, "isIp"])),
                call("isValidHostLabel", json!(["{url#authority}", true])),
                assigned(
                    "part",
                    "substring",
                    json!([reference("Endpoint"), 0, 4, false])
                ),
                assigned("parts", "split", json!([reference("Endpoint"), "--", 0])),
                assigned("first", "getAttr", json!([reference("parts"), "[0]"])),
                assigned("region", "coalesce", json!([reference("Region"), "none"])),
                assigned("encoded", "uriEncode", json!([reference("first")])),
                call(
                    "not",
                    json!([call(
                        "stringEquals",
                        json!([
                            reference("region"),
                            call("ite", json!([reference("UseFIPS"), "{part}x", "y"])),
                        ])
                    )])
                ),
            ]),
            json!([endpoint(json!([]), "{url#scheme}://{encoded}")]),
        ),]),
        r#"
if let Some(endpoint) = params.endpoint.as_deref()
    && let Some(url) = endpoint::parse_url(endpoint) && url.is_ip
    && endpoint::is_valid_host_label(&url.authority, true)
    && let Some(part) = endpoint::substring(endpoint, 0, 4, false)
{
    let parts = endpoint.split("--").collect::<Vec<&str>>();
    if let Some(first) = parts.first().copied() {
        let region = params.region.as_deref().unwrap_or("none");
        let encoded = endpoint::uri_encode(first);
        if region
            != (if params.use_fips { format!("{part}x") } else { "y".to_owned() })
        {
            let scheme = &url.scheme;
            let url_2 = format!("{scheme}://{encoded}");
            return Ok(Endpoint::new(url_2));
        }
    }
}
Err(EndpointError::new("no rule matched"))
"#,
    );
}

#[test]
fn a_parameter_that_is_always_set_is_bound_first() {
    let mut rules = rule_set(json!([endpoint(
        json!([is_set("Region")]),
        "{Region}{Endpoint}"
    )]));
    rules["parameters"]["Region"]["required"] = json!(true);
    rules["parameters"]["Endpoint"]["default"] = json!("x");
    let expected = r#"
let Some(region) = params.region.as_deref() else {
    let message = "Region is not set";
    return Err(EndpointError::new(message));
};
let endpoint = params.endpoint.as_deref().unwrap_or("x");
let url = format!("{region}{endpoint}");
Ok(Endpoint::new(url))
"#;
    assert_eq!(body(&rules).trim(), expected.trim());
}

#[test]
fn imports_are_what_the_rules_use() {
    let rules = rule_set(json!([error(json!([]), "no")]));
    let cursor = Cursor::new(&rules, "model.json", "");
    let mut d = Diagnostics::default();
    let rules = EndpointRules::of(&cursor, &mut d).expect("the rules can be compiled");
    let text = printed(emit_endpoint(&rules));
    assert!(
        text.contains("endpoint::{Endpoint, EndpointError, EndpointParams}"),
        "{text}"
    );
    assert!(text.contains("_params: &EndpointParams"), "{text}");
}

#[test]
fn every_published_rule_set_is_emitted() {
    each_model(|file, model| {
        let mut rules = None;
        each_trait(model, "smithy.rules#endpointRuleSet", &mut |rule_set| {
            let mut d = Diagnostics::default();
            let cursor = Cursor::new(rule_set, file, "endpointRuleSet");
            let resolved = EndpointRules::of(&cursor, &mut d);
            assert!(d.is_empty(), "{d}");
            let resolved = resolved.expect("the rules can be compiled");
            let text = printed(emit_endpoint(&resolved));
            assert!(text.contains("Missing Region"), "{file}: {text}");
            rules = Some(resolved);
        });
        each_trait(model, "smithy.rules#endpointTests", &mut |tests| {
            let mut d = Diagnostics::default();
            let cursor = Cursor::new(tests, file, "endpointTests");
            let rules = rules.as_ref().expect("tests stand beside rules");
            let resolved = rules.tests(&cursor, &mut d);
            assert!(d.is_empty(), "{d}");
            let text = printed(emit_endpoint_tests(&resolved, "some_crate"));
            let count = tests["testCases"].as_array().map_or(0, Vec::len);
            assert_eq!(text.matches("#[test]").count(), count, "{file}");
        });
    });
}
