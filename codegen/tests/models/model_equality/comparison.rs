//! Comparison of the facts and the texts of two models.

use std::collections::HashSet;

use serde_json::{Map, Value};

pub(crate) const DOCUMENTATION: &str = "smithy.api#documentation";
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

/// The entries of an object; none for anything else.
pub(crate) fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

/// All differences between the facts of two models, each with its path.
pub(crate) fn differences(ours: &Value, published: &Value) -> Vec<String> {
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
pub(crate) fn copied(ours: &Value, published: &Value) -> Vec<String> {
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
pub(crate) fn words(text: &Value) -> Vec<String> {
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
