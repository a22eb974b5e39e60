//! The document: its JSON syntax, its version, and the types of values in it.

use serde_json::json;

use super::support::{INPUT, OPERATION, PARCEL, SERVICE, base, text_is_refused_with};

#[test]
fn the_base_model_itself_has_no_defect() {
    base().is_accepted();
}

#[test]
fn a_truncated_file() {
    text_is_refused_with(
        "{\"smithy\": \"2.0\",\n \"shapes\": {",
        "\
error: the file is not valid JSON
  at:       line 2, column 12  (model.json)
  found:    EOF while parsing an object
  expected: one JSON value, nested at most 128 levels
",
    );
}

#[test]
fn an_empty_file() {
    text_is_refused_with(
        "",
        "\
error: the file is not valid JSON
  at:       line 1, column 0  (model.json)
  found:    EOF while parsing a value
  expected: one JSON value, nested at most 128 levels
",
    );
}

#[test]
fn a_model_in_the_idl_of_smithy() {
    text_is_refused_with(
        "// A service.\n$version: \"2\"\nnamespace example\n",
        "\
error: the file is not valid JSON
  at:       line 1, column 1  (model.json)
  found:    expected value
  expected: one JSON value, nested at most 128 levels
  help:     convert a model in Smithy's IDL with `smithy ast`
",
    );
}

#[test]
fn a_version_of_the_wrong_type() {
    base()
        .set(&format!("{SERVICE}/version"), 5)
        .is_refused_with(
            "\
error: wrong type of value
  at:       example#Parcels/version  (model.json)
  found:    the number 5
  expected: a string
",
        );
}

#[test]
fn a_file_that_nests_too_deeply() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    text_is_refused_with(
        &deep,
        "\
error: the file is not valid JSON
  at:       line 1, column 128  (model.json)
  found:    recursion limit exceeded
  expected: one JSON value, nested at most 128 levels
",
    );
}

