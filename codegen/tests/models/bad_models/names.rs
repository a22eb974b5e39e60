//! Invalid names and name collisions.

use serde_json::json;

use super::support::{INPUT, PARCEL, SERVICE, base};

#[test]
fn two_members_with_the_same_field_name() {
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
fn two_members_with_the_same_wire_name() {
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
fn two_shapes_with_the_same_type_name() {
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
fn a_rename_resolves_a_type_name_collision() {
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
fn a_rename_to_an_invalid_name() {
    base()
        .set(
            &format!("{SERVICE}/rename"),
            json!({"example#Parcel": "Old Parcel"}),
        )
        .is_refused_with(
            "\
error: malformed new name of a renamed shape
  at:       example#Parcels/rename/example#Parcel  (model.json)
  found:    \"Old Parcel\"
  expected: ASCII letters, digits and underscores, beginning with a letter
",
        );
}

#[test]
fn a_shape_with_the_name_of_an_operations_type_is_renamed() {
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
fn two_operations_with_the_same_type_name() {
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
fn members_with_invalid_names() {
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
error: malformed member name
  at:       example#Parcel$größe  (model.json)
  found:    \"größe\"
  expected: ASCII letters, digits and underscores, beginning with a letter

error: malformed member name
  at:       example#SendParcelRequest$  (model.json)
  found:    \"\"
  expected: ASCII letters, digits and underscores, beginning with a letter

error: malformed member name
  at:       example#SendParcelRequest$_  (model.json)
  found:    \"_\"
  expected: ASCII letters, digits and underscores, beginning with a letter

error: malformed member name
  at:       example#SendParcelRequest$two words  (model.json)
  found:    \"two words\"
  expected: ASCII letters, digits and underscores, beginning with a letter
",
        );
}

#[test]
fn names_of_an_underscore_and_digits_are_valid() {
    base()
        .set(
            &format!("{PARCEL}/members/_1"),
            json!({"target": "example#_2"}),
        )
        .set("/shapes/example#_2", json!({"type": "structure"}))
        .is_accepted();
}

#[test]
fn a_member_with_the_name_of_the_setter_of_a_later_one() {
    let label = json!({"target": "example#Label"});
    base()
        .set(&format!("{PARCEL}/members/SetZone"), label.clone())
        .set(&format!("{PARCEL}/members/Zone"), label)
        .is_refused_with(
            "\
error: a member has the name of another member's setter
  at:       example#Parcel$Zone  (model.json)
  found:    zone beside set_zone
  expected: no member that is named `Set` and the name of another
",
        );
}

#[test]
fn a_member_with_the_name_of_a_setter() {
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
fn names_reserved_by_emitted_code_are_changed() {
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
fn a_wire_name_that_is_not_an_element_name() {
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
