//! Models that are read strictly: a misspelled key is a defect, and nothing is dropped silently.

use serde_json::json;

use super::support::{INPUT, OPERATION, PARCEL, SERVICE, base, text_is_refused_with};

/// What the base model is warned of.
const UNDOCUMENTED: &str = "\
warning: members without documentation
  at:       example#Parcels  (model.json)
  found:    Parcel$Id, Parcel$Sent, SendParcelRequest$Grams, SendParcelRequest$Labels, SendParcelResponse$Parcel
  expected: smithy.api#documentation on each

warning: operations or types without documentation
  at:       example#Parcels  (model.json)
  found:    Parcel, SendParcel, TooHeavy
  expected: smithy.api#documentation on each
";

#[test]
fn a_misspelled_key_of_a_member_does_not_lose_its_traits() {
    base()
        .set(
            &format!("{INPUT}/members/Grams"),
            json!({"target": "example#Grams", "trait": {"smithy.api#sensitive": {}}}),
        )
        .is_refused_with(
            "\
error: unknown key
  at:       example#SendParcelRequest$Grams/trait  (model.json)
  found:    trait
  expected: one of target, traits
  help:     did you mean traits?
",
        );
}

#[test]
fn misspelled_keys_of_shapes_give_one_defect_each() {
    let members = json!({"Id": {"target": "example#Label"}});
    base()
        .set(PARCEL, json!({"type": "structure", "membrs": members}))
        .remove(&format!("{OPERATION}/output"))
        .set(
            &format!("{OPERATION}/ouput"),
            json!({"target": "example#SendParcelResponse"}),
        )
        .set(&format!("{SERVICE}/versoin"), "2026-01-01")
        .remove(&format!("{SERVICE}/version"))
        .set("/shapes/example#Other", json!({"tpye": "structure"}))
        .set("/shapes/example#Odd", json!({"type": "union", "memebers": {}}))
        .is_refused_with(
            "\
error: unknown key
  at:       example#Odd/memebers  (model.json)
  found:    memebers
  expected: one of type, members, traits, mixins
  help:     did you mean members?

error: unknown key
  at:       example#Other/tpye  (model.json)
  found:    tpye
  expected: one of collectionOperations, create, delete, errors, identifiers, input, key, list, member, members, mixins, operations, output, properties, put, read, rename, resources, traits, type, update, value, version
  help:     did you mean type?

error: unknown key
  at:       example#Parcel/membrs  (model.json)
  found:    membrs
  expected: one of type, members, traits, mixins
  help:     did you mean members?

error: unknown key
  at:       example#Parcels/versoin  (model.json)
  found:    versoin
  expected: one of type, version, operations, resources, errors, rename, traits, mixins
  help:     did you mean version?

error: unknown key
  at:       example#SendParcel/ouput  (model.json)
  found:    ouput
  expected: one of type, input, output, errors, traits, mixins
  help:     did you mean output?
",
        );
}

#[test]
fn a_misspelled_target_or_trait_gives_one_defect() {
    base()
        .set(
            &format!("{PARCEL}/members/Id"),
            json!({"targt": "example#Label"}),
        )
        .remove("/shapes/example#TooHeavy/traits/smithy.api#error")
        .set("/shapes/example#TooHeavy/traits/smithy.api#eror", "client")
        .is_refused_with(
            "\
error: unknown key
  at:       example#Parcel$Id/targt  (model.json)
  found:    targt
  expected: one of target, traits
  help:     did you mean target?

error: unknown trait
  at:       example#TooHeavy/smithy.api#eror  (model.json)
  found:    smithy.api#eror
  expected: a trait of smithy.api that the generator knows
  help:     did you mean smithy.api#error?
",
        );
}

#[test]
fn a_misspelled_key_of_a_trait_does_not_lose_a_constraint() {
    base()
        .set(
            "/shapes/example#Label/traits/smithy.api#length",
            json!({"mn": 1}),
        )
        .is_refused_with(
            "\
error: unknown key
  at:       example#Label/smithy.api#length/mn  (model.json)
  found:    mn
  expected: one of max, min
  help:     did you mean min?
",
        );
}

#[test]
fn what_is_new_in_the_format_is_a_warning() {
    base()
        .set(&format!("{PARCEL}/provenance"), json!({}))
        .set(
            &format!("{PARCEL}/traits/smithy.api#quantumEntangled"),
            json!({}),
        )
        .set("/shapes/example#Recall", json!({"type": "operation"}))
        .is_accepted_with_warnings(&format!(
            "\
warning: unknown key
  at:       example#Parcel/provenance  (model.json)
  found:    provenance
  expected: one of type, members, traits, mixins

warning: unknown trait
  at:       example#Parcel/smithy.api#quantumEntangled  (model.json)
  found:    smithy.api#quantumEntangled
  expected: a trait of smithy.api that the generator knows
  help:     add it to the table in codegen/src/traits.rs

{UNDOCUMENTED}
warning: an operation that the service does not list
  at:       example#Recall  (model.json)
  found:    example#Recall
  expected: an operation of the service or of one of its resources
"
        ));
}

#[test]
fn values_that_requests_state_are_checked() {
    base()
        .set(&format!("{SERVICE}/version"), "2026 & later")
        .set(&format!("{SERVICE}/traits/aws.auth#sigv4/name"), "par/cels")
        .set(
            &format!("{PARCEL}/members/Id/traits"),
            json!({"smithy.api#xmlName": "xsi:a b", "smithy.api#xmlAttribute": {}}),
        )
        .is_refused_with(
            "\
error: malformed signing name of a service
  at:       example#Parcels/aws.auth#sigv4/name  (model.json)
  found:    \"par/cels\"
  expected: ASCII letters, digits, `-`, `.` and `_`

error: malformed version of a service
  at:       example#Parcels/version  (model.json)
  found:    \"2026 & later\"
  expected: ASCII letters, digits, `-`, `.` and `_`
",
        );
    base()
        .set(
            &format!("{PARCEL}/members/Id/traits"),
            json!({"smithy.api#xmlName": "xsi:a b", "smithy.api#xmlAttribute": {}}),
        )
        .is_refused_with(
            "\
error: malformed name on the wire
  at:       example#Parcel$Id/smithy.api#xmlName  (model.json)
  found:    \"xsi:a b\"
  expected: the name of an XML attribute, with one prefix or none
",
        );
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let text = format!("\u{feff}{}", base().text());
    text_is_refused_with(&text, super::support::ACCEPTED);
}

#[test]
fn a_merge_conflict_is_recognized() {
    let text = base().text().replacen(
        "  \"shapes\"",
        "<<<<<<< HEAD\n=======\n>>>>>>> theirs\n  \"shapes\"",
        1,
    );
    text_is_refused_with(
        &text,
        "\
error: unresolved merge conflict
  at:       line 3  (model.json)
  found:    <<<<<<< HEAD
  expected: one of the two versions, without conflict markers
",
    );
}
