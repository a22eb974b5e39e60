//! The JSON objects in responses of credential services, which contain credentials or errors.

use bytes::Bytes;
use http::Response;
use querysmith_runtime::Credentials;
use querysmith_runtime::date_time::{DateTime, TimestampFormat};
use querysmith_runtime::provider_v1::json::Object;
use querysmith_runtime::sensitive::SensitiveString;
use zeroize::Zeroize;

/// The maximum number of characters of a service's message that an error shows.
const SHOWN: usize = 300;

/// The names of the members in a document with credentials.
pub(crate) struct Names {
    pub(crate) access_key_id: &'static str,
    pub(crate) secret_access_key: &'static str,
    pub(crate) session_token: &'static str,
    pub(crate) expiration: &'static str,
    pub(crate) account_id: &'static str,
}

/// The names in responses of container agents and the instance metadata service.
pub(crate) const NAMES_OF_AGENTS: Names = Names {
    access_key_id: "AccessKeyId",
    secret_access_key: "SecretAccessKey",
    session_token: "Token",
    expiration: "Expiration",
    account_id: "AccountId",
};

/// Parses the body of a response and wipes it.
pub(crate) fn parse_body(response: Response<Bytes>) -> Result<Object, String> {
    let body = response.into_body();
    let parsed = Object::parse(&body);
    if let Ok(mut body) = body.try_into_mut() {
        body.zeroize();
    }
    parsed
}

/// Whether the body of a response is a JSON object.
pub(crate) fn check_object(response: &Response<Bytes>) -> Result<(), String> {
    Object::parse(response.body()).map(drop)
}

/// Takes credentials out of a document. The access key is required.
pub(crate) fn take_credentials(object: &mut Object, names: &Names) -> Result<Credentials, String> {
    let id = object.take_required(names.access_key_id)?;
    let secret = SensitiveString::from(object.take_required(names.secret_access_key)?);
    let mut credentials = Credentials::new(id, secret);
    if let Some(token) = object.take_text(names.session_token)? {
        credentials = credentials.with_session_token(token);
    }
    if let Some(time) = take_time(object, names.expiration)? {
        credentials = credentials.with_expires_at(time);
    }
    if let Some(account_id) = object.take_text(names.account_id)? {
        credentials = credentials.with_account_id(account_id);
    }
    Ok(credentials)
}

/// Takes out a time in the form of RFC 3339.
pub(crate) fn take_time(object: &mut Object, name: &str) -> Result<Option<DateTime>, String> {
    let Some(text) = object.take_text(name)? else {
        return Ok(None);
    };
    DateTime::parse(text.trim(), TimestampFormat::DateTime)
        .map(Some)
        .map_err(|_| format!("{name} is not a time, expected one like 2030-01-31T12:00:00Z"))
}

/// Describes an error response: `HTTP 404 Not Found, NoSuchRole: there is none`.
pub(crate) fn describe_failure(response: &Response<Bytes>, secrets: &[&str]) -> String {
    let status = response.status();
    let description = match Object::parse(response.body()) {
        Ok(mut object) => take_error(&mut object, secrets),
        Err(_) => String::new(),
    };
    let comma = if description.is_empty() { "" } else { ", " };
    format!("HTTP {status}{comma}{description}")
}

/// Takes the error that the object describes: `AccessDenied: no such role`. Empty if there is none,
/// or it contains one of `secrets`.
pub(crate) fn take_error(object: &mut Object, secrets: &[&str]) -> String {
    let mut first = |names: &[&str]| {
        let mut texts = names.iter().map(|name| object.take_text(name));
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

/// The start of `text`, on one line.
pub(crate) fn printable(text: &str) -> String {
    let one_line = text.chars().map(|character| match character {
        character if character.is_control() => ' ',
        character => character,
    });
    one_line.take(SHOWN).collect()
}
