//! Merges the facts of a model with the texts of another.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::c2j;

use super::prose::{DOCUMENTATION, is_own, is_prose_key};
use super::text::is_same;
use super::{entries, object};

/// A second form of the endpoint rules, which the generator does not need.
const OMITTED: [&str; 1] = ["smithy.rules#endpointBdd"];

const RULES: &str = "smithy.rules#endpointRuleSet";

/// The state of a merge: the differences so far.
pub(super) struct Merge {
    of_c2j: bool,
    /// The traits that the newer model has anywhere.
    known_traits: BTreeSet<String>,
    pub(super) added: Vec<String>,
    pub(super) changed: Vec<String>,
    pub(super) removed: Vec<String>,
}

impl Merge {
    pub(super) fn new(of_c2j: bool, new: &Value) -> Self {
        let mut known_traits = BTreeSet::new();
        for (_, shape) in entries(new.get("shapes")) {
            let members = entries(shape.get("members")).map(|(_, member)| member);
            for owner in [shape].into_iter().chain(members) {
                known_traits.extend(entries(owner.get("traits")).map(|(id, _)| id.clone()));
            }
        }
        Self {
            of_c2j,
            known_traits,
            added: Vec::new(),
            changed: Vec::new(),
            removed: Vec::new(),
        }
    }

    /// The maintained model `old` with the facts of `new`.
    pub(super) fn model(&mut self, old: &Value, new: &Value) -> Value {
        let mut merged = object(Some(old)).clone();
        let shapes = self.shapes(object(old.get("shapes")), object(new.get("shapes")));
        merged.insert("shapes".to_owned(), Value::Object(shapes));
        Value::Object(merged)
    }

    fn shapes(&mut self, old: &Map<String, Value>, new: &Map<String, Value>) -> Map<String, Value> {
        let mut merged = Map::new();
        for id in order(old, new, |_| false) {
            let shape = match (old.get(id), new.get(id)) {
                (Some(old), Some(new)) => self.shape(id, old, new),
                (None, Some(new)) => {
                    self.added.push(id.to_owned());
                    new_shape(new)
                }
                _ => {
                    self.removed.push(id.to_owned());
                    continue;
                }
            };
            merged.insert(id.to_owned(), shape);
        }
        merged
    }

    fn shape(&mut self, id: &str, old: &Value, new: &Value) -> Value {
        let (old, new) = (object(Some(old)), object(Some(new)));
        // Traits and members that botocore's format cannot express are kept.
        let keeps = |key: &str| key == "traits" || (self.of_c2j && key != "members");
        let mut merged = Map::new();
        for key in order(old, new, keeps) {
            let value = match (key, old.get(key), new.get(key)) {
                ("members", old, new) => self.members(id, object(old), object(new)),
                ("member" | "key" | "value", Some(old), Some(new)) => {
                    self.member(&format!("{id}${key}"), old, new)
                }
                ("traits", old, new) => {
                    let traits = self.traits(id, object(old), object(new));
                    if traits.is_empty() {
                        continue;
                    }
                    Value::Object(traits)
                }
                (_, Some(old), Some(new)) => {
                    let new = match (self.of_c2j, old, new) {
                        (true, Value::Array(old), Value::Array(new)) => in_order_of(old, new),
                        _ => new.clone(),
                    };
                    if !is_same(old, &new) {
                        self.changed.push(format!("{id}/{key}"));
                    }
                    new
                }
                // The translation has empty lists of errors.
                (_, None, Some(new)) if self.of_c2j && *new == json!([]) => continue,
                (_, None, Some(new)) => {
                    self.changed.push(format!("{id}/{key}"));
                    new.clone()
                }
                (_, Some(old), None) if self.of_c2j => old.clone(),
                _ => {
                    self.changed.push(format!("{id}/{key}"));
                    continue;
                }
            };
            merged.insert(key.to_owned(), value);
        }
        Value::Object(merged)
    }

    /// The members, in the order of the newer model.
    fn members(&mut self, id: &str, old: &Map<String, Value>, new: &Map<String, Value>) -> Value {
        let mut merged = Map::new();
        for (name, member) in new {
            let place = format!("{id}${name}");
            let member = match old.get(name) {
                Some(old) => self.member(&place, old, member),
                None => {
                    self.added.push(place);
                    // The values of an enum need no documentation.
                    let is_value =
                        object(member.get("traits")).contains_key("smithy.api#enumValue");
                    new_item(member, !is_value)
                }
            };
            merged.insert(name.clone(), member);
        }
        for name in old.keys().filter(|name| !new.contains_key(*name)) {
            self.removed.push(format!("{id}${name}"));
        }
        let kept = |members: &Map<String, Value>, other: &Map<String, Value>| {
            let kept = members.keys().filter(|name| other.contains_key(*name));
            kept.cloned().collect::<Vec<_>>()
        };
        if kept(old, new) != kept(new, old) {
            self.changed.push(format!("{id}/members: the order"));
        }
        Value::Object(merged)
    }

