//! Whether two sets of endpoint rules have the same results, whatever their form.

mod rules;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::entries;
use rules::{Outcome, Scope, Unsupported};

/// How many differences are listed. The first ones usually explain the others.
const MAX_LISTED: usize = 5;

/// The maximum number of combinations of parameters that are compared.
const MAX_CASES: usize = 20_000;

/// The results of the rules of two models that differ, as tasks for a person.
pub(super) fn differences(old: &Value, new: &Value, service: &str) -> Vec<String> {
    let rules = |model: &Value| {
        let traits = model.get("shapes")?.get(service)?.get("traits")?;
        traits.get("smithy.rules#endpointRuleSet").cloned()
    };
    let (Some(old), Some(new)) = (rules(old), rules(new)) else {
        return Vec::new();
    };
    match compare(&old, &new) {
        Ok(differences) => {
            let more = differences.len().saturating_sub(MAX_LISTED);
            let mut listed: Vec<String> = differences.into_iter().take(MAX_LISTED).collect();
            if more > 0 {
                listed.push(format!("{more} more results of the endpoint rules"));
            }
            listed
        }
        Err(Unsupported(what)) => vec![format!(
            "the endpoint rules, which use {what}: compare them with those of the new model"
        )],
    }
}

fn compare(old: &Value, new: &Value) -> Result<Vec<String>, Unsupported> {
    let mut differences = Vec::new();
    for case in cases(old, new)? {
        let (ours, theirs) = (rules::resolve(old, &case)?, rules::resolve(new, &case)?);
        if ours != theirs {
            let shown = |outcome: &Outcome| match outcome {
                Outcome::Endpoint(endpoint) => endpoint.clone(),
                Outcome::Error => "an error".to_owned(),
                Outcome::Nothing => "no result".to_owned(),
            };
            differences.push(format!(
                "an endpoint rule, with {case}: {} in this model, {} in the new one",
                shown(&ours),
                shown(&theirs)
            ));
        }
    }
    Ok(differences)
}

/// Combinations of parameters that reach every result: each region and partition that the rules
/// name and one that they do not, and each boolean.
fn cases(old: &Value, new: &Value) -> Result<Vec<Scope>, Unsupported> {
    let mut words = BTreeSet::from(["aws", "xx-none-1"]);
    add_words(old, &mut words);
    add_words(new, &mut words);
    let (partitions, regions): (Vec<&str>, Vec<&str>) =
        words.into_iter().partition(|word| word.starts_with("aws"));
    let mut cases = vec![Map::new()];
    let mut names = BTreeSet::new();
    for rules in [old, new] {
        for (name, parameter) in entries(rules.get("parameters")) {
            if !names.insert(name.as_str()) {
                continue;
            }
            let is_boolean = parameter.get("type").is_some_and(is_boolean_type);
            let is_region = parameter
                .get("builtIn")
                .is_some_and(|it| it == "AWS::Region");
            let mut values: Vec<Value> = match (is_boolean, is_region) {
                (true, _) => vec![false.into(), true.into()],
                (_, true) => regions.iter().map(|region| Value::from(*region)).collect(),
                _ => vec!["https://example.com/path".into()],
            };
            if !is_boolean {
                values.push(Value::Null);
            }
            cases = product(&cases, name, &values);
            if cases.len() > MAX_CASES {
                return Err(Unsupported("many parameters".to_owned()));
            }
        }
    }
    let mut scopes = Vec::new();
    for partition in partitions {
        for (supports_fips, supports_dual_stack) in
            [(false, false), (false, true), (true, false), (true, true)]
        {
            for case in &cases {
                scopes.push(Scope::new(
                    case,
                    partition,
                    supports_fips,
                    supports_dual_stack,
                ));
            }
        }
    }
    match scopes.len() > MAX_CASES {
        true => Err(Unsupported("many parameters".to_owned())),
        false => Ok(scopes),
    }
}

fn is_boolean_type(of: &Value) -> bool {
    of.as_str()
        .is_some_and(|of| of.eq_ignore_ascii_case("boolean"))
}

fn product(cases: &[Map<String, Value>], name: &str, values: &[Value]) -> Vec<Map<String, Value>> {
    let with = |case: &Map<String, Value>, value: &Value| {
        let mut case = case.clone();
        if !value.is_null() {
            case.insert(name.to_owned(), value.clone());
        }
        case
    };
    let cases = cases.iter();
    cases
        .flat_map(|case| values.iter().map(move |value| with(case, value)))
        .collect()
}

/// Adds the strings that rules compare with.
fn add_words<'a>(rules: &'a Value, words: &mut BTreeSet<&'a str>) {
    match rules {
        Value::Object(entries) => {
            if rules.get("fn").is_some_and(|name| name == "stringEquals") {
                let arguments = rules.get("argv").and_then(Value::as_array);
                let arguments = arguments.into_iter().flatten().filter_map(Value::as_str);
                words.extend(arguments.filter(|word| !word.contains('{')));
            }
            for value in entries.values() {
                add_words(value, words);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| add_words(item, words)),
        _ => {}
    }
}
