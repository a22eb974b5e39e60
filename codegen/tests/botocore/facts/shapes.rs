//! Facts about shapes and their members.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::super::difference::Difference;
use super::{Leveled, TRAITS, keys, name_of, object};

impl Leveled {
    pub(super) fn level_shapes(&mut self) {
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
}
