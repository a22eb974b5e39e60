//! Values in a model, checked against their types: in examples, in protocol tests, as defaults.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::{Literal, Map, Presence, StructId, Structure, Timestamp, Type, Union, UnionId};
use crate::json::{Cursor, describe};

use super::Resolver;

impl Resolver<'_, '_> {
    /// The members of a structure in an example, in the order of the structure.
    pub(super) fn members(
        &self,
        id: StructId,
        at: &Cursor<'_>,
        d: &mut Diagnostics,
    ) -> Option<Vec<(usize, Literal)>> {
        let structure = self.structure(id)?;
        at.object(d)?;
        let values = self.given_members(structure, at, |_| false, d)?;
        for field in &structure.fields {
            let is_missing = at.get(&field.member).is_none();
            if is_missing && (field.required || field.presence == Presence::Required) {
                d.push(
                    at.diagnostic("an example lacks a required member")
                        .found(describe(at.value()))
                        .expected(format!("an object with `{}`", field.member)),
                );
            }
        }
        Some(values)
    }

    /// The given members, without a check for missing ones, and without those that `is_skipped`.
    pub(super) fn given_members(
        &self,
        structure: &Structure,
        at: &Cursor<'_>,
        is_skipped: impl Fn(&str) -> bool,
        d: &mut Diagnostics,
    ) -> Option<Vec<(usize, Literal)>> {
        let mut values = Vec::new();
        for (name, value) in at.entries(d) {
            if is_skipped(name) {
                continue;
            }
            let mut fields = structure.fields.iter();
            match fields.position(|field| field.member == name) {
                Some(index) => {
                    let field = structure.fields.get(index)?;
                    let literal = self.literal(&field.ty, &value, d);
                    values.extend(literal.map(|literal| (index, literal)));
                }
                None => d.push(unknown_member(structure, &value, name)),
            }
        }
        values.sort_by_key(|(index, _)| *index);
        Some(values)
    }

    pub(super) fn structure(&self, id: StructId) -> Option<&Structure> {
        self.structures.get(id.0)
    }

    pub(super) fn union(&self, id: UnionId) -> Option<&Union> {
        self.unions.get(id.0)
    }

    pub(super) fn literal(
        &self,
        ty: &Type,
        at: &Cursor<'_>,
        d: &mut Diagnostics,
    ) -> Option<Literal> {
        Some(match ty {
            Type::Boolean => Literal::Boolean(at.boolean(d)?),
            Type::Byte => Literal::Integer(integer(at, i8::MIN.into(), i8::MAX.into(), d)?),
            Type::Short => Literal::Integer(integer(at, i16::MIN.into(), i16::MAX.into(), d)?),
            Type::Integer | Type::IntEnum(_) => {
                Literal::Integer(integer(at, i32::MIN.into(), i32::MAX.into(), d)?)
            }
            Type::Long => Literal::Integer(at.integer(d)?),
            Type::Float => Literal::Double(single(at, d)?),
            Type::Double => Literal::Double(float(at, d)?),
            Type::String | Type::SensitiveString | Type::Enum(_) => {
                Literal::Text(at.string(d)?.to_owned())
            }
            Type::Blob | Type::SensitiveBlob => Literal::Bytes(at.string(d)?.as_bytes().to_vec()),
            Type::Timestamp(_) => Literal::Timestamp(timestamp(at, d)?),
            Type::List(list) => {
                let items = at.items(d);
                let items = items
                    .iter()
                    .filter_map(|item| self.entry(&list.item, list.sparse, item, d));
                Literal::List(items.collect())
            }
            Type::Map(map) => self.map_literal(map, at, d)?,
            Type::Structure(id) => Literal::Structure(*id, self.members(*id, at, d)?),
            Type::Union(id) => self.union_literal(*id, at, d)?,
            Type::Unit => Literal::Unit,
        })
    }

    /// An item of a list or the value of a map entry. It may be `null` only if it is sparse.
    fn entry(
        &self,
        ty: &Type,
        sparse: bool,
        at: &Cursor<'_>,
        d: &mut Diagnostics,
    ) -> Option<Literal> {
        match sparse && at.value().is_null() {
            true => Some(Literal::Null),
            false => self.literal(ty, at, d),
        }
    }

    fn map_literal(&self, map: &Map, at: &Cursor<'_>, d: &mut Diagnostics) -> Option<Literal> {
        at.object(d)?;
        let mut entries = Vec::new();
        for (key, value) in at.entries(d) {
            let value = self.entry(&map.value, map.sparse, &value, d);
            entries.extend(value.map(|value| (key.to_owned(), value)));
        }
        entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        Some(Literal::Map(entries))
    }

