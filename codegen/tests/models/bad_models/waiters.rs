//! Invalid waiters: acceptors that no response can match, and invalid JMESPath expressions.

use serde_json::{Value, json};

use super::support::{Model, OPERATION, PARCEL, base};

fn waiters(value: Value) -> Model {
    base()
        .set(
            &format!("{PARCEL}/members/Labels"),
            json!({"target": "example#Labels"}),
        )
        .set(
            &format!("{PARCEL}/members/Heavy"),
            json!({"target": "smithy.api#Boolean"}),
        )
        .set(
            &format!("{PARCEL}/members/Photo"),
            json!({"target": "smithy.api#Blob"}),
        )
        .set(
            &format!("{OPERATION}/traits/smithy.waiters#waitable"),
            value,
        )
}

/// A waiter with one acceptor.
fn waiter(matcher: Value) -> Model {
    waiters(json!({"Sent": {"acceptors": [{"state": "success", "matcher": matcher}]}}))
}

fn output(path: &str, comparator: &str, expected: &str) -> Model {
    waiter(json!({"output": {"path": path, "comparator": comparator, "expected": expected}}))
}

const PATH: &str =
    "example#SendParcel/smithy.waiters#waitable/Sent/acceptors/0/matcher/output/path";

/// Checks the diagnostic of an expression that should return a boolean.
#[track_caller]
fn path_is_refused_with(path: &str, found: &str, expected: &str) {
    output(path, "booleanEquals", "true").is_refused_with(&format!(
        "\
error: invalid or unsupported JMESPath expression
  at:       {PATH}  (model.json)
  found:    {found} of {path}
  expected: {expected}
"
    ));
}

#[test]
fn valid_waiters_are_accepted() {
    output("Parcel.Labels[?@ == 'x'] | [0]", "stringEquals", "x").is_accepted();
    output(
        "length(Parcel.Labels) > `2` || Parcel.Heavy",
        "booleanEquals",
        "false",
    )
    .is_accepted();
    waiter(json!({"inputOutput": {"path": "length(input.Labels) > length(output.Parcel.Labels)", "comparator": "booleanEquals", "expected": "true"}})).is_accepted();
    waiter(json!({"errorType": "example#TooHeavy"})).is_accepted();
}

#[test]
fn invalid_jmespath_is_reported_with_its_position() {
    path_is_refused_with("", "the end at character 1", "an expression");
    path_is_refused_with("length(Parcel", "the end at character 14", "`,` or `)`");
    path_is_refused_with(
        "Parcel..Id",
        "`.` at character 8",
        "a name, `*`, `[` or `{`",
    );
    path_is_refused_with(
        "Parcel.Labels[0",
        "the end at character 16",
        "an index, or `start:stop:step`",
    );
}

#[test]
fn members_that_do_not_exist() {
    path_is_refused_with(
        "Parcel.ID == 'x'",
        "`ID` at character 8",
        "a member of Parcel, perhaps Id",
    );
    path_is_refused_with(
        "Something",
        "`Something` at character 1",
        "a member of SendParcelResponse",
    );
    path_is_refused_with(
        "Parcel.Id.Name",
        "`Name` of text at character 11",
        "a member of a structure",
    );
    path_is_refused_with("Parcel[].Id", "a structure at character 1", "a list");
}

#[test]
fn incomparable_operands() {
    let two = "two numbers, or text or booleans for equality, of which one is a member";
    path_is_refused_with(
        "Parcel.Id == `1`",
        "text beside a number at character 11",
        two,
    );
    path_is_refused_with("Parcel.Id > 'a'", "text beside text at character 11", two);
    path_is_refused_with(
        "Parcel.Photo == 'a'",
        "a blob beside text at character 14",
        two,
    );
    path_is_refused_with(
        "Parcel.Sent > `1`",
        "a timestamp beside a number at character 13",
        two,
    );
    path_is_refused_with("`1` == `1`", "a number beside a number at character 5", two);
    let of = "contains(Parcel.Labels, `1`)";
    let expected = "text, a boolean or a whole number, in a list of such values, none of them null";
    path_is_refused_with(of, "a number in a list of text at character 1", expected);
    path_is_refused_with(
        "Parcel.Id && Parcel.Heavy",
        "text at character 11",
        "booleans on both sides",
    );
    path_is_refused_with(
        "!Parcel",
        "a structure at character 2",
        "a boolean, text or a list",
    );
}

