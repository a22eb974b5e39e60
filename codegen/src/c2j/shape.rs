//! `shapes`: types and their members.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::diagnostic::{Diagnostics, nearest};
use crate::json::Cursor;

use super::key::{self, check_keys};
use super::service::Protocol;
use super::traits::{Traits, common_traits};
use super::{Context, is_set};

/// A shape with its members and traits, but without those of errors.
pub(super) fn translate_shape(
    context: &Context<'_, '_>,
    at: &Cursor<'_>,
    d: &mut Diagnostics,
) -> Option<Value> {
    check_keys(at, key::SHAPE, d);
    let kind = at.required("type", d)?;
    let mut traits = common_traits(at, d);
    let mut shape = Map::new();
    let kind = match kind.string(d)? {
        "blob" => "blob",
        "boolean" => "boolean",
        "byte" => "byte",
        "character" | "string" => "string",
        "double" => "double",
        "float" => "float",
        "integer" => "integer",
        "long" => "long",
        "short" => "short",
        "timestamp" => "timestamp",
        "bigdecimal" => "bigDecimal",
        "biginteger" => "bigInteger",
        "list" => {
            let member = translate_member(context, &at.required("member", d)?, d)?;
            shape.insert("member".to_owned(), member);
            "list"
        }
        "map" => {
            for key in ["key", "value"] {
                let member = translate_member(context, &at.required(key, d)?, d)?;
                shape.insert(key.to_owned(), member);
            }
            "map"
        }
        "structure" if is_set(at, "document", d) => "document",
        "structure" => {
            shape.insert("members".to_owned(), translate_members(context, at, d));
            match is_set(at, "union", d) {
                true => "union",
                false => "structure",
            }
        }
        other => {
            d.push(
                kind.diagnostic("unknown type of shape")
                    .found(other)
                    .expected("a type of botocore, such as structure, list, string or integer"),
            );
            return None;
        }
    };
    add_bounds(kind, at, &mut traits);
    // In Smithy, and on the wire, the name of a list has an effect only on a member.
    if let Some(name) = at.get("locationName") {
        traits.insert("smithy.api#xmlName".to_owned(), name.value().clone());
    }
    if let Some(values) = at.get("enum") {
        let values = values.items(d).into_iter();
        let value = |at: Cursor<'_>| Some(json!({ "value": at.string(d)? }));
        let values: Vec<Value> = values.filter_map(value).collect();
        traits.insert("smithy.api#enum".to_owned(), values.into());
    }
    shape.insert("type".to_owned(), kind.into());
    shape.insert("traits".to_owned(), traits.into());
    Some(shape.into())
}

/// `min` and `max`, which are the range of a number and the length of anything else.
fn add_bounds(kind: &str, at: &Cursor<'_>, traits: &mut Traits) {
    let mut bounds = Map::new();
    for key in ["min", "max"] {
        if let Some(bound) = at.get(key) {
            bounds.insert(key.to_owned(), bound.value().clone());
        }
    }
    let id = match kind {
        "byte" | "short" | "integer" | "long" | "float" | "double" | "bigDecimal"
        | "bigInteger" => "smithy.api#range",
        _ => "smithy.api#length",
    };
    if !bounds.is_empty() {
        traits.insert(id.to_owned(), bounds.into());
    }
}

fn translate_members(context: &Context<'_, '_>, at: &Cursor<'_>, d: &mut Diagnostics) -> Value {
    let entries = at.get("members").map(|members| members.entries(d));
    let entries = entries.unwrap_or_default();
    let required = required_names(at, &entries, d);
    let mut members = Map::new();
    for (name, at) in entries {
        let Some(mut member) = translate_member(context, &at, d) else {
            continue;
        };
        if required.contains(name)
            && let Some(traits) = member.get_mut("traits").and_then(Value::as_object_mut)
        {
            traits.insert("smithy.api#required".to_owned(), json!({}));
        }
        members.insert(name.to_owned(), member);
    }
    members.into()
}

/// The names under `required`, each of a member.
fn required_names<'a>(
    at: &Cursor<'a>,
    members: &[(&'a str, Cursor<'a>)],
    d: &mut Diagnostics,
) -> BTreeSet<&'a str> {
    let mut required = BTreeSet::new();
    for item in at
        .get("required")
        .map(|list| list.items(d))
        .unwrap_or_default()
    {
        let Some(name) = item.string(d) else { continue };
        if !required.insert(name) || members.iter().any(|(member, _)| *member == name) {
            continue;
        }
        let diagnostic = item
            .diagnostic("a required member that does not exist")
            .found(name)
            .expected("the name of a member of this shape");
        let known = members.iter().map(|(member, _)| *member);
        d.push(match nearest(name, known) {
            Some(near) => diagnostic.help(format!("did you mean {near}?")),
            None => diagnostic,
        });
    }
    required
}

/// A member of a structure, an item of a list, or a key or value of a map.
fn translate_member(
    context: &Context<'_, '_>,
    at: &Cursor<'_>,
    d: &mut Diagnostics,
) -> Option<Value> {
    check_keys(at, key::MEMBER, d);
    let name = at.required("shape", d)?.string(d)?;
    let mut traits = common_traits(at, d);
    let target = context.shape(name);
    let wire = wire_name(at, target.as_ref(), &mut traits, d);
    if let Some(wire) = wire {
        traits.insert("smithy.api#xmlName".to_owned(), wire.into());
    }
    // The query protocol has one name for requests and responses.
    if context.protocol == Protocol::Ec2
        && let Some(name) = at.get("queryName")
    {
        let id = "aws.protocols#ec2QueryName".to_owned();
        traits.insert(id, name.value().clone());
    }
    if let Some(namespace) = at.get("xmlNamespace") {
        let id = "smithy.api#xmlNamespace".to_owned();
        traits.insert(id, namespace.value().clone());
    }
    Some(json!({ "target": context.names.shape(name), "traits": traits }))
}

/// The name on the wire. In C2J, a flattened list takes the name of its items; in Smithy, its items
/// take the name of the list.
fn wire_name<'a>(
    at: &Cursor<'a>,
    target: Option<&Cursor<'a>>,
    traits: &mut Traits,
    d: &mut Diagnostics,
) -> Option<&'a str> {
    let own = at.get("locationName").and_then(|name| name.string(d));
    let is_flattened = |at: &Cursor<'_>| at.get("flattened").is_some_and(|at| at.value() == true);
    let target = target.filter(|target| is_flattened(at) || is_flattened(target));
    let Some(target) = target else { return own };
    traits.insert("smithy.api#xmlFlattened".to_owned(), json!({}));
    let item = target
        .get("member")
        .and_then(|item| item.get("locationName"));
    item.and_then(|name| name.string(d)).or(own)
}