    fn member(&mut self, place: &str, old: &Value, new: &Value) -> Value {
        let mut merged = Map::new();
        let (old, new) = (object(Some(old)), object(Some(new)));
        for key in order(old, new, |key| key == "traits") {
            let value = match (key, old.get(key), new.get(key)) {
                ("traits", old, new) => {
                    let traits = self.traits(place, object(old), object(new));
                    if traits.is_empty() {
                        continue;
                    }
                    Value::Object(traits)
                }
                (_, old, Some(new)) => {
                    if !old.is_some_and(|old| is_same(old, new)) {
                        self.changed.push(format!("{place}/{key}"));
                    }
                    new.clone()
                }
                _ => continue,
            };
            merged.insert(key.to_owned(), value);
        }
        Value::Object(merged)
    }

    fn traits(
        &mut self,
        place: &str,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
    ) -> Map<String, Value> {
        let facts: Map<String, Value> = new
            .iter()
            .filter(|(id, _)| !is_own(id) && !OMITTED.contains(&id.as_str()))
            .map(|(id, value)| (id.clone(), value.clone()))
            .collect();
        let mut own: BTreeSet<&str> = BTreeSet::new();
        for id in old.keys() {
            if is_own(id) || (self.of_c2j && self.is_inexpressible(id, old, new)) {
                own.insert(id);
            }
        }
        let keeps = |id: &str| own.contains(id);
        let mut merged = Map::new();
        for id in order(old, &facts, keeps) {
            let at = format!("{place}/{id}");
            let value = match (old.get(id), facts.get(id)) {
                (Some(old), Some(new)) => {
                    let value = match id {
                        RULES => merge_rules(old, new),
                        // The format has fewer names of a service, and patterns without anchors.
                        "aws.api#service" if self.of_c2j => old.clone(),
                        "smithy.api#pattern" if self.of_c2j && is_anchored(old, new) => old.clone(),
                        "smithy.api#length" if self.of_c2j => {
                            merge_value(old, &with_minimum(old, new), id)
                        }
                        _ => merge_value(old, new, id),
                    };
                    if !is_same(old, &value) {
                        self.changed.push(at);
                    }
                    value
                }
                (None, Some(new)) => {
                    self.added.push(at);
                    without_prose(new, id)
                }
                (Some(old), None) if keeps(id) => old.clone(),
                _ => {
                    self.removed.push(at);
                    continue;
                }
            };
            merged.insert(id.to_owned(), value);
        }
        merged
    }
}

impl Merge {
    /// Whether a trait of the maintained model may be missing in the newer one only because
    /// botocore's format cannot express it.
    fn is_inexpressible(
        &self,
        id: &str,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
    ) -> bool {
        match id {
            // Two forms of the same fact, and the schemes of the service.
            "smithy.api#auth" | "smithy.api#optionalAuth" => {
                let states = ["smithy.api#auth", "smithy.api#optionalAuth"];
                old.contains_key("aws.api#service") || states.iter().any(|it| new.contains_key(*it))
            }
            id => !c2j::has_key(id) && !self.known_traits.contains(id),
        }
    }
}

/// The items of `new`: those of `old` in its order, and then the others. The format sorts
/// operations, and lists errors in another order.
fn in_order_of(old: &[Value], new: &[Value]) -> Value {
    let texts = |items: &[Value]| items.iter().map(Value::to_string).collect::<BTreeSet<_>>();
    let (of_old, of_new) = (texts(old), texts(new));
    let kept = old.iter().filter(|item| of_new.contains(&item.to_string()));
    let added = new
        .iter()
        .filter(|item| !of_old.contains(&item.to_string()));
    kept.chain(added).cloned().collect()
}

/// The length `new` with the minimum of `old` if that is 0, which the format leaves out.
fn with_minimum(old: &Value, new: &Value) -> Value {
    let mut length = object(Some(new)).clone();
    if old.get("min").is_some_and(|min| min == 0) && !length.contains_key("min") {
        length.insert("min".to_owned(), 0.into());
    }
    Value::Object(length)
}

fn is_anchored(old: &Value, new: &Value) -> bool {
    let plain = old
        .as_str()
        .and_then(|old| old.strip_prefix('^')?.strip_suffix('$'));
    plain.is_some() && plain == new.as_str()
}

