//! Each kind of change, in both directions.

use serde_json::json;

use super::support::{edit, member, text};

const REQUEST: &str = "lib#BorrowBookRequest";

#[test]
fn the_same_model_is_no_change() {
    edit().gives(&[]);
}

#[test]
fn adding_an_operation_is_minor_and_removing_one_is_major() {
    edit()
        .remove(&["lib#Library", "operations", "2"])
        .gives(&["major: removed operation Ring"])
        .and_reversed(&["minor: added operation Ring"]);
}

#[test]
fn a_renamed_operation_is_recognized() {
    edit()
        .rename("lib#BorrowBook\"", "lib#LendBook\"")
        .gives(&["major: renamed operation from BorrowBook to LendBook"])
        .and_reversed(&["major: renamed operation from LendBook to BorrowBook"]);
}

#[test]
fn a_change_of_case_only_changes_the_wire_name() {
    edit().rename("\"Card\"", "\"card\"").gives(&[
        "patch: changed member BorrowBookInput.card: name on the wire, from `Card` to `card`",
    ]);
}

#[test]
fn requiring_credentials_is_major() {
    edit()
        .remove(&["lib#Ring", "traits", "smithy.api#optionalAuth"])
        .gives(&["major: changed operation Ring: now signed (a call without credentials fails)"])
        .and_reversed(&["minor: changed operation Ring: no longer signed"]);
}

#[test]
fn adding_an_input_member_is_minor_and_requiring_one_is_major() {
    edit()
        .set(&member(REQUEST, "Color"), text())
        .gives(&["minor: added member BorrowBookInput.color, `Option<String>`"])
        .and_reversed(&["major: removed member BorrowBookInput.color"]);
    edit()
        .set(&member(REQUEST, "Color"), text())
        .give(&member(REQUEST, "Color"), "required", json!({}))
        .gives(&[
            "major: added member BorrowBookInput.color, `Option<String>` \
                  (a call without it fails validation)",
        ]);
    edit()
        .give(&member(REQUEST, "Card"), "required", json!({}))
        .gives(
            &["major: changed member BorrowBookInput.card: now required \
                  (a call without it fails validation)"],
        )
        .and_reversed(&["minor: changed member BorrowBookInput.card: no longer required"]);
}

#[test]
fn a_required_output_member_changes_its_type() {
    edit()
        .give(
            &member("lib#BorrowBookResponse", "Until"),
            "required",
            json!({}),
        )
        .gives(&[
            "major: changed type BorrowBookOutput: result of its builder's `build`, \
             from `BorrowBookOutput` to `Result<BorrowBookOutput, BuildError>`",
            "major: changed member BorrowBookOutput.until: type, from `Option<DateTime>` to \
             `DateTime` (it is always present, and nothing can be built without it)",
        ])
        .and_reversed(&[
            "major: changed type BorrowBookOutput: result of its builder's `build`, \
             from `Result<BorrowBookOutput, BuildError>` to `BorrowBookOutput`",
            "major: changed member BorrowBookOutput.until: type, from `DateTime` to \
             `Option<DateTime>` (it may be absent)",
        ]);
}

#[test]
fn adding_a_required_member_to_a_shared_structure_is_major() {
    edit()
        .set(&member("lib#Reader", "Street"), text())
        .give(&member("lib#Reader", "Street"), "required", json!({}))
        .gives(&["major: added member Reader.street, `String` \
                  (what was built without it can no longer be built)"]);
}

#[test]
fn defaults_can_be_added_changed_and_removed() {
    let age = member("lib#Reader", "Age");
    edit().give(&age, "default", json!(18)).gives(&[
        "minor: changed member Reader.age: default, from `the default of its type` to `18`",
    ]);
    edit()
        .remove(&["lib#Reader", "members", "Age", "traits"])
        .give(&age, "required", json!({}))
        .gives(&[
            "major: changed member Reader.age: default, from `the default of its type` to `none` \
                  (what was built without it can no longer be built)",
        ])
        .and_reversed(&[
            "minor: changed member Reader.age: default, from `none` to `the default of its type`",
        ]);
    edit()
        .remove(&["lib#Reader", "members", "Age", "traits"])
        .gives(&["major: changed member Reader.age: type, from `i32` to `Option<i32>` (it may be absent)"]);
}

