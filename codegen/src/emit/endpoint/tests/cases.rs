use serde_json::json;

use super::printed;
use super::words::{endpoint, error, is_set, rule_set};
use crate::diagnostic::Diagnostics;
use crate::emit::endpoint::emit_endpoint_tests;
use crate::ir::endpoint::EndpointRules;
use crate::json::Cursor;

#[test]
fn a_case_becomes_a_test_function() {
    let mut in_region = endpoint(json!([is_set("Region")]), "https://x");
    in_region["endpoint"]["properties"] = json!({
        "authSchemes": [{ "name": "sigv4", "signingRegion": "b" }],
    });
    in_region["endpoint"]["headers"] = json!({ "x-a": ["1"] });
    let rules = rule_set(json!([in_region, error(json!([]), "none")]));
    let cases = json!({ "testCases": [
        {
            "documentation": "For region a-1",
            "params": { "Region": "a-1", "UseFIPS": true, "UseDualStack": false },
            "expect": { "endpoint": {
                "url": "https://x",
                "properties": { "authSchemes": [{ "name": "sigv4", "signingRegion": "b" }] },
                "headers": { "x-a": ["1"] },
            } },
        },
        { "documentation": "For region a-1", "expect": { "error": "none" } },
        { "expect": { "error": "none" } },
    ] });
    let mut d = Diagnostics::default();
    let rules = EndpointRules::of(&Cursor::new(&rules, "m", ""), &mut d);
    let rules = rules.expect("the rules can be compiled");
    let tests = rules.tests(&Cursor::new(&cases, "m", ""), &mut d);
    assert!(d.is_empty(), "{d}");
    let text = printed(emit_endpoint_tests(&tests, "some_crate"));
    let expected = r#"
//! The endpoint tests of the model.
use some_crate::endpoint::resolve_endpoint;
use querysmith_runtime::codegen_v1::endpoint::{Endpoint, EndpointError, EndpointParams};
#[track_caller]
fn check(params: EndpointParams, expected: Result<Endpoint, EndpointError>) {
    let endpoint = resolve_endpoint(&params);
    assert_eq!(endpoint, expected, "{params:?}");
}
/// For region a-1
#[test]
fn for_region_a_1() {
    let params = EndpointParams::default().with_region("a-1").with_fips(true);
    let endpoint = Endpoint::new("https://x")
        .with_signing_region("b")
        .with_header("x-a", "1");
    let expected = Ok(endpoint);
    check(params, expected);
}
/// For region a-1
#[test]
fn for_region_a_1_2() {
    let params = EndpointParams::default();
    let message = "none";
    let expected = Err(EndpointError::new(message));
    check(params, expected);
}
#[test]
fn case_3() {
    let params = EndpointParams::default();
    let message = "none";
    let expected = Err(EndpointError::new(message));
    check(params, expected);
}
"#;
    assert_eq!(text.trim(), expected.trim(), "\n{text}");
}
