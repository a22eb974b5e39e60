//! `model/sts.json` states the same facts as the model that AWS publishes, but has its own prose.
//!
//! The published model is read from `$QUERYSMITH_SHARED/models/aws/sts.json`. If that variable is
//! not set, the tests that need it print a note and pass, or fail if `CI` is set.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

const DOCUMENTATION: &str = "smithy.api#documentation";
const RULE_SET: &str = "smithy.rules#endpointRuleSet";

/// Traits that are not compared, because they are prose, or were rewritten and have their own
/// tests.
const OUR_OWN_TRAITS: [&str; 4] = [
    DOCUMENTATION,
    "smithy.api#examples",
    "smithy.rules#endpointTests",
    // A second form of the rule set, which our model does not contain.
    "smithy.rules#endpointBdd",
];

/// Keys whose strings are prose, anywhere in a model.
const PROSE_KEYS: [&str; 5] = [DOCUMENTATION, "documentation", "title", "message", "error"];

/// The minimum number of consecutive words that counts as copied.
const RUN: usize = 8;

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
    match std::env::var_os("QUERYSMITH_SHARED") {
        // A relative path is relative to the workspace root, but tests run in the crate's
        // directory.
        Some(folder) => Some(read(&root().join(folder).join("models/aws/sts.json"))),
        None => {
            assert!(
                std::env::var_os("CI").is_none(),
                "CI sets QUERYSMITH_SHARED"
            );
            write_note(
                "skipped: QUERYSMITH_SHARED is not set to the directory of published models",
            );
            None
        }
    }
}

#[expect(clippy::print_stderr, reason = "a skipped test prints the reason")]
fn write_note(text: &str) {
    eprintln!("{text}");
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[expect(clippy::panic, reason = "a test cannot continue without its files")]
fn read(path: &Path) -> Value {
    let text =
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The entries of an object; none for anything else.
fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

/// All differences between the facts of two models, each with its path.
fn differences(ours: &Value, published: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for key in ["smithy", "shapes"] {
        compare(key, &facts(&ours[key]), &facts(&published[key]), &mut found);
    }
    found
}

/// A part of a model without prose.
fn facts(value: &Value) -> Value {
    match value {
        Value::Object(entries) => {
            let kept = entries
                .iter()
                .filter(|(key, _)| !OUR_OWN_TRAITS.contains(&key.as_str()));
            let facts = kept.map(|(key, value)| {
                let value = match key.as_str() {
                    "smithy.api#deprecated" => without(value, "message"),
                    RULE_SET => endpoint_parameters(value),
                    _ => facts(value),
                };
                (key.clone(), value)
            });
            // Drop `traits` that only contained prose.
            Value::Object(
                facts
                    .filter(|(key, value)| key != "traits" || !object(value).is_empty())
                    .collect(),
            )
        }
        Value::Array(items) => items.iter().map(facts).collect(),
        other => other.clone(),
    }
}

/// The parameters of a rule set. Its rules are not compared, because ours were rewritten.
fn endpoint_parameters(rule_set: &Value) -> Value {
    object(&rule_set["parameters"])
        .iter()
        .map(|(name, value)| (name.clone(), without(value, "documentation")))
        .collect()
}

fn without(value: &Value, key: &str) -> Value {
    object(value)
        .into_iter()
        .filter(|(name, _)| name != key)
        .collect()
}

fn compare(path: &str, ours: &Value, published: &Value, found: &mut Vec<String>) {
    match (ours, published) {
        (Value::Object(ours), Value::Object(published)) => {
            for (key, value) in ours {
                match published.get(key) {
                    Some(other) => compare(&format!("{path}/{key}"), value, other, found),
                    None => found.push(format!("{path}/{key}: only ours has it")),
                }
            }
            let missing = published.keys().filter(|key| !ours.contains_key(*key));
            found.extend(
                missing.map(|key| format!("{path}/{key}: only the published model has it")),
            );
            // Members are the only objects in a model whose order is significant.
            if path.ends_with("/members") && ours.len() == published.len() {
                let mut pairs = ours.keys().zip(published.keys()).enumerate();
                if let Some((at, (our, their))) = pairs.find(|(_, (our, their))| our != their) {
                    found.push(format!(
                        "{path}: order differs at {at}: ours {our}, published {their}"
                    ));
                }
            }
        }
        (Value::Array(ours), Value::Array(published)) => {
            if ours.len() != published.len() {
                found.push(format!(
                    "{path}: ours has {} items, published {}",
                    ours.len(),
                    published.len()
                ));
            }
            for (at, (our, their)) in ours.iter().zip(published).enumerate() {
                compare(&format!("{path}/{at}"), our, their, found);
            }
        }
        _ if ours == published => {}
        _ => found.push(format!("{path}: ours {ours}, published {published}")),
    }
}

/// Every text of our model that shares a run of words with a published text or is equal to one.
fn copied(ours: &Value, published: &Value) -> Vec<String> {
    let published: Vec<Vec<String>> = prose("", published)
        .iter()
        .map(|(_, text)| words(text))
        .collect();
    let runs: HashSet<&[String]> = published
        .iter()
        .flat_map(|words| words.windows(RUN))
        .collect();
    let whole: HashSet<&[String]> = published.iter().map(Vec::as_slice).collect();
    let mut found = Vec::new();
    for (path, text) in prose("", ours) {
        let words = words(&text);
        let run = words.windows(RUN).find(|run| runs.contains(run));
        let equal = whole.contains(words.as_slice()).then_some(words.as_slice());
        if let Some(run) = run.or(equal) {
            found.push(format!("{path}: \"{}\"", run.join(" ")));
        }
    }
    found
}

/// All prose in a part of a model, with its path.
fn prose(path: &str, value: &Value) -> Vec<(String, Value)> {
    let step = |key: &str, value: &Value| {
        let path = format!("{path}/{key}");
        let is_prose = value.is_string() && PROSE_KEYS.contains(&key);
        if is_prose {
            vec![(path, value.clone())]
        } else {
            prose(&path, value)
        }
    };
    match value {
        Value::Object(entries) => entries
            .iter()
            .flat_map(|(key, value)| step(key, value))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .flat_map(|(at, value)| step(&at.to_string(), value))
            .collect(),
        _ => Vec::new(),
    }
}

/// The words of a text in lower case, without markup and punctuation.
fn words(text: &Value) -> Vec<String> {
    let mut plain = String::new();
    let mut in_tag = false;
    for character in text.as_str().unwrap_or_default().chars() {
        match character {
            '<' => {
                in_tag = true;
                plain.push(' ');
            }
            '>' if in_tag => in_tag = false,
            _ if in_tag => continue,
            _ if character.is_alphanumeric() => plain.extend(character.to_lowercase()),
            // Both apostrophes are dropped, so that a contraction is one word.
            '\'' | '\u{2019}' => {}
            _ => plain.push(' '),
        }
    }
    plain.split_whitespace().map(str::to_owned).collect()
}
