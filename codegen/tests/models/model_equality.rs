//! `model/sts.json` states the same facts as the model that AWS publishes, but has its own prose.
//!
//! The published model is read from `$QUERYSMITH_SHARED/models/aws/sts.json`. If that variable is
//! not set, the tests that need it print a note and pass, or fail if `CI` is set.

mod comparison;
mod update;

use std::path::Path;

use serde_json::{Map, Value};

use crate::support::{self, root};
use comparison::{DOCUMENTATION, copied, differences, object, words};

#[test]
fn shapes_members_targets_constraints_and_codes_equal_the_published_model() {
    let Some(published) = published() else { return };
    let differences = differences(&ours(), &published);
    assert!(
        differences.is_empty(),
        "model/sts.json differs from the published model in {} places:\n{}",
        differences.len(),
        differences.join("\n")
    );
}

#[test]
fn no_prose_is_copied_from_the_published_model() {
    let Some(published) = published() else { return };
    let copied = copied(&ours(), &published);
    assert!(
        copied.is_empty(),
        "model/sts.json repeats published prose in {} places:\n{}",
        copied.len(),
        copied.join("\n")
    );
}

#[test]
fn the_service_and_every_operation_structure_and_member_are_documented() {
    let mut missing = Vec::new();
    for (id, shape) in object(&ours()["shapes"]) {
        let kind = shape["type"].as_str().unwrap_or_default();
        if ["service", "operation", "structure"].contains(&kind)
            && words(&shape["traits"][DOCUMENTATION]).is_empty()
        {
            missing.push(id.clone());
        }
        for (name, member) in object(&shape["members"]) {
            if words(&member["traits"][DOCUMENTATION]).is_empty() {
                missing.push(format!("{id}${name}"));
            }
        }
    }
    assert!(
        missing.is_empty(),
        "without documentation:\n{}",
        missing.join("\n")
    );
}

#[test]
fn every_operation_has_an_example() {
    for (id, shape) in object(&ours()["shapes"])
        .iter()
        .filter(|(_, shape)| shape["type"] == "operation")
    {
        let examples = shape["traits"]["smithy.api#examples"].as_array();
        assert!(
            examples.is_some_and(|list| !list.is_empty()),
            "{id} has no example"
        );
    }
}

#[test]
fn a_changed_fact_is_reported_with_its_path() {
    type Change = fn(&mut Value);
    let changes: [(&str, Change); 6] = [
        (
            "shapes/com.amazonaws.sts#tagKeyType/traits/smithy.api#length/max: ours 127, published 128",
            |shapes| {
                shapes["com.amazonaws.sts#tagKeyType"]["traits"]["smithy.api#length"]["max"] =
                    127.into();
            },
        ),
        (
            "shapes/com.amazonaws.sts#AssumeRoleRequest/members: order differs at 0: ours Policy, published RoleArn",
            |shapes| {
                let members = &mut shapes["com.amazonaws.sts#AssumeRoleRequest"]["members"];
                let mut moved = Map::from_iter([("Policy".to_owned(), members["Policy"].clone())]);
                moved.extend(object(members));
                *members = Value::Object(moved);
            },
        ),
        (
            "shapes/com.amazonaws.sts#AssumeRoleRequest/members/Policy/target",
            |shapes| {
                shapes["com.amazonaws.sts#AssumeRoleRequest"]["members"]["Policy"]["target"] =
                    "smithy.api#String".into();
            },
        ),
        (
            "shapes/com.amazonaws.sts#AssumeRole/errors: ours has 3 items, published 4",
            |shapes| {
                let errors = shapes["com.amazonaws.sts#AssumeRole"]["errors"]
                    .as_array_mut()
                    .unwrap();
                errors.pop();
            },
        ),
        (
            "shapes/com.amazonaws.sts#Subject: only the published model has it",
            |shapes| {
                shapes
                    .as_object_mut()
                    .unwrap()
                    .shift_remove("com.amazonaws.sts#Subject");
            },
        ),
        (
            "members/PackedPolicySize/traits/smithy.api#deprecated/since",
            |shapes| {
                let member = &mut shapes["com.amazonaws.sts#AssumeRoleResponse"]["members"]["PackedPolicySize"];
                member["traits"]["smithy.api#deprecated"]["since"] = "2026-06-18".into();
            },
        ),
    ];
    let published = ours();
    for (expected, change) in changes {
        let mut changed = published.clone();
        change(&mut changed["shapes"]);
        let found = differences(&changed, &published);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].contains(expected),
            "expected {expected}\nfound    {}",
            found[0]
        );
    }
}

#[test]
fn changed_prose_is_not_a_difference() {
    let mut changed = ours();
    changed["shapes"]["com.amazonaws.sts#Tag"]["traits"][DOCUMENTATION] = "Other words.".into();
    changed["shapes"]["com.amazonaws.sts#Tag"]["members"]["Key"]["traits"][DOCUMENTATION] =
        "Other words.".into();
    assert_eq!(differences(&changed, &ours()), Vec::<String>::new());
}

#[test]
fn a_copied_run_of_words_is_found_through_markup_and_case() {
    let model =
        |text: &str| serde_json::json!({"shapes": {"a#B": {"traits": {DOCUMENTATION: text}}}});
    let published = model("<p>One two <code>three</code> four,\n five six seven eight nine.</p>");
    assert_eq!(
        copied(
            &model("<p>Zero. TWO three four five six seven eight, nine!</p>"),
            &published
        )
        .len(),
        1
    );
    assert_eq!(
        copied(
            &model("Two three four five six seven eight. Ten."),
            &published
        )
        .len(),
        0
    );
    // Texts with fewer words must not be equal.
    assert_eq!(
        copied(&model("two words"), &model("<p>Two words.</p>")).len(),
        1
    );
}

/// Our model.
fn ours() -> Value {
    read(&root().join("model/sts.json"))
}

/// The published model, or `None` if `QUERYSMITH_SHARED` is not set.
fn published() -> Option<Value> {
    shared("models/aws/sts.json")
}

/// A file of the directory of published models, or `None` if `QUERYSMITH_SHARED` is not set.
fn shared(path: &str) -> Option<Value> {
    Some(read(&support::shared()?.join(path)))
}

#[expect(clippy::panic, reason = "a test cannot continue without its files")]
fn read(path: &Path) -> Value {
    let text =
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
