//! Reads the shapes of a model.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::Value;

use super::{
    Kind, Member, Model, Operation, Reference, Resource, Service, Shape, Simple, Traits, UNIT,
    targets,
};
use crate::diagnostic::Diagnostics;
use crate::json::{Cursor, describe};
use crate::upgrade::is_older;

/// The shapes of Smithy's prelude that members target.
const PRELUDE: [(&str, Simple); 20] = [
    ("smithy.api#BigDecimal", Simple::BigDecimal),
    ("smithy.api#BigInteger", Simple::BigInteger),
    ("smithy.api#Blob", Simple::Blob),
    ("smithy.api#Boolean", Simple::Boolean),
    ("smithy.api#Byte", Simple::Byte),
    ("smithy.api#Document", Simple::Document),
    ("smithy.api#Double", Simple::Double),
    ("smithy.api#Float", Simple::Float),
    ("smithy.api#Integer", Simple::Integer),
    ("smithy.api#Long", Simple::Long),
    ("smithy.api#PrimitiveBoolean", Simple::Boolean),
    ("smithy.api#PrimitiveByte", Simple::Byte),
    ("smithy.api#PrimitiveDouble", Simple::Double),
    ("smithy.api#PrimitiveFloat", Simple::Float),
    ("smithy.api#PrimitiveInteger", Simple::Integer),
    ("smithy.api#PrimitiveLong", Simple::Long),
    ("smithy.api#PrimitiveShort", Simple::Short),
    ("smithy.api#Short", Simple::Short),
    ("smithy.api#String", Simple::String),
    ("smithy.api#Timestamp", Simple::Timestamp),
];

/// Reads the model's shapes. A shape that cannot be read is reported and left out. Returns `None`
/// if the model has no `shapes`.
pub(crate) fn parse_model<'a>(
    root: &Cursor<'a>,
    file: &'a str,
    d: &mut Diagnostics,
) -> Option<Model<'a>> {
    root.object(d)?;
    root.check_keys(&["smithy", "metadata", "shapes"], d);
    check_version(root, d);
    let entries = root.required("shapes", d)?;
    entries.object(d)?;
    let mut shapes = prelude(file);
    let mut broken = BTreeSet::new();
    for (id, value) in entries.entries(d) {
        let at = Cursor::new(value.value(), file, id);
        if !is_shape_id(id) {
            d.push(
                at.diagnostic("malformed shape id")
                    .found(id)
                    .expected("namespace#Name, of ASCII letters, digits and underscores"),
            );
        } else if let Some(shape) = parse_shape(id, at, d) {
            shapes.insert(id, shape);
        } else {
            broken.insert(id);
        }
    }
    let model = Model { file, shapes };
    targets::check_targets(&model, &broken, d);
    Some(model)
}

fn check_version(root: &Cursor<'_>, d: &mut Diagnostics) {
    let Some(version) = root.required("smithy", d) else {
        return;
    };
    let Some(text) = version.string(d) else {
        return;
    };
    if text != "2" && !text.starts_with("2.") && !is_older(text) {
        d.push(
            version
                .diagnostic("unsupported version of the Smithy model")
                .found(text)
                .expected("1.0 or 2.0")
                .help("convert the model with the Smithy CLI: `smithy ast`"),
        );
    }
}

fn prelude<'a>(file: &'a str) -> BTreeMap<&'a str, Shape<'a>> {
    static NULL: Value = Value::Null;
    let shape = |(id, simple): (&'static str, Simple)| Shape {
        id,
        at: Cursor::new(&NULL, file, id),
        kind: Kind::Simple(simple),
        traits: Traits::default(),
    };
    let simple = PRELUDE.into_iter().chain([(UNIT, Simple::Unit)]);
    simple.map(|entry| (entry.0, shape(entry))).collect()
}

