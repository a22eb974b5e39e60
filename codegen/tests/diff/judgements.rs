//! Each judgement, there and back.

use serde_json::json;

use crate::support::{edit, member, text};

const REQUEST: &str = "lib#BorrowBookRequest";

#[test]
fn the_same_model_is_no_change() {
    edit().gives(&[]);
}

#[test]
fn an_operation_more_is_minor_and_one_less_is_major() {
    edit()
        .remove(&["lib#Library", "operations", "2"])
        .gives(&["major: removed operation Ring"])
        .and_back(&["minor: added operation Ring"]);
}

#[test]
fn another_name_of_an_operation_is_told_as_such() {
    edit()
        .rename("lib#BorrowBook\"", "lib#LendBook\"")
        .gives(&["major: renamed operation from BorrowBook to LendBook"])
        .and_back(&["major: renamed operation from LendBook to BorrowBook"]);
}

#[test]
fn capitals_that_rust_does_not_keep_change_the_wire_alone() {
    edit().rename("\"Card\"", "\"card\"").gives(&[
        "patch: changed member BorrowBookInput.card: name on the wire, from `Card` to `card`",
    ]);
}

#[test]
fn a_call_that_needs_credentials_now_breaks_who_has_none() {
    edit()
        .remove(&["lib#Ring", "traits", "smithy.api#optionalAuth"])
        .gives(&["major: changed operation Ring: now signed (a call without credentials fails)"])
        .and_back(&["minor: changed operation Ring: no longer signed"]);
}

#[test]
fn a_member_of_an_input_may_come_but_not_be_asked_for() {
    edit()
        .set(&member(REQUEST, "Colour"), text())
        .gives(&["minor: added member BorrowBookInput.colour, `Option<String>`"])
        .and_back(&["major: removed member BorrowBookInput.colour"]);
    edit()
        .set(&member(REQUEST, "Colour"), text())
        .give(&member(REQUEST, "Colour"), "required", json!({}))
        .gives(&[
            "major: added member BorrowBookInput.colour, `Option<String>` \
                  (a call without it fails validation)",
        ]);
    edit()
        .give(&member(REQUEST, "Card"), "required", json!({}))
        .gives(
            &["major: changed member BorrowBookInput.card: now required \
                  (a call without it fails validation)"],
        )
        .and_back(&["minor: changed member BorrowBookInput.card: no longer required"]);
}

#[test]
fn a_required_member_of_an_output_has_another_type() {
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
        .and_back(&[
            "major: changed type BorrowBookOutput: result of its builder's `build`, \
             from `Result<BorrowBookOutput, BuildError>` to `BorrowBookOutput`",
            "major: changed member BorrowBookOutput.until: type, from `DateTime` to \
             `Option<DateTime>` (it may be absent)",
        ]);
}

#[test]
fn a_required_member_more_of_a_shared_structure_leaves_it_unbuildable() {
    edit()
        .set(&member("lib#Reader", "Street"), text())
        .give(&member("lib#Reader", "Street"), "required", json!({}))
        .gives(&["major: added member Reader.street, `String` \
                  (what was built without it can no longer be built)"]);
}

#[test]
fn a_default_can_come_change_and_go() {
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
        .and_back(&[
            "minor: changed member Reader.age: default, from `none` to `the default of its type`",
        ]);
    edit()
        .remove(&["lib#Reader", "members", "Age", "traits"])
        .gives(&["major: changed member Reader.age: type, from `i32` to `Option<i32>` (it may be absent)"]);
}