#[test]
fn a_changed_type_is_major_everywhere() {
    edit()
        .set(
            &["lib#BorrowBookRequest", "members", "Card", "target"],
            json!("smithy.api#Integer"),
        )
        .gives(&["major: changed member BorrowBookInput.card: type, \
                  from `Option<String>` to `Option<i32>`"]);
    edit()
        .set(
            &["lib#Place", "members", "Shelf", "target"],
            json!("smithy.api#String"),
        )
        .gives(&["major: changed member Place.shelf: type, from `i32` to `String`"]);
    edit()
        .set(
            &["lib#BookLost", "members", "Since", "target"],
            json!("smithy.api#Timestamp"),
        )
        .gives(&["major: changed member BookLost.since: type, \
                  from `Option<String>` to `Option<DateTime>`"]);
}

#[test]
fn a_string_that_becomes_sensitive_changes_its_type() {
    edit()
        .give(&member(REQUEST, "Card"), "sensitive", json!({}))
        .gives(&["major: changed member BorrowBookInput.card: type, \
                  from `Option<String>` to `Option<SensitiveString>`"]);
}

#[test]
fn a_structure_that_becomes_sensitive_is_a_patch() {
    edit()
        .give(&["lib#Reader"], "sensitive", json!({}))
        .gives(&["patch: changed type Reader: now redacted in `Debug`"])
        .and_reversed(&["patch: changed type Reader: no longer redacted in `Debug`"]);
}

#[test]
fn an_enum_that_becomes_sensitive_loses_display() {
    edit()
        .give(&["lib#Genre"], "sensitive", json!({}))
        .gives(&["major: changed type Genre: now sensitive (it no longer has `Display`)"])
        .and_reversed(&["minor: changed type Genre: no longer sensitive"]);
}

#[test]
fn a_changed_timestamp_format_is_a_patch() {
    edit()
        .give(
            &member("lib#BorrowBookResponse", "Until"),
            "timestampFormat",
            json!("http-date"),
        )
        .gives(&["patch: changed member BorrowBookOutput.until: form on the wire"]);
}

#[test]
fn changed_wire_names_and_list_formats_are_patches() {
    edit()
        .give(&member(REQUEST, "Notes"), "xmlFlattened", json!({}))
        .gives(&["patch: changed member BorrowBookInput.notes: form on the wire"]);
    edit()
        .give(&member(REQUEST, "Card"), "xmlName", json!("Pass"))
        .gives(&[
            "patch: changed member BorrowBookInput.card: name on the wire, from `Card` to `Pass`",
        ]);
}

#[test]
fn a_changed_idempotency_token_is_minor() {
    edit()
        .remove(&["lib#BorrowBookRequest", "members", "Token", "traits"])
        .gives(&["minor: changed member BorrowBookInput.token: no longer generated"])
        .and_reversed(&["minor: changed member BorrowBookInput.token: now generated if absent"]);
}

#[test]
fn adding_an_enum_value_is_minor_and_removing_one_is_major() {
    let poems = member("lib#Genre", "POEMS");
    edit()
        .remove(&poems)
        .gives(&["major: removed value Genre::Poems"])
        .and_reversed(&["minor: added value Genre::Poems, `poems`"]);
    edit()
        .rename("POEMS", "VERSE")
        .gives(&["major: renamed value from Genre::Poems to Genre::Verse"]);
    edit()
        .rename("\"poems\"", "\"rhymes\"")
        .gives(&["patch: changed value Genre::Poems: name on the wire, from `poems` to `rhymes`"]);
}

#[test]
fn adding_a_union_member_is_minor_and_removing_one_is_major() {
    edit()
        .set(&member("lib#Place", "Hand"), text())
        .gives(&["minor: added member Place.hand, `String`"])
        .and_reversed(&["major: removed member Place.hand"]);
}

#[test]
fn a_changed_kind_of_type_is_major() {
    edit()
        .set(&["lib#Genre"], json!({"type": "structure"}))
        .gives(&["major: changed type Genre: kind, from `string enum` to `structure`"]);
}