fn parse_shape<'a>(id: &'a str, at: Cursor<'a>, d: &mut Diagnostics) -> Option<Shape<'a>> {
    if at.get("type").is_none() {
        // Which other keys it may have depends on its type.
        at.check_keys(&ALL_KEYS, d);
    }
    let kind = at.required("type", d)?;
    let kind = match kind.string(d)? {
        "apply" => {
            d.push(
                at.diagnostic("`apply` statements are not supported")
                    .found("type `apply`")
                    .expected("traits on the shape itself, as `smithy ast` writes them"),
            );
            return None;
        }
        "bigDecimal" => Kind::Simple(Simple::BigDecimal),
        "bigInteger" => Kind::Simple(Simple::BigInteger),
        "blob" => Kind::Simple(Simple::Blob),
        "boolean" => Kind::Simple(Simple::Boolean),
        "byte" => Kind::Simple(Simple::Byte),
        "document" => Kind::Simple(Simple::Document),
        "double" => Kind::Simple(Simple::Double),
        "float" => Kind::Simple(Simple::Float),
        "integer" => Kind::Simple(Simple::Integer),
        "long" => Kind::Simple(Simple::Long),
        "short" => Kind::Simple(Simple::Short),
        "string" => Kind::Simple(Simple::String),
        "timestamp" => Kind::Simple(Simple::Timestamp),
        "list" | "set" => Kind::List(parse_member(id, "member", &at.required("member", d)?, d)?),
        "map" => Kind::Map {
            key: parse_member(id, "key", &at.required("key", d)?, d)?,
            value: parse_member(id, "value", &at.required("value", d)?, d)?,
        },
        "structure" => Kind::Structure(parse_members(id, &at, d)),
        "union" => Kind::Union(parse_members(id, &at, d)),
        "enum" => Kind::Enum(parse_members(id, &at, d)),
        "intEnum" => Kind::IntEnum(parse_members(id, &at, d)),
        "operation" => Kind::Operation(Operation {
            input: at.get("input").and_then(|input| parse_reference(&input, d)),
            output: at
                .get("output")
                .and_then(|output| parse_reference(&output, d)),
            errors: parse_references(&at, "errors", d),
        }),
        "resource" => Kind::Resource(parse_resource(&at, d)),
        "service" => Kind::Service(parse_service(&at, d)),
        other => {
            d.push(
                kind.diagnostic("unknown type of shape")
                    .found(other)
                    .expected("a type of Smithy 2.0, such as structure, list, string or integer"),
            );
            return None;
        }
    };
    at.check_keys(keys(&kind), d);
    refuse_mixins(&at, d);
    let traits = parse_traits(&at, d);
    Some(Shape {
        id,
        at,
        kind,
        traits,
    })
}

/// The keys of shapes of any type.
const ALL_KEYS: [&str; 23] = [
    "collectionOperations",
    "create",
    "delete",
    "errors",
    "identifiers",
    "input",
    "key",
    "list",
    "member",
    "members",
    "mixins",
    "operations",
    "output",
    "properties",
    "put",
    "read",
    "rename",
    "resources",
    "traits",
    "type",
    "update",
    "value",
    "version",
];

/// The keys that a shape may have.
fn keys(kind: &Kind<'_>) -> &'static [&'static str] {
    match kind {
        Kind::Simple(_) => &["type", "traits", "mixins"],
        Kind::List(_) => &["type", "member", "traits", "mixins"],
        Kind::Map { .. } => &["type", "key", "value", "traits", "mixins"],
        Kind::Structure(_) | Kind::Union(_) | Kind::Enum(_) | Kind::IntEnum(_) => {
            &["type", "members", "traits", "mixins"]
        }
        Kind::Operation(_) => &["type", "input", "output", "errors", "traits", "mixins"],
        Kind::Resource(_) => &[
            "type",
            "identifiers",
            "properties",
            "create",
            "put",
            "read",
            "update",
            "delete",
            "list",
            "operations",
            "collectionOperations",
            "resources",
            "traits",
            "mixins",
        ],
        Kind::Service(_) => &[
            "type",
            "version",
            "operations",
            "resources",
            "errors",
            "rename",
            "traits",
            "mixins",
        ],
    }
}

/// Reports mixins. AWS publishes models with mixins flattened; a shape that still has mixins lacks
/// their members.
fn refuse_mixins(at: &Cursor<'_>, d: &mut Diagnostics) {
    if let Some(mixins) = at.get("mixins") {
        d.push(
            mixins
                .diagnostic("mixins are not flattened")
                .found(describe(mixins.value()))
                .expected("a model without mixins, whose shapes have all of their members")
                .help("convert the model with `smithy ast --flatten`"),
        );
    }
}

fn parse_members<'a>(id: &str, at: &Cursor<'a>, d: &mut Diagnostics) -> Vec<Member<'a>> {
    let Some(members) = at.get("members") else {
        return Vec::new();
    };
    let members = members.entries(d);
    let parse = |(name, value): (&'a str, Cursor<'a>)| parse_member(id, name, &value, d);
    members.into_iter().filter_map(parse).collect()
}

