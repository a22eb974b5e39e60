//! Reads the members of JSON objects.

use querysmith_runtime::testing_v1::json::{Object, Value};

use super::Result;
use crate::state::{StateError, Tags};

/// The characters of names of users and roles besides letters and digits.
const IN_NAMES: &str = "+=,.@_-";

/// An object, and its place in the document.
pub(super) struct Members<'a> {
    pub(super) object: &'a Object,
    path: String,
}

impl<'a> Members<'a> {
    pub(super) fn of(value: &'a Value, path: &str) -> Result<Self> {
        match value.as_object() {
            Some(object) => Ok(Self {
                object,
                path: path.to_owned(),
            }),
            None => Err(StateError::new(path, "expected an object")),
        }
    }

    pub(super) fn invalid(&self, problem: impl Into<String>) -> StateError {
        StateError::new(&self.path, problem)
    }

    fn path_of(&self, name: &str) -> String {
        match self.path.as_str() {
            "" => name.to_owned(),
            path => format!("{path}.{name}"),
        }
    }

    /// Checks that there are no members but these.
    pub(super) fn known(&self, names: &[&str]) -> Result<()> {
        let mut members = self.object.members().iter();
        match members.find(|(name, _)| !names.contains(&name.as_str())) {
            Some((name, _)) => {
                let expected = names.join(", ");
                Err(self.invalid(format!("found {name:?}, expected only {expected}")))
            }
            None => Ok(()),
        }
    }

    /// Checks the name of a user or a role.
    pub(super) fn is_named(&self, name: &str) -> Result<()> {
        let is_valid =
            |character: char| character.is_ascii_alphanumeric() || IN_NAMES.contains(character);
        match (1..=64).contains(&name.len()) && name.chars().all(is_valid) {
            true => Ok(()),
            false => Err(self.invalid(format!(
                "expected a name of 1 to 64 letters, digits and characters of {IN_NAMES}"
            ))),
        }
    }

    pub(super) fn value(&self, name: &str) -> Option<&'a Value> {
        self.object.get(name)
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<&'a str>> {
        match self.value(name) {
            None => Ok(None),
            Some(value) => match value.as_text() {
                Some(text) => Ok(Some(text)),
                None => Err(StateError::new(self.path_of(name), "expected a string")),
            },
        }
    }

    pub(super) fn boolean(&self, name: &str) -> Result<bool> {
        match self.value(name) {
            None => Ok(false),
            Some(Value::Boolean(value)) => Ok(*value),
            Some(_) => Err(StateError::new(
                self.path_of(name),
                "expected true or false",
            )),
        }
    }

    /// A path of IAM, which starts and ends with a slash.
    pub(super) fn path(&self, name: &str) -> Result<String> {
        let path = self.text(name)?.unwrap_or("/");
        let is_valid = path.starts_with('/')
            && path.ends_with('/')
            && path.bytes().all(|byte| byte.is_ascii_graphic());
        match is_valid {
            true => Ok(path.to_owned()),
            false => Err(StateError::new(
                self.path_of(name),
                "expected a path such as \"/team/\"",
            )),
        }
    }

    pub(super) fn object(&self, name: &str) -> Result<Option<Members<'a>>> {
        let value = self.value(name);
        value
            .map(|value| Members::of(value, &self.path_of(name)))
            .transpose()
    }

    /// The members of an object whose values are objects.
    pub(super) fn children(&self, name: &str) -> Result<Vec<(&'a str, Members<'a>)>> {
        let Some(parent) = self.object(name)? else {
            return Ok(Vec::new());
        };
        let children = parent.object.members().iter();
        children
            .map(|(name, value)| Ok((name.as_str(), Members::of(value, &parent.path_of(name))?)))
            .collect()
    }

    /// A list of objects.
    pub(super) fn items(&self, name: &str) -> Result<Vec<Members<'a>>> {
        let path = self.path_of(name);
        let items = match self.value(name) {
            None => return Ok(Vec::new()),
            Some(Value::Array(items)) => items.iter().enumerate(),
            Some(_) => return Err(StateError::new(path, "expected a list")),
        };
        items
            .map(|(index, item)| Members::of(item, &format!("{path}[{index}]")))
            .collect()
    }

    /// A list of strings.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<&'a str>> {
        let invalid = || StateError::new(self.path_of(name), "expected a list of strings");
        match self.value(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => {
                let texts = items.iter().map(|item| item.as_text().ok_or_else(invalid));
                texts.collect()
            }
            Some(_) => Err(invalid()),
        }
    }

    pub(super) fn tags(&self) -> Result<Tags> {
        let Some(tags) = self.object("tags")? else {
            return Ok(Tags::new());
        };
        let members = tags.object.members().iter();
        members
            .map(|(key, value)| match value.as_text() {
                Some(value) => Ok((key.clone(), value.to_owned())),
                None => Err(tags.invalid("expected strings")),
            })
            .collect()
    }
}
