//! The Rust types of values, as text.

use super::Sdk;
use super::shape::{Field, Presence};
use super::types::{MapKey, Type};

impl Sdk {
    /// The type itself: `Vec<Tag>`.
    pub(crate) fn rust_type(&self, ty: &Type) -> String {
        let name = match ty {
            Type::Blob => "Vec<u8>",
            Type::Boolean => "bool",
            Type::Byte => "i8",
            Type::Double => "f64",
            Type::Float => "f32",
            Type::Integer => "i32",
            Type::Long => "i64",
            Type::SensitiveBlob => "SensitiveBlob",
            Type::SensitiveString => "SensitiveString",
            Type::Short => "i16",
            Type::String => "String",
            Type::Timestamp(_) => "DateTime",
            Type::List(list) => {
                return format!("Vec<{}>", self.entry_type(&list.item, list.sparse));
            }
            Type::Map(map) => {
                let value = self.entry_type(&map.value, map.sparse);
                return format!("BTreeMap<{}, {value}>", self.key_type(map.key));
            }
            Type::Enum(id) | Type::IntEnum(id) => &self.enumeration(*id).ident,
            Type::Structure(id) => &self.structure(*id).ident,
            Type::Union(id) => &self.union(*id).ident,
            // No value has this type: it marks a variant without a value.
            Type::Unit => "()",
        };
        name.to_owned()
    }

    /// The type of an item of a list or of the value of an entry.
    pub(crate) fn entry_type(&self, ty: &Type, sparse: bool) -> String {
        let ty = self.rust_type(ty);
        match sparse {
            true => format!("Option<{ty}>"),
            false => ty,
        }
    }

    pub(crate) fn key_type(&self, key: MapKey) -> &str {
        match key {
            MapKey::Text => "String",
            MapKey::Enum(id) => &self.enumeration(id).ident,
        }
    }

    /// The type of the items of a list or a map: an item, or a key with its value.
    pub(crate) fn item_type(&self, ty: &Type) -> String {
        match ty {
            Type::List(list) => self.entry_type(&list.item, list.sparse),
            Type::Map(map) => {
                let value = self.entry_type(&map.value, map.sparse);
                format!("({}, {value})", self.key_type(map.key))
            }
            ty => self.rust_type(ty),
        }
    }

    /// The type of a field without its `Option`: `Box<Tag>` if it is boxed.
    pub(crate) fn stored_type(&self, field: &Field) -> String {
        let ty = self.rust_type(&field.ty);
        match field.boxed {
            true => format!("Box<{ty}>"),
            false => ty,
        }
    }

    /// The type of a field: `Option<Vec<Tag>>`.
    pub(crate) fn field_type(&self, field: &Field) -> String {
        let ty = self.stored_type(field);
        match field.presence {
            Presence::Optional => format!("Option<{ty}>"),
            Presence::Required | Presence::Defaulted | Presence::DefaultedTo(_) => ty,
        }
    }
}
