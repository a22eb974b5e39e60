//! Invalid members and targets of structures, operations and errors.

use querysmith_codegen::{Inputs, generate};
use serde_json::json;

use super::support::{INPUT, OPERATION, PARCEL, base};

fn sent(target: &str) -> super::support::Model {
    base().set(&format!("{PARCEL}/members/Sent/target"), target)
}

#[test]
fn a_missing_target_with_a_similar_name_has_a_suggestion() {
    base()
        .set(&format!("{INPUT}/members/Grams/target"), "example#Gram")
        .is_refused_with(
            "\
error: member targets a shape that does not exist
  at:       example#SendParcelRequest$Grams  (model.json)
  found:    example#Gram
  expected: the id of a shape in this model or in smithy.api
  help:     did you mean example#Grams?
",
        );
}

#[test]
fn a_missing_target_without_a_similar_name_has_no_suggestion() {
    base()
        .set(&format!("{INPUT}/members/Labels/target"), "other#Thing")
        .is_refused_with(
            "\
error: member targets a shape that does not exist
  at:       example#SendParcelRequest$Labels  (model.json)
  found:    other#Thing
  expected: the id of a shape in this model or in smithy.api
",
        );
}

#[test]
fn a_missing_input_and_a_missing_output() {
    base()
        .set(
            &format!("{OPERATION}/input/target"),
            "example#SendParcelReqest",
        )
        .set(&format!("{OPERATION}/output/target"), "example#Nothing")
        .is_refused_with(
            "\
error: operation targets a shape that does not exist
  at:       example#SendParcel/input  (model.json)
  found:    example#SendParcelReqest
  expected: the id of a shape in this model or in smithy.api
  help:     did you mean example#SendParcelRequest?

error: operation targets a shape that does not exist
  at:       example#SendParcel/output  (model.json)
  found:    example#Nothing
  expected: the id of a shape in this model or in smithy.api
",
        );
}

#[test]
fn a_missing_error() {
    base()
        .set(&format!("{OPERATION}/errors/0/target"), "example#TooHevy")
        .is_refused_with(
            "\
error: operation targets a shape that does not exist
  at:       example#SendParcel/errors/0  (model.json)
  found:    example#TooHevy
  expected: the id of a shape in this model or in smithy.api
  help:     did you mean example#TooHeavy?
",
        );
}

#[test]
fn an_input_that_is_a_string() {
    base()
        .set(&format!("{OPERATION}/input/target"), "example#Label")
        .is_refused_with(
            "\
error: operation targets a shape of the wrong kind
  at:       example#SendParcel/input  (model.json)
  found:    example#Label, a string
  expected: the id of a structure
",
        );
}

#[test]
fn an_error_that_is_a_list() {
    base()
        .set(&format!("{OPERATION}/errors/0/target"), "example#Labels")
        .is_refused_with(
            "\
error: operation targets a shape of the wrong kind
  at:       example#SendParcel/errors/0  (model.json)
  found:    example#Labels, a list
  expected: the id of a structure
",
        );
}

#[test]
fn an_error_without_the_error_trait() {
    base()
        .remove("/shapes/example#TooHeavy/traits/smithy.api#error")
        .is_refused_with(
            "\
error: an operation's error is not marked as one
  at:       example#TooHeavy  (model.json)
  found:    a structure without smithy.api#error
  expected: smithy.api#error: \"client\" or \"server\"
",
        );
}

#[test]
fn an_unknown_error_kind() {
    let kind = "/shapes/example#TooHeavy/traits/smithy.api#error";
    base().set(kind, "sender").is_refused_with(
        "\
error: unknown kind of error
  at:       example#TooHeavy/smithy.api#error  (model.json)
  found:    sender
  expected: \"client\" or \"server\"
",
    );
}

