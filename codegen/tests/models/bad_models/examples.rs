//! Examples that do not match their operation.

use serde_json::json;

use super::support::{INPUT, OPERATION, base};

fn example(rest: &str) -> String {
    format!("{OPERATION}/traits/smithy.api#examples/{rest}")
}

#[test]
fn examples_that_are_not_a_list() {
    base()
        .set(
            &format!("{OPERATION}/traits/smithy.api#examples"),
            json!({}),
        )
        .is_refused_with(
            "\
error: wrong type of value
  at:       example#SendParcel/smithy.api#examples  (model.json)
  found:    an empty object
  expected: an array
",
        );
}

#[test]
fn an_example_without_a_title() {
    base().remove(&example("0/title")).is_refused_with(
        "\
error: `title` is missing
  at:       example#SendParcel/smithy.api#examples/0  (model.json)
  found:    an object with: input, output
  expected: an object with `title`
",
    );
}

#[test]
fn an_example_with_an_unknown_member() {
    base().set(&example("0/input/Weight"), 20).is_refused_with(
        "\
error: an example has an unknown member
  at:       example#SendParcel/smithy.api#examples/0/input/Weight  (model.json)
  found:    Weight
  expected: a member of SendParcelRequest: Grams, Labels
",
    );
}

#[test]
fn an_example_with_values_of_the_wrong_types() {
    base()
        .set(&example("0/input/Grams"), "20")
        .set(&example("0/input/Labels"), "fragile")
        .set(&example("0/output/Parcel"), json!([]))
        .is_refused_with(
            "\
error: wrong type of value
  at:       example#SendParcel/smithy.api#examples/0/input/Grams  (model.json)
  found:    the string \"20\"
  expected: a whole number

error: wrong type of value
  at:       example#SendParcel/smithy.api#examples/0/input/Labels  (model.json)
  found:    the string \"fragile\"
  expected: an array

error: wrong type of value
  at:       example#SendParcel/smithy.api#examples/0/output/Parcel  (model.json)
  found:    an empty array
  expected: an object
",
        );
}

#[test]
fn an_example_with_a_number_out_of_range() {
    base()
        .set(&example("0/input/Grams"), 3_000_000_000_u64)
        .is_refused_with(
            "\
error: an example has a number out of the range of its type
  at:       example#SendParcel/smithy.api#examples/0/input/Grams  (model.json)
  found:    3000000000
  expected: -2147483648 to 2147483647
",
        );
}

#[test]
fn an_example_without_a_required_member() {
    base().remove(&example("0/input/Grams")).is_refused_with(
        "\
error: an example lacks a required member
  at:       example#SendParcel/smithy.api#examples/0/input  (model.json)
  found:    an object with: Labels
  expected: an object with `Grams`
",
    );
}

#[test]
fn an_example_with_an_invalid_timestamp() {
    base()
        .set(&example("0/output/Parcel/Sent"), "yesterday")
        .is_refused_with(
            "\
error: an example's timestamp cannot be read
  at:       example#SendParcel/smithy.api#examples/0/output/Parcel/Sent  (model.json)
  found:    \"yesterday\"
  expected: a date and time of RFC 3339, such as 2026-01-31T12:00:00Z
",
        );
}

#[test]
fn an_example_with_an_error_of_another_operation() {
    base()
        .set(&example("1/error/shapeId"), "example#TooLight")
        .is_refused_with(
            "\
error: an example shows an error that the operation does not have
  at:       example#SendParcel/smithy.api#examples/1/error/shapeId  (model.json)
  found:    example#TooLight
  expected: one of the errors of SendParcel
",
        );
}

#[test]
fn an_example_with_an_error_without_its_shape() {
    base().remove(&example("1/error/shapeId")).is_refused_with(
        "\
error: `shapeId` is missing
  at:       example#SendParcel/smithy.api#examples/1/error  (model.json)
  found:    an object with: content
  expected: an object with `shapeId`
",
    );
}

#[test]
fn an_example_with_a_value_that_cannot_be_part_of_the_host() {
    base()
        .set(&format!("{INPUT}/members/Name/target"), "smithy.api#String")
        .set(
            &format!("{INPUT}/members/Name/traits"),
            json!({"smithy.api#required": {}, "smithy.api#hostLabel": {}}),
        )
        .set(
            &format!("{OPERATION}/traits"),
            json!({
                "smithy.api#endpoint": {"hostPrefix": "{Name}."},
                "smithy.api#examples": [{"title": "a", "input": {"Name": "a b", "Grams": 5}}]
            }),
        )
        .is_refused_with(
            "\
error: an example has a value that cannot be part of a host name
  at:       example#SendParcel/smithy.api#examples/0/input  (model.json)
  found:    \"a b\"
  expected: 1 to 63 ASCII letters, digits and hyphens
",
        );
}
