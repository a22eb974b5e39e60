//! Members, what they target, and what a structure can be made of.

use serde_json::json;

use crate::support::{INPUT, OPERATION, PARCEL, base};

fn sent(target: &str) -> crate::support::Model {
    base().set(&format!("{PARCEL}/members/Sent/target"), target)
}

#[test]
fn a_member_of_a_shape_that_is_not_there_is_told_the_nearest_name() {
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
fn a_member_of_a_shape_that_resembles_no_other() {
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
fn an_input_and_an_output_that_are_not_there() {
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
fn an_error_that_is_not_there() {
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
fn an_error_that_is_not_marked_as_one() {
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
fn an_error_of_a_kind_that_does_not_exist() {
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
fn an_error_whose_status_is_a_success() {
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
fn an_error_whose_code_and_status_are_missing() {
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
fn two_errors_with_one_code() {
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
  expected: codes that tell the errors apart
",
        );
}

#[test]
fn a_structure_that_needs_itself() {
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
fn two_structures_that_need_each_other() {
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
fn an_optional_member_is_a_way_out_of_a_recursion() {
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
fn a_number_without_bounds_to_its_digits_is_kept_as_text() {
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
fn shapes_of_other_types_that_the_service_does_not_reach_are_no_defect() {
    base()
        .set("/shapes/example#Anything", json!({"type": "document"}))
        .is_accepted();
}

#[test]
fn a_member_that_is_an_operation() {
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
fn a_list_of_something_unsupported_is_told_once() {
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
