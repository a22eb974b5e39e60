//! Values on the wire: as a form for a request, as XML for a response.
//!
//! Both are built from the model alone, so that tests of the emitted code do not compare the code
//! with itself.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::ir::{Field, ListForm, Literal, StructId, Timestamp, TimestampFormat, Type, UnionId};

use super::Resolver;

impl Resolver<'_, '_> {
    fn fields_of<'v>(
        &self,
        id: StructId,
        values: &'v [(usize, Literal)],
    ) -> impl Iterator<Item = (&Field, &'v Literal)> {
        let fields = self
            .structure(id)
            .map_or(&[][..], |structure| &structure.fields);
        values
            .iter()
            .filter_map(|(index, value)| Some((fields.get(*index)?, value)))
    }

    fn variant(&self, id: UnionId, index: usize) -> Option<&Field> {
        let variant = self.union(id)?.variants.get(index)?;
        Some(&variant.field)
    }

    pub(super) fn write_form(
        &self,
        id: StructId,
        values: &[(usize, Literal)],
        prefix: &str,
        form: &mut Vec<(String, String)>,
    ) {
        for (field, value) in self.fields_of(id, values) {
            self.write_form_value(&field.ty, value, format!("{prefix}{}", field.wire), form);
        }
    }

    fn write_form_value(
        &self,
        ty: &Type,
        value: &Literal,
        name: String,
        form: &mut Vec<(String, String)>,
    ) {
        match (ty, value) {
            (Type::List(list), Literal::List(items)) if items.is_empty() => {
                if list.form != ListForm::Ec2 {
                    form.push((name, String::new()));
                }
            }
            (Type::List(list), Literal::List(items)) => {
                for (i, item) in items.iter().enumerate() {
                    let name = match &list.form {
                        ListForm::Wrapped(member) => format!("{name}.{member}.{}", i + 1),
                        ListForm::Flat | ListForm::Ec2 => format!("{name}.{}", i + 1),
                    };
                    self.write_form_value(&list.item, item, name, form);
                }
            }
            (Type::Map(map), Literal::Map(entries)) => {
                for (i, (key, value)) in entries.iter().enumerate() {
                    let entry = if map.flattened { "" } else { ".entry" };
                    let name = format!("{name}{entry}.{}", i + 1);
                    form.push((format!("{name}.{}", map.key_wire), key.clone()));
                    self.write_form_value(
                        &map.value,
                        value,
                        format!("{name}.{}", map.value_wire),
                        form,
                    );
                }
            }
            (Type::Structure(id), Literal::Structure(_, values)) => {
                self.write_form(*id, values, &format!("{name}."), form);
            }
            (Type::Union(id), Literal::Union(_, index, value)) => {
                if let Some(field) = self.variant(*id, *index) {
                    self.write_form_value(&field.ty, value, format!("{name}.{}", field.wire), form);
                }
            }
            (ty, value) => form.push((name, text_of(ty, value))),
        }
    }

    /// The members as elements, each on one line unless it has children, `depth` levels in.
    pub(super) fn write_xml(
        &self,
        id: StructId,
        values: &[(usize, Literal)],
        depth: usize,
    ) -> String {
        let write = |(field, value): (&Field, &Literal)| {
            self.write_xml_value(&field.ty, value, &field.xml, depth)
        };
        self.fields_of(id, values).map(write).collect()
    }

    fn write_xml_value(&self, ty: &Type, value: &Literal, name: &str, depth: usize) -> String {
        let indent = "  ".repeat(depth);
        let content = match (ty, value) {
            (_, Literal::Null) => return format!("{indent}<{name} xsi:nil=\"true\"/>\n"),
            (Type::List(list), Literal::List(items)) => {
                let Some(item_name) = &list.item_xml else {
                    let write = |value| self.write_xml_value(&list.item, value, name, depth);
                    return items.iter().map(write).collect();
                };
                let write = |value| self.write_xml_value(&list.item, value, item_name, depth + 1);
                items.iter().map(write).collect()
            }
            (Type::Map(map), Literal::Map(entries)) => {
                let (entry_name, depth) = match map.flattened {
                    true => (name, depth),
                    false => ("entry", depth + 1),
                };
                let entry_indent = "  ".repeat(depth);
                let write = |(key, value): &(String, Literal)| {
                    let (key_name, key) = (&map.key_wire, escape(key));
                    let value = self.write_xml_value(&map.value, value, &map.value_wire, depth + 1);
                    format!(
                        "{entry_indent}<{entry_name}>\n{entry_indent}  <{key_name}>{key}</{key_name}>\n\
                         {value}{entry_indent}</{entry_name}>\n"
                    )
                };
                let entries: String = entries.iter().map(write).collect();
                if map.flattened {
                    return entries;
                }
                entries
            }
            (Type::Structure(id), Literal::Structure(_, values)) => {
                self.write_xml(*id, values, depth + 1)
            }
            (Type::Union(id), Literal::Union(_, index, value)) => match self.variant(*id, *index) {
                Some(field) => self.write_xml_value(&field.ty, value, &field.xml, depth + 1),
                None => String::new(),
            },
            (ty, value) => {
                let text = escape(&text_of(ty, value));
                return format!("{indent}<{name}>{text}</{name}>\n");
            }
        };
        format!("{indent}<{name}>\n{content}{indent}</{name}>\n")
    }
}

/// A simple value as text of the protocol.
fn text_of(ty: &Type, value: &Literal) -> String {
    match value {
        Literal::Boolean(value) => value.to_string(),
        Literal::Double(value) if value.is_infinite() => {
            let text = if *value > 0.0 {
                "Infinity"
            } else {
                "-Infinity"
            };
            text.to_owned()
        }
        Literal::Double(value) => value.to_string(),
        Literal::Integer(value) => value.to_string(),
        Literal::Timestamp(timestamp) => {
            timestamp_text(ty, timestamp).unwrap_or_else(|| timestamp.text.clone())
        }
        Literal::Text(text) => text.clone(),
        Literal::Bytes(bytes) => BASE64_STANDARD.encode(bytes),
        Literal::List(_)
        | Literal::Map(_)
        | Literal::Null
        | Literal::Structure(..)
        | Literal::Union(..)
        | Literal::Unit => String::new(),
    }
}

/// A date and time in the format of its type, in UTC.
fn timestamp_text(ty: &Type, timestamp: &Timestamp) -> Option<String> {
    let time = OffsetDateTime::from_unix_timestamp(timestamp.seconds).ok()?;
    let time = time.replace_nanosecond(timestamp.nanoseconds).ok()?;
    match ty {
        Type::Timestamp(TimestampFormat::EpochSeconds) => Some(time.unix_timestamp().to_string()),
        Type::Timestamp(TimestampFormat::HttpDate) => {
            let day: String = time.weekday().to_string().chars().take(3).collect();
            let month: String = time.month().to_string().chars().take(3).collect();
            Some(format!(
                "{day}, {:02} {month} {:04} {:02}:{:02}:{:02} GMT",
                time.day(),
                time.year(),
                time.hour(),
                time.minute(),
                time.second()
            ))
        }
        _ => time.format(&Rfc3339).ok(),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        // Readers of XML convert a literal one to a line feed.
        .replace('\r', "&#13;")
}