#[test]
fn a_duplicate_key() {
    let twice = base().text().replacen(
        "\"Labels\": {",
        "\"Grams\": {\"target\": \"example#Label\"}, \"Labels\": {",
        1,
    );
    text_is_refused_with(
        &twice,
        "\
error: duplicate key in an object
  at:       shapes/example#SendParcelRequest/members/Grams  (model.json)
  found:    {\"target\":\"example#Grams\",\"traits\":{\"smi…, then {\"target\":\"example#Label\"}
  expected: each key at most once
",
    );
}

#[test]
fn a_file_without_an_object() {
    text_is_refused_with(
        "[]",
        "\
error: wrong type of value
  at:       the top of the file  (model.json)
  found:    an empty array
  expected: an object
",
    );
}

#[test]
fn a_model_of_an_unsupported_smithy_version() {
    base().set("/smithy", "3.0").is_refused_with(
        "\
error: unsupported version of the Smithy model
  at:       smithy  (model.json)
  found:    3.0
  expected: 1.0 or 2.0
  help:     convert the model with the Smithy CLI: `smithy ast`
",
    );
}

#[test]
fn a_model_without_version_and_shapes() {
    text_is_refused_with(
        "{\"metadata\": {}}",
        "\
error: `shapes` is missing
  at:       the top of the file  (model.json)
  found:    an object with: metadata
  expected: an object with `shapes`

error: `smithy` is missing
  at:       the top of the file  (model.json)
  found:    an object with: metadata
  expected: an object with `smithy`
",
    );
}

#[test]
fn shapes_that_are_a_list() {
    base().set("/shapes", json!([])).is_refused_with(
        "\
error: wrong type of value
  at:       shapes  (model.json)
  found:    an empty array
  expected: an object
",
    );
}

#[test]
fn a_shape_that_is_not_an_object() {
    base().set(PARCEL, 7).is_refused_with(
        "\
error: wrong type of value
  at:       example#Parcel  (model.json)
  found:    the number 7
  expected: an object
",
    );
}

#[test]
fn a_shape_without_a_type() {
    base().remove(&format!("{PARCEL}/type")).is_refused_with(
        "\
error: `type` is missing
  at:       example#Parcel  (model.json)
  found:    an object with: members
  expected: an object with `type`
",
    );
}

#[test]
fn an_unknown_shape_type() {
    base()
        .set("/shapes/example#Grams/type", "int")
        .is_refused_with(
            "\
error: unknown type of shape
  at:       example#Grams/type  (model.json)
  found:    int
  expected: a type of Smithy 2.0, such as structure, list, string or integer
",
        );
}

#[test]
fn a_number_where_a_target_is_expected() {
    base()
        .set(&format!("{INPUT}/members/Labels/target"), 7)
        .is_refused_with(
            "\
error: wrong type of value
  at:       example#SendParcelRequest$Labels/target  (model.json)
  found:    the number 7
  expected: a string
",
        );
}

#[test]
fn a_string_where_a_list_of_operations_is_expected() {
    base()
        .set(&format!("{SERVICE}/operations"), "example#SendParcel")
        .is_refused_with(
            "\
error: wrong type of value
  at:       example#Parcels/operations  (model.json)
  found:    the string \"example#SendParcel\"
  expected: an array
",
        );
}

#[test]
fn a_string_where_a_reference_is_expected() {
    base()
        .set(&format!("{OPERATION}/input"), "example#SendParcelRequest")
        .is_refused_with(
            "\
error: wrong type of value
  at:       example#SendParcel/input  (model.json)
  found:    the string \"example#SendParcelRequest\"
  expected: an object
",
        );
}

#[test]
fn traits_that_are_a_list() {
    base()
        .set(&format!("{PARCEL}/traits"), json!(["smithy.api#sensitive"]))
        .is_refused_with(
            "\
error: wrong type of value
  at:       example#Parcel/traits  (model.json)
  found:    an array of length 1
  expected: an object
",
        );
}

#[test]
fn a_list_without_a_member() {
    base()
        .remove("/shapes/example#Labels/member")
        .is_refused_with(
            "\
error: `member` is missing
  at:       example#Labels  (model.json)
  found:    an object with: type
  expected: an object with `member`
",
        );
}

#[test]
fn a_shape_whose_id_lacks_its_namespace() {
    base()
        .set("/shapes/Crate", json!({"type": "string"}))
        .is_refused_with(
            "\
error: malformed shape id
  at:       Crate  (model.json)
  found:    Crate
  expected: namespace#Name, of ASCII letters, digits and underscores
",
        );
}

#[test]
fn an_apply_statement() {
    let apply = json!({"type": "apply", "traits": {"smithy.api#sensitive": {}}});
    base()
        .set("/shapes/example#Elsewhere", apply)
        .is_refused_with(
            "\
error: `apply` statements are not supported
  at:       example#Elsewhere  (model.json)
  found:    type `apply`
  expected: traits on the shape itself, as `smithy ast` writes them
",
        );
}

#[test]
fn a_structure_with_mixins() {
    let mixins = json!([{"target": "example#TooHeavy"}]);
    base()
        .set(&format!("{PARCEL}/mixins"), mixins)
        .is_refused_with(
            "\
error: mixins are not flattened
  at:       example#Parcel/mixins  (model.json)
  found:    an array of length 1
  expected: a model without mixins, whose shapes have all of their members
  help:     convert the model with `smithy ast --flatten`
",
        );
}

#[test]
fn all_defects_are_reported_sorted_by_location() {
    base()
        .set("/smithy", "3.0")
        .set(&format!("{PARCEL}/members/Sent/target"), "example#Tme")
        .set("/shapes/example#Grams/traits/smithy.api#range/min", "1")
        .set(
            &format!("{SERVICE}/traits/smithy.rules#endpointRuleSet/version"),
            "0",
        )
        .set(&format!("{OPERATION}/errors/0/target"), "example#TooHeavi")
        .is_refused_with(
            "\
error: wrong type of value
  at:       example#Grams/smithy.api#range/min  (model.json)
  found:    the string \"1\"
  expected: a number

error: member targets a shape that does not exist
  at:       example#Parcel$Sent  (model.json)
  found:    example#Tme
  expected: the id of a shape in this model or in smithy.api

error: the version of the endpoint rules is not supported
  at:       example#Parcels/smithy.rules#endpointRuleSet/version  (model.json)
  found:    0
  expected: 1.0 or 1.1

error: operation targets a shape that does not exist
  at:       example#SendParcel/errors/0  (model.json)
  found:    example#TooHeavi
  expected: the id of a shape in this model or in smithy.api
  help:     did you mean example#TooHeavy?

error: unsupported version of the Smithy model
  at:       smithy  (model.json)
  found:    3.0
  expected: 1.0 or 2.0
  help:     convert the model with the Smithy CLI: `smithy ast`
",
        );
}
