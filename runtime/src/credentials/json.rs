//! JSON objects that contain credentials or errors.

mod value;

use std::{io, mem};

use bytes::Bytes;
use http::Response;
use zeroize::{Zeroize, Zeroizing};

use super::Credentials;
use crate::date_time::{DateTime, TimestampFormat};
use crate::sensitive::SensitiveString;
pub(super) use value::Value;

/// The maximum number of characters of a service's message that an error shows.
const SHOWN: usize = 300;

/// A JSON object with case-insensitive member names. Members are moved out, so that no copy of a
/// secret remains. Of members with the same name, the last one counts.
#[derive(Clone, Default)]
pub(super) struct Object {
    /// Sorted by name.
    members: Vec<(String, Value)>,
}

/// The names of the members in a document with credentials.
pub(super) struct Names {
    pub(super) access_key_id: &'static str,
    pub(super) secret_access_key: &'static str,
    pub(super) session_token: &'static str,
    pub(super) expiration: &'static str,
    pub(super) account_id: &'static str,
}

/// The names in responses of container agents and the instance metadata service.
pub(super) const NAMES_OF_AGENTS: Names = Names {
    access_key_id: "AccessKeyId",
    secret_access_key: "SecretAccessKey",
    session_token: "Token",
    expiration: "Expiration",
    account_id: "AccountId",
};

impl Object {
    /// Parses `bytes`. The error describes what was found, without quoting it.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        if bytes.trim_ascii().is_empty() {
            return Err("found nothing, expected a JSON object".to_owned());
        }
        match value::read(bytes)? {
            Value::Object(object) => Ok(object),
            _ => Err("found JSON that is not an object, expected an object".to_owned()),
        }
    }

    /// Parses the body of a response and wipes it.
    pub(super) fn parse_response(response: Response<Bytes>) -> Result<Self, String> {
        let body = response.into_body();
        let parsed = Self::parse(&body);
        if let Ok(mut body) = body.try_into_mut() {
            body.zeroize();
        }
        parsed
    }

    /// Takes the member `name`; `null` counts as absent.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        let mut members = self.members.iter_mut();
        let (_, value) = members.find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        match mem::replace(value, Value::Null) {
            Value::Null => None,
            value => Some(value),
        }
    }

    /// Takes the string `name`; a blank one counts as absent.
    pub(super) fn take_text(&mut self, name: &str) -> Result<Option<String>, String> {
        match self.take(name) {
            Some(Value::Text(text)) if text.trim().is_empty() => Ok(None),
            Some(Value::Text(mut text)) => Ok(Some(mem::take(&mut *text))),
            Some(_) => Err(format!("{name} is not a string, expected one")),
            None => Ok(None),
        }
    }

    /// Takes the required string `name`.
    pub(super) fn take_required(&mut self, name: &str) -> Result<String, String> {
        self.take_text(name)?
            .ok_or_else(|| format!("{name} is missing, expected a string"))
    }

    /// Takes the RFC 3339 time `name`.
    pub(super) fn take_time(&mut self, name: &str) -> Result<Option<DateTime>, String> {
        let Some(text) = self.take_text(name)? else {
            return Ok(None);
        };
        DateTime::parse(text.trim(), TimestampFormat::DateTime)
            .map(Some)
            .map_err(|_| format!("{name} is not a time, expected one like 2030-01-31T12:00:00Z"))
    }

    /// Takes credentials. The access key is required.
    pub(super) fn take_credentials(&mut self, names: &Names) -> Result<Credentials, String> {
        let id = self.take_required(names.access_key_id)?;
        let secret = SensitiveString::from(self.take_required(names.secret_access_key)?);
        let mut credentials = Credentials::new(id, secret);
        if let Some(token) = self.take_text(names.session_token)? {
            credentials = credentials.with_session_token(token);
        }
        if let Some(time) = self.take_time(names.expiration)? {
            credentials = credentials.with_expires_at(time);
        }
        if let Some(account_id) = self.take_text(names.account_id)? {
            credentials = credentials.with_account_id(account_id);
        }
        Ok(credentials)
    }

    /// The members that were not taken, for writing them again.
    pub(super) fn into_rest(mut self) -> Self {
        self.members
            .retain(|(_, value)| !matches!(value, Value::Null));
        self
    }

    /// Sets the member `name`, and replaces one of the same name.
    pub(super) fn set(&mut self, name: String, value: Value) {
        match self.members.binary_search_by(|(key, _)| key.cmp(&name)) {
            Ok(at) => self.members[at].1 = value,
            Err(at) => self.members.insert(at, (name, value)),
        }
    }

    /// Sets the member `name` to a string.
    pub(super) fn set_text(&mut self, name: &str, text: &str) {
        let text = Zeroizing::new(text.to_owned());
        self.set(name.to_owned(), Value::Text(text));
    }

    /// Serializes the object.
    pub(super) fn to_json(&self) -> io::Result<Zeroizing<Vec<u8>>> {
        value::write(self)
    }

    /// Takes the error that the object describes: `AccessDenied: no such role`. Empty if there is
    /// none, or it contains one of `secrets`.
    pub(super) fn take_error(&mut self, secrets: &[&str]) -> String {
        let mut first = |names: &[&str]| {
            let mut texts = names.iter().map(|name| self.take_text(name));
            texts.find_map(|text| text.ok().flatten())
        };
        let code = first(&["code", "__type", "error"]);
        let message = first(&["message", "error_description"]);
        let parts: Vec<String> = [code, message].into_iter().flatten().collect();
        let description = printable(&parts.join(": "));
        let is_secret = |secret: &&str| !secret.is_empty() && description.contains(*secret);
        if secrets.iter().any(is_secret) {
            return String::new();
        }
        description
    }
}

/// Describes an error response: `HTTP 404 Not Found, NoSuchRole: there is none`.
pub(super) fn describe_failure(response: &Response<Bytes>, secrets: &[&str]) -> String {
    let status = response.status();
    let description = match Object::parse(response.body()) {
        Ok(mut object) => object.take_error(secrets),
        Err(_) => String::new(),
    };
    let comma = if description.is_empty() { "" } else { ", " };
    format!("HTTP {status}{comma}{description}")
}

/// The start of `text`, in one line.
pub(super) fn printable(text: &str) -> String {
    let one_line = text.chars().map(|character| match character {
        character if character.is_control() => ' ',
        character => character,
    });
    one_line.take(SHOWN).collect()
}

#[cfg(test)]
mod tests;
