//! The syntax tree of a model file: shapes, members and traits, before anything is resolved.

mod parse;
mod targets;

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::json::Cursor;
pub(crate) use parse::parse_model;

/// A Smithy model. Shapes are sorted by id, so their order in the file has no effect.
pub(crate) struct Model<'a> {
    pub(crate) file: &'a str,
    pub(crate) shapes: BTreeMap<&'a str, Shape<'a>>,
}

pub(crate) struct Shape<'a> {
    pub(crate) id: &'a str,
    pub(crate) at: Cursor<'a>,
    pub(crate) kind: Kind<'a>,
    pub(crate) traits: Traits<'a>,
}

pub(crate) enum Kind<'a> {
    Simple(Simple),
    List(Member<'a>),
    Map { key: Member<'a>, value: Member<'a> },
    Structure(Vec<Member<'a>>),
    Union(Vec<Member<'a>>),
    Enum(Vec<Member<'a>>),
    IntEnum(Vec<Member<'a>>),
    Operation(Operation<'a>),
    Resource(Resource<'a>),
    Service(Service<'a>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Simple {
    BigDecimal,
    BigInteger,
    Blob,
    Boolean,
    Byte,
    Document,
    Double,
    Float,
    Integer,
    Long,
    Short,
    String,
    Timestamp,
    Unit,
}

pub(crate) struct Member<'a> {
    /// The member's id: `namespace#Shape$name`.
    pub(crate) id: String,
    pub(crate) name: &'a str,
    pub(crate) at: Cursor<'a>,
    pub(crate) target: &'a str,
    pub(crate) traits: Traits<'a>,
}

#[derive(Default)]
pub(crate) struct Operation<'a> {
    pub(crate) input: Option<Reference<'a>>,
    pub(crate) output: Option<Reference<'a>>,
    pub(crate) errors: Vec<Reference<'a>>,
}

#[derive(Default)]
pub(crate) struct Resource<'a> {
    pub(crate) operations: Vec<Reference<'a>>,
    pub(crate) resources: Vec<Reference<'a>>,
}

#[derive(Default)]
pub(crate) struct Service<'a> {
    pub(crate) version: &'a str,
    pub(crate) operations: Vec<Reference<'a>>,
    pub(crate) resources: Vec<Reference<'a>>,
    pub(crate) errors: Vec<Reference<'a>>,
    /// The name of each renamed shape within this service by the shape's id, and its location.
    pub(crate) rename: IndexMap<&'a str, (&'a str, Cursor<'a>)>,
}

/// A reference to a shape, `{"target": "namespace#Shape"}`, and its location.
pub(crate) struct Reference<'a> {
    pub(crate) target: &'a str,
    pub(crate) at: Cursor<'a>,
}

/// The traits of a shape or member by id, in file order.
#[derive(Default)]
pub(crate) struct Traits<'a>(IndexMap<&'a str, Cursor<'a>>);

impl<'a> Traits<'a> {
    pub(crate) fn has(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Cursor<'a>> {
        self.0.get(id)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'a str, &Cursor<'a>)> {
        self.0.iter().map(|(id, value)| (*id, value))
    }

    pub(crate) fn set(&mut self, id: &'a str, value: Cursor<'a>) {
        self.0.insert(id, value);
    }

    pub(crate) fn remove(&mut self, id: &str) -> bool {
        self.0.shift_remove(id).is_some()
    }
}

impl<'a> Shape<'a> {
    /// The id without its namespace.
    pub(crate) fn name(&self) -> &'a str {
        name_of(self.id)
    }

    /// The members of the shape, whatever its kind.
    pub(crate) fn members(&self) -> Vec<&Member<'a>> {
        match &self.kind {
            Kind::Structure(members)
            | Kind::Union(members)
            | Kind::Enum(members)
            | Kind::IntEnum(members) => members.iter().collect(),
            Kind::List(member) => vec![member],
            Kind::Map { key, value } => vec![key, value],
            _ => Vec::new(),
        }
    }

    pub(crate) fn members_mut(&mut self) -> Vec<&mut Member<'a>> {
        match &mut self.kind {
            Kind::Structure(members)
            | Kind::Union(members)
            | Kind::Enum(members)
            | Kind::IntEnum(members) => members.iter_mut().collect(),
            Kind::List(member) => vec![member],
            Kind::Map { key, value } => vec![key, value],
            _ => Vec::new(),
        }
    }
}

/// The name in a shape's id: the part after the `#`.
pub(crate) fn name_of(id: &str) -> &str {
    id.split_once('#').map_or(id, |(_, name)| name)
}

/// The target of an operation that has no input or no output.
pub(crate) const UNIT: &str = "smithy.api#Unit";

/// A kind of shape with its article: `an integer`.
pub(crate) fn a_kind(kind: &Kind<'_>) -> String {
    let name = kind_name(kind);
    let article = if name.starts_with(['a', 'e', 'i', 'o']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {name}")
}

/// The Smithy name of a kind of shape.
pub(crate) fn kind_name(kind: &Kind<'_>) -> &'static str {
    match kind {
        Kind::Simple(simple) => match simple {
            Simple::BigDecimal => "bigDecimal",
            Simple::BigInteger => "bigInteger",
            Simple::Blob => "blob",
            Simple::Boolean => "boolean",
            Simple::Byte => "byte",
            Simple::Document => "document",
            Simple::Double => "double",
            Simple::Float => "float",
            Simple::Integer => "integer",
            Simple::Long => "long",
            Simple::Short => "short",
            Simple::String => "string",
            Simple::Timestamp => "timestamp",
            Simple::Unit => "unit",
        },
        Kind::List(_) => "list",
        Kind::Map { .. } => "map",
        Kind::Structure(_) => "structure",
        Kind::Union(_) => "union",
        Kind::Enum(_) => "enum",
        Kind::IntEnum(_) => "intEnum",
        Kind::Operation(_) => "operation",
        Kind::Resource(_) => "resource",
        Kind::Service(_) => "service",
    }
}
