//! Values of the model as Rust: in tests, in examples of documentation, as defaults.

use proc_macro2::{Literal as Token, TokenStream};
use quote::quote;

use crate::ir::{Literal, MapKey, Sdk, StructId, Timestamp, Type, UnionId};

/// A value in a test, of the type itself.
pub(super) fn in_test(sdk: &Sdk, ty: &Type, value: &Literal) -> TokenStream {
    tokens(&Writer::new(sdk, Place::Test).owned(ty, value))
}

/// The builder of a structure in a test: `Tag::builder().key("a").value("b")`.
pub(super) fn builder_in_test(sdk: &Sdk, id: StructId, values: &[(usize, Literal)]) -> TokenStream {
    tokens(&Writer::new(sdk, Place::Test).builder(id, values))
}

/// A default, of the type itself.
pub(super) fn default(sdk: &Sdk, ty: &Type, value: &Literal) -> TokenStream {
    tokens(&Writer::new(sdk, Place::Default).owned(ty, value))
}

/// The value of the `Option` at `place`, or else this default.
pub(super) fn or_default(
    sdk: &Sdk,
    ty: &Type,
    value: &Literal,
    place: &TokenStream,
) -> TokenStream {
    let default = default(sdk, ty, value);
    match ty.is_copy() {
        true => quote! { #place.unwrap_or(#default) },
        false => quote! { #place.unwrap_or_else(|| #default) },
    }
}

/// The calls of setters in an example of documentation: `.key("a")`.
pub(super) fn setters_in_docs(sdk: &Sdk, id: StructId, values: &[(usize, Literal)]) -> Vec<String> {
    Writer::new(sdk, Place::Docs).setters(id, values)
}

fn tokens(code: &str) -> TokenStream {
    code.parse().unwrap_or_default()
}

/// Where a value is written.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// Panics where something fails.
    Test,
    /// Returns the error where something fails.
    Docs,
    /// Must not fail.
    Default,
}

struct Writer<'a> {
    sdk: &'a Sdk,
    place: Place,
}

impl<'a> Writer<'a> {
    fn new(sdk: &'a Sdk, place: Place) -> Self {
        Self { sdk, place }
    }

    /// `Tag::builder().key("a").value("b")`.
    fn builder(&self, id: StructId, values: &[(usize, Literal)]) -> String {
        let name = &self.sdk.structure(id).ident;
        format!("{name}::builder(){}", self.setters(id, values).concat())
    }

    /// `.name(value)` for each value, and for each item of a list and entry of a map.
    fn setters(&self, id: StructId, values: &[(usize, Literal)]) -> Vec<String> {
        let mut setters = Vec::new();
        for (index, value) in values {
            let field = self.sdk.field(id, *index);
            let (name, setter) = (&field.ident, &field.setter);
            match (&field.ty, value) {
                // An example is shorter without them.
                (_, Literal::List(items)) if items.is_empty() && self.place == Place::Docs => {}
                (_, Literal::Map(entries)) if entries.is_empty() && self.place == Place::Docs => {}
                (_, Literal::List(items)) if items.is_empty() => {
                    setters.push(format!(".{setter}(Some(Vec::new()))"));
                }
                (_, Literal::Map(entries)) if entries.is_empty() => {
                    setters.push(format!(".{setter}(Some(BTreeMap::new()))"));
                }
                (Type::List(list), Literal::List(items)) => {
                    for item in items {
                        let item = self.entry_argument(&list.item, list.sparse, item);
                        setters.push(format!(".{name}({item})"));
                    }
                }
                (Type::Map(map), Literal::Map(entries)) => {
                    for (key, value) in entries {
                        let key = match map.key {
                            MapKey::Text => string(key),
                            key_type => self.key(key_type, key),
                        };
                        let value = self.entry_argument(&map.value, map.sparse, value);
                        setters.push(format!(".{name}({key}, {value})"));
                    }
                }
                (ty, value) => setters.push(format!(".{name}({})", self.argument(ty, value))),
            }
        }
        setters
    }

    /// What a setter takes: text as a literal, anything else as a value of its own type.
    fn argument(&self, ty: &Type, value: &Literal) -> String {
        match (ty, value) {
            (Type::String | Type::SensitiveString, Literal::Text(text)) => self.text(text),
            (ty, value) => self.owned(ty, value),
        }
    }

    /// What a setter takes for an item of a list or a value of a map.
    fn entry_argument(&self, ty: &Type, sparse: bool, value: &Literal) -> String {
        match sparse {
            true => self.entry(ty, true, value),
            false => self.argument(ty, value),
        }
    }

    /// Readers of documentation see JSON without backslashes.
    fn text(&self, text: &str) -> String {
        match self.place == Place::Docs && text.contains('"') && !text.contains("\"#") {
            true => format!("r#\"{text}\"#"),
            false => string(text),
        }
    }

