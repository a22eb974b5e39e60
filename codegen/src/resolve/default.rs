//! The presence of members, and their defaults.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use crate::ast::Member;
use crate::diagnostic::Diagnostics;
use crate::ir::{Literal, Presence, Type};
use crate::json::Cursor;

use super::Resolver;
use super::structure::Use;

impl<'m, 'a> Resolver<'m, 'a> {
    /// A default takes precedence over `required`, since it gives absent members a value.
    pub(super) fn presence(
        &self,
        member: &Member<'a>,
        ty: &Type,
        usage: Use,
        d: &mut Diagnostics,
    ) -> Presence {
        let required = member.traits.has("smithy.api#required");
        let default = member.traits.get("smithy.api#default");
        let default = default.and_then(|default| self.default(member, default, ty, d));
        match default {
            _ if usage.optional || member.traits.has("smithy.api#clientOptional") => {
                Presence::Optional
            }
            Some(presence) => presence,
            None if required => Presence::Required,
            None => Presence::Optional,
        }
    }

    /// `None` for `null` too, which removes the default of the target.
    fn default(
        &self,
        member: &Member<'a>,
        default: &Cursor<'a>,
        ty: &Type,
        d: &mut Diagnostics,
    ) -> Option<Presence> {
        if !fits_type(default.value(), ty) {
            default.wrong_type(&format!("a default of {}", member.target), d);
            return None;
        }
        if default.value().is_null() {
            return None;
        }
        if is_zero(default.value()) && has_zero(ty) {
            return Some(Presence::Defaulted);
        }
        let literal = match ty {
            Type::Blob | Type::SensitiveBlob => Literal::Bytes(base64(default, d)?),
            _ => self.literal(ty, default, d)?,
        };
        Some(Presence::DefaultedTo(literal))
    }
}

fn base64(at: &Cursor<'_>, d: &mut Diagnostics) -> Option<Vec<u8>> {
    let text = at.string(d)?;
    let bytes = BASE64_STANDARD.decode(text).ok();
    if bytes.is_none() {
        d.push(
            at.diagnostic("a default of a blob is not valid base64")
                .found(text)
                .expected("base64"),
        );
    }
    bytes
}

fn fits_type(default: &Value, ty: &Type) -> bool {
    use Type::{Blob, Enum, SensitiveBlob, SensitiveString, String, Timestamp};
    match default {
        Value::Null => true,
        Value::Bool(_) => matches!(ty, Type::Boolean),
        Value::Number(_) => {
            use Type::{Byte, Double, Float, IntEnum, Integer, Long, Short};
            matches!(
                ty,
                Byte | Double | Float | IntEnum(_) | Integer | Long | Short | Timestamp(_)
            )
        }
        Value::String(_) => {
            matches!(
                ty,
                Blob | Enum(_) | SensitiveBlob | SensitiveString | String | Timestamp(_)
            )
        }
        // Smithy allows only empty lists and maps.
        Value::Array(items) => items.is_empty() && matches!(ty, Type::List(_)),
        Value::Object(entries) => entries.is_empty() && matches!(ty, Type::Map(_)),
    }
}

/// Whether a default is that of its Rust type.
fn is_zero(default: &Value) -> bool {
    match default {
        Value::Bool(value) => !value,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
        Value::Null => false,
    }
}

fn has_zero(ty: &Type) -> bool {
    !matches!(
        ty,
        Type::Timestamp(_)
            | Type::Enum(_)
            | Type::IntEnum(_)
            | Type::Structure(_)
            | Type::Union(_)
            | Type::Unit
    )
}
