//! A pair of models without the facts in which the two forms of a model differ.

mod shapes;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::difference::Difference;

/// Two forms of a model with the same facts, and what had to be carried over.
pub(crate) struct Leveled {
    pub(crate) smithy: Value,
    pub(crate) parts: BTreeMap<String, Value>,
    pub(crate) counts: BTreeMap<Difference, usize>,
    /// Shapes of the Smithy model by name.
    ids: BTreeMap<String, String>,
    operations: BTreeSet<String>,
}

const TRAITS: &str = "traits";

/// The object at `key`, which is created if it is absent.
fn object<'v>(value: &'v mut Value, key: &str) -> &'v mut Map<String, Value> {
    let object = value.as_object_mut().expect("an object");
    let value = object.entry(key).or_insert_with(|| json!({}));
    value.as_object_mut().expect("an object")
}

fn name_of(target: &Value) -> &str {
    let id = target.as_str().expect("a target is an id");
    id.rsplit('#').next().unwrap_or(id)
}

fn keys(value: &Value) -> Vec<String> {
    let object = value.as_object();
    object
        .map(|object| object.keys().cloned().collect())
        .unwrap_or_default()
}

impl Leveled {
    pub(crate) fn new(smithy: Value, parts: BTreeMap<String, Value>) -> Self {
        let ids = keys(&smithy["shapes"]).into_iter();
        let ids = ids.map(|id| (name_of(&json!(id)).to_owned(), id)).collect();
        let mut leveled = Self {
            smithy,
            parts,
            counts: BTreeMap::new(),
            ids,
            operations: BTreeSet::new(),
        };
        leveled.remove_texts();
        leveled.level_operations();
        leveled.level_shapes();
        leveled.level_endpoints();
        leveled.level_paginators();
        leveled.level_waiters();
        leveled
    }

    fn count(&mut self, difference: Difference, count: usize) {
        if count > 0 {
            *self.counts.entry(difference).or_default() += count;
        }
    }

    fn shape(&mut self, name: &str) -> &mut Value {
        let id = self.ids[name].clone();
        &mut self.smithy["shapes"][id]
    }

    fn service(&mut self) -> &mut Value {
        let shapes = self.smithy["shapes"].as_object_mut().expect("shapes");
        let mut shapes = shapes.values_mut();
        shapes
            .find(|shape| shape["type"] == "service")
            .expect("a service")
    }

    fn botocore(&mut self) -> &mut Value {
        self.parts.get_mut("service-2.json").expect("the model")
    }

    /// Sentences are not facts, and so are the values of examples.
    fn remove_texts(&mut self) {
        const DOCS: &str = "smithy.api#documentation";
        for shape in self.smithy["shapes"]
            .as_object_mut()
            .expect("shapes")
            .values_mut()
        {
            for id in [DOCS, "smithy.api#examples"] {
                object(shape, TRAITS).shift_remove(id);
            }
            let members = shape.get_mut("members").and_then(Value::as_object_mut);
            for member in members.into_iter().flat_map(Map::values_mut) {
                object(member, TRAITS).shift_remove(DOCS);
            }
        }
        self.parts.remove("examples-1.json");
        // These only add members, which botocore takes out of a request before it is sent.
        self.parts.remove("service-2.sdk-extras.json");
        let model = self.botocore();
        model
            .as_object_mut()
            .expect("an object")
            .shift_remove("documentation");
        for group in ["operations", "shapes"] {
            for item in object(model, group).values_mut() {
                item.as_object_mut()
                    .expect("an object")
                    .shift_remove("documentation");
                let members = item.get_mut("members").and_then(Value::as_object_mut);
                for member in members.into_iter().flat_map(Map::values_mut) {
                    member
                        .as_object_mut()
                        .expect("an object")
                        .shift_remove("documentation");
                }
            }
        }
    }