    /// A value of the type itself.
    fn owned(&self, ty: &Type, value: &Literal) -> String {
        match (ty, value) {
            (_, Literal::Boolean(value)) => value.to_string(),
            (ty, Literal::Double(value)) => float(ty, *value),
            (Type::IntEnum(id), Literal::Integer(value)) => {
                format!("{}::from({value})", self.sdk.enumeration(*id).ident)
            }
            (Type::Double | Type::Float, Literal::Integer(value)) => float(ty, *value as f64),
            (_, Literal::Integer(value)) => value.to_string(),
            (Type::Enum(id), Literal::Text(text)) => self.key(MapKey::Enum(*id), text),
            (Type::SensitiveString, Literal::Text(text)) => {
                format!("SensitiveString::from({})", string(text))
            }
            (_, Literal::Text(text)) => format!("{}.to_owned()", string(text)),
            (Type::SensitiveBlob, Literal::Bytes(bytes)) => {
                format!("SensitiveBlob::from({})", self.bytes(bytes))
            }
            (_, Literal::Bytes(bytes)) => self.bytes(bytes),
            (_, Literal::Timestamp(timestamp)) => self.timestamp(timestamp),
            (Type::List(list), Literal::List(items)) => {
                let items = items.iter();
                let items = items.map(|item| self.entry(&list.item, list.sparse, item));
                format!("vec![{}]", items.collect::<Vec<_>>().join(", "))
            }
            (Type::Map(map), Literal::Map(entries)) => {
                let entries = entries.iter().map(|(key, value)| {
                    let value = self.entry(&map.value, map.sparse, value);
                    format!("({}, {value})", self.key(map.key, key))
                });
                let entries = entries.collect::<Vec<_>>().join(", ");
                format!("BTreeMap::from([{entries}])")
            }
            (_, Literal::Structure(id, values)) => {
                let built = format!("{}.build()", self.builder(*id, values));
                match self.sdk.structure(*id).can_fail() {
                    true => self.checked(built, "every required member is set"),
                    false => built,
                }
            }
            (_, Literal::Union(id, index, value)) => self.union(*id, *index, value),
            // Nothing else gets here: values have been checked against their types.
            (_, Literal::List(_) | Literal::Map(_) | Literal::Null | Literal::Unit) => {
                String::new()
            }
        }
    }

    /// An item of a list or a value of a map.
    fn entry(&self, ty: &Type, sparse: bool, value: &Literal) -> String {
        match (sparse, value) {
            (true, Literal::Null) => "None".to_owned(),
            (true, value) => format!("Some({})", self.owned(ty, value)),
            (false, value) => self.owned(ty, value),
        }
    }

    fn key(&self, key: MapKey, text: &str) -> String {
        let text = string(text);
        match key {
            MapKey::Text => format!("{text}.to_owned()"),
            MapKey::Enum(id) => format!("{}::from({text})", self.sdk.enumeration(id).ident),
        }
    }

    fn bytes(&self, bytes: &[u8]) -> String {
        match self.place {
            Place::Docs => format!("vec!{bytes:?}"),
            Place::Test | Place::Default => format!("{}.to_vec()", Token::byte_string(bytes)),
        }
    }

    fn timestamp(&self, timestamp: &Timestamp) -> String {
        let Timestamp {
            text,
            seconds,
            nanoseconds,
        } = timestamp;
        match (self.place, nanoseconds) {
            (Place::Default, 0) => format!("DateTime::from_secs({seconds})"),
            (Place::Default, _) => {
                format!("DateTime::from_secs_and_nanos({seconds}, {nanoseconds})")
            }
            (Place::Test | Place::Docs, _) => {
                let text = string(text);
                let parsed = format!("DateTime::parse({text}, TimestampFormat::DateTime)");
                self.checked(parsed, "a valid date")
            }
        }
    }

    fn union(&self, id: UnionId, index: usize, value: &Literal) -> String {
        let union = self.sdk.union(id);
        let variant = &union.variants[index];
        let path = format!("{}::{}", union.ident, variant.ident);
        if variant.field.ty == Type::Unit {
            return path;
        }
        let value = self.owned(&variant.field.ty, value);
        match variant.field.boxed {
            true => format!("{path}(Box::new({value}))"),
            false => format!("{path}({value})"),
        }
    }

    /// The value of a `Result`.
    fn checked(&self, result: String, expectation: &str) -> String {
        match self.place {
            Place::Docs => format!("{result}?"),
            Place::Test | Place::Default => format!("{result}.expect({})", string(expectation)),
        }
    }
}

fn string(text: &str) -> String {
    Token::string(text).to_string()
}

fn float(ty: &Type, value: f64) -> String {
    let name = match ty {
        Type::Float => "f32",
        _ => "f64",
    };
    if value.is_nan() {
        format!("{name}::NAN")
    } else if value == f64::INFINITY {
        format!("{name}::INFINITY")
    } else if value == f64::NEG_INFINITY {
        format!("{name}::NEG_INFINITY")
    } else {
        Token::f64_unsuffixed(value).to_string()
    }
}
