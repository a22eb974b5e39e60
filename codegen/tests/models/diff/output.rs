//! The text and JSON output.

use serde_json::{Value, json};

use super::support::{compare, edit, member, text};

fn example() -> querysmith_codegen::Diff {
    edit()
        .remove(&["lib#Library", "operations", "2"])
        .set(&member("lib#Book", "Pages"), text())
        .give(&["lib#BookLost"], "httpError", json!(410))
        .diff()
}

#[test]
fn the_text_groups_changes_by_what_users_have_to_do_and_ends_with_advice() {
    let expected = "\
Library: from old.json (2026-01-01) to new.json (2026-01-01)

breaking: code that uses these no longer compiles; adapt it (1)
  removed operation Ring

behavior: code compiles, but acts differently at run time or gets warnings; check it (1)
  patch: changed error BookLost: HTTP status, from `404` to `410`

additions: nothing to do (1)
  added member Book.pages, `Option<String>`

1 major, 1 minor, 1 patch
advice: a major release: from 0.4.2 to 0.5.0, from 1.4.2 to 2.0.0
";
    assert_eq!(example().to_string(), expected);
}

#[test]
fn behavior_has_the_highest_level_first() {
    let edit = edit()
        .remove(&["lib#Ring", "traits", "smithy.api#optionalAuth"])
        .give(&["lib#BookLost"], "httpError", json!(410))
        .give(&["lib#BorrowBook"], "deprecated", json!({}));
    let expected = "\
Library: from old.json (2026-01-01) to new.json (2026-01-01)

behavior: code compiles, but acts differently at run time or gets warnings; check it (3)
  major: changed operation Ring: now signed (a call without credentials fails)
  minor: changed operation BorrowBook: now deprecated (its users get a warning)
  patch: changed error BookLost: HTTP status, from `404` to `410`

1 major, 1 minor, 1 patch
advice: a major release: from 0.4.2 to 0.5.0, from 1.4.2 to 2.0.0
";
    assert_eq!(edit.diff().to_string(), expected);
}

#[test]
fn a_removed_member_and_a_changed_type_break_code() {
    let edit = edit().remove(&member("lib#BorrowBookRequest", "Card")).set(
        &member("lib#Book", "Title"),
        json!({"target": "smithy.api#Integer"}),
    );
    let changes = edit.diff();
    let expected = "\
Library: from old.json (2026-01-01) to new.json (2026-01-01)

breaking: code that uses these no longer compiles; adapt it (2)
  changed member Book.title: type, from `Option<String>` to `Option<i32>`
  removed member BorrowBookInput.card

2 major, 0 minor, 0 patch
advice: a major release: from 0.4.2 to 0.5.0, from 1.4.2 to 2.0.0
";
    assert_eq!(changes.to_string(), expected);
}

#[test]
fn the_text_counts_changes_of_documentation_in_one_line() {
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

behavior: code compiles, but acts differently at run time or gets warnings; check it (1)
  patch: changed error BookLost: HTTP status, from `404` to `410`

documentation: nothing to do (3)
  documentation (3)

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
        "effects": {"breaking": 1, "behavior": 1, "addition": 1, "documentation": 0},
        "changes": [
            {
                "effect": "breaking", "level": "major", "kind": "removed", "subject": "operation",
                "at": "Ring",
            },
            {
                "effect": "behavior", "level": "patch", "kind": "changed", "subject": "error",
                "at": "BookLost", "aspect": "HTTP status", "from": "404", "to": "410",
            },
            {
                "effect": "addition", "level": "minor", "kind": "added", "subject": "member",
                "at": "Book.pages", "to": "Option<String>",
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
