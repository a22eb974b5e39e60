//! JSON, read within limits and written again. Text is wiped from memory when it is dropped, because
//! these documents hold credentials.

mod read;
mod write;

use std::mem;

use zeroize::Zeroizing;

pub use read::Limits;

/// A value in a document.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// The text of a number.
    Number(String),
    /// A string.
    Text(Zeroizing<String>),
    /// An array.
    Array(Vec<Value>),
    /// An object.
    Object(Object),
}

/// The members of an object in the order of the document. If several members have the same name,
/// the last one is used. Taking members out leaves no copy of a secret behind.
#[derive(Clone, Default, PartialEq)]
pub struct Object {
    members: Vec<(String, Value)>,
}

impl Value {
    /// Reads a document.
    ///
    /// # Errors
    ///
    /// If it is not JSON or exceeds `limits`. The error states what was found and where, and
    /// contains none of its text.
    pub fn parse(bytes: &[u8], limits: Limits) -> Result<Self, String> {
        read::read(bytes, limits)
    }

    /// A string.
    pub fn text(text: &str) -> Self {
        Self::Text(Zeroizing::new(text.to_owned()))
    }

    /// The text, if this is a string.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The object, if this is one.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The document on one line.
    pub fn to_json(&self) -> Zeroizing<Vec<u8>> {
        write::write(self, write::Layout::Compact)
    }

    /// The document in human-readable form, with each member and item on a separate line.
    pub fn to_pretty_json(&self) -> Zeroizing<Vec<u8>> {
        write::write(self, write::Layout::Lines)
    }
}

impl Object {
    /// Reads a small document whose root is an object.
    ///
    /// # Errors
    ///
    /// The errors of [`Value::parse`], and an error if the document is blank or its root is not an
    /// object.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        if bytes.trim_ascii().is_empty() {
            return Err("found nothing, expected a JSON object".to_owned());
        }
        match Value::parse(bytes, Limits::SMALL)? {
            Value::Object(object) => Ok(object),
            _ => Err("found JSON that is not an object, expected an object".to_owned()),
        }
    }

    /// The member of exactly this name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let mut members = self.members.iter().rev();
        members.find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Takes out the member of this name, ignoring case, unless it is `null`.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        let named = |(key, _): &(String, Value)| key.eq_ignore_ascii_case(name);
        let (_, value) = self.members.remove(self.members.iter().rposition(named)?);
        match value {
            Value::Null => None,
            value => Some(value),
        }
    }

    /// All members, in the order of the document, including those with repeated names.
    pub fn members(&self) -> &[(String, Value)] {
        &self.members
    }

    /// Like [`members`](Self::members), but with mutable values.
    pub fn members_mut(&mut self) -> impl Iterator<Item = (&str, &mut Value)> {
        let members = self.members.iter_mut();
        members.map(|(name, value)| (name.as_str(), value))
    }

    /// Takes out a string that is not blank.
    ///
    /// # Errors
    ///
    /// If the member is something other than a string.
    pub fn take_text(&mut self, name: &str) -> Result<Option<String>, String> {
        match self.take(name) {
            Some(Value::Text(text)) if text.trim().is_empty() => Ok(None),
            Some(Value::Text(mut text)) => Ok(Some(mem::take(&mut *text))),
            Some(_) => Err(format!("{name} is not a string, expected one")),
            None => Ok(None),
        }
    }

    /// Takes out a string that has to be present and not blank.
    ///
    /// # Errors
    ///
    /// If it is missing, or something other than a string.
    pub fn take_required(&mut self, name: &str) -> Result<String, String> {
        self.take_text(name)?
            .ok_or_else(|| format!("{name} is missing, expected a string"))
    }

    /// Sets a member, and replaces those of the same name.
    pub fn set(&mut self, name: &str, value: Value) {
        self.members.retain(|(key, _)| key != name);
        self.members.push((name.to_owned(), value));
    }
}

impl FromIterator<(String, Value)> for Object {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(members: I) -> Self {
        Self {
            members: members.into_iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests;