fn parse_member<'a>(
    shape: &str,
    name: &'a str,
    value: &Cursor<'a>,
    d: &mut Diagnostics,
) -> Option<Member<'a>> {
    let id = format!("{shape}${name}");
    let at = value.moved_to(&id);
    if !is_name(name) {
        d.push(
            at.diagnostic("malformed member name")
                .found(format!("\"{name}\""))
                .expected("ASCII letters, digits and underscores, beginning with a letter"),
        );
        return None;
    }
    at.check_keys(&["target", "traits"], d);
    let target = at.required("target", d)?.string(d)?;
    let traits = parse_traits(&at, d);
    Some(Member {
        id,
        name,
        at,
        target,
        traits,
    })
}

fn parse_traits<'a>(at: &Cursor<'a>, d: &mut Diagnostics) -> Traits<'a> {
    let Some(traits) = at.get("traits") else {
        return Traits::default();
    };
    let traits = traits.entries(d).into_iter();
    // The location of a trait is `shape/trait`, without the key "traits".
    Traits(
        traits
            .map(|(id, value)| (id, value.moved_to(&format!("{}/{id}", at.at()))))
            .collect(),
    )
}

fn parse_resource<'a>(at: &Cursor<'a>, d: &mut Diagnostics) -> Resource<'a> {
    let mut operations = Vec::new();
    for lifecycle in ["create", "put", "read", "update", "delete", "list"] {
        let operation = at.get(lifecycle);
        operations.extend(operation.and_then(|operation| parse_reference(&operation, d)));
    }
    operations.extend(parse_references(at, "operations", d));
    operations.extend(parse_references(at, "collectionOperations", d));
    Resource {
        operations,
        resources: parse_references(at, "resources", d),
    }
}

fn parse_service<'a>(at: &Cursor<'a>, d: &mut Diagnostics) -> Service<'a> {
    let version = at
        .required("version", d)
        .and_then(|version| version.string(d));
    Service {
        version: version.unwrap_or_default(),
        operations: parse_references(at, "operations", d),
        resources: parse_references(at, "resources", d),
        errors: parse_references(at, "errors", d),
        rename: parse_rename(at, d),
    }
}

fn parse_rename<'a>(
    at: &Cursor<'a>,
    d: &mut Diagnostics,
) -> IndexMap<&'a str, (&'a str, Cursor<'a>)> {
    let mut rename = IndexMap::new();
    for (id, at) in at
        .get("rename")
        .map(|rename| rename.entries(d))
        .unwrap_or_default()
    {
        let Some(name) = at.string(d) else { continue };
        if is_name(name) {
            rename.insert(id, (name, at));
        } else {
            d.push(
                at.diagnostic("malformed new name of a renamed shape")
                    .found(format!("\"{name}\""))
                    .expected("ASCII letters, digits and underscores, beginning with a letter"),
            );
        }
    }
    rename
}

fn parse_references<'a>(at: &Cursor<'a>, key: &str, d: &mut Diagnostics) -> Vec<Reference<'a>> {
    let Some(list) = at.get(key) else {
        return Vec::new();
    };
    let items = list.items(d).into_iter();
    items.filter_map(|item| parse_reference(&item, d)).collect()
}

fn parse_reference<'a>(at: &Cursor<'a>, d: &mut Diagnostics) -> Option<Reference<'a>> {
    at.check_keys(&["target"], d);
    let target = at.required("target", d)?.string(d)?;
    let at = at.clone();
    Some(Reference { target, at })
}

fn is_shape_id(id: &str) -> bool {
    id.split_once('#')
        .is_some_and(|(namespace, name)| namespace.split('.').all(is_name) && is_name(name))
}

/// Whether `name` is a valid Smithy identifier: it starts with a letter, or with underscores
/// followed by a letter or digit.
fn is_name(name: &str) -> bool {
    let rest = name.trim_start_matches('_');
    let starts = |c: char| c.is_ascii_alphabetic() || (c.is_ascii_digit() && rest != name);
    rest.starts_with(starts) && rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
