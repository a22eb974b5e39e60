//! The cases of `smithy.rules#endpointTests`.

use crate::diagnostic::{Diagnostic, Diagnostics, nearest};
use crate::docs;
use crate::ir::endpoint::{
    Builtin, Cases, Contradiction, EndpointRules, EndpointTest, Expected, ParamValue,
};
use crate::json::{Cursor, describe};
use crate::naming;
use crate::scope::Scope;
use crate::skip::Skips;

use super::stale::stale;

/// The cases, in the order of the file, with the parameters of `rules`.
///
/// The `operationInputs` of a case repeat its `params` as settings of a client, so they are not
/// read.
pub(crate) fn resolve_endpoint_tests(
    tests: &Cursor<'_>,
    rules: &EndpointRules,
    skips: &mut Skips<'_>,
    d: &mut Diagnostics,
) -> Vec<EndpointTest> {
    let Some(cases) = tests.required("testCases", d) else {
        return Vec::new();
    };
    let mut names = Scope::default();
    let mut checked = Cases::of(rules);
    let (mut resolved, mut refusals) = (Vec::new(), Vec::new());
    for (i, case) in cases.items(d).iter().enumerate() {
        let test = resolve_case(case, i + 1, rules, &mut names, skips, d);
        // Valid tests of valid rules only, so that each defect is reported once.
        if let Some(test) = &test
            && test.skipped.is_none()
            && d.is_empty()
        {
            let contradiction = checked.contradiction(&test.params, &test.expected);
            refusals.extend(contradiction.map(|it| refusal(case, &it)));
        }
        resolved.extend(test);
    }
    for refusal in refusals {
        d.push(refusal);
    }
    resolved
}

fn refusal(case: &Cursor<'_>, contradiction: &Contradiction) -> Diagnostic {
    let results = contradiction.results.iter().map(ToString::to_string);
    let results = results.collect::<Vec<_>>().join(", or ");
    let expect = case.get("expect");
    let at = expect.as_ref().unwrap_or(case);
    at.diagnostic("an endpoint test contradicts the endpoint rules")
        .found(contradiction.expected.to_string())
        .expected(format!(
            "a result of the rules for these parameters: {results}"
        ))
        .help("correct the test or the rules, or list the test under `skips` in the overlay")
}

fn resolve_case(
    case: &Cursor<'_>,
    number: usize,
    rules: &EndpointRules,
    names: &mut Scope,
    skips: &mut Skips<'_>,
    d: &mut Diagnostics,
) -> Option<EndpointTest> {
    let documentation = case.get("documentation").and_then(|docs| docs.string(d));
    let sentence = documentation.map_or_else(|| format!("case {number}"), str::to_owned);
    let mut params = Vec::new();
    for (name, value) in case.get("params").map(|p| p.entries(d)).unwrap_or_default() {
        params.extend(resolve_param(name, &value, rules, d));
    }
    let expected = resolve_expected(&case.required("expect", d)?, d)?;
    let listed = documentation.and_then(|documentation| skips.reason(documentation));
    Some(EndpointTest {
        skipped: listed.or_else(|| stale_reason(&params, &expected)),
        name: names.take_free(&naming::test_name(&sentence), "_", &sentence),
        docs: documentation.map(docs::to_markdown).unwrap_or_default(),
        params,
        expected,
    })
}

fn stale_reason(params: &[(Builtin, ParamValue)], expected: &Expected) -> Option<String> {
    let Expected::Error(error) = expected else {
        return None;
    };
    let region = params.iter().find_map(|(builtin, value)| match value {
        ParamValue::Text(region) if *builtin == Builtin::Region => Some(region),
        _ => None,
    });
    Some(stale(region?, error)?.to_owned())
}

/// A parameter and its value, unless the value is the default.
fn resolve_param(
    name: &str,
    value: &Cursor<'_>,
    rules: &EndpointRules,
    d: &mut Diagnostics,
) -> Option<(Builtin, ParamValue)> {
    let known = || rules.parameters.iter().map(|(name, _)| name.as_str());
    let Some((_, builtin)) = rules.parameters.iter().find(|(known, _)| known == name) else {
        let mut diagnostic = value
            .diagnostic("an endpoint test sets a parameter that the rules do not have")
            .found(name)
            .expected(format!(
                "one of: {}",
                known().collect::<Vec<_>>().join(", ")
            ));
        if let Some(near) = nearest(name, known()) {
            diagnostic = diagnostic.help(format!("did you mean {near}?"));
        }
        d.push(diagnostic);
        return None;
    };
    let value = match builtin.is_text() {
        true => ParamValue::Text(value.string(d)?.to_owned()),
        false => ParamValue::Boolean(value.boolean(d)?),
    };
    (value != ParamValue::Boolean(false)).then_some((*builtin, value))
}

fn resolve_expected(expect: &Cursor<'_>, d: &mut Diagnostics) -> Option<Expected> {
    if let Some(error) = expect.get("error") {
        return Some(Expected::Error(error.string(d)?.to_owned()));
    }
    let endpoint = expect.required("endpoint", d)?;
    let url = endpoint.required("url", d)?.string(d)?.to_owned();
    let mut headers = Vec::new();
    for (name, values) in endpoint
        .get("headers")
        .map(|h| h.entries(d))
        .unwrap_or_default()
    {
        for value in values.items(d) {
            headers.push((name.to_owned(), value.string(d)?.to_owned()));
        }
    }
    let (mut signing_name, mut signing_region) = (None, None);
    let schemes = endpoint
        .get("properties")
        .and_then(|p| p.get("authSchemes"));
    for scheme in schemes.map(|schemes| schemes.items(d)).unwrap_or_default() {
        let text = |key: &str, d: &mut Diagnostics| Some(scheme.get(key)?.string(d)?.to_owned());
        if text("name", d).as_deref() != Some("sigv4") {
            d.push(
                scheme
                    .diagnostic("unsupported auth scheme in an endpoint test")
                    .found(describe(scheme.value()))
                    .expected("an authScheme with the name sigv4"),
            );
            continue;
        }
        signing_name = text("signingName", d);
        signing_region = text("signingRegion", d);
    }
    Some(Expected::Endpoint {
        url,
        signing_name,
        signing_region,
        headers,
    })
}
