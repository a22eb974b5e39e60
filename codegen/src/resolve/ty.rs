//! The type of a field, from the shape that its member targets.

use crate::ast::{Kind, Member, Shape, Simple, a_kind};
use crate::diagnostic::Diagnostics;
use crate::ir::{List, ListForm, Map, MapKey, Protocol, TimestampFormat, Type};

use super::Resolver;
use super::structure::{xml_name, xml_namespace};

/// The maximum nesting depth of lists and maps; models of AWS reach three.
const MAX_DEPTH: usize = 16;

impl<'m, 'a> Resolver<'m, 'a> {
    pub(super) fn member_type(&self, member: &Member<'a>, d: &mut Diagnostics) -> Option<Type> {
        self.type_of(member, 0, d)
    }

    fn type_of(&self, member: &Member<'a>, depth: usize, d: &mut Diagnostics) -> Option<Type> {
        let shape = self.model.shapes.get(member.target)?;
        if depth > MAX_DEPTH {
            d.push(
                member
                    .at
                    .diagnostic("lists or maps nest too deeply")
                    .found(format!("more than {MAX_DEPTH} levels"))
                    .expected("a structure, a union or a simple shape below"),
            );
            return None;
        }
        match &shape.kind {
            Kind::Simple(simple) => self.simple_type(*simple, shape, member, d),
            Kind::List(item) => self.list_type(shape, member, item, depth, d),
            Kind::Map { key, value } => self.map_type(shape, member, (key, value), depth, d),
            Kind::Structure(_) => self
                .shared
                .get(member.target)
                .map(|id| Type::Structure(*id)),
            Kind::Union(_) => self.union_ids.get(member.target).map(|id| Type::Union(*id)),
            Kind::Enum(_) => self.enum_ids.get(member.target).map(|id| Type::Enum(*id)),
            Kind::IntEnum(_) => self
                .enum_ids
                .get(member.target)
                .map(|id| Type::IntEnum(*id)),
            // Members that target such shapes were reported when the model was read.
            Kind::Operation(_) | Kind::Resource(_) | Kind::Service(_) => None,
        }
    }

    fn list_type(
        &self,
        shape: &Shape<'a>,
        member: &Member<'a>,
        item: &Member<'a>,
        depth: usize,
        d: &mut Diagnostics,
    ) -> Option<Type> {
        let flattened = member.traits.has("smithy.api#xmlFlattened");
        let name = entry_name(item, "member", d)?;
        let form = match self.protocol {
            Protocol::Ec2Query => ListForm::Ec2,
            Protocol::AwsQuery if flattened => ListForm::Flat,
            Protocol::AwsQuery => ListForm::Wrapped(name.clone()),
        };
        Some(Type::List(Box::new(List {
            item: self.type_of(item, depth + 1, d)?,
            sparse: shape.traits.has("smithy.api#sparse"),
            form,
            item_xml: (!flattened).then_some(name),
            item_namespace: match flattened {
                true => None,
                false => xml_namespace(item, d),
            },
        })))
    }

    fn map_type(
        &self,
        shape: &Shape<'a>,
        member: &Member<'a>,
        (key, value): (&Member<'a>, &Member<'a>),
        depth: usize,
        d: &mut Diagnostics,
    ) -> Option<Type> {
        let key_type = match self.type_of(key, depth + 1, d)? {
            Type::String | Type::SensitiveString => MapKey::Text,
            Type::Enum(id) => MapKey::Enum(id),
            _ => {
                d.push(
                    key.at
                        .diagnostic("a map key is not a string")
                        .found(key.target)
                        .expected("a string or an enum"),
                );
                return None;
            }
        };
        let key_wire = entry_name(key, "key", d)?;
        let value_wire = entry_name(value, "value", d)?;
        if key_wire == value_wire {
            d.push(
                value
                    .at
                    .diagnostic("the key and the value of a map have the same name on the wire")
                    .found(value_wire)
                    .expected("names that differ"),
            );
            return None;
        }
        Some(Type::Map(Box::new(Map {
            key: key_type,
            value: self.type_of(value, depth + 1, d)?,
            sparse: shape.traits.has("smithy.api#sparse"),
            flattened: member.traits.has("smithy.api#xmlFlattened"),
            key_wire,
            value_wire,
        })))
    }

    fn simple_type(
        &self,
        simple: Simple,
        shape: &Shape<'a>,
        member: &Member<'a>,
        d: &mut Diagnostics,
    ) -> Option<Type> {
        let sensitive =
            shape.traits.has("smithy.api#sensitive") || member.traits.has("smithy.api#sensitive");
        Some(match simple {
            Simple::Blob if sensitive => Type::SensitiveBlob,
            Simple::Blob => Type::Blob,
            Simple::Boolean => Type::Boolean,
            Simple::Byte => Type::Byte,
            Simple::Double => Type::Double,
            Simple::Float => Type::Float,
            Simple::Integer => Type::Integer,
            Simple::Long => Type::Long,
            Simple::Short => Type::Short,
            // A string loses no digit, and users can convert it to a type of their choice.
            Simple::BigDecimal | Simple::BigInteger | Simple::String if sensitive => {
                Type::SensitiveString
            }
            Simple::BigDecimal | Simple::BigInteger | Simple::String => Type::String,
            Simple::Timestamp => Type::Timestamp(timestamp_format(shape, member, d)),
            Simple::Document | Simple::Unit => {
                unsupported(shape, member, d);
                return None;
            }
        })
    }
}

/// The name of an item, key or value: its `xmlName`, or else the protocol's.
fn entry_name(member: &Member<'_>, default: &str, d: &mut Diagnostics) -> Option<String> {
    let name = member.traits.get("smithy.api#xmlName");
    Some(
        name.map_or(Some(default), |name| xml_name(name, d))?
            .to_owned(),
    )
}

fn unsupported(shape: &Shape<'_>, member: &Member<'_>, d: &mut Diagnostics) {
    d.push(
        member
            .at
            .diagnostic("unsupported type of shape")
            .found(format!("{}, {}", shape.id, a_kind(&shape.kind)))
            .expected("a type that the Query protocols support, which have no documents and units"),
    );
}

/// The format of the member, or else of its target, or else of the protocol, which is `date-time`.
fn timestamp_format(
    shape: &Shape<'_>,
    member: &Member<'_>,
    d: &mut Diagnostics,
) -> TimestampFormat {
    let id = "smithy.api#timestampFormat";
    let Some(format) = member.traits.get(id).or(shape.traits.get(id)) else {
        return TimestampFormat::DateTime;
    };
    match format.string(d) {
        Some("epoch-seconds") => TimestampFormat::EpochSeconds,
        Some("http-date") => TimestampFormat::HttpDate,
        Some("date-time") | None => TimestampFormat::DateTime,
        Some(other) => {
            d.push(
                format
                    .diagnostic("unknown format of a timestamp")
                    .found(other)
                    .expected("date-time, epoch-seconds or http-date"),
            );
            TimestampFormat::DateTime
        }
    }
}
