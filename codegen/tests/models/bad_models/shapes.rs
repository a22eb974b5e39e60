//! Invalid maps, unions, enums, defaults and other shapes.

use serde_json::{Value, json};

use super::support::{Model, OPERATION, PARCEL, SERVICE, base};

/// The model with an additional member of `Parcel` that targets `shape`.
fn with(shape: &Value) -> Model {
    base().set("/shapes/example#Extra", shape.clone()).set(
        &format!("{PARCEL}/members/Extra"),
        json!({"target": "example#Extra"}),
    )
}

fn member(target: &str) -> Value {
    json!({"target": target})
}

#[test]
fn shapes_of_all_types_can_be_nested() {
    let label = member("example#Label");
    let unit = member("smithy.api#Unit");
    with(&json!({"type": "map", "key": member("example#Size"), "value": member("example#Either")}))
        .set("/shapes/example#Either", json!({"type": "union", "members": {
            "Label": label, "None": unit, "Map": member("example#Extra"), "Parcel": member("example#Parcel")
        }}))
        .set("/shapes/example#Size", json!({"type": "enum", "members": {"SMALL": unit}}))
        .is_accepted();
}

#[test]
fn a_map_whose_keys_are_numbers() {
    let shape = json!({
        "type": "map", "key": member("smithy.api#Integer"), "value": member("smithy.api#String")
    });
    with(&shape).is_refused_with(
        "\
error: a map key is not a string
  at:       example#Extra$key  (model.json)
  found:    smithy.api#Integer
  expected: a string or an enum
",
    );
}

#[test]
fn an_int_enum_with_a_missing_and_a_too_large_value() {
    let one = json!({"target": "smithy.api#Unit"});
    let two = json!({
        "target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": 3_000_000_000_u32}
    });
    with(&json!({"type": "intEnum", "members": {"ONE": one, "TWO": two}})).is_refused_with(
        "\
error: a member of an intEnum has no value
  at:       example#Extra$ONE  (model.json)
  found:    no smithy.api#enumValue
  expected: smithy.api#enumValue with a whole number

error: a value of an intEnum is not a 32-bit integer
  at:       example#Extra$TWO/smithy.api#enumValue  (model.json)
  found:    3000000000
  expected: -2147483648 to 2147483647
",
    );
}

#[test]
fn an_enum_with_a_duplicate_value() {
    let value =
        |text: &str| json!({"target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": text}});
    with(&json!({"type": "enum", "members": {"A": value("a"), "B": value("a")}})).is_refused_with(
        "\
error: two members of an enum have the same value
  at:       example#Extra$B  (model.json)
  found:    B
  expected: values that differ
",
    );
}

#[test]
fn a_union_without_members_and_one_with_colliding_members() {
    with(&json!({"type": "union", "members": {}})).is_refused_with(
        "\
error: a union without members
  at:       example#Extra  (model.json)
  found:    no `members`
  expected: at least one member
",
    );
    let text = member("smithy.api#String");
    with(&json!({"type": "union", "members": {"aB": text, "a_b": text}})).is_refused_with(
        "\
error: two members of a union get the same name
  at:       example#Extra  (model.json)
  found:    aB and a_b
  expected: names that differ in more than case and underscores

error: two members get the same field name
  at:       example#Extra$a_b  (model.json)
  found:    a_b, already used by aB
  expected: names that differ in more than case and underscores
",
    );
}

#[test]
fn an_xml_attribute_that_is_a_number() {
    with(&json!({"type": "integer"}))
        .set(
            &format!("{PARCEL}/members/Extra/traits/smithy.api#xmlAttribute"),
            json!({}),
        )
        .is_refused_with(
            "\
error: an XML attribute that is not text
  at:       example#Parcel$Extra/smithy.api#xmlAttribute  (model.json)
  found:    example#Extra
  expected: a string or an enum
",
        );
}

#[test]
fn a_default_out_of_range() {
    with(&json!({"type": "byte"}))
        .set(
            &format!("{PARCEL}/members/Extra/traits/smithy.api#default"),
            300,
        )
        .is_refused_with(
            "\
error: an example has a number out of the range of its type
  at:       example#Parcel$Extra/smithy.api#default  (model.json)
  found:    300
  expected: -128 to 127
",
        );
}

#[test]
fn a_host_prefix_with_an_unknown_label() {
    base()
        .set(
            &format!("{OPERATION}/traits/smithy.api#endpoint"),
            json!({"hostPrefix": "{Nobody}."}),
        )
        .is_refused_with(
            "\
error: a label of a host prefix is not a member of the input
  at:       example#SendParcel/smithy.api#endpoint/hostPrefix  (model.json)
  found:    {Nobody}.
  expected: labels in braces that are members of type string
",
        );
}