#[test]
fn renamed_types_and_members_are_reported_once() {
    edit()
        .rename("lib#Book\"", "lib#Volume\"")
        .gives(&["major: renamed type from Book to Volume"]);
    edit()
        .rename("lib#Genre\"", "lib#Kind\"")
        .rename("lib#Book\"", "lib#Volume\"")
        .gives(&[
            "major: renamed type from Genre to Kind",
            "major: renamed type from Book to Volume",
        ]);
    edit().rename("\"Title\"", "\"BookTitle\"").gives(&[
        "major: renamed member from Book.title to Book.book_title",
        "major: renamed member from BorrowBookInput.title to BorrowBookInput.book_title",
        "patch: changed member Book.book_title: name on the wire, from `Title` to `BookTitle`",
        "patch: changed member BorrowBookInput.book_title: name on the wire, \
             from `Title` to `BookTitle`",
    ]);
}

#[test]
fn a_member_with_a_dissimilar_name_is_removed_and_added() {
    edit().rename("\"Card\"", "\"Purse\"").gives(&[
        "major: removed member BorrowBookInput.card",
        "minor: added member BorrowBookInput.purse, `Option<String>`",
    ]);
}

#[test]
fn adding_an_error_is_minor_and_removing_one_is_major() {
    edit()
        .remove(&["lib#BorrowBook", "errors", "0"])
        .gives(&[
            "major: removed error BookLost",
            "major: removed error BorrowBook.BookLost",
        ])
        .and_reversed(&[
            "minor: added error BookLost",
            "minor: added error BorrowBook.BookLost",
        ]);
    edit().rename("lib#BookLost\"", "lib#BookGone\"").gives(&[
        "major: renamed error from BookLost to BookGone",
        "patch: changed error BookGone: code on the wire, from `BookLost` to `BookGone`",
    ]);
}

#[test]
fn a_changed_status_or_retryability_of_an_error_is_not_major() {
    edit()
        .give(&["lib#BookLost"], "httpError", json!(410))
        .gives(&["patch: changed error BookLost: HTTP status, from `404` to `410`"]);
    edit()
        .give(&["lib#BookLost"], "retryable", json!({}))
        .gives(&["minor: changed error BookLost: how it is retried, \
                  from `not` to `as transient`"]);
}

#[test]
fn adding_a_paginator_is_minor_and_removing_one_is_major() {
    let paginated = ["lib#ListBooks", "traits", "smithy.api#paginated"];
    edit()
        .remove(&paginated)
        .gives(&["major: removed paginator ListBooks"])
        .and_reversed(&["minor: added paginator ListBooks"]);
    edit()
        .set(
            &paginated,
            json!({"inputToken": "Marker", "outputToken": "Marker"}),
        )
        .gives(&[
            "major: changed paginator ListBooks: method `items`, from `Vec<Book>` to `none`",
            "major: changed paginator ListBooks: method `page_size`, from `i32` to `none`",
        ])
        .and_reversed(&[
            "minor: changed paginator ListBooks: method `items`, from `none` to `Vec<Book>`",
            "minor: changed paginator ListBooks: method `page_size`, from `none` to `i32`",
        ]);
}

#[test]
fn adding_a_waiter_is_minor_and_removing_one_is_major() {
    let waiters = ["lib#ListBooks", "traits", "smithy.waiters#waitable"];
    edit()
        .remove(&waiters)
        .gives(&["major: removed waiter BooksThere"])
        .and_reversed(&["minor: added waiter BooksThere"]);
    edit()
        .rename("BooksThere", "BooksFound")
        .gives(&["major: renamed waiter from BooksThere to BooksFound"]);
    edit()
        .rename("`0`", "`1`")
        .gives(&["minor: changed waiter BooksThere: acceptors"]);
    edit()
        .set(
            &[&waiters[..], &["BooksThere", "minDelay"]].concat(),
            json!(9),
        )
        .gives(&["patch: changed waiter BooksThere: pauses, from `5 to 120 s` to `9 to 120 s`"]);
}

