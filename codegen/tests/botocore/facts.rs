//! The facts in which the two forms of a model differ, and a pair of models without them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

/// A kind of difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Difference {
    Constraint,
    Default,
    EndpointRules,
    EndpointTests,
    EnumNames,
    EnumValues,
    Error,
    ErrorsOfOperation,
    Member,
    MemberOrder,
    Operation,
    Paginator,
    Required,
    Target,
    Waiter,
}

impl Difference {
    pub(crate) const ALL: [Difference; 15] = [
        Difference::Constraint,
        Difference::Default,
        Difference::EndpointRules,
        Difference::EndpointTests,
        Difference::EnumNames,
        Difference::EnumValues,
        Difference::Error,
        Difference::ErrorsOfOperation,
        Difference::Member,
        Difference::MemberOrder,
        Difference::Operation,
        Difference::Paginator,
        Difference::Required,
        Difference::Target,
        Difference::Waiter,
    ];

    pub(crate) fn reason(self) -> &'static str {
        match self {
            Difference::Constraint => {
                "the older model has other bounds or another pattern, or does not say that a shape is sensitive"
            }
            Difference::Default => {
                "botocore's format has no defaults and no clientOptional: an absent value stays absent"
            }
            Difference::EndpointRules => "the rule sets are of different ages",
            Difference::EndpointTests => "botocore's package has no endpoint tests",
            Difference::EnumNames => {
                "botocore's format has only the values of an enum, from which names are derived"
            }
            Difference::EnumValues => "the newer model has more values",
            Difference::Error => "the newer model gives an error another status or fault",
            Difference::ErrorsOfOperation => "an operation of the newer model has more errors",
            Difference::Member => {
                "the newer model has more members, and AWS adds a message to errors of its Smithy models"
            }
            Difference::MemberOrder => "the models list the same members in another order",
            Difference::Operation => "the newer model has more operations",
            Difference::Paginator => {
                "AWS's Smithy models and botocore's are given other paginators by their maintainers"
            }
            Difference::Required => "the newer model requires fewer or other members",
            Difference::Target => {
                "a member has another shape of the same type, or a shape whose name differs only in case"
            }
            Difference::Waiter => "a waiter was added to one of the models only",
        }
    }
}

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

    fn level_shapes(&mut self) {
        for (name, id) in self.ids.clone() {
            let mut smithy = self.smithy["shapes"][&id].take();
            let mut other = self.botocore()["shapes"][&name].take();
            let is_data = !matches!(
                smithy["type"].as_str(),
                Some("operation" | "service" | "resource")
            );
            if is_data && other.is_object() {
                self.level_shape(&mut smithy, &mut other);
            }
            self.smithy["shapes"][&id] = smithy;
            match other {
                Value::Null => object(self.botocore(), "shapes").shift_remove(&name),
                other => object(self.botocore(), "shapes").insert(name, other),
            };
        }
    }

    fn level_shape(&mut self, smithy: &mut Value, other: &mut Value) {
        match smithy["type"].as_str() {
            Some("enum") => self.level_enum(smithy, other),
            Some("structure" | "union") => self.level_members(smithy, other),
            Some("list") => self.level_target(&mut smithy["member"], &mut other["member"]),
            Some("map") => {
                for key in ["key", "value"] {
                    self.level_target(&mut smithy[key], &mut other[key]);
                }
            }
            _ => {}
        }
        self.level_constraints(smithy, other);
        self.level_error(smithy, other);
    }

    fn level_enum(&mut self, smithy: &mut Value, other: &mut Value) {
        let members = smithy["members"]
            .as_object()
            .expect("an enum has members")
            .values();
        let own: Vec<Value> = members
            .map(|member| member[TRAITS]["smithy.api#enumValue"].clone())
            .collect();
        let values = other["enum"]
            .as_array()
            .expect("an enum has values")
            .clone();
        self.count(Difference::EnumValues, usize::from(own != values));
        let both: Vec<Value> = own
            .into_iter()
            .filter(|value| values.contains(value))
            .collect();
        let definitions: Vec<Value> = both.iter().map(|value| json!({ "value": value })).collect();
        self.count(Difference::EnumNames, 1);
        other["enum"] = both.into();
        smithy["type"] = "string".into();
        smithy
            .as_object_mut()
            .expect("an object")
            .shift_remove("members");
        object(smithy, TRAITS).insert("smithy.api#enum".to_owned(), definitions.into());
    }

    fn level_members(&mut self, smithy: &mut Value, other: &mut Value) {
        let (own, others) = (keys(&smithy["members"]), keys(&other["members"]));
        let both: Vec<String> = own
            .iter()
            .filter(|name| others.contains(name))
            .cloned()
            .collect();
        self.count(
            Difference::Member,
            own.len() + others.len() - 2 * both.len(),
        );
        let in_order = others.iter().filter(|name| own.contains(name));
        self.count(
            Difference::MemberOrder,
            usize::from(!in_order.eq(both.iter())),
        );
        let mut required = Vec::new();
        let (mut members, mut other_members) = (Map::new(), Map::new());
        for name in both {
            let mut member = smithy["members"][&name].take();
            let mut other_member = other["members"][&name].take();
            let traits = object(&mut member, TRAITS);
            for id in ["smithy.api#default", "smithy.api#clientOptional"] {
                let removed = traits.shift_remove(id).is_some();
                self.count(Difference::Default, usize::from(removed));
            }
            if traits.contains_key("smithy.api#required") {
                required.push(name.clone());
            }
            self.level_target(&mut member, &mut other_member);
            members.insert(name.clone(), member);
            other_members.insert(name, other_member);
        }
        let before: BTreeSet<&str> = other["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .filter(|name| members.contains_key(*name))
            .collect();
        let differs = before != required.iter().map(String::as_str).collect();
        self.count(Difference::Required, usize::from(differs));
        other["required"] = required.into();
        smithy["members"] = members.into();
        other["members"] = other_members.into();
    }

    fn level_target(&mut self, smithy: &mut Value, other: &mut Value) {
        let own = smithy["target"].as_str().expect("a target").to_owned();
        let name = name_of(&smithy["target"]).to_owned();
        if other["shape"] == name.as_str() {
            return;
        }
        self.count(Difference::Target, 1);
        if self.botocore()["shapes"].get(&name).is_some() {
            other["shape"] = name.into();
        } else if own.starts_with("smithy.api#") {
            let kind = json!({ "type": name.to_lowercase() });
            object(self.botocore(), "shapes").insert(name.clone(), kind);
            other["shape"] = name.into();
        } else if let Some(id) = self.ids.get(other["shape"].as_str().unwrap_or_default()) {
            smithy["target"] = id.as_str().into();
        }
    }

    fn level_constraints(&mut self, smithy: &Value, other: &mut Value) {
        let traits = &smithy[TRAITS];
        let bounds = match &traits["smithy.api#length"] {
            Value::Null => &traits["smithy.api#range"],
            length => length,
        };
        let is_sensitive = traits.get("smithy.api#sensitive").map(|_| json!(true));
        let pattern = traits.get("smithy.api#pattern").cloned();
        let wanted = [
            ("min", bounds.get("min").cloned()),
            ("max", bounds.get("max").cloned()),
            ("pattern", pattern),
            ("sensitive", is_sensitive),
        ];
        let other = other.as_object_mut().expect("an object");
        for (key, wanted) in wanted {
            if other.get(key) == wanted.as_ref() {
                continue;
            }
            self.count(Difference::Constraint, 1);
            match wanted {
                Some(value) => other.insert(key.to_owned(), value),
                None => other.shift_remove(key),
            };
        }
    }

    fn level_error(&mut self, smithy: &Value, other: &mut Value) {
        let status = &smithy[TRAITS]["aws.protocols#awsQueryError"]["httpResponseCode"];
        if other.get("error").is_some()
            && status.is_number()
            && other["error"]["httpStatusCode"] != *status
        {
            self.count(Difference::Error, 1);
            other["error"]["httpStatusCode"] = status.clone();
            other["error"]["senderFault"] = (smithy[TRAITS]["smithy.api#error"] == "client").into();
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
