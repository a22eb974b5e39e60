//! The calls that the model shows, as examples in documentation.

use crate::ir::{Example, Literal, MapKey, Operation, Sdk, StructId, Type};

use super::imports::Names;

/// Types of the runtime that an example may name.
const RUNTIME: [&str; 4] = [
    "DateTime",
    "SensitiveBlob",
    "SensitiveString",
    "TimestampFormat",
];

/// The widest line of an example, whose `    /// ` is not counted.
const DOC_WIDTH: usize = 84;

/// The setters of an example, a line each where it fits.
pub(super) fn setter_lines(sdk: &Sdk, operation: &Operation, example: &Example) -> Vec<String> {
    let setters = setters(sdk, operation.input, &example.input);
    setters
        .iter()
        .flat_map(|setter| setter_line(setter))
        .collect()
}

/// A setter, broken into its links where it is too long and a structure is built in it.
fn setter_line(setter: &str) -> Vec<String> {
    let line = format!("    {setter}");
    let parts = setter.split_once('(');
    let parts = parts.and_then(|(name, rest)| Some((name, rest.strip_suffix(')')?)));
    match parts {
        Some((name, literal)) if line.len() > DOC_WIDTH && literal.contains("::builder()") => {
            let mut lines = vec![format!("    {name}(")];
            let links = literal.replace(").", ")\n            .");
            lines.extend(links.lines().enumerate().map(|(i, link)| match i {
                0 => format!("        {link}"),
                _ => link.to_owned(),
            }));
            if let Some(last) = lines.last_mut() {
                last.push(',');
            }
            lines.push("    )".to_owned());
            lines
        }
        _ => vec![line],
    }
}

/// `.name(value)` for each value, and for each item of a list and entry of a map.
fn setters(sdk: &Sdk, id: StructId, values: &[(usize, Literal)]) -> Vec<String> {
    let structure = sdk.structure(id);
    let mut setters = Vec::new();
    for (index, value) in values {
        let field = &structure.fields[*index];
        let name = &field.ident;
        match (&field.ty, value) {
            (Type::List(list), Literal::List(items)) => {
                for item in items {
                    let item = match list.sparse {
                        true => entry(sdk, &list.item, true, item),
                        false => argument(sdk, &list.item, item),
                    };
                    setters.push(format!(".{name}({item})"));
                }
            }
            (Type::Map(map), Literal::Map(entries)) => {
                for (key, value) in entries {
                    let key = match map.key {
                        MapKey::Text => format!("{key:?}"),
                        key_type => map_key(sdk, key_type, key),
                    };
                    let value = match map.sparse {
                        true => entry(sdk, &map.value, true, value),
                        false => argument(sdk, &map.value, value),
                    };
                    setters.push(format!(".{name}({key}, {value})"));
                }
            }
            (ty, value) => setters.push(format!(".{name}({})", argument(sdk, ty, value))),
        }
    }
    setters
}

/// What a setter takes.
fn argument(sdk: &Sdk, ty: &Type, value: &Literal) -> String {
    match (ty, value) {
        (Type::String | Type::SensitiveString, Literal::Text(text)) => text_literal(text),
        (ty, value) => owned(sdk, ty, value),
    }
}

fn text_literal(text: &str) -> String {
    match text.contains('"') && !text.contains("\"#") {
        true => format!("r#\"{text}\"#"),
        false => format!("{text:?}"),
    }
}

