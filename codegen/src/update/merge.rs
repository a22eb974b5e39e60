//! Merges the facts of a model with the texts of another.

mod value;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::c2j;

use super::prose::is_own;
use super::text::is_same;
use super::{entries, object};
use value::{
    in_order_of, is_anchored, merge_rules, merge_value, new_item, new_shape, order, with_minimum,
    without_prose,
};

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
