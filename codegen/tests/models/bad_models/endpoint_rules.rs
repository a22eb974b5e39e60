//! Endpoint rules that cannot be compiled, and endpoint tests that do not match the rules.

use querysmith_codegen::{Inputs, generate};
use serde_json::json;

use super::support::{Model, RULES, SERVICE, base};

/// The model with a second condition after the one that the rule needs.
fn with_condition(condition: serde_json::Value) -> Model {
    let is_set = json!({"fn": "isSet", "argv": [{"ref": "Region"}]});
    base().set(
        &format!("{RULES}/rules/0/conditions"),
        json!([is_set, condition]),
    )
}

fn with_url(url: &str) -> Model {
    base().set(&format!("{RULES}/rules/0/endpoint/url"), url)
}

fn with_case(case: serde_json::Value) -> Model {
    base().set(
        &format!("{SERVICE}/traits/smithy.rules#endpointTests/testCases/0"),
        case,
    )
}

#[test]
fn rules_of_an_unknown_version() {
    base()
        .set(&format!("{RULES}/version"), "9.0")
        .is_refused_with(
            "\
error: the version of the endpoint rules is not supported
  at:       example#Parcels/smithy.rules#endpointRuleSet/version  (model.json)
  found:    9.0
  expected: 1.0 or 1.1
",
        );
}

