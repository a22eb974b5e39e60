//! A defect is reported at its place in the file that was read.

use querysmith_codegen::{Inputs, generate};
use serde_json::{Value, json};

use super::support::{files, set};

/// The locations of the defects after an edit, each as `place (file)`, and all of the text.
fn defects(file: &str, pointer: &str, value: Value) -> (Vec<String>, String) {
    let mut files = files();
    set(&mut files, file, pointer, value);
    let text = match generate(&Inputs::of(&files)) {
        Ok(_) => panic!("{pointer} is accepted"),
        Err(defects) => defects.to_string(),
    };
    let places = text
        .lines()
        .filter_map(|line| line.strip_prefix("  at:       "));
    (
        places.map(|place| place.replace("  (", " (")).collect(),
        text,
    )
}

#[track_caller]
fn assert_place(file: &str, pointer: &str, value: Value, expected: &str) {
    let (places, text) = defects(file, pointer, value);
    assert_eq!(places, [expected], "{text}");
    assert!(!text.contains("com.amazonaws"), "{text}");
}

const SERVICE: &str = "service-2.json";

#[test]
fn defects_of_the_format_have_a_place() {
    for (pointer, value, expected) in [
        ("/metadata/protocol", json!(7), "metadata/protocol"),
        ("/metadata/protocols", json!(["json"]), "metadata/protocol"),
        (
            "/metadata/signatureVersion",
            json!("s3"),
            "metadata/signatureVersion",
        ),
        (
            "/operations/Track/name",
            json!("Trace"),
            "operations/Track/name",
        ),
        (
            "/operations/Track/output/resultWrapper",
            json!("R"),
            "operations/Track/output/resultWrapper",
        ),
        (
            "/operations/Track/authtype",
            json!("v9"),
            "operations/Track/authtype",
        ),
        ("/shapes/Text/type", json!("strnig"), "shapes/Text/type"),
        (
            "/shapes/Parcel/required",
            json!(["Statu"]),
            "shapes/Parcel/required/0",
        ),
        (
            "/shapes/Day/timestampFormat",
            json!("iso"),
            "shapes/Day/timestampFormat",
        ),
    ] {
        assert_place(SERVICE, pointer, value, &format!("{expected} ({SERVICE})"));
    }
}

#[test]
fn defects_that_later_stages_find_have_a_place() {
    for (pointer, value, expected) in [
        (
            "/shapes/Parcel/members/Sent/shape",
            json!("Instnat"),
            "shapes/Parcel/members/Sent",
        ),
        (
            "/shapes/StickerList/member/shape",
            json!("Txet"),
            "shapes/StickerList/member",
        ),
        ("/shapes/Size/min", json!(200), "shapes/Size"),
        (
            "/shapes/Secret/pattern",
            json!("["),
            "shapes/Secret/pattern",
        ),
        (
            "/shapes/DepotDown/error",
            json!({ "code": "Down", "httpStatusCode": 200 }),
            "shapes/DepotDown/error",
        ),
        (
            "/operations/Send/endpoint/hostPrefix",
            json!("{Nothing}."),
            "operations/Send/endpoint/hostPrefix",
        ),
        (
            "/operations/Track/input/shape",
            json!("Nothing"),
            "operations/Track/input",
        ),
        (
            "/metadata/serviceId",
            json!("Parcel-Post"),
            "metadata/serviceId",
        ),
    ] {
        let (places, text) = defects(SERVICE, pointer, value);
        let expected = format!("{expected} ({SERVICE})");
        assert!(places.contains(&expected), "{expected} is not in\n{text}");
        assert!(!text.contains("com.amazonaws"), "{text}");
    }
}

#[test]
fn defects_of_the_files_beside_a_model_have_a_place_in_them() {
    for (file, pointer, value, expected) in [
        (
            "paginators-1.json",
            "/pagination/Track/limit_key",
            json!("PageSiz"),
            "pagination/Track/limit_key",
        ),
        (
            "paginators-1.json",
            "/pagination/Trac",
            json!({}),
            "pagination/Trac",
        ),
        (
            "waiters-2.json",
            "/waiters/ParcelKnown/operation",
            json!("Trac"),
            "waiters/ParcelKnown/operation",
        ),
        (
            "waiters-2.json",
            "/waiters/ParcelKnown/delay",
            json!(0),
            "waiters/ParcelKnown/delay",
        ),
        (
            "waiters-2.json",
            "/waiters/ParcelKnown/acceptors/1/expected",
            json!(418),
            "waiters/ParcelKnown/acceptors/1/expected",
        ),
        (
            "waiters-2.json",
            "/waiters/ParcelArrived/acceptors/0/argument",
            json!("Parcles"),
            "waiters/ParcelArrived/acceptors",
        ),
        (
            "endpoint-rule-set-1.json",
            "/rules/0/type",
            json!("endpiont"),
            "rules/0/type",
        ),
        (
            "endpoint-tests-1.json",
            "/testCases/0/expect",
            json!({}),
            "testCases/0/expect",
        ),
        (
            "examples-1.json",
            "/examples/Trac",
            json!([]),
            "examples/Trac",
        ),
        (
            "service-2.sdk-extras.json",
            "/merge/shapes/SendRequest/members/Extra/shape",
            json!("Txet"),
            "merge/shapes/SendRequest/members/Extra",
        ),
    ] {
        assert_place(file, pointer, value, &format!("{expected} ({file})"));
    }
}

#[test]
fn a_key_that_nearly_is_one_of_the_format_is_a_defect_with_a_suggestion() {
    for (file, pointer, known) in [
        (SERVICE, "/shapes/Parcel/membrs", "members"),
        (
            SERVICE,
            "/shapes/Parcel/members/Sent/locationNam",
            "locationName",
        ),
        (SERVICE, "/operations/Track/documentaton", "documentation"),
        (SERVICE, "/metadata/signingNam", "signingName"),
        (SERVICE, "/operatoins", "operations"),
        (
            "paginators-1.json",
            "/pagination/Track/result_kye",
            "result_key",
        ),
        ("waiters-2.json", "/waiters/ParcelKnown/delai", "delay"),
    ] {
        let (_, text) = defects(file, pointer, json!("x"));
        assert!(text.contains(&format!("did you mean {known}?")), "{text}");
        assert!(text.contains(&format!("({file})")), "{text}");
    }
}

#[test]
#[ignore = "takes ten seconds; .ci/run runs it"]
fn no_edit_of_a_type_causes_a_panic() {
    for value in [
        json!(null),
        json!(7),
        json!("x"),
        json!([]),
        json!([[]]),
        json!({}),
    ] {
        for file in files() {
            let document: Value = serde_json::from_str(&file.text).expect("a file is JSON");
            for pointer in pointers(&document) {
                let mut edited = files();
                set(&mut edited, &file.path, &pointer, value.clone());
                let _ = generate(&Inputs::of(&edited));
            }
        }
    }
}

/// The values of the first three levels of a document.
fn pointers(document: &Value) -> Vec<String> {
    let mut pointers = vec![String::new()];
    for _ in 0..3 {
        let below = |pointer: &String| -> Vec<String> {
            let value = document.pointer(pointer);
            let keys = value.and_then(Value::as_object).map(|object| object.keys());
            keys.into_iter()
                .flatten()
                .map(|key| format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")))
                .collect()
        };
        let more: Vec<String> = pointers.iter().flat_map(below).collect();
        pointers.extend(more);
    }
    pointers.sort();
    pointers.dedup();
    pointers.retain(|pointer| !pointer.is_empty());
    pointers
}
