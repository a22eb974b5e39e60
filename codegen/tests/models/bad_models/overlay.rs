//! Invalid overlays, and corrections without an effect.

use serde_json::{Value, json};

use super::support::{ACCEPTED, base};

/// An overlay with one correction.
fn correction(correction: Value) -> String {
    json!({"overlay": "1.0", "corrections": [correction]}).to_string()
}

#[test]
fn a_correction_that_adds_a_trait_is_accepted() {
    let overlay = correction(json!({
        "shape": "example#Label",
        "reason": "Labels name people.",
        "add": {"smithy.api#sensitive": {}}
    }));
    base().with_overlay_is(&overlay, ACCEPTED);
}

#[test]
fn a_truncated_overlay() {
    base().with_overlay_is(
        "{\"overlay\": \"1.0\", \"corr",
        "\
error: the file is not valid JSON
  at:       line 1, column 24  (overlay.json)
  found:    EOF while parsing a string
  expected: one JSON value, nested at most 128 levels
",
    );
}

#[test]
fn an_overlay_of_an_unsupported_version() {
    base().with_overlay_is(
        "{\"overlay\": \"3.0\", \"corrections\": []}",
        "\
error: unsupported overlay version
  at:       overlay  (overlay.json)
  found:    3.0
  expected: 1.0
",
    );
}

#[test]
fn an_overlay_that_is_a_list() {
    base().with_overlay_is(
        "[]",
        "\
error: wrong type of value
  at:       the top of the file  (overlay.json)
  found:    an empty array
  expected: an object
",
    );
}

#[test]
fn an_overlay_without_corrections_and_with_an_unknown_key() {
    base().with_overlay_is(
        "{\"overlay\": \"1.0\", \"corections\": []}",
        "\
error: unknown key in the overlay
  at:       corections  (overlay.json)
  found:    corections
  expected: overlay, service, corrections, skips
  help:     did you mean corrections?
",
    );
}

#[test]
fn a_correction_of_a_shape_that_does_not_exist() {
    let overlay = correction(json!({
        "shape": "example#Lable",
        "reason": "Labels name people.",
        "add": {"smithy.api#sensitive": {}}
    }));
    base().with_overlay_is(
        &overlay,
        "\
error: a correction that matches nothing
  at:       corrections/0  (overlay.json)
  found:    example#Lable
  expected: the id of a shape or member of the model
  help:     did you mean example#Label?
",
    );
}

#[test]
fn a_correction_of_a_member_that_does_not_exist() {
    let overlay = correction(json!({
        "shape": "example#Parcel$Weight",
        "reason": "Weights are secret.",
        "add": {"smithy.api#sensitive": {}}
    }));
    base().with_overlay_is(
        &overlay,
        "\
error: a correction that matches nothing
  at:       corrections/0  (overlay.json)
  found:    example#Parcel$Weight
  expected: the id of a shape or member of the model
  help:     remove this entry, or mark it \"optional\": true if only some versions of the model have it
",
    );
}

#[test]
fn an_optional_correction_may_match_nothing() {
    let overlay = correction(json!({
        "shape": "example#Parcel$Weight",
        "reason": "Weights are secret.",
        "optional": true,
        "add": {"smithy.api#sensitive": {}}
    }));
    base().with_overlay_is(&overlay, ACCEPTED);
}

#[test]
fn a_correction_that_changes_nothing() {
    let overlay = correction(json!({
        "shape": "example#SendParcelRequest$Grams",
        "reason": "A parcel weighs something.",
        "add": {"smithy.api#required": {}},
        "remove": ["smithy.api#default"]
    }));
    base().with_overlay_is(
        &overlay,
        "\
error: a correction that changes nothing
  at:       corrections/0  (overlay.json)
  found:    example#SendParcelRequest$Grams already has this form
  expected: a trait to add or to remove
  help:     remove this entry, or mark it \"optional\": true if older models need it
",
    );
}

#[test]
fn a_correction_without_a_reason() {
    let sensitive = json!({"smithy.api#sensitive": {}});
    let overlay = json!({"overlay": "1.0", "corrections": [
        {"shape": "example#Label", "add": sensitive},
        {"shape": "example#TooHeavy$message", "reason": " ", "add": sensitive},
    ]});
    base().with_overlay_is(
        &overlay.to_string(),
        "\
error: `reason` is missing
  at:       corrections/0  (overlay.json)
  found:    an object with: shape, add
  expected: an object with `reason`

error: a correction without a reason
  at:       corrections/1  (overlay.json)
  found:    an empty `reason`
  expected: a sentence that explains why the model needs this
",
    );
}

#[test]
fn a_correction_with_an_unknown_key() {
    let overlay = correction(json!({
        "shape": "example#Label",
        "reason": "Labels name people.",
        "added": {"smithy.api#sensitive": {}}
    }));
    base().with_overlay_is(
        &overlay,
        "\
error: unknown key in the overlay
  at:       corrections/0/added  (overlay.json)
  found:    added
  expected: shape, reason, optional, add, remove
  help:     did you mean add?
",
    );
}

#[test]
fn a_correction_with_values_of_the_wrong_types() {
    let overlay = correction(json!({
        "shape": "example#Label",
        "reason": 7,
        "optional": "yes",
        "add": ["smithy.api#sensitive"],
        "remove": {"smithy.api#length": {}}
    }));
    base().with_overlay_is(
        &overlay,
        "\
error: wrong type of value
  at:       corrections/0/add  (overlay.json)
  found:    an array of length 1
  expected: an object

error: wrong type of value
  at:       corrections/0/optional  (overlay.json)
  found:    the string \"yes\"
  expected: true or false

error: wrong type of value
  at:       corrections/0/reason  (overlay.json)
  found:    the number 7
  expected: a string

error: wrong type of value
  at:       corrections/0/remove  (overlay.json)
  found:    an object with: smithy.api#length
  expected: an array
",
    );
}

#[test]
fn a_correction_that_adds_a_defect_to_the_model() {
    let overlay = correction(json!({
        "shape": "example#Label",
        "reason": "Labels are longer than the model says.",
        "add": {"smithy.api#lenght": {"max": 30}}
    }));
    base().with_overlay_is(
        &overlay,
        "\
error: unknown trait
  at:       example#Label/smithy.api#lenght  (overlay.json)
  found:    smithy.api#lenght
  expected: a trait of smithy.api that the generator knows
  help:     did you mean smithy.api#length?
",
    );
}
