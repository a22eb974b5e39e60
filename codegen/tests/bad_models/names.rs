//! Names: those that Rust cannot have, and those that two things would share.

use serde_json::json;

use crate::support::{INPUT, PARCEL, SERVICE, base};

#[test]
fn two_members_that_rust_cannot_tell_apart() {
    base()
        .set(
            &format!("{INPUT}/members/LABELS"),
            json!({"target": "example#Labels"}),
        )
        .is_refused_with(
            "\
error: two members get the same field name
  at:       example#SendParcelRequest$LABELS  (model.json)
  found:    labels, already used by Labels
  expected: names that differ in more than case and underscores
",
        );
}

#[test]
fn two_members_with_one_name_on_the_wire() {
    let member = json!({
        "target": "example#Labels",
        "traits": {"smithy.api#xmlName": "Grams"}
    });
    base()
        .set(&format!("{INPUT}/members/Others"), member)
        .is_refused_with(
            "\
error: two members have the same name on the wire
  at:       example#SendParcelRequest$Others  (model.json)
  found:    Grams, already used by Grams
  expected: names that differ
",
        );
}

#[test]
fn two_shapes_that_rust_cannot_tell_apart() {
    base()
        .set("/shapes/example#PARCEL", json!({"type": "structure"}))
        .set(
            &format!("{PARCEL}/members/Other"),
            json!({"target": "example#PARCEL"}),
        )
        .is_refused_with(
            "\
error: two shapes get the same type name
  at:       example#Parcel  (model.json)
  found:    Parcel, already used by example#PARCEL
  expected: names that differ in more than case and underscores
  help:     give one of them another name in the service's `rename`
",
        );
}

#[test]
fn a_rename_tells_two_shapes_apart() {
    base()
        .set("/shapes/example#PARCEL", json!({"type": "structure"}))
        .set(
            &format!("{PARCEL}/members/Other"),
            json!({"target": "example#PARCEL"}),
        )
        .set(
            &format!("{SERVICE}/rename"),
            json!({"example#PARCEL": "OldParcel"}),
        )
        .is_accepted();
}

#[test]
fn a_rename_of_a_shape_that_does_not_exist() {
    base()
        .set(
            &format!("{SERVICE}/rename"),
            json!({"example#Parsel": "OldParcel"}),
        )
        .is_refused_with(
            "\
error: service renames a shape that does not exist
  at:       example#Parcels/rename/example#Parsel  (model.json)
  found:    example#Parsel
  expected: the id of a shape in this model or in smithy.api
  help:     did you mean example#Parcel?
",
        );
}

#[test]
fn a_rename_to_what_is_no_name() {
    base()
        .set(
            &format!("{SERVICE}/rename"),
            json!({"example#Parcel": "Old Parcel"}),
        )
        .is_refused_with(
            "\
error: malformed new name of a shape
  at:       example#Parcels/rename/example#Parcel  (model.json)
  found:    \"Old Parcel\"
  expected: ASCII letters, digits and underscores, beginning with a letter
",
        );
}

#[test]
fn a_shape_with_the_name_of_an_operations_type_gives_way() {
    base()
        .set(
            "/shapes/example#SendParcelOutput",
            json!({"type": "structure"}),
        )
        .set(
            &format!("{PARCEL}/members/Other"),
            json!({"target": "example#SendParcelOutput"}),
        )
        .is_accepted();
}

#[test]
fn two_operations_that_rust_cannot_tell_apart() {
    let operations = json!([{"target": "example#SendParcel"}, {"target": "example#sendParcel"}]);
    base()
        .set("/shapes/example#sendParcel", json!({"type": "operation"}))
        .set(&format!("{SERVICE}/operations"), operations)
        .is_refused_with(
            "\
error: two shapes get the same type name
  at:       example#sendParcel  (model.json)
  found:    SendParcelInput, already used by example#SendParcel
  expected: names that differ in more than case and underscores
",
        );
}

#[test]
fn members_whose_names_are_none() {
    base()
        .set(
            &format!("{INPUT}/members/"),
            json!({"target": "example#Label"}),
        )
        .set(
            &format!("{INPUT}/members/_"),
            json!({"target": "example#Label"}),
        )
        .set(
            &format!("{INPUT}/members/two words"),
            json!({"target": "example#Label"}),
        )
        .set(
            &format!("{PARCEL}/members/größe"),
            json!({"target": "example#Label"}),
        )
        .is_refused_with(
            "\
error: malformed name of a member
  at:       example#Parcel$größe  (model.json)
  found:    \"größe\"
  expected: ASCII letters, digits and underscores, beginning with a letter

error: malformed name of a member
  at:       example#SendParcelRequest$  (model.json)
  found:    \"\"
  expected: ASCII letters, digits and underscores, beginning with a letter

error: malformed name of a member
  at:       example#SendParcelRequest$_  (model.json)
  found:    \"_\"
  expected: ASCII letters, digits and underscores, beginning with a letter

error: malformed name of a member
  at:       example#SendParcelRequest$two words  (model.json)
  found:    \"two words\"
  expected: ASCII letters, digits and underscores, beginning with a letter
",
        );
}

#[test]
fn names_of_digits_behind_an_underscore_are_smithys_too() {
    base()
        .set(
            &format!("{PARCEL}/members/_1"),
            json!({"target": "example#_2"}),
        )
        .set("/shapes/example#_2", json!({"type": "structure"}))
        .is_accepted();
}

#[test]
fn a_member_that_sets_another() {
    base()
        .set(
            &format!("{PARCEL}/members/SetSent"),
            json!({"target": "example#Label"}),
        )
        .is_refused_with(
            "\
error: a member has the name of another member's setter
  at:       example#Parcel$SetSent  (model.json)
  found:    set_sent beside sent
  expected: no member that is named `Set` and the name of another
",
        );
}

#[test]
fn names_that_emitted_code_has_taken_itself_are_made_others() {
    base()
        .set("/shapes/example#Config", json!({"type": "operation"}))
        .set(
            &format!("{SERVICE}/operations"),
            json!([{"target": "example#SendParcel"}, {"target": "example#Config"}]),
        )
        .set("/shapes/example#Error", json!({"type": "structure"}))
        .set(
            &format!("{INPUT}/members/Send"),
            json!({"target": "example#Label"}),
        )
        .set(
            &format!("{PARCEL}/members/Build"),
            json!({"target": "example#Error"}),
        )
        .is_accepted();
}

#[test]
fn a_name_on_the_wire_that_no_element_can_have() {
    base()
        .set(
            &format!("{PARCEL}/members/Id/traits/smithy.api#xmlName"),
            "a b",
        )
        .is_refused_with(
            "\
error: malformed name on the wire
  at:       example#Parcel$Id/smithy.api#xmlName  (model.json)
  found:    \"a b\"
  expected: the name of an XML element without a prefix
",
        );
}
