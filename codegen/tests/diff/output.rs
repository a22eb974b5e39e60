//! The text and JSON output.

use serde_json::{Value, json};

use crate::support::{compare, edit, member, text};

fn example() -> querysmith_codegen::Diff {
    edit()
        .remove(&["lib#Library", "operations", "2"])
        .set(&member("lib#Book", "Pages"), text())
        .give(&["lib#BookLost"], "httpError", json!(410))
        .diff()
}

#[test]
fn the_text_lists_major_changes_first_and_ends_with_advice() {
    let expected = "\
Library: from old.json (2026-01-01) to new.json (2026-01-01)

major (1)
  removed operation Ring

minor (1)
  added member Book.pages, `Option<String>`

patch (1)
  changed error BookLost: HTTP status, from `404` to `410`

1 major, 1 minor, 1 patch
advice: a major release: from 0.4.2 to 0.5.0, from 1.4.2 to 2.0.0
";
    assert_eq!(example().to_string(), expected);
}

#[test]
fn the_text_counts_changes_of_documentation() {
    let edit = edit()
        .give(
            &member("lib#Book", "Title"),
            "documentation",
            json!("On its back."),
        )
        .give(&["lib#Book"], "documentation", json!("To be read."))
        .give(&["lib#BookLost"], "httpError", json!(410));
    let expected = "\
Library: from old.json (2026-01-01) to new.json (2026-01-01)

patch (4)
  changed error BookLost: HTTP status, from `404` to `410`
  changed documentation of 3 items

0 major, 0 minor, 4 patch
advice: a patch release: from 0.4.2 to 0.4.3, from 1.4.2 to 1.4.3
";
    assert_eq!(edit.diff().to_string(), expected);
}

#[test]
fn without_changes_no_release_is_advised() {
    let expected = "\
Library: from old.json (2026-01-01) to new.json (2026-01-01)

0 major, 0 minor, 0 patch
advice: no release: the crates are the same
";
    assert_eq!(edit().diff().to_string(), expected);
}

#[test]
fn the_json_has_the_content_of_the_text() {
    let document: Value = serde_json::from_str(&example().to_json()).expect("it is JSON");
    let expected = json!({
        "service": "Library",
        "old": {"model": "old.json", "api_version": "2026-01-01"},
        "new": {"model": "new.json", "api_version": "2026-01-01"},
        "level": "major",
        "counts": {"major": 1, "minor": 1, "patch": 1},
        "changes": [
            {"level": "major", "kind": "removed", "subject": "operation", "at": "Ring"},
            {
                "level": "minor", "kind": "added", "subject": "member", "at": "Book.pages",
                "to": "Option<String>",
            },
            {
                "level": "patch", "kind": "changed", "subject": "error", "at": "BookLost",
                "aspect": "HTTP status", "from": "404", "to": "410",
            },
        ],
    });
    assert_eq!(document, expected);
    let none = serde_json::from_str::<Value>(&edit().diff().to_json()).expect("it is JSON");
    assert_eq!(none["level"], Value::Null);
}

#[test]
fn the_order_of_shapes_in_the_files_does_not_matter() {
    let reversed = |text: &str| {
        let mut model: Value = serde_json::from_str(text).expect("the model is JSON");
        let shapes = model["shapes"].as_object_mut().expect("shapes");
        let backwards: serde_json::Map<_, _> = std::mem::take(shapes).into_iter().rev().collect();
        *shapes = backwards;
        model.to_string()
    };
    let (old, new) = (
        edit().text(),
        edit()
            .rename("lib#BorrowBook\"", "lib#LendBook\"")
            .rename("\"Title\"", "\"Name\"")
            .text(),
    );
    let forwards = compare(&old, &new).to_json();
    assert_eq!(
        forwards,
        compare(&reversed(&old), &reversed(&new)).to_json()
    );
    assert!(compare(&old, &reversed(&old)).changes().is_empty());
}

#[test]
fn defects_of_both_models_are_reported() {
    let broken = edit().remove(&["lib#Reader"]).text();
    let inputs = |path| querysmith_codegen::Inputs::new(path, &broken);
    let defects = querysmith_codegen::diff(&inputs("old.json"), &inputs("new.json"));
    let defects = defects.expect_err("both lack a shape").to_string();
    for path in ["(old.json)", "(new.json)"] {
        assert!(defects.contains(path), "{defects}");
    }
}