#[test]
fn an_unsupported_compression_encoding() {
    base()
        .set(
            &format!("{OPERATION}/traits/smithy.api#requestCompression"),
            json!({"encodings": ["zip"]}),
        )
        .is_refused_with(
            "\
error: unsupported compression of requests
  at:       example#SendParcel/smithy.api#requestCompression/encodings  (model.json)
  found:    zip
  expected: encodings that include gzip
",
        );
}

#[test]
fn a_member_that_targets_an_error() {
    base()
        .set(
            &format!("{PARCEL}/members/Extra"),
            member("example#TooHeavy"),
        )
        .is_refused_with(
            "\
error: an error is the value of a member
  at:       example#Parcel$Extra  (model.json)
  found:    example#TooHeavy
  expected: a structure that no operation returns as an error
",
        );
}

#[test]
fn a_map_in_an_ec2_query_request() {
    let map = json!({
        "type": "map", "key": member("smithy.api#String"), "value": member("smithy.api#String")
    });
    base()
        .remove(&format!("{SERVICE}/traits/aws.protocols#awsQuery"))
        .set(
            &format!("{SERVICE}/traits/aws.protocols#ec2Query"),
            json!({}),
        )
        .set("/shapes/example#Extra", map)
        .set(
            "/shapes/example#SendParcelRequest/members/Extra",
            member("example#Extra"),
        )
        .is_refused_with(
            "\
error: a map in a request of ec2Query
  at:       example#SendParcelRequest$Extra  (model.json)
  found:    example#Extra
  expected: no maps: the protocol does not define how they are sent
",
        );
}

#[test]
fn a_skipped_test_that_does_not_exist_and_one_without_a_reason() {
    let overlay = json!({
        "overlay": "1.0",
        "skips": [{"test": "NoSuchTest", "reason": "it is not there"}, {"test": "Other", "reason": " "}]
    });
    base().with_overlay_is(
        &overlay.to_string(),
        "\
error: a skipped test without a reason
  at:       skips/1  (overlay.json)
  found:    an empty `reason`
  expected: a sentence that explains why the test cannot pass
",
    );
}

#[test]
fn a_host_prefix_that_is_not_part_of_a_host_name() {
    for prefix in ["a b.", "{Grams", "x}", "a/", ""] {
        base()
            .set(
                &format!("{OPERATION}/traits/smithy.api#endpoint"),
                json!({"hostPrefix": prefix}),
            )
            .is_refused_with(&format!(
                "\
error: malformed host prefix
  at:       example#SendParcel/smithy.api#endpoint/hostPrefix  (model.json)
  found:    \"{prefix}\"
  expected: letters, digits, `-`, `.` and members in braces, such as {{Name}}-api.
"
            ));
    }
}

#[test]
fn an_enum_without_members() {
    for kind in ["enum", "intEnum"] {
        with(&json!({"type": kind, "members": {}})).is_refused_with(
            "\
error: an enum without members
  at:       example#Extra  (model.json)
  found:    no `members`
  expected: at least one member
",
        );
    }
}

#[test]
fn a_map_whose_key_and_value_have_the_same_name() {
    let entry =
        json!({"target": "smithy.api#String", "traits": {"smithy.api#xmlName": "entryPart"}});
    with(&json!({"type": "map", "key": entry, "value": entry})).is_refused_with(
        "\
error: the key and the value of a map have the same name on the wire
  at:       example#Extra$value  (model.json)
  found:    entryPart
  expected: names that differ
",
    );
}

#[test]
fn a_default_that_is_not_finite_as_a_float() {
    with(&json!({"type": "float"}))
        .set(
            &format!("{PARCEL}/members/Extra/traits/smithy.api#default"),
            1e300,
        )
        .is_refused_with(
            "\
error: an example has a number out of the range of its type
  at:       example#Parcel$Extra/smithy.api#default  (model.json)
  found:    1e+300
  expected: -3.4028235e38 to 3.4028235e38
",
        );
}

#[test]
fn a_flattened_string_and_a_flattened_list() {
    let flattened = json!({"smithy.api#xmlFlattened": {}});
    let list = json!({"type": "list", "member": member("example#Label"), "traits": flattened});
    with(&list)
        .set(&format!("{PARCEL}/members/Id/traits"), flattened)
        .is_refused_with(
            "\
error: a trait on a type that does not support it
  at:       example#Extra/smithy.api#xmlFlattened  (model.json)
  found:    smithy.api#xmlFlattened on a list
  expected: smithy.api#xmlFlattened on a member that targets it

error: a trait on a type that does not support it
  at:       example#Parcel$Id/smithy.api#xmlFlattened  (model.json)
  found:    smithy.api#xmlFlattened on a string
  expected: smithy.api#xmlFlattened on a member that targets a list or a map
",
        );
}