#[test]
fn unknown_functions_and_wrong_arguments() {
    let known = "length, contains, starts_with or ends_with";
    path_is_refused_with(
        "sort(Parcel.Labels)",
        "the function sort at character 1",
        known,
    );
    path_is_refused_with(
        "length()",
        "length of 0 arguments at character 1",
        "length of 1",
    );
    path_is_refused_with(
        "contains(Parcel.Id)",
        "contains of 1 arguments at character 1",
        "contains of 2",
    );
    path_is_refused_with(
        "length(Parcel)",
        "the length of a structure at character 1",
        "the length of a list or of text",
    );
    path_is_refused_with(
        "starts_with(Parcel.Id, `1`)",
        "a number at character 1",
        "text",
    );
}

#[test]
fn unsupported_jmespath_features() {
    let able = "members, projections, the values of maps, filters, comparisons and the functions length, contains, starts_with, ends_with";
    path_is_refused_with("Parcel.*", "the values of a structure at character 7", able);
    path_is_refused_with("Parcel.Labels[1:2]", "a slice at character 14", able);
    path_is_refused_with(
        "{a: Parcel}",
        "an object of selected values at character 1",
        able,
    );
    path_is_refused_with(
        "Parcel.Labels[?@ == 'x'] | [-1]",
        "an index from the end of a projection at character 28",
        able,
    );
    path_is_refused_with("`{}`", "a literal object at character 1", able);
    path_is_refused_with(
        "length(`[]`)",
        "a literal list of values other than text at character 8",
        able,
    );
}

#[test]
fn an_expression_that_grows_exponentially() {
    let path = format!("[Parcel.Id]{}", " | [@[0], @[0]]".repeat(12));
    let outcome = output(&path, "booleanEquals", "true");
    outcome.is_refused_with(&format!(
        "\
error: invalid or unsupported JMESPath expression
  at:       {PATH}  (model.json)
  found:    {}…
  expected: at most 512 parts
",
        &format!("an expression that repeats its parts at character 90 of {path}")[..100]
    ));
}

#[test]
fn a_path_whose_type_does_not_fit_its_comparator() {
    output("Parcel.Labels", "stringEquals", "x").is_refused_with(&format!(
        "\
error: a path does not have the type that its comparator needs
  at:       {PATH}  (model.json)
  found:    a list of text, of Parcel.Labels
  expected: text for stringEquals
"
    ));
    output("Parcel.Id", "allStringEquals", "x").is_refused_with(&format!(
        "\
error: a path does not have the type that its comparator needs
  at:       {PATH}  (model.json)
  found:    text, of Parcel.Id
  expected: a list of text for allStringEquals
"
    ));
    output("[Parcel.Id]", "anyStringEquals", "x").is_refused_with(&format!(
        "\
error: a path does not have the type that its comparator needs
  at:       {PATH}  (model.json)
  found:    a list of text or null, of [Parcel.Id]
  expected: a list of text for anyStringEquals
"
    ));
}