#[test]
fn an_error_with_a_success_status() {
    let status = "/shapes/example#TooHeavy/traits/smithy.api#httpError";
    base().set(status, 200).is_refused_with(
        "\
error: impossible HTTP status of an error
  at:       example#TooHeavy/smithy.api#httpError  (model.json)
  found:    200
  expected: 400 to 599
",
    );
}

#[test]
fn an_error_without_code_and_status() {
    let error = "/shapes/example#TooHeavy/traits/aws.protocols#awsQueryError";
    base().set(error, json!({})).is_refused_with(
        "\
error: `code` is missing
  at:       example#TooHeavy/aws.protocols#awsQueryError  (model.json)
  found:    an empty object
  expected: an object with `code`

error: `httpResponseCode` is missing
  at:       example#TooHeavy/aws.protocols#awsQueryError  (model.json)
  found:    an empty object
  expected: an object with `httpResponseCode`
",
    );
}

#[test]
fn two_errors_with_the_same_code() {
    let error = json!({
        "type": "structure",
        "traits": {
            "smithy.api#error": "client",
            "aws.protocols#awsQueryError": {"code": "TooHeavy", "httpResponseCode": 400}
        }
    });
    base()
        .set("/shapes/example#FarTooHeavy", error)
        .set(
            &format!("{OPERATION}/errors"),
            json!([{"target": "example#TooHeavy"}, {"target": "example#FarTooHeavy"}]),
        )
        .is_refused_with(
            "\
error: two errors of an operation have the same code
  at:       example#SendParcel  (model.json)
  found:    TooHeavy, of FarTooHeavy and of TooHeavy
  expected: codes that distinguish the errors
",
        );
}

#[test]
fn a_structure_that_requires_itself() {
    base()
        .set(
            &format!("{PARCEL}/members/Inner"),
            json!({"target": "example#Parcel", "traits": {"smithy.api#required": {}}}),
        )
        .is_refused_with(
            "\
error: a structure that requires a value of its own type
  at:       example#Parcel$Inner  (model.json)
  found:    a required member that leads back to example#Parcel
  expected: an optional member, a list or a map on the way
",
        );
}

#[test]
fn two_structures_that_require_each_other() {
    let required = |target: &str| json!({"target": target, "traits": {"smithy.api#required": {}}});
    let envelope = json!({"type": "structure", "members": {"Parcel": required("example#Parcel")}});
    base()
        .set("/shapes/example#Envelope", envelope)
        .set(
            &format!("{PARCEL}/members/Envelope"),
            required("example#Envelope"),
        )
        .is_refused_with(
            "\
error: a structure that requires a value of its own type
  at:       example#Envelope$Parcel  (model.json)
  found:    a required member that leads back to example#Parcel
  expected: an optional member, a list or a map on the way

error: a structure that requires a value of its own type
  at:       example#Parcel$Envelope  (model.json)
  found:    a required member that leads back to example#Envelope
  expected: an optional member, a list or a map on the way
",
        );
}

#[test]
fn an_optional_member_permits_recursion() {
    base()
        .set(
            &format!("{PARCEL}/members/Inner"),
            json!({"target": "example#Parcel"}),
        )
        .is_accepted();
}

#[test]
fn a_list_of_itself() {
    base()
        .set("/shapes/example#Labels/member/target", "example#Labels")
        .is_refused_with(
            "\
error: lists or maps nest too deeply
  at:       example#Labels$member  (model.json)
  found:    more than 16 levels
  expected: a structure, a union or a simple shape below
",
        );
}

#[test]
fn a_big_decimal_is_accepted() {
    sent("smithy.api#BigDecimal").is_accepted();
}

#[test]
fn a_document() {
    sent("smithy.api#Document").is_refused_with(
        "\
error: unsupported type of shape
  at:       example#Parcel$Sent  (model.json)
  found:    smithy.api#Document, a document
  expected: a type that the Query protocols support, which have no documents and units
",
    );
}

#[test]
fn unreachable_shapes_of_unsupported_types_are_accepted() {
    base()
        .set("/shapes/example#Anything", json!({"type": "document"}))
        .is_accepted();
}

