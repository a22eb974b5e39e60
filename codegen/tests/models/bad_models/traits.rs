//! Traits that are unknown, unsupported, misplaced or malformed.

use serde_json::json;

use super::support::{INPUT, OPERATION, PARCEL, SERVICE, base};

#[test]
fn an_unknown_trait_with_a_similar_name_has_a_suggestion() {
    base()
        .set(
            &format!("{INPUT}/members/Labels/traits/smithy.api#requird"),
            json!({}),
        )
        .is_refused_with(
            "\
error: unknown trait
  at:       example#SendParcelRequest$Labels/smithy.api#requird  (model.json)
  found:    smithy.api#requird
  expected: a trait of smithy.api that the generator knows
  help:     did you mean smithy.api#required?
",
        );
}

#[test]
fn a_trait_without_a_value_that_has_one() {
    let required = format!("{INPUT}/members/Labels/traits/smithy.api#required");
    for (value, found) in [
        (json!(false), "false"),
        (json!("yes"), "the string \"yes\""),
    ] {
        base().set(&required, value).is_refused_with(&format!(
            "\
error: wrong type of value
  at:       example#SendParcelRequest$Labels/smithy.api#required  (model.json)
  found:    {found}
  expected: an empty object
  help:     remove the trait if it does not apply
"
        ));
    }
    let sensitive = "/shapes/example#Label/traits/smithy.api#sensitive";
    base().set(sensitive, true).is_accepted();
}

#[test]
fn an_unknown_trait_of_a_protocol() {
    base()
        .set(
            &format!("{SERVICE}/traits/aws.protocols#awsTelegram"),
            json!({}),
        )
        .is_refused_with(
            "\
error: unknown trait
  at:       example#Parcels/aws.protocols#awsTelegram  (model.json)
  found:    aws.protocols#awsTelegram
  expected: a trait of aws.protocols that the generator knows
  help:     add it to the table in codegen/src/traits.rs
",
        );
}

#[test]
fn an_unsupported_trait() {
    base()
        .set(
            "/shapes/example#Label/traits/smithy.api#streaming",
            json!({}),
        )
        .is_refused_with(
            "\
error: unsupported trait
  at:       example#Label/smithy.api#streaming  (model.json)
  found:    smithy.api#streaming
  expected: a model without it
  help:     streaming is not part of awsQuery
",
        );
}

#[test]
fn a_trait_of_another_namespace_is_ignored() {
    base()
        .set(
            &format!("{PARCEL}/traits/example.traits#unheardOf"),
            json!(7),
        )
        .is_accepted();
}

#[test]
fn traits_for_servers_and_tools_are_ignored() {
    let (service, operation) = (format!("{SERVICE}/traits"), format!("{OPERATION}/traits"));
    base()
        .set(&format!("{service}/aws.auth#cognitoUserPools"), json!({}))
        .set(&format!("{service}/aws.protocols#awsJson1_0"), json!({}))
        .set(
            &format!("{service}/aws.protocols#awsQueryCompatible"),
            json!({}),
        )
        .set(&format!("{service}/smithy.api#unstableFeatures"), json!({}))
        .set(&format!("{service}/smithy.protocols#rpcv2Cbor"), json!({}))
        .set(
            &format!("{operation}/aws.customizations#s3UnwrappedXmlOutput"),
            json!({}),
        )
        .set(
            &format!("{operation}/smithy.api#longPoll"),
            json!({"timeoutMillis": 20_000}),
        )
        .set(
            &format!("{PARCEL}/traits/smithy.api#metadata"),
            json!({"key": "parcels"}),
        )
        .set(
            &format!("{PARCEL}/traits/smithy.api#traitValidators"),
            json!({}),
        )
        .is_accepted();
}

#[test]
fn a_malformed_enum_trait() {
    base()
        .set("/shapes/example#Label/traits/smithy.api#enum", json!([{}]))
        .is_refused_with(
            "\
error: unsupported trait
  at:       example#Label/smithy.api#enum  (model.json)
  found:    smithy.api#enum
  expected: a model without it
  help:     supported only on a string, as a list of objects with a `value`
",
        );
}

#[test]
fn a_trait_without_a_namespace() {
    base()
        .set(&format!("{PARCEL}/traits/sensitive"), json!({}))
        .is_refused_with(
            "\
error: malformed trait id
  at:       example#Parcel/sensitive  (model.json)
  found:    \"sensitive\"
  expected: namespace#name
  help:     did you mean smithy.api#sensitive?
",
        );
}

#[test]
fn an_unknown_timestamp_format() {
    base()
        .set(
            &format!("{PARCEL}/members/Sent/traits/smithy.api#timestampFormat"),
            "iso-8601",
        )
        .is_refused_with(
            "\
error: unknown format of a timestamp
  at:       example#Parcel$Sent/smithy.api#timestampFormat  (model.json)
  found:    iso-8601
  expected: date-time, epoch-seconds or http-date
",
        );
}

#[test]
fn a_timestamp_format_on_a_string() {
    base()
        .set(
            &format!("{PARCEL}/members/Id/traits/smithy.api#timestampFormat"),
            "date-time",
        )
        .is_refused_with(
            "\
error: a trait on a type that does not support it
  at:       example#Parcel$Id/smithy.api#timestampFormat  (model.json)
  found:    smithy.api#timestampFormat on a string
  expected: smithy.api#timestampFormat on a timestamp
",
        );
}

#[test]
fn documentation_that_is_not_a_string() {
    base()
        .set(
            &format!("{PARCEL}/traits/smithy.api#documentation"),
            json!({"en": "A parcel."}),
        )
        .is_refused_with(
            "\
error: wrong type of value
  at:       example#Parcel/smithy.api#documentation  (model.json)
  found:    an object with: en
  expected: a string
",
        );
}

#[test]
fn a_deprecation_whose_message_is_not_a_string() {
    base()
        .set(
            &format!("{PARCEL}/traits/smithy.api#deprecated"),
            json!({"message": 7}),
        )
        .is_refused_with(
            "\
error: wrong type of value
  at:       example#Parcel/smithy.api#deprecated/message  (model.json)
  found:    the number 7
  expected: a string
",
        );
}

#[test]
fn a_default_of_the_wrong_type() {
    base()
        .set(&format!("{PARCEL}/members/Id/traits/smithy.api#default"), 0)
        .is_refused_with(
            "\
error: wrong type of value
  at:       example#Parcel$Id/smithy.api#default  (model.json)
  found:    the number 0
  expected: a default of example#Label
",
        );
}