#[test]
fn a_parameter_that_no_client_can_set() {
    base()
        .set(&format!("{RULES}/parameters/Planet"), json!({"type": "string"}))
        .set(
            &format!("{RULES}/parameters/Zone"),
            json!({"type": "string", "builtIn": "AWS::Regin"}),
        )
        .is_refused_with("\
error: an endpoint parameter that no client can set
  at:       example#Parcels/smithy.rules#endpointRuleSet/parameters/Planet  (model.json)
  found:    a parameter without `builtIn`
  expected: a parameter with `builtIn`: AWS::Region, AWS::UseFIPS, AWS::UseDualStack, SDK::Endpoint, AWS::STS::UseGlobalEndpoint

error: unknown built-in endpoint parameter
  at:       example#Parcels/smithy.rules#endpointRuleSet/parameters/Zone/builtIn  (model.json)
  found:    AWS::Regin
  expected: AWS::Region, AWS::UseFIPS, AWS::UseDualStack, SDK::Endpoint, AWS::STS::UseGlobalEndpoint
  help:     did you mean AWS::Region?
");
}

#[test]
fn a_parameter_whose_type_differs_from_its_builtin() {
    base()
        .set(
            &format!("{RULES}/parameters/UseFIPS"),
            json!({"type": "string", "builtIn": "AWS::UseFIPS"}),
        )
        .is_refused_with(
            "\
error: the endpoint parameter and its built-in have different types
  at:       example#Parcels/smithy.rules#endpointRuleSet/parameters/UseFIPS/type  (model.json)
  found:    string
  expected: boolean
",
        );
}

#[test]
fn a_function_that_does_not_exist() {
    with_condition(json!({"fn": "isSett", "argv": [{"ref": "Region"}]})).is_refused_with("\
error: unknown function in endpoint rules
  at:       example#Parcels/smithy.rules#endpointRuleSet/rules/0/conditions/1/fn  (model.json)
  found:    isSett
  expected: one of: isSet, not, booleanEquals, stringEquals, getAttr, aws.partition, parseURL, isValidHostLabel, substring, uriEncode, coalesce, ite, split
  help:     did you mean isSet?
");
}

#[test]
fn a_function_with_too_many_arguments() {
    with_condition(json!({"fn": "isSet", "argv": [{"ref": "Region"}, true]})).is_refused_with(
        "\
error: wrong number of arguments in endpoint rules
  at:       example#Parcels/smithy.rules#endpointRuleSet/rules/0/conditions/1/argv  (model.json)
  found:    2
  expected: 1, for isSet
",
    );
}

#[test]
fn a_reference_to_an_undefined_name() {
    with_condition(json!({"fn": "isSet", "argv": [{"ref": "Regoin"}]})).is_refused_with("\
error: reference to a name that the endpoint rules do not define here
  at:       example#Parcels/smithy.rules#endpointRuleSet/rules/0/conditions/1/argv/0/ref  (model.json)
  found:    Regoin
  expected: one of: Region
  help:     did you mean Region?
");
}

#[test]
fn an_argument_of_the_wrong_type() {
    with_condition(json!({"fn": "booleanEquals", "argv": [{"ref": "Region"}, true]}))
        .is_refused_with(
            "\
error: wrong type of endpoint value
  at:       example#Parcels/smithy.rules#endpointRuleSet/rules/0/conditions/1/argv/0  (model.json)
  found:    a string
  expected: a boolean
",
        );
}

#[test]
fn a_template_with_an_unclosed_brace() {
    with_url("https://parcels.{Region.amazonaws.com").is_refused_with(
        "\
error: unbalanced braces in an endpoint template
  at:       example#Parcels/smithy.rules#endpointRuleSet/rules/0/endpoint/url  (model.json)
  found:    https://parcels.{Region.amazonaws.com
  expected: `{name}` or `{name#attribute}`; `{{` and `}}` for braces
",
    );
}

#[test]
fn a_template_that_refers_to_an_undefined_name() {
    with_url("https://parcels.{Planet}.amazonaws.com").is_refused_with(
        "\
error: reference to a name that the endpoint rules do not define here
  at:       example#Parcels/smithy.rules#endpointRuleSet/rules/0/endpoint/url  (model.json)
  found:    Planet
  expected: one of: Region
",
    );
}

#[test]
fn a_rule_of_an_unknown_type() {
    base()
        .set(&format!("{RULES}/rules/0/type"), "maybe")
        .is_refused_with(
            "\
error: unknown type of endpoint rule
  at:       example#Parcels/smithy.rules#endpointRuleSet/rules/0/type  (model.json)
  found:    maybe
  expected: endpoint, error or tree
",
        );
}

#[test]
fn an_unsupported_auth_scheme() {
    base()
        .set(
            &format!("{RULES}/rules/0/endpoint/properties"),
            json!({"authSchemes": [{"name": "sigv5"}]}),
        )
        .is_refused_with("\
error: no supported auth scheme for an endpoint
  at:       example#Parcels/smithy.rules#endpointRuleSet/rules/0/endpoint/properties/authSchemes  (model.json)
  found:    an array of length 1
  expected: an authScheme with the name sigv4
");
}

#[test]
fn an_endpoint_test_with_an_unknown_parameter() {
    with_case(json!({"params": {"Regions": "eu-central-1"}, "expect": {"error": "x"}}))
        .is_refused_with(
            "\
error: an endpoint test sets a parameter that the rules do not have
  at:       example#Parcels/smithy.rules#endpointTests/testCases/0/params/Regions  (model.json)
  found:    Regions
  expected: one of: Region
  help:     did you mean Region?
",
        );
}

#[test]
fn an_endpoint_test_without_an_expectation() {
    with_case(json!({"params": {"Region": 7}, "expect": {}})).is_refused_with(
        "\
error: `endpoint` is missing
  at:       example#Parcels/smithy.rules#endpointTests/testCases/0/expect  (model.json)
  found:    an empty object
  expected: an object with `endpoint`

error: wrong type of value
  at:       example#Parcels/smithy.rules#endpointTests/testCases/0/params/Region  (model.json)
  found:    the number 7
  expected: a string
",
    );
}

#[test]
fn endpoint_tests_without_rules() {
    base().remove(RULES).is_refused_with(
        "\
error: endpoint tests without endpoint rules
  at:       example#Parcels/smithy.rules#endpointTests  (model.json)
  found:    no smithy.rules#endpointRuleSet on the service
  expected: the rules that the tests are for, or no tests
",
    );
}

#[test]
fn an_endpoint_test_that_contradicts_the_rules() {
    let params = json!({"Region": "eu-central-1"});
    let case = |expect: serde_json::Value| with_case(json!({"params": params, "expect": expect}));
    case(json!({"endpoint": {"url": "https://parcel.eu-central-1.amazonaws.com"}}))
        .is_refused_with(
            "\
error: an endpoint test contradicts the endpoint rules
  at:       example#Parcels/smithy.rules#endpointTests/testCases/0/expect  (model.json)
  found:    https://parcel.eu-central-1.amazonaws.com
  expected: a result of the rules for these parameters: https://parcels.eu-central-1.amazonaws.com
  help:     correct the test or the rules, or list the test under `skips` in the overlay
",
        );
    case(json!({"error": "no endpoint"})).is_refused_with(
        "\
error: an endpoint test contradicts the endpoint rules
  at:       example#Parcels/smithy.rules#endpointTests/testCases/0/expect  (model.json)
  found:    the error \"no endpoint\"
  expected: a result of the rules for these parameters: https://parcels.eu-central-1.amazonaws.com
  help:     correct the test or the rules, or list the test under `skips` in the overlay
",
    );
    case(json!({"endpoint": {
        "url": "https://parcels.eu-central-1.amazonaws.com",
        "headers": {"x-a": ["1"]},
    }}))
    .is_refused_with(
        "\
error: an endpoint test contradicts the endpoint rules
  at:       example#Parcels/smithy.rules#endpointTests/testCases/0/expect  (model.json)
  found:    https://parcels.eu-central-1.amazonaws.com, x-a: 1
  expected: a result of the rules for these parameters: https://parcels.eu-central-1.amazonaws.com
  help:     correct the test or the rules, or list the test under `skips` in the overlay
",
    );
}

#[test]
fn an_endpoint_test_that_depends_on_a_partition() {
    let region = json!({"ref": "Region"});
    let partition = json!({"fn": "aws.partition", "argv": [region], "assign": "partition"});
    let model = |url: &str| {
        let is_set = json!({"fn": "isSet", "argv": [region]});
        with_url("https://parcels.{Region}.{partition#dnsSuffix}")
            .set(
                &format!("{RULES}/rules/0/conditions"),
                json!([is_set, partition]),
            )
            .set(
                &format!("{SERVICE}/traits/smithy.rules#endpointTests/testCases/0"),
                json!({"params": {"Region": "cn-north-1"}, "expect": {"endpoint": {"url": url}}}),
            )
    };
    model("https://parcels.cn-north-1.amazonaws.com.cn").is_accepted();
    model("https://parcels.us-east-1.amazonaws.com").is_refused_with(
        "\
error: an endpoint test contradicts the endpoint rules
  at:       example#Parcels/smithy.rules#endpointTests/testCases/0/expect  (model.json)
  found:    https://parcels.us-east-1.amazonaws.com
  expected: a result of the rules for these parameters: https://parcels.cn-north-1.{partition(cn-north-1)#dns_suffix}, or the error \"a Region is needed\"
  help:     correct the test or the rules, or list the test under `skips` in the overlay
",
    );
}

#[test]
fn a_header_whose_name_has_a_space() {
    base()
        .set(
            &format!("{RULES}/rules/0/endpoint/headers"),
            json!({"a b": ["c"]}),
        )
        .is_refused_with(
            "\
error: malformed name of a header of an endpoint
  at:       example#Parcels/smithy.rules#endpointRuleSet/rules/0/endpoint/headers/a b  (model.json)
  found:    \"a b\"
  expected: letters, digits and punctuation that HTTP permits, such as x-name
",
        );
}

#[test]
fn names_of_rules_that_are_no_identifiers() {
    let assign =
        |name: &str| json!({"fn": "uriEncode", "argv": [{"ref": "Region"}], "assign": name});
    let names = ["x²", "価格", "😀", "", "_", "a.b", "self", "params"];
    let mut conditions = vec![json!({"fn": "isSet", "argv": [{"ref": "Region"}]})];
    conditions.extend(names.iter().map(|name| assign(name)));
    let used: Vec<String> = names
        .iter()
        .filter(|name| !name.is_empty())
        .map(|name| format!("{{{name}}}"))
        .collect();
    base()
        .set(&format!("{RULES}/rules/0/conditions"), conditions)
        .set(
            &format!("{RULES}/rules/0/endpoint/url"),
            format!("https://{}.example.com", used.join(".")),
        )
        .is_accepted();
}

#[test]
fn a_url_and_a_header_that_no_request_can_have() {
    for url in ["", "not a url", "https://", "ftp://x", "https://a b"] {
        with_url(url).is_refused_with(&format!(
            "\
error: malformed URL of an endpoint
  at:       example#Parcels/smithy.rules#endpointRuleSet/rules/0/endpoint/url  (model.json)
  found:    \"{url}\"
  expected: a URL with a host that begins with https:// or http://
"
        ));
    }
    base()
        .set(
            &format!("{RULES}/rules/0/endpoint/headers"),
            json!({"a": ["b\nc"]}),
        )
        .is_refused_with(
            "\
error: malformed value of a header of an endpoint
  at:       example#Parcels/smithy.rules#endpointRuleSet/rules/0/endpoint/headers/a/0  (model.json)
  found:    \"b c\"
  expected: text without control characters
",
        );
}

#[test]
fn a_required_parameter_that_no_rule_uses_is_only_tested() {
    let text = base()
        .set(&format!("{RULES}/parameters/Region/required"), true)
        .set(
            &format!("{RULES}/rules"),
            json!([{"type": "endpoint", "conditions": [], "endpoint": {"url": "https://parcels.example"}}]),
        )
        .remove(&format!("{SERVICE}/traits/smithy.rules#endpointTests"))
        .text();
    let generated = generate(&Inputs::new("model.json", &text)).expect("a valid model");
    let rules = &generated.files["src/endpoint.rs"];
    assert!(rules.contains("if params.region.is_none() {"), "{rules}");
}
