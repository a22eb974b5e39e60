//! The service shape: its presence, its protocol, its traits and its operations.

use querysmith_codegen::{Inputs, generate};
use serde_json::json;

use super::support::{OPERATION, SERVICE, base};

fn service_trait(id: &str) -> String {
    format!("{SERVICE}/traits/{id}")
}

#[test]
fn a_model_without_a_service() {
    base().remove(SERVICE).is_refused_with(
        "\
error: the model has no service
  at:       shapes  (model.json)
  found:    8 shapes, none of them a service
  expected: one shape of type service
",
    );
}

#[test]
fn a_model_with_two_services() {
    let other = json!({"type": "service", "version": "2026-01-01"});
    base()
        .set("/shapes/example#Letters", other)
        .is_refused_with(
            "\
error: the model has several services
  at:       shapes  (model.json)
  found:    example#Letters, example#Parcels
  expected: one shape of type service
  help:     split the model into one file per service
",
        );
}

#[test]
fn a_service_with_a_json_protocol() {
    base()
        .remove(&service_trait("aws.protocols#awsQuery"))
        .set(&service_trait("aws.protocols#awsJson1_1"), json!({}))
        .is_refused_with(
            "\
error: unsupported protocol
  at:       example#Parcels  (model.json)
  found:    aws.protocols#awsJson1_1
  expected: aws.protocols#awsQuery or aws.protocols#ec2Query
",
        );
}

#[test]
fn a_service_without_a_protocol() {
    base()
        .remove(&service_trait("aws.protocols#awsQuery"))
        .is_refused_with(
            "\
error: unsupported protocol
  at:       example#Parcels  (model.json)
  found:    no protocol trait
  expected: aws.protocols#awsQuery or aws.protocols#ec2Query
",
        );
}

#[test]
fn a_service_without_the_service_trait() {
    base()
        .remove(&service_trait("aws.api#service"))
        .is_refused_with(
            "\
error: the service lacks aws.api#service
  at:       example#Parcels  (model.json)
  found:    no such trait
  expected: aws.api#service with `sdkId`
",
        );
}

#[test]
fn a_service_with_an_empty_sdk_id() {
    base()
        .set(&service_trait("aws.api#service"), json!({"sdkId": " "}))
        .is_refused_with(
            "\
error: malformed SDK id of a service
  at:       example#Parcels/aws.api#service/sdkId  (model.json)
  found:    \" \"
  expected: words of ASCII letters and digits, such as Auto Scaling
",
        );
}

#[test]
fn a_service_trait_without_an_sdk_id() {
    let value = json!({"arnNamespace": "parcels"});
    base()
        .set(&service_trait("aws.api#service"), value)
        .is_refused_with(
            "\
error: `sdkId` is missing
  at:       example#Parcels/aws.api#service  (model.json)
  found:    an object with: arnNamespace
  expected: an object with `sdkId`
",
        );
}

#[test]
fn a_service_without_a_signing_name() {
    base()
        .remove(&service_trait("aws.auth#sigv4"))
        .is_refused_with(
            "\
error: the service lacks aws.auth#sigv4
  at:       example#Parcels  (model.json)
  found:    no such trait
  expected: aws.auth#sigv4 with `name`
",
        );
}

#[test]
fn a_service_without_a_version() {
    base()
        .remove(&format!("{SERVICE}/version"))
        .is_refused_with(
            "\
error: `version` is missing
  at:       example#Parcels  (model.json)
  found:    an object with: type, operations, traits
  expected: an object with `version`
",
        );
}

#[test]
fn a_service_without_operations() {
    base()
        .set(&format!("{SERVICE}/operations"), json!([]))
        .is_refused_with(
            "\
error: the service has no operations
  at:       example#Parcels  (model.json)
  found:    no `operations`, and no `resources` with operations
  expected: at least one operation
",
        );
}

#[test]
fn a_service_without_endpoint_rules_is_accepted() {
    base()
        .remove(&service_trait("smithy.rules#endpointRuleSet"))
        .remove(&service_trait("smithy.rules#endpointTests"))
        .is_accepted();
}

