//! Constraints that no value can satisfy, and constraints on shapes that they do not apply to.

use serde_json::json;

use super::support::{INPUT, PARCEL, base};

const LENGTH: &str = "/shapes/example#Label/traits/smithy.api#length";
const PATTERN: &str = "/shapes/example#Label/traits/smithy.api#pattern";
const RANGE: &str = "/shapes/example#Grams/traits/smithy.api#range";

#[test]
fn a_length_whose_min_exceeds_its_max() {
    base()
        .set(LENGTH, json!({"min": 5, "max": 2}))
        .is_refused_with(
            "\
error: the bounds are reversed
  at:       example#Label/smithy.api#length  (model.json)
  found:    {\"min\":5,\"max\":2}
  expected: min at most max
",
        );
}

#[test]
fn a_length_below_zero() {
    base().set(LENGTH, json!({"min": -1})).is_refused_with(
        "\
error: impossible length
  at:       example#Label/smithy.api#length/min  (model.json)
  found:    -1
  expected: 0 or more
",
    );
}

#[test]
fn a_length_that_is_not_an_integer() {
    base().set(LENGTH, json!({"max": 2.5})).is_refused_with(
        "\
error: wrong type of value
  at:       example#Label/smithy.api#length/max  (model.json)
  found:    the number 2.5
  expected: a whole number
",
    );
}

#[test]
fn a_length_without_bounds() {
    base().set(LENGTH, json!({})).is_refused_with(
        "\
error: a constraint without bounds
  at:       example#Label/smithy.api#length  (model.json)
  found:    an empty object
  expected: an object with `min`, `max` or both
",
    );
}

#[test]
fn a_range_whose_min_exceeds_its_max() {
    base()
        .set(RANGE, json!({"min": 10, "max": 1}))
        .is_refused_with(
            "\
error: the bounds are reversed
  at:       example#Grams/smithy.api#range  (model.json)
  found:    {\"min\":10,\"max\":1}
  expected: min at most max
",
        );
}

#[test]
fn a_range_whose_bound_is_a_string() {
    base().set(RANGE, json!({"min": "one"})).is_refused_with(
        "\
error: wrong type of value
  at:       example#Grams/smithy.api#range/min  (model.json)
  found:    the string \"one\"
  expected: a number
",
    );
}

#[test]
fn a_range_of_an_integer_with_a_fraction() {
    base()
        .set(RANGE, json!({"min": 1.5, "max": 3_000_000_000_u64}))
        .is_refused_with(
            "\
error: a bound that is not a value of its type
  at:       example#Grams/smithy.api#range/min  (model.json)
  found:    1.5
  expected: a whole number
",
        );
}

#[test]
fn a_length_on_a_number() {
    base()
        .set(
            "/shapes/example#Grams/traits/smithy.api#length",
            json!({"min": 1}),
        )
        .is_refused_with(
            "\
error: a trait on a type that does not support it
  at:       example#Grams/smithy.api#length  (model.json)
  found:    smithy.api#length on an integer
  expected: smithy.api#length on a string, blob, list or map
",
        );
}

#[test]
fn a_range_on_a_string() {
    base()
        .set(
            "/shapes/example#Label/traits/smithy.api#range",
            json!({"min": 1}),
        )
        .is_refused_with(
            "\
error: a trait on a type that does not support it
  at:       example#Label/smithy.api#range  (model.json)
  found:    smithy.api#range on a string
  expected: smithy.api#range on a number
",
        );
}

#[test]
fn an_idempotency_token_on_a_number() {
    base()
        .set(
            &format!("{INPUT}/members/Grams/traits/smithy.api#idempotencyToken"),
            json!({}),
        )
        .is_refused_with(
            "\
error: a trait on a type that does not support it
  at:       example#SendParcelRequest$Grams/smithy.api#idempotencyToken  (model.json)
  found:    smithy.api#idempotencyToken on an integer
  expected: smithy.api#idempotencyToken on a string
",
        );
}

#[test]
fn a_pattern_on_a_list() {
    base()
        .set(
            &format!("{INPUT}/members/Labels/traits/smithy.api#pattern"),
            "^a$",
        )
        .is_refused_with(
            "\
error: a trait on a type that does not support it
  at:       example#SendParcelRequest$Labels/smithy.api#pattern  (model.json)
  found:    smithy.api#pattern on a list
  expected: smithy.api#pattern on a string
",
        );
}

#[test]
fn unique_items_on_a_string() {
    base()
        .set(
            "/shapes/example#Label/traits/smithy.api#uniqueItems",
            json!({}),
        )
        .is_refused_with(
            "\
error: a trait on a type that does not support it
  at:       example#Label/smithy.api#uniqueItems  (model.json)
  found:    smithy.api#uniqueItems on a string
  expected: smithy.api#uniqueItems on a list
",
        );
}

#[test]
fn an_invalid_pattern() {
    base().set(PATTERN, "^[a-z+$").is_refused_with(
        "\
error: invalid pattern
  at:       example#Label/smithy.api#pattern  (model.json)
  found:    ^[a-z+$: a character class is not closed
  expected: an ECMA 262 regular expression
",
    );
}

#[test]
fn a_pattern_that_is_not_a_string() {
    base().set(PATTERN, json!({"regex": "a"})).is_refused_with(
        "\
error: wrong type of value
  at:       example#Label/smithy.api#pattern  (model.json)
  found:    an object with: regex
  expected: a string
",
    );
}

#[test]
fn a_constraint_on_an_output_member_is_checked_too() {
    let length = json!({"min": 9, "max": 1});
    base()
        .set(
            "/shapes/example#Stamp",
            json!({"type": "string", "traits": {"smithy.api#length": length}}),
        )
        .set(
            &format!("{PARCEL}/members/Stamp"),
            json!({"target": "example#Stamp"}),
        )
        .is_refused_with(
            "\
error: the bounds are reversed
  at:       example#Stamp/smithy.api#length  (model.json)
  found:    {\"min\":9,\"max\":1}
  expected: min at most max
",
        );
}
