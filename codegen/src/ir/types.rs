//! The types of values.

use super::{EnumId, StructId, UnionId};

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Type {
    Blob,
    Boolean,
    Byte,
    Double,
    Float,
    Integer,
    Long,
    SensitiveBlob,
    SensitiveString,
    Short,
    String,
    Timestamp(TimestampFormat),
    Enum(EnumId),
    IntEnum(EnumId),
    List(Box<List>),
    Map(Box<Map>),
    Structure(StructId),
    Union(UnionId),
    /// A variant of a union without a value.
    Unit,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct List {
    pub(crate) item: Type,
    /// Whether items may be null.
    pub(crate) sparse: bool,
    pub(crate) form: ListForm,
    /// The element of an item; `None` for a flattened list, whose items repeat the list's name.
    pub(crate) item_xml: Option<String>,
    /// The XML namespace that the element of an item declares.
    pub(crate) item_namespace: Option<Namespace>,
}

/// The declaration of an XML namespace.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Namespace {
    /// `xmlns`, or `xmlns:prefix`.
    pub(crate) attribute: String,
    pub(crate) uri: String,
}

/// The form of a list in requests.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ListForm {
    /// `List.member.N`, with this name for `member`.
    Wrapped(String),
    /// `List.N`.
    Flat,
    /// `List.N`, and nothing for an empty list.
    Ec2,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Map {
    pub(crate) key: MapKey,
    pub(crate) value: Type,
    /// Whether values may be null.
    pub(crate) sparse: bool,
    /// Whether entries repeat the name of the map, in requests and in responses.
    pub(crate) flattened: bool,
    /// The names of the key and the value in an entry.
    pub(crate) key_wire: String,
    pub(crate) value_wire: String,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum MapKey {
    Text,
    Enum(EnumId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimestampFormat {
    DateTime,
    EpochSeconds,
    HttpDate,
}

impl Type {
    /// Whether its Rust type is `Copy`.
    pub(crate) fn is_copy(&self) -> bool {
        matches!(
            self,
            Type::Boolean
                | Type::Byte
                | Type::Double
                | Type::Float
                | Type::Integer
                | Type::Long
                | Type::Short
                | Type::Timestamp(_)
        )
    }

    /// Whether a value consists of other values.
    pub(crate) fn is_nested(&self) -> bool {
        matches!(
            self,
            Type::List(_) | Type::Map(_) | Type::Structure(_) | Type::Union(_)
        )
    }

    /// Whether the items of a list or the entries of a map are children of the structure itself.
    pub(crate) fn is_flattened(&self) -> bool {
        match self {
            Type::List(list) => list.item_xml.is_none(),
            Type::Map(map) => map.flattened,
            _ => false,
        }
    }
}