#[test]
fn a_service_that_lists_a_structure_as_an_operation() {
    base()
        .set(&format!("{SERVICE}/operations/0/target"), "example#Parcel")
        .is_refused_with(
            "\
error: service targets a shape of the wrong kind
  at:       example#Parcels/operations/0  (model.json)
  found:    example#Parcel, a structure
  expected: the id of an operation
",
        );
}

#[test]
fn a_service_that_lists_a_missing_operation() {
    base()
        .set(
            &format!("{SERVICE}/operations/0/target"),
            "example#SendParcels",
        )
        .is_refused_with(
            "\
error: service targets a shape that does not exist
  at:       example#Parcels/operations/0  (model.json)
  found:    example#SendParcels
  expected: the id of a shape in this model or in smithy.api
  help:     did you mean example#SendParcel?
",
        );
}

#[test]
fn a_service_that_lists_a_structure_as_a_resource() {
    base()
        .set(
            &format!("{SERVICE}/resources"),
            json!([{"target": "example#Parcel"}]),
        )
        .is_refused_with(
            "\
error: service targets a shape of the wrong kind
  at:       example#Parcels/resources/0  (model.json)
  found:    example#Parcel, a structure
  expected: the id of a resource
",
        );
}

#[test]
fn an_operation_with_an_unsupported_auth_scheme() {
    base()
        .set(
            &format!("{OPERATION}/traits/smithy.api#auth"),
            json!(["smithy.api#httpBasicAuth"]),
        )
        .is_refused_with(
            "\
error: unsupported authentication scheme
  at:       example#SendParcel/smithy.api#auth/0  (model.json)
  found:    smithy.api#httpBasicAuth
  expected: aws.auth#sigv4, or an empty list for an unsigned operation
",
        );
}

#[test]
fn a_service_with_an_unsupported_auth_scheme() {
    base()
        .set(
            &format!("{SERVICE}/traits/smithy.api#auth"),
            json!(["smithy.api#httpBearerAuth"]),
        )
        .is_refused_with(
            "\
error: unsupported authentication scheme
  at:       example#Parcels/smithy.api#auth/0  (model.json)
  found:    smithy.api#httpBearerAuth
  expected: aws.auth#sigv4, or an empty list for an unsigned operation
",
        );
}

#[test]
fn operations_without_schemes_of_their_own_have_those_of_the_service() {
    let act = |service: &[&str], operation: Option<&[&str]>| {
        let mut model = base().set(&format!("{SERVICE}/traits/smithy.api#auth"), json!(service));
        if let Some(operation) = operation {
            let pointer = format!("{OPERATION}/traits/smithy.api#auth");
            model = model.set(&pointer, json!(operation));
        }
        let text = model.text();
        let generated = generate(&Inputs::new("model.json", &text)).expect("a valid model");
        let operation = &generated.files["src/operation/send_parcel.rs"];
        operation.contains("AuthScheme::SigV4")
    };
    let sigv4: &[&str] = &["aws.auth#sigv4"];
    assert!(act(sigv4, None));
    assert!(!act(&[], None));
    assert!(act(&[], Some(sigv4)));
    assert!(!act(sigv4, Some(&[])));
}

#[test]
fn a_path_of_the_model_that_is_not_one_line_does_not_leave_its_comment() {
    let text = base().text();
    let path = "a\nmod b;\u{202e}.json";
    let generated = generate(&Inputs::new(path, &text)).expect("a valid model");
    for (file, text) in &generated.files {
        let first = text.lines().next().unwrap_or_default();
        assert!(
            first.contains(r"a\nmod b;\u{202e}.json. Do not edit."),
            "{file}: {first}"
        );
    }
}

#[test]
fn the_name_of_a_crate_is_not_a_keyword_and_not_that_of_a_dependency() {
    let text = base().text();
    for name in ["fn", "self", "std", "querysmith-runtime", "a b", "a\"", ""] {
        let inputs = Inputs::new("model.json", &text).crate_name(name);
        let defects = generate(&inputs).expect_err(name).to_string();
        assert!(
            defects.starts_with("error: invalid setting"),
            "{name}: {defects}"
        );
    }
    let named = base().set(
        &format!("{SERVICE}/traits/aws.api#service/sdkId"),
        "Runtime",
    );
    let generated = generate(&Inputs::new("model.json", &named.text())).expect("a valid model");
    assert_eq!(generated.name, "querysmith-runtime-service");
}
