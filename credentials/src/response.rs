//! The JSON objects in responses of credential services, which contain credentials or errors.

use std::borrow::Cow;

use bytes::Bytes;
use http::Response;
use querysmith_runtime::Credentials;
use querysmith_runtime::date_time::{DateTime, TimestampFormat};
use querysmith_runtime::provider_v1::json::{Object, Value};
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
        // A service that has no time to send may send zero.
        if time.secs() <= 0 {
            return Err(format!("{} is 1970 or earlier", names.expiration));
        }
        credentials = credentials.with_expires_at(time);
    }
    if let Some(account_id) = object.take_text(names.account_id)? {
        credentials = credentials.with_account_id(account_id);
    }
    Ok(credentials)
}

/// Removes and returns a time: in the form of RFC 3339, in which the colon of the offset may be
/// missing, or in seconds since 1970.
pub(crate) fn take_time(object: &mut Object, name: &str) -> Result<Option<DateTime>, String> {
    let text = match object.take(name) {
        None => return Ok(None),
        Some(Value::Text(text)) if text.trim().is_empty() => return Ok(None),
        Some(Value::Text(text)) => text.trim().to_owned(),
        Some(Value::Number(seconds)) => seconds,
        Some(_) => return Err(format!("{name} is not a string, expected one")),
    };
    let parsed = parse(&with_colon(&text), TimestampFormat::DateTime);
    let parsed = parsed.or_else(|| parse(&text, TimestampFormat::EpochSeconds));
    parsed.map(Some).ok_or_else(|| {
        let found = describe_time(&text);
        format!("{name} is {found}, expected one like 2030-01-31T12:00:00Z")
    })
}

fn parse(text: &str, format: TimestampFormat) -> Option<DateTime> {
    DateTime::parse(text, format).ok()
}

/// `text` with a colon in the offset at its end, if that has none: `+0000`.
fn with_colon(text: &str) -> Cow<'_, str> {
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let offset = text.len().checked_sub(5);
    match offset.and_then(|at| text.split_at_checked(at)) {
        Some((time, offset))
            if offset.starts_with(['+', '-']) && is_digits(offset.get(1..).unwrap_or_default()) =>
        {
            let (hours, minutes) = offset.split_at(3);
            format!("{time}{hours}:{minutes}").into()
        }
        _ => text.into(),
    }
}

/// A time that cannot be read. Its text is shown only if that is a time in another format.
fn describe_time(text: &str) -> String {
    let without_offset = format!("{text}Z");
    if parse(&without_offset, TimestampFormat::DateTime).is_some() {
        return format!("{text:?}, a time without an offset from UTC");
    }
    if parse(text, TimestampFormat::HttpDate).is_some() {
        return format!("{text:?}, an HTTP date");
    }
    "not a time".to_owned()
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
    let description = parts.join(": ");
    let is_secret = |secret: &&str| !secret.is_empty() && description.contains(*secret);
    if secrets.iter().any(is_secret) {
        return String::new();
    }
    printable(&description)
}

/// The start of `text`, on one line.
pub(crate) fn printable(text: &str) -> String {
    let one_line = text.chars().map(|character| match character {
        character if character.is_control() => ' ',
        character => character,
    });
    one_line.take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(value: &str) -> Result<Option<DateTime>, String> {
        let mut object = Object::parse(format!("{{\"Expiration\": {value}}}").as_bytes())?;
        take_time(&mut object, "Expiration")
    }

    #[test]
    fn an_error_that_contains_a_secret_is_not_shown_not_even_in_part() {
        let hush = "hush ".repeat(SHOWN);
        let json = format!(r#"{{"error": "invalid", "message": "of {hush}"}}"#);
        let mut object = Object::parse(json.as_bytes()).unwrap();
        assert_eq!(take_error(&mut object, &[&hush]), "");
        let json = r#"{"error": "invalid", "message": "of hush\nhush"}"#;
        let mut object = Object::parse(json.as_bytes()).unwrap();
        assert_eq!(take_error(&mut object, &["hush\nhush"]), "");
    }

    #[test]
    fn times_with_any_offset_and_in_seconds_are_read() {
        for value in [
            r#""2030-01-31T12:00:00Z""#,
            r#"" 2030-01-31T12:00:00+00:00 ""#,
            r#""2030-01-31T12:00:00+0000""#,
            r#""2030-01-31T13:30:00+0130""#,
            r#""2030-01-31T11:00:00-0100""#,
            "1896091200",
            r#""1896091200""#,
        ] {
            let expected = Ok(Some(DateTime::from_secs(1_896_091_200)));
            assert_eq!(time(value), expected, "{value}");
        }
        for absent in ["null", r#"" ""#] {
            assert_eq!(time(absent), Ok(None));
        }
    }

    #[test]
    fn other_forms_are_errors_that_show_what_was_found() {
        for (value, found) in [
            (
                r#""2030-01-31T12:00:00""#,
                "\"2030-01-31T12:00:00\", a time without an offset from UTC",
            ),
            (
                r#""Thu, 31 Jan 2030 12:00:00 GMT""#,
                "\"Thu, 31 Jan 2030 12:00:00 GMT\", an HTTP date",
            ),
            (r#""hush""#, "not a time"),
            (r#""é+000é""#, "not a time"),
            ("99999999999999999999", "not a time"),
        ] {
            let expected = format!("Expiration is {found}, expected one like 2030-01-31T12:00:00Z");
            assert_eq!(time(value), Err(expected));
        }
        assert!(time("true").unwrap_err().contains("is not a string"));
    }
}