    fn level_operations(&mut self) {
        let listed = self.service()["operations"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let listed: BTreeSet<String> = listed
            .iter()
            .map(|item| name_of(&item["target"]).to_owned())
            .collect();
        let before = keys(&self.botocore()["operations"]);
        object(self.botocore(), "operations").retain(|name, _| listed.contains(name));
        self.operations = before
            .iter()
            .filter(|name| listed.contains(*name))
            .cloned()
            .collect();
        self.count(Difference::Operation, before.len() - self.operations.len());
        assert_eq!(self.operations, listed, "botocore is the newer model");
        for name in listed {
            let names = |list: &Value, key: &str| -> BTreeSet<String> {
                let list = list.as_array().cloned().unwrap_or_default();
                list.iter()
                    .map(|item| name_of(&item[key]).to_owned())
                    .collect()
            };
            let own = names(&self.shape(&name)["errors"], "target");
            let other = names(&self.botocore()["operations"][&name]["errors"], "shape");
            self.count(Difference::ErrorsOfOperation, usize::from(own != other));
            let both: BTreeSet<String> = own.intersection(&other).cloned().collect();
            let keep = |operation: &mut Value, key: &str| {
                let errors = operation.get_mut("errors").and_then(Value::as_array_mut);
                if let Some(errors) = errors {
                    errors.retain(|item| both.contains(name_of(&item[key])));
                }
            };
            keep(self.shape(&name), "target");
            keep(&mut self.botocore()["operations"][&name], "shape");
        }
    }

    fn level_endpoints(&mut self) {
        let traits = object(self.service(), TRAITS);
        let tests = traits.shift_remove("smithy.rules#endpointTests");
        let rules = traits["smithy.rules#endpointRuleSet"].clone();
        self.count(Difference::EndpointTests, usize::from(tests.is_some()));
        let replaced = self
            .parts
            .insert("endpoint-rule-set-1.json".to_owned(), rules.clone());
        self.count(
            Difference::EndpointRules,
            usize::from(replaced != Some(rules)),
        );
    }

    fn level_paginators(&mut self) {
        const PAGINATED: &str = "smithy.api#paginated";
        let defaults = self.service()[TRAITS][PAGINATED].clone();
        let file = "paginators-1.json";
        let mut part = self
            .parts
            .remove(file)
            .unwrap_or_else(|| json!({ "pagination": {} }));
        let operations = self.operations.clone();
        object(&mut part, "pagination").retain(|name, _| operations.contains(name));
        for name in operations {
            let own = self.shape(&name)[TRAITS][PAGINATED].clone();
            let other = part["pagination"].get(&name).cloned().unwrap_or_default();
            let pairs = [
                ("inputToken", "input_token"),
                ("outputToken", "output_token"),
                ("pageSize", "limit_key"),
                ("items", "result_key"),
            ];
            let is_same = own.is_null() == other.is_null()
                && (own.is_null()
                    || pairs.iter().all(|(trait_key, key)| {
                        let own = own.get(*trait_key).or_else(|| defaults.get(*trait_key));
                        own == other.get(*key).filter(|value| !value.is_array())
                    }));
            if !is_same {
                self.count(Difference::Paginator, 1);
                object(&mut part, "pagination").shift_remove(&name);
            }
            if !is_same || own.is_null() {
                object(self.shape(&name), TRAITS).shift_remove(PAGINATED);
            }
        }
        self.parts.insert(file.to_owned(), part);
    }

    fn level_waiters(&mut self) {
        const WAITABLE: &str = "smithy.waiters#waitable";
        let file = "waiters-2.json";
        let mut part = self
            .parts
            .remove(file)
            .unwrap_or_else(|| json!({ "waiters": {} }));
        let mut both = BTreeSet::new();
        for name in self.operations.clone() {
            let mut own = self.shape(&name)[TRAITS][WAITABLE].take();
            let before = keys(&own).len();
            if let Some(own) = own.as_object_mut() {
                own.retain(|waiter, _| part["waiters"].get(waiter).is_some());
                for waiter in own.values_mut() {
                    waiter
                        .as_object_mut()
                        .expect("an object")
                        .shift_remove("documentation");
                }
                both.extend(own.keys().cloned());
            }
            let left = keys(&own).len();
            self.count(Difference::Waiter, before - left);
            match left {
                0 => object(self.shape(&name), TRAITS).shift_remove(WAITABLE),
                _ => object(self.shape(&name), TRAITS).insert(WAITABLE.to_owned(), own),
            };
        }
        let waiters = object(&mut part, "waiters");
        let before = waiters.len();
        waiters.retain(|waiter, _| both.contains(waiter));
        for waiter in waiters.values_mut() {
            waiter
                .as_object_mut()
                .expect("an object")
                .shift_remove("description");
        }
        let removed = before - waiters.len();
        self.count(Difference::Waiter, removed);
        self.parts.insert(file.to_owned(), part);
    }
}