fn owned(sdk: &Sdk, ty: &Type, value: &Literal) -> String {
    match (ty, value) {
        (Type::Enum(id), Literal::Text(text)) => {
            format!("{}::from({text:?})", sdk.enumeration(*id).ident)
        }
        (Type::IntEnum(id), Literal::Integer(value)) => {
            format!("{}::from({value})", sdk.enumeration(*id).ident)
        }
        (Type::SensitiveString, Literal::Text(text)) => format!("SensitiveString::from({text:?})"),
        (_, Literal::Text(text)) => format!("{text:?}.to_owned()"),
        (_, Literal::Integer(value)) => value.to_string(),
        (_, Literal::Double(value)) => format!("{value:?}"),
        (_, Literal::Boolean(value)) => value.to_string(),
        (Type::SensitiveBlob, Literal::Bytes(bytes)) => {
            format!("SensitiveBlob::from(vec!{bytes:?})")
        }
        (_, Literal::Bytes(bytes)) => format!("vec!{bytes:?}"),
        (_, Literal::Timestamp(text)) => {
            format!("DateTime::parse({text:?}, TimestampFormat::DateTime)?")
        }
        (Type::List(list), Literal::List(items)) => {
            let items = items
                .iter()
                .map(|item| entry(sdk, &list.item, list.sparse, item));
            format!("vec![{}]", items.collect::<Vec<_>>().join(", "))
        }
        (Type::Map(map), Literal::Map(entries)) => {
            let entries = entries.iter().map(|(key, value)| {
                let key = map_key(sdk, map.key, key);
                format!("({key}, {})", entry(sdk, &map.value, map.sparse, value))
            });
            format!(
                "BTreeMap::from([{}])",
                entries.collect::<Vec<_>>().join(", ")
            )
        }
        (_, Literal::Structure(id, values)) => {
            let structure = sdk.structure(*id);
            let setters = setters(sdk, *id, values).concat();
            let question = if structure.can_fail() { "?" } else { "" };
            format!("{}::builder(){setters}.build(){question}", structure.ident)
        }
        (_, Literal::Union(id, index, value)) => {
            let union = sdk.union(*id);
            let variant = &union.variants[*index];
            let path = format!("{}::{}", union.ident, variant.ident);
            let value = owned(sdk, &variant.field.ty, value);
            match (&variant.field.ty, variant.field.boxed) {
                (Type::Unit, _) => path,
                (_, true) => format!("{path}(Box::new({value}))"),
                (_, false) => format!("{path}({value})"),
            }
        }
        // Nothing else gets here: values have been held against their types.
        (_, Literal::List(_) | Literal::Map(_) | Literal::Null | Literal::Unit) => String::new(),
    }
}

fn entry(sdk: &Sdk, ty: &Type, sparse: bool, value: &Literal) -> String {
    match (sparse, value) {
        (true, Literal::Null) => "None".to_owned(),
        (true, value) => format!("Some({})", owned(sdk, ty, value)),
        (false, value) => owned(sdk, ty, value),
    }
}

fn map_key(sdk: &Sdk, key: MapKey, text: &str) -> String {
    match key {
        MapKey::Text => format!("{text:?}.to_owned()"),
        MapKey::Enum(id) => format!("{}::from({text:?})", sdk.enumeration(id).ident),
    }
}

/// The `use` lines that an example with these setters needs.
pub(super) fn uses(sdk: &Sdk, setters: &[String]) -> Vec<String> {
    let names = Names::of(&setters.concat().parse().unwrap_or_default());
    let runtime: Vec<&str> = RUNTIME
        .into_iter()
        .filter(|name| names.contains(name))
        .collect();
    let types: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|name| sdk.type_names.contains(*name))
        .collect();
    let mut lines = Vec::new();
    if names.contains("BTreeMap") {
        lines.push("use std::collections::BTreeMap;".to_owned());
    }
    lines.extend(use_line("querysmith_runtime", &runtime));
    lines.extend(use_line(&format!("{}::types", sdk.crate_ident), &types));
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

fn use_line(path: &str, names: &[&str]) -> Option<String> {
    match names {
        [] => None,
        [name] => Some(format!("use {path}::{name};")),
        names => Some(format!("use {path}::{{{}}};", names.join(", "))),
    }
}

/// A line that does something with the output: prints its first member.
pub(super) fn accessor(sdk: &Sdk, operation: &Operation) -> String {
    let mut fields = sdk.structure(operation.output).fields.iter();
    match fields.find(|field| field.deprecated.is_none()) {
        Some(field) => format!("println!(\"{{:?}}\", output.{}());", field.ident),
        None => "println!(\"{output:?}\");".to_owned(),
    }
}