#[test]
fn an_invalid_boolean_and_an_unknown_comparator() {
    output("Parcel.Heavy", "booleanEquals", "yes").is_refused_with("\
error: a waiter expects a value that is not a boolean
  at:       example#SendParcel/smithy.waiters#waitable/Sent/acceptors/0/matcher/output/expected  (model.json)
  found:    \"yes\"
  expected: \"true\" or \"false\"
");
    output("Parcel.Id", "stringEqual", "yes").is_refused_with("\
error: unknown comparator
  at:       example#SendParcel/smithy.waiters#waitable/Sent/acceptors/0/matcher/output/comparator  (model.json)
  found:    stringEqual
  expected: one of stringEquals, booleanEquals, allStringEquals, anyStringEquals
  help:     did you mean stringEquals?
");
}

#[test]
fn unknown_and_multiple_matchers() {
    waiter(json!({"sucess": true})).is_refused_with(
        "\
error: unknown matcher
  at:       example#SendParcel/smithy.waiters#waitable/Sent/acceptors/0/matcher/sucess  (model.json)
  found:    sucess
  expected: one of output, inputOutput, success, errorType
  help:     did you mean success?
",
    );
    waiter(json!({"success": true, "errorType": "X"})).is_refused_with(
        "\
error: a matcher has one member
  at:       example#SendParcel/smithy.waiters#waitable/Sent/acceptors/0/matcher  (model.json)
  found:    an object with: success, errorType
  expected: one of output, inputOutput, success, errorType
",
    );
}

#[test]
fn unknown_states_and_a_missing_success_state() {
    let acceptor = |state: &str| json!({"state": state, "matcher": {"success": true}});
    waiters(json!({"Sent": {"acceptors": [acceptor("fail")]}})).is_refused_with(
        "\
error: unknown state of an acceptor
  at:       example#SendParcel/smithy.waiters#waitable/Sent/acceptors/0/state  (model.json)
  found:    fail
  expected: success, failure or retry
",
    );
    waiters(json!({"Sent": {"acceptors": [acceptor("failure")]}})).is_refused_with(
        "\
error: a waiter that can never succeed
  at:       example#SendParcel/smithy.waiters#waitable/Sent/acceptors  (model.json)
  found:    no acceptor of state success
  expected: at least one
",
    );
    waiters(json!({"Sent": {}})).is_refused_with(
        "\
error: `acceptors` is missing
  at:       example#SendParcel/smithy.waiters#waitable/Sent  (model.json)
  found:    an empty object
  expected: an object with `acceptors`
",
    );
}

#[test]
fn invalid_delays() {
    let sent = |delays: Value| {
        waiters(
            json!({"Sent": {"acceptors": [{"state": "success", "matcher": {"success": true}}]}}),
        )
        .set(
            &format!("{OPERATION}/traits/smithy.waiters#waitable/Sent/minDelay"),
            delays,
        )
    };
    sent(json!(0)).is_refused_with(
        "\
error: impossible delay of a waiter
  at:       example#SendParcel/smithy.waiters#waitable/Sent/minDelay  (model.json)
  found:    0
  expected: 1 to 31536000 seconds
",
    );
    sent(json!(121)).is_refused_with(
        "\
error: the minDelay of a waiter is greater than its maxDelay
  at:       example#SendParcel/smithy.waiters#waitable/Sent  (model.json)
  found:    minDelay 121, maxDelay 120
  expected: a minDelay that is at most maxDelay
",
    );
}

#[test]
fn malformed_and_colliding_waiter_names() {
    let one = json!({"acceptors": [{"state": "success", "matcher": {"success": true}}]});
    waiters(json!({"is sent": one})).is_refused_with(
        "\
error: malformed name of a waiter
  at:       example#SendParcel/smithy.waiters#waitable/is sent  (model.json)
  found:    \"is sent\"
  expected: a capital letter, followed by ASCII letters and digits
",
    );
    waiters(json!({"BESent": one, "BeSent": one})).is_refused_with(
        "\
error: two methods of the client get the same name
  at:       example#SendParcel/smithy.waiters#waitable/BeSent  (model.json)
  found:    wait_until_be_sent, already used by example#SendParcel/smithy.waiters#waitable/BESent
  expected: names that differ in more than case and underscores
",
    );
}
