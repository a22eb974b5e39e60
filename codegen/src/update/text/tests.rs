//! Tests of edits.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};

use super::{edit, is_same};

const TEXT: &str = "{\n\t\"a\" : {\"x\": 1, \"y\":\"\\u00e9\"},\n\t\"b\": [\n\t\t1,\n\t\t2\n\t],\n\t\"c\": { \"long\": true }\n}\n";

fn edited(change: impl Fn(&mut Value)) -> String {
    let old: Value = serde_json::from_str(TEXT).expect("it is JSON");
    let mut new = old.clone();
    change(&mut new);
    let edited = edit(TEXT, &old, &new);
    let read: Value = serde_json::from_str(&edited).expect("it is JSON");
    assert!(is_same(&read, &new), "{edited}");
    edited
}

#[test]
fn nothing_changes_without_a_change() {
    assert_eq!(edited(|_| {}), TEXT);
}

#[test]
fn only_the_changed_value_has_another_text() {
    let one = edited(|value| value["a"]["x"] = json!(2));
    assert_eq!(one, TEXT.replace("\"x\": 1", "\"x\": 2"));
    let two = edited(|value| value["b"] = json!([1, 3, 2]));
    assert_eq!(two, TEXT.replace("1,\n", "1,\n\t\t3,\n"));
    let three = edited(|value| value["c"]["more"] = json!(null));
    assert_eq!(three, TEXT.replace("true }", "true, \"more\": null }"));
    let four = edited(|value| value["d"] = json!({ "e": [] }));
    let end = " }\n}\n";
    assert_eq!(
        four,
        TEXT.replace(end, " },\n\t\"d\": {\n\t\t\"e\": []\n\t}\n}\n")
    );
    let five = edited(|value| {
        value.as_object_mut().expect("an object").remove("b");
    });
    assert!(five.contains("\"y\":\"\\u00e9\"}"), "{five}");
}