/// The keys of both objects, in the order of `old`; a key of `new` alone keeps the key before it.
fn order<'k>(
    old: &'k Map<String, Value>,
    new: &'k Map<String, Value>,
    is_own: impl Fn(&str) -> bool,
) -> Vec<&'k str> {
    let mut first = Vec::new();
    let mut after: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut anchor = None;
    for key in new.keys() {
        match (old.contains_key(key), anchor) {
            (true, _) if is_own(key) => {}
            (true, _) => anchor = Some(key.as_str()),
            (false, Some(anchor)) => after.entry(anchor).or_default().push(key),
            (false, None) => first.push(key.as_str()),
        }
    }
    let mut keys = Vec::new();
    // What precedes all known keys follows the texts, which come first.
    let mut waiting = Some(first);
    for key in old.keys() {
        if !is_own(key)
            && let Some(first) = waiting.take()
        {
            keys.extend(first);
        }
        keys.push(key.as_str());
        keys.extend(after.remove(key.as_str()).unwrap_or_default());
    }
    keys.extend(waiting.unwrap_or_default());
    keys
}

/// Facts of `new` in the order of `old`, with the prose of `old`.
fn merge_value(old: &Value, new: &Value, of_trait: &str) -> Value {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            let keeps = |key: &str| is_prose_key(key, of_trait);
            let mut merged = Map::new();
            for key in order(old, new, keeps) {
                let value = match (old.get(key), new.get(key)) {
                    (Some(old), Some(new)) if keeps(key) && new.is_string() => old.clone(),
                    (Some(old), Some(new)) => merge_value(old, new, of_trait),
                    (None, Some(Value::String(_))) if keeps(key) => Value::from(""),
                    (None, Some(new)) => without_prose(new, of_trait),
                    (Some(old), None) if keeps(key) => old.clone(),
                    _ => continue,
                };
                merged.insert(key.to_owned(), value);
            }
            Value::Object(merged)
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            let items = old.iter().zip(new);
            items
                .map(|(old, new)| merge_value(old, new, of_trait))
                .collect()
        }
        _ => without_prose(new, of_trait),
    }
}

/// The rules of `old`, with the parameters of `new`.
fn merge_rules(old: &Value, new: &Value) -> Value {
    let mut rules = object(Some(old)).clone();
    if let (Some(from), Some(to)) = (old.get("parameters"), new.get("parameters")) {
        rules.insert("parameters".to_owned(), merge_value(from, to, RULES));
    }
    Value::Object(rules)
}

/// `value` with empty texts: those of another model are not copied.
fn without_prose(value: &Value, of_trait: &str) -> Value {
    match value {
        Value::Object(entries) => entries
            .iter()
            .map(|(key, value)| {
                let value = match value {
                    Value::String(_) if is_prose_key(key, of_trait) => Value::from(""),
                    value => without_prose(value, of_trait),
                };
                (key.clone(), value)
            })
            .collect(),
        Value::Array(items) => items
            .iter()
            .map(|item| without_prose(item, of_trait))
            .collect(),
        scalar => scalar.clone(),
    }
}

/// A shape that the maintained model does not have.
fn new_shape(shape: &Value) -> Value {
    let is_documented = |kind: &str| {
        matches!(
            kind,
            "service" | "resource" | "operation" | "structure" | "union" | "enum" | "intEnum"
        )
    };
    let kind = shape
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let mut added = object(Some(&new_item(shape, is_documented(kind)))).clone();
    let is_enum = matches!(kind, "enum" | "intEnum");
    let members = added.get_mut("members").and_then(Value::as_object_mut);
    for (_, member) in members.into_iter().flatten() {
        *member = new_item(member, !is_enum);
    }
    for key in ["member", "key", "value"] {
        if let Some(member) = added.get_mut(key) {
            *member = new_item(member, false);
        }
    }
    Value::Object(added)
}

/// A shape or member with the facts in its traits, and with empty documentation if it needs any.
fn new_item(item: &Value, is_documented: bool) -> Value {
    let mut added = object(Some(item)).clone();
    let mut traits = Map::new();
    if is_documented {
        traits.insert(DOCUMENTATION.to_owned(), Value::from(""));
    }
    for (id, value) in entries(item.get("traits")) {
        if !is_own(id) && !OMITTED.contains(&id.as_str()) {
            traits.insert(id.clone(), without_prose(value, id));
        }
    }
    match traits.is_empty() {
        true => added.shift_remove("traits"),
        false => added.insert("traits".to_owned(), Value::Object(traits)),
    };
    Value::Object(added)
}