    fn union_literal(&self, id: UnionId, at: &Cursor<'_>, d: &mut Diagnostics) -> Option<Literal> {
        let union = self.union(id)?;
        at.object(d)?;
        let entries = at.entries(d);
        let found = match entries.as_slice() {
            [(name, value)] => {
                let mut variants = union.variants.iter();
                let index = variants.position(|variant| variant.field.member == *name);
                index.map(|index| (index, value))
            }
            _ => None,
        };
        let Some((index, value)) = found else {
            let members = union
                .variants
                .iter()
                .map(|variant| variant.field.member.as_str());
            d.push(
                at.diagnostic("an example of a union does not have exactly one member")
                    .found(describe(at.value()))
                    .expected(format!(
                        "an object with one of: {}",
                        members.collect::<Vec<_>>().join(", ")
                    )),
            );
            return None;
        };
        let variant = union.variants.get(index)?;
        let value = self.literal(&variant.field.ty, value, d)?;
        Some(Literal::Union(id, index, Box::new(value)))
    }
}

fn unknown_member(structure: &Structure, at: &Cursor<'_>, name: &str) -> Diagnostic {
    let members: Vec<&str> = structure
        .fields
        .iter()
        .map(|field| field.member.as_str())
        .collect();
    at.diagnostic("an example has an unknown member")
        .found(name)
        .expected(format!(
            "a member of {}: {}",
            structure.shape,
            members.join(", ")
        ))
}

/// An integer within the range of its type.
fn integer(at: &Cursor<'_>, min: i64, max: i64, d: &mut Diagnostics) -> Option<i64> {
    let number = at.integer(d)?;
    if (min..=max).contains(&number) {
        return Some(number);
    }
    d.push(
        at.diagnostic("an example has a number out of the range of its type")
            .found(number)
            .expected(format!("{min} to {max}")),
    );
    None
}

/// A number within the range of `f32`, in the shortest form of the `f32` that is nearest to it:
/// clients send and read no other digits.
fn single(at: &Cursor<'_>, d: &mut Diagnostics) -> Option<f64> {
    let number = float(at, d)?;
    if number.is_finite() && number.abs() > f32::MAX.into() {
        d.push(
            at.diagnostic("an example has a number out of the range of its type")
                .found(at.value())
                .expected(format!("{:e} to {:e}", f32::MIN, f32::MAX)),
        );
        return None;
    }
    let nearest = number as f32;
    nearest.to_string().parse().ok()
}

/// A number, or as text one that JSON cannot express.
fn float(at: &Cursor<'_>, d: &mut Diagnostics) -> Option<f64> {
    let number = match at.value().as_str() {
        Some("NaN") => Some(f64::NAN),
        Some("Infinity") => Some(f64::INFINITY),
        Some("-Infinity") => Some(f64::NEG_INFINITY),
        _ => at.value().as_f64(),
    };
    if number.is_none() {
        at.wrong_type("a number", d);
    }
    number
}

/// RFC 3339 text, which examples also give as seconds since 1970.
fn timestamp(at: &Cursor<'_>, d: &mut Diagnostics) -> Option<Timestamp> {
    let timestamp = match at.value().as_number() {
        Some(number) => {
            let time = nanoseconds(&number.to_string());
            let time = time.and_then(|time| OffsetDateTime::from_unix_timestamp_nanos(time).ok());
            time.and_then(|time| Some(new_timestamp(time, time.format(&Rfc3339).ok()?)))
        }
        None => {
            let text = at.string(d)?;
            let time = OffsetDateTime::parse(text, &Rfc3339).ok();
            time.map(|time| new_timestamp(time, text.to_owned()))
        }
    };
    if timestamp.is_none() {
        d.push(
            at.diagnostic("an example's timestamp cannot be read")
                .found(at.value())
                .expected("a date and time of RFC 3339, such as 2026-01-31T12:00:00Z"),
        );
    }
    timestamp
}

fn new_timestamp(time: OffsetDateTime, text: String) -> Timestamp {
    Timestamp {
        text,
        seconds: time.unix_timestamp(),
        nanoseconds: time.nanosecond(),
    }
}

/// Decimal seconds as nanoseconds, without the rounding errors of binary fractions.
fn nanoseconds(seconds: &str) -> Option<i128> {
    let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, ""));
    let fraction: String = fraction
        .chars()
        .chain("000000000".chars())
        .take(9)
        .collect();
    let nanoseconds: i128 = fraction.parse().ok()?;
    let sign = if whole.starts_with('-') { -1 } else { 1 };
    let whole: i128 = whole.parse().ok()?;
    whole
        .checked_mul(1_000_000_000)?
        .checked_add(sign * nanoseconds)
}