#[test]
fn a_member_that_targets_an_operation() {
    sent("example#SendParcel").is_refused_with(
        "\
error: member targets a shape of the wrong kind
  at:       example#Parcel$Sent  (model.json)
  found:    example#SendParcel, an operation
  expected: the id of a shape that holds values
",
    );
}

#[test]
fn an_unsupported_list_is_reported_once() {
    base()
        .set(
            "/shapes/example#Labels/member/target",
            "smithy.api#Document",
        )
        .set(
            "/shapes/example#Labels/traits/smithy.api#length",
            json!({"max": 3}),
        )
        .is_refused_with(
            "\
error: unsupported type of shape
  at:       example#Labels$member  (model.json)
  found:    smithy.api#Document, a document
  expected: a type that the Query protocols support, which have no documents and units
",
        );
}

#[test]
fn an_error_with_two_messages() {
    base()
        .set(
            "/shapes/example#TooHeavy/members/Message",
            json!({"target": "smithy.api#String"}),
        )
        .is_refused_with(
            "\
error: two members of an error are its message
  at:       example#TooHeavy$Message  (model.json)
  found:    message and Message
  expected: one member that is named message or Message
",
        );
}

#[test]
fn a_sensitive_message_of_an_error_is_a_warning() {
    let documented = json!("A text.");
    let mut model = base();
    for documentable in [
        "SendParcel",
        "TooHeavy",
        "Parcel",
        "Parcel/members/Id",
        "Parcel/members/Sent",
        "SendParcelRequest/members/Grams",
        "SendParcelRequest/members/Labels",
    ] {
        let pointer = format!("/shapes/example#{documentable}/traits/smithy.api#documentation");
        model = model.set(&pointer, documented.clone());
    }
    model
        .set(
            "/shapes/example#Secret",
            json!({
                "type": "string", "traits": {"smithy.api#sensitive": {}}
            }),
        )
        .set(
            "/shapes/example#TooHeavy/members/message/target",
            "example#Secret",
        )
        .is_accepted_with_warnings(
            "\
warning: the message of an error is sensitive, and errors display it
  at:       example#TooHeavy$message  (model.json)
  found:    smithy.api#sensitive on the message or its target
  expected: a message that may be logged
",
        );
}

#[test]
fn a_message_in_another_element_is_a_field() {
    let text = base()
        .set(
            "/shapes/example#TooHeavy/members/message/traits/smithy.api#xmlName",
            "Detail",
        )
        .remove(&format!("{OPERATION}/traits"))
        .text();
    let generated = generate(&Inputs::new("model.json", &text)).expect("a valid model");
    let error = &generated.files["src/types/error/too_heavy.rs"];
    assert!(
        error.contains("pub message_value: Option<String>"),
        "{error}"
    );
}

#[test]
fn an_error_that_is_also_an_output_keeps_its_message_there() {
    let text = base()
        .set(&format!("{OPERATION}/output/target"), "example#TooHeavy")
        .remove(&format!("{OPERATION}/traits"))
        .text();
    let generated = generate(&Inputs::new("model.json", &text)).expect("a valid model");
    let operation = &generated.files["src/operation/send_parcel.rs"];
    assert!(
        operation.contains("pub message: Option<String>"),
        "{operation}"
    );
}

#[test]
fn an_error_code_with_markup_and_one_that_is_empty() {
    for code in ["<a>", "a b", "a\nb", ""] {
        base()
            .set(
                "/shapes/example#TooHeavy/traits/aws.protocols#awsQueryError",
                json!({"code": code, "httpResponseCode": 400}),
            )
            .is_refused_with(&format!(
                "\
error: malformed code of an error
  at:       example#TooHeavy/aws.protocols#awsQueryError/code  (model.json)
  found:    \"{}\"
  expected: visible ASCII characters without quotes and markup
",
                code.replace('\n', " ")
            ));
    }
}
