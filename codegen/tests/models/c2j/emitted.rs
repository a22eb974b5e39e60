//! The emitted code does not depend on the format of the model.

use serde_json::{Value, json};

use super::support::{assert_same, emitted, files, set, single};

#[test]
fn both_formats_of_the_same_facts_give_the_same_code() {
    let smithy = single(include_str!("parcels.json"));
    assert_same(&emitted(&files()), &emitted(&smithy));
}

#[test]
fn a_default_is_that_of_the_member_and_a_box_is_none() {
    let member = "/shapes/Parcel/members/Count";
    let mut with_default = files();
    let definition = json!({ "shape": "Count", "default": 0 });
    set(&mut with_default, "service-2.json", member, definition);
    let mut smithy: Value =
        serde_json::from_str(include_str!("parcels.json")).expect("the model is JSON");
    smithy["shapes"]["com.amazonaws.parcelpost#Parcel"]["members"]["Count"]["traits"] =
        json!({ "smithy.api#default": 0 });
    let expected = emitted(&single(&smithy.to_string()));
    assert_same(&emitted(&with_default), &expected);

    let mut boxed = files();
    let definition = json!({ "shape": "Count", "box": true });
    set(&mut boxed, "service-2.json", member, definition);
    assert_same(&emitted(&boxed), &emitted(&files()));
}

#[test]
fn a_paginator_that_smithy_cannot_express_is_left_out() {
    let paginator = |paginator: Value| {
        let mut files = files();
        set(
            &mut files,
            "paginators-1.json",
            "/pagination/Track",
            paginator,
        );
        let files = emitted(&files);
        let file = files.get("src/operation/track/paginator.rs").cloned();
        file.map(|text| text.contains("TrackPaginatorItems"))
    };
    let with = |token: Value, items: Value| {
        paginator(json!({ "input_token": "Marker", "output_token": token, "result_key": items }))
    };
    assert_eq!(with(json!("Marker"), json!("Parcels")), Some(true));
    // A text is no list of items.
    assert_eq!(with(json!("Marker"), json!("Note")), Some(false));
    assert_eq!(
        with(json!("Marker"), json!(["Parcels", "Note"])),
        Some(false)
    );
    assert_eq!(with(json!("Parcels[-1].Status"), json!("Parcels")), None);
    assert_eq!(with(json!(["Marker", "Note"]), json!("Parcels")), None);
}

#[test]
fn an_older_signature_is_stated_in_the_documentation() {
    let mut older = files();
    set(
        &mut older,
        "service-2.json",
        "/metadata/signatureVersion",
        json!("v2"),
    );
    let documentation = &emitted(&older)["src/lib.rs"];
    assert!(
        documentation.contains("specifies Signature Version 2"),
        "{documentation}"
    );
    assert!(!emitted(&files())["src/lib.rs"].contains("Signature Version 2"));
}