#[test]
fn another_type_is_major_wherever_it_stands() {
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
fn text_that_becomes_a_secret_has_another_type() {
    edit()
        .give(&member(REQUEST, "Card"), "sensitive", json!({}))
        .gives(&["major: changed member BorrowBookInput.card: type, \
                  from `Option<String>` to `Option<SensitiveString>`"]);
}

#[test]
fn a_structure_that_becomes_a_secret_prints_less() {
    edit()
        .give(&["lib#Reader"], "sensitive", json!({}))
        .gives(&["patch: changed type Reader: now redacted in `Debug`"])
        .and_back(&["patch: changed type Reader: no longer redacted in `Debug`"]);
}

#[test]
fn an_enum_that_becomes_a_secret_cannot_be_printed() {
    edit()
        .give(&["lib#Genre"], "sensitive", json!({}))
        .gives(&["major: changed type Genre: now sensitive (it no longer has `Display`)"])
        .and_back(&["minor: changed type Genre: no longer sensitive"]);
}

#[test]
fn the_form_of_a_timestamp_is_for_the_wire() {
    edit()
        .give(
            &member("lib#BorrowBookResponse", "Until"),
            "timestampFormat",
            json!("http-date"),
        )
        .gives(&["patch: changed member BorrowBookOutput.until: form on the wire"]);
}

#[test]
fn names_and_forms_of_lists_are_for_the_wire() {
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
fn a_token_that_is_no_longer_made_changes_what_is_sent() {
    edit()
        .remove(&["lib#BorrowBookRequest", "members", "Token", "traits"])
        .gives(&["minor: changed member BorrowBookInput.token: no longer generated"])
        .and_back(&["minor: changed member BorrowBookInput.token: now generated if absent"]);
}

#[test]
fn an_enum_is_open_so_a_value_may_come_but_not_go() {
    let poems = member("lib#Genre", "POEMS");
    edit()
        .remove(&poems)
        .gives(&["major: removed value Genre::Poems"])
        .and_back(&["minor: added value Genre::Poems, `poems`"]);
    edit()
        .rename("POEMS", "VERSE")
        .gives(&["major: renamed value from Genre::Poems to Genre::Verse"]);
    edit()
        .rename("\"poems\"", "\"rhymes\"")
        .gives(&["patch: changed value Genre::Poems: name on the wire, from `poems` to `rhymes`"]);
}

#[test]
fn a_union_is_open_so_a_member_may_come_but_not_go() {
    edit()
        .set(&member("lib#Place", "Hand"), text())
        .gives(&["minor: added member Place.hand, `String`"])
        .and_back(&["major: removed member Place.hand"]);
}

#[test]
fn an_enum_that_was_a_structure_is_another_type() {
    edit()
        .set(&["lib#Genre"], json!({"type": "structure"}))
        .gives(&["major: changed type Genre: kind, from `string enum` to `structure`"]);
}

#[test]
fn other_names_of_types_and_members_are_told_once() {
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
fn what_is_alike_but_not_named_alike_has_gone_and_come() {
    edit().rename("\"Card\"", "\"Purse\"").gives(&[
        "major: removed member BorrowBookInput.card",
        "minor: added member BorrowBookInput.purse, `Option<String>`",
    ]);
}

#[test]
fn an_error_may_come_but_not_go() {
    edit()
        .remove(&["lib#BorrowBook", "errors", "0"])
        .gives(&[
            "major: removed error BookLost",
            "major: removed error BorrowBook.BookLost",
        ])
        .and_back(&[
            "minor: added error BookLost",
            "minor: added error BorrowBook.BookLost",
        ]);
    edit().rename("lib#BookLost\"", "lib#BookGone\"").gives(&[
        "major: renamed error from BookLost to BookGone",
        "patch: changed error BookGone: code on the wire, from `BookLost` to `BookGone`",
    ]);
}

#[test]
fn how_an_error_is_handled_is_no_matter_of_types() {
    edit()
        .give(&["lib#BookLost"], "httpError", json!(410))
        .gives(&["patch: changed error BookLost: HTTP status, from `404` to `410`"]);
    edit()
        .give(&["lib#BookLost"], "retryable", json!({}))
        .gives(&["minor: changed error BookLost: how it is retried, \
                  from `not` to `as transient`"]);
}

#[test]
fn a_paginator_may_come_but_not_go() {
    let paginated = ["lib#ListBooks", "traits", "smithy.api#paginated"];
    edit()
        .remove(&paginated)
        .gives(&["major: removed paginator ListBooks"])
        .and_back(&["minor: added paginator ListBooks"]);
    edit()
        .set(
            &paginated,
            json!({"inputToken": "Marker", "outputToken": "Marker"}),
        )
        .gives(&[
            "major: changed paginator ListBooks: method `items`, from `Vec<Book>` to `none`",
            "major: changed paginator ListBooks: method `page_size`, from `i32` to `none`",
        ])
        .and_back(&[
            "minor: changed paginator ListBooks: method `items`, from `none` to `Vec<Book>`",
            "minor: changed paginator ListBooks: method `page_size`, from `none` to `i32`",
        ]);
}

#[test]
fn a_waiter_may_come_but_not_go() {
    let waiters = ["lib#ListBooks", "traits", "smithy.waiters#waitable"];
    edit()
        .remove(&waiters)
        .gives(&["major: removed waiter BooksThere"])
        .and_back(&["minor: added waiter BooksThere"]);
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
fn a_constraint_may_be_loosened_but_not_tightened() {
    let title = ["lib#Title", "traits", "smithy.api#length"];
    let refused = "(a value that was accepted can fail validation)";
    edit()
        .set(&title, json!({"min": 1, "max": 32}))
        .gives(&[&format!("major: changed member BorrowBookInput.title: length, from `1 to 64` to `1 to 32` {refused}")])
        .and_back(&["minor: changed member BorrowBookInput.title: length, from `1 to 32` to `1 to 64`"]);
    edit()
        .remove(&title)
        .gives(&["minor: changed member BorrowBookInput.title: length, from `1 to 64` to `any`"])
        .and_back(&[&format!(
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
fn a_pattern_is_wider_if_all_that_matched_matches_still() {
    let pattern = ["lib#Title", "traits", "smithy.api#pattern"];
    let to = |text: &str| edit().set(&pattern, json!(text));
    let head = "changed member BorrowBookInput.title: pattern, from";
    to("^[a-z0-9 ]*$")
        .gives(&[&format!("minor: {head} `^[a-z ]*$` to `^[a-z0-9 ]*$`")])
        .and_back(&[&format!(
            "major: {head} `^[a-z0-9 ]*$` to `^[a-z ]*$` (a value that was accepted can fail validation)"
        )]);
    to("^[ a-z]*$").gives(&[&format!("patch: {head} `^[a-z ]*$` to `^[ a-z]*$`")]);
    // What is more than one class of characters is not checked.
    to("^(ab)+$").gives(&[&format!("minor: {head} `^[a-z ]*$` to `any`")]);
}

#[test]
fn constraints_of_answers_are_held_by_nobody() {
    edit()
        .give(&member("lib#Book", "Title"), "length", json!({"max": 9}))
        .gives(&[]);
}

#[test]
fn deprecation_warns_and_its_end_does_not() {
    edit()
        .give(&member("lib#Book", "Title"), "deprecated", json!({}))
        .gives(&["minor: changed member Book.title: now deprecated (its users get a warning)"])
        .and_back(&["patch: changed member Book.title: no longer deprecated"]);
}

#[test]
fn documentation_is_a_patch() {
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
fn the_service_can_move_and_be_called_otherwise() {
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
fn what_stands_around_the_members_of_a_request_is_for_the_wire() {
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