#[test]
fn loosening_a_constraint_is_minor_and_tightening_one_is_major() {
    let title = ["lib#Title", "traits", "smithy.api#length"];
    let refused = "(a value that was accepted can fail validation)";
    edit()
        .set(&title, json!({"min": 1, "max": 32}))
        .gives(&[&format!("major: changed member BorrowBookInput.title: length, from `1 to 64` to `1 to 32` {refused}")])
        .and_reversed(&["minor: changed member BorrowBookInput.title: length, from `1 to 32` to `1 to 64`"]);
    edit()
        .remove(&title)
        .gives(&["minor: changed member BorrowBookInput.title: length, from `1 to 64` to `any`"])
        .and_reversed(&[&format!(
            "major: changed member BorrowBookInput.title: length, from `any` to `1 to 64` {refused}"
        )]);
    edit()
        .set(&["lib#Days", "traits", "smithy.api#range"], json!({"min": 2}))
        .gives(&[&format!("major: changed member BorrowBookInput.days: range, from `1 to 30` to `at least 2` {refused}")]);
    edit()
        .set(
            &["lib#Note", "traits", "smithy.api#length"],
            json!({"max": 10}),
        )
        .gives(&[
            "minor: changed member BorrowBookInput.notes[]: length, from `0 to 9` to `0 to 10`",
        ]);
    edit()
        .give(&["lib#Notes"], "uniqueItems", json!({}))
        .gives(&[&format!(
            "major: changed member BorrowBookInput.notes: duplicates no longer allowed {refused}"
        )]);
}

#[test]
fn widening_a_pattern_is_minor_and_narrowing_one_is_major() {
    let pattern = ["lib#Title", "traits", "smithy.api#pattern"];
    let to = |text: &str| edit().set(&pattern, json!(text));
    let head = "changed member BorrowBookInput.title: pattern, from";
    to("^[a-z0-9 ]*$")
        .gives(&[&format!("minor: {head} `^[a-z ]*$` to `^[a-z0-9 ]*$`")])
        .and_reversed(&[&format!(
            "major: {head} `^[a-z0-9 ]*$` to `^[a-z ]*$` (a value that was accepted can fail validation)"
        )]);
    to("^[ a-z]*$").gives(&[&format!("patch: {head} `^[a-z ]*$` to `^[ a-z]*$`")]);
    // A pattern that is more than one character class is not checked.
    to("^(ab)+$").gives(&[&format!("minor: {head} `^[a-z ]*$` to `any`")]);
}

#[test]
fn constraints_of_responses_are_ignored() {
    edit()
        .give(&member("lib#Book", "Title"), "length", json!({"max": 9}))
        .gives(&[]);
}

#[test]
fn deprecation_is_minor_and_its_removal_is_a_patch() {
    edit()
        .give(&member("lib#Book", "Title"), "deprecated", json!({}))
        .gives(&["minor: changed member Book.title: now deprecated (its users get a warning)"])
        .and_reversed(&["patch: changed member Book.title: no longer deprecated"]);
}

#[test]
fn changed_documentation_is_a_patch() {
    edit()
        .give(&["lib#Ring"], "documentation", json!("Rings it twice."))
        .give(
            &member("lib#Book", "Title"),
            "documentation",
            json!("On its back."),
        )
        .gives(&[
            "patch: changed member Book.title: documentation",
            "patch: changed operation Ring: documentation",
        ]);
}

#[test]
fn changes_of_the_service_are_reported() {
    edit()
        .rename("https://library.example.com", "https://books.example.com")
        .gives(&[
            "minor: changed service Library: endpoint rules (calls can go to other endpoints)",
        ]);
    edit()
        .set(&["lib#Library", "version"], json!("2026-02-02"))
        .gives(&["minor: changed service Library: API version, \
                  from `2026-01-01` to `2026-02-02`"]);
    edit()
        .set(
            &["lib#Library", "traits", "aws.api#service", "sdkId"],
            json!("Books"),
        )
        .gives(&[
            "major: changed service Library: name of the crate, \
             from `querysmith-library` to `querysmith-books`",
            "patch: changed service Library: SDK id, from `Library` to `Books`",
        ]);
    edit()
        .set(
            &["lib#Library", "traits", "aws.auth#sigv4", "name"],
            json!("books"),
        )
        .gives(&["patch: changed service Library: signing name, from `library` to `books`"]);
}

#[test]
fn changed_host_prefixes_and_checksums_are_patches() {
    edit()
        .set(
            &["lib#Ring", "traits", "smithy.api#endpoint"],
            json!({"hostPrefix": "bell."}),
        )
        .gives(&["patch: changed operation Ring: host prefix, from `none` to `bell.`"]);
    edit()
        .give(&["lib#Ring"], "httpChecksumRequired", json!({}))
        .gives(&["patch: changed operation Ring: checksum, from `none` to `MD5`"]);
}
