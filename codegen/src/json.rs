//! A cursor over a JSON value that knows its file and its path, so that diagnostics have a
//! location.

mod parse;

use std::rc::Rc;

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Diagnostics, TOP, nearest};

pub(crate) use parse::parse_json;

/// A JSON value and its location. Methods that take [`Diagnostics`] return `None` after they have
/// reported a defect.
#[derive(Clone, Debug)]
pub(crate) struct Cursor<'a> {
    value: &'a Value,
    file: &'a str,
    at: Rc<str>,
}

impl<'a> Cursor<'a> {
    /// Creates a cursor at `value`, whose location `at` is a shape id, a member id, or a path.
    pub(crate) fn new(value: &'a Value, file: &'a str, at: &str) -> Self {
        Self {
            value,
            file,
            at: at.into(),
        }
    }

    /// The same value at another location: a member is located by its id instead of its path.
    pub(crate) fn moved_to(&self, at: &str) -> Self {
        Self {
            at: at.into(),
            ..self.clone()
        }
    }

    pub(crate) fn value(&self) -> &'a Value {
        self.value
    }

    pub(crate) fn at(&self) -> &str {
        &self.at
    }

    /// Creates a diagnostic for a defect of this value.
    pub(crate) fn diagnostic(&self, summary: impl Into<String>) -> Diagnostic {
        let at = if self.at.is_empty() { TOP } else { &self.at };
        Diagnostic::new(self.file, at, summary)
    }

    /// The member `key`, or `None` if it is absent or this value is not an object.
    pub(crate) fn get(&self, key: &str) -> Option<Cursor<'a>> {
        let value = self.value.as_object()?.get(key)?;
        Some(self.below(value, key))
    }

    /// The members of an object, in file order.
    pub(crate) fn entries(&self, diagnostics: &mut Diagnostics) -> Vec<(&'a str, Cursor<'a>)> {
        let Some(object) = self.object(diagnostics) else {
            return Vec::new();
        };
        let entry = |(key, value): (&'a String, &'a Value)| (key.as_str(), self.below(value, key));
        object.iter().map(entry).collect()
    }

    /// The items of an array.
    pub(crate) fn items(&self, diagnostics: &mut Diagnostics) -> Vec<Cursor<'a>> {
        let Some(items) = self.value.as_array() else {
            self.wrong_type("an array", diagnostics);
            return Vec::new();
        };
        let item = |(i, value): (usize, &'a Value)| self.below(value, &i.to_string());
        items.iter().enumerate().map(item).collect()
    }

    /// The member `key`. Its absence is reported as a defect.
    pub(crate) fn required(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<Cursor<'a>> {
        let object = self.object(diagnostics)?;
        match object.get(key) {
            Some(value) => Some(self.below(value, key)),
            None => {
                let keys: Vec<&str> = object.keys().map(String::as_str).collect();
                let found = match keys.as_slice() {
                    [] => "an empty object".to_owned(),
                    keys => format!("an object with: {}", keys.join(", ")),
                };
                diagnostics.push(
                    self.diagnostic(format!("`{key}` is missing"))
                        .found(found)
                        .expected(format!("an object with `{key}`")),
                );
                None
            }
        }
    }

    /// Reports the keys of an object that are not among `known`: a near miss is a defect, and any
    /// other unknown key a warning, because the format may be extended.
    pub(crate) fn check_keys(&self, known: &[&'static str], d: &mut Diagnostics) {
        let Some(object) = self.value.as_object() else {
            return;
        };
        for (key, value) in object {
            if known.contains(&key.as_str()) {
                continue;
            }
            let unknown = self.below(value, key).diagnostic("unknown key").found(key);
            let unknown = unknown.expected(format!("one of {}", known.join(", ")));
            match nearest(key, known.iter().copied()) {
                Some(near) => {
                    let unknown = unknown.help(format!("did you mean {near}?"));
                    d.push_misspelled(&self.at, unknown);
                }
                None => d.warn(unknown),
            }
        }
    }

    pub(crate) fn object(&self, diagnostics: &mut Diagnostics) -> Option<&'a Map<String, Value>> {
        let object = self.value.as_object();
        self.or_wrong_type(object, "an object", diagnostics)
    }

    pub(crate) fn string(&self, diagnostics: &mut Diagnostics) -> Option<&'a str> {
        let string = self.value.as_str();
        self.or_wrong_type(string, "a string", diagnostics)
    }

    pub(crate) fn boolean(&self, diagnostics: &mut Diagnostics) -> Option<bool> {
        let boolean = self.value.as_bool();
        self.or_wrong_type(boolean, "true or false", diagnostics)
    }

    /// A whole number.
    pub(crate) fn integer(&self, diagnostics: &mut Diagnostics) -> Option<i64> {
        let integer = self.value.as_i64();
        self.or_wrong_type(integer, "a whole number", diagnostics)
    }

    pub(crate) fn wrong_type(&self, expected: &str, diagnostics: &mut Diagnostics) {
        diagnostics.push(
            self.diagnostic("wrong type of value")
                .found(describe(self.value))
                .expected(expected),
        );
    }

    fn or_wrong_type<T>(
        &self,
        value: Option<T>,
        expected: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<T> {
        if value.is_none() {
            self.wrong_type(expected, diagnostics);
        }
        value
    }

    fn below(&self, value: &'a Value, key: &str) -> Cursor<'a> {
        let at = match &*self.at {
            "" => key.to_owned(),
            at => format!("{at}/{key}"),
        };
        Cursor {
            value,
            file: self.file,
            at: at.into(),
        }
    }
}

/// A description of a value for diagnostics: its type, and the value itself if it is short.
pub(crate) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(boolean) => boolean.to_string(),
        Value::Number(number) => format!("the number {number}"),
        Value::String(string) => format!("the string \"{string}\""),
        Value::Array(items) if items.is_empty() => "an empty array".to_owned(),
        Value::Array(items) => format!("an array of length {}", items.len()),
        Value::Object(members) if members.is_empty() => "an empty object".to_owned(),
        Value::Object(members) => {
            let keys: Vec<&str> = members.keys().map(String::as_str).collect();
            format!("an object with: {}", keys.join(", "))
        }
    }
}
