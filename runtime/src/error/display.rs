//! The one-line message of an error.

use std::fmt::{self, Display, Write};

use super::redact::{without_secrets, without_secrets_if_cut};
use super::{Error, ErrorKind};
use crate::value::text::OneLine;

/// The maximum part of a body in a message, in bytes.
const MAX_BODY_SHOWN: usize = 512;

/// Writes `<operation> failed: <reason> (HTTP <status>, request id <id>, <n> attempts); <help>; <note>`,
/// without the parts that are not known.
pub(super) fn one_line(error: &Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let Some(operation) = error.operation() {
        write!(f, "{operation} failed: ")?;
    }
    write_reason(error, f)?;
    write_response(error, f)?;
    let parts = error.parts();
    let texts = parts.help.into_iter().chain(parts.note.as_deref());
    for text in texts {
        write!(f, "; {}", OneLine(text))?;
    }
    Ok(())
}

fn write_reason(error: &Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match (error.kind(), error.code(), error.message()) {
        (_, Some(code), Some(message)) => {
            OneLine(code).fmt(f)?;
            f.write_str(": ")?;
            OneLine(message).fmt(f)
        }
        (_, Some(code), None) => OneLine(code).fmt(f),
        (ErrorKind::Validation, None, Some(message)) => {
            f.write_str("the input is not valid: ")?;
            OneLine(message).fmt(f)
        }
        (ErrorKind::Response, None, Some(message)) => {
            f.write_str("the response cannot be read: ")?;
            OneLine(message).fmt(f)
        }
        (ErrorKind::Service, None, Some(message)) => OneLine(message).fmt(f),
        (ErrorKind::Service, None, None) => write_unknown_body(error, f),
        (_, None, message) => OneLine(message.unwrap_or("unknown error")).fmt(f),
    }
}

/// Writes the beginning of a body that is not an error document, such as the page of a proxy,
/// because it is the only clue.
fn write_unknown_body(error: &Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Some(body) = error.body() else {
        return f.write_str("the response has no body and therefore no error code");
    };
    f.write_str("the response is not an error document of the service; it starts with: ")?;
    let (shown, is_cut) = match body.get(..MAX_BODY_SHOWN) {
        Some(beginning) => (beginning, beginning.len() < body.len()),
        None => (body, false),
    };
    let shown = String::from_utf8_lossy(shown);
    let shown = match is_cut {
        true => without_secrets_if_cut(shown.trim()),
        false => without_secrets(shown.trim()),
    };
    OneLine(&shown).fmt(f)
}

/// Writes ` (HTTP 503, request id 1234, 3 attempts)`, without the parts that are not known and
/// without the number of attempts if there was only one.
fn write_response(error: &Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let attempts = error.metadata().map_or(0, |call| call.attempts().len());
    let mut separator = " (";
    if let Some(status) = error.status() {
        write!(f, "{separator}HTTP {status}")?;
        separator = ", ";
        if let Some(id) = error.request_id() {
            f.write_str(", request id ")?;
            OneLine(id).fmt(f)?;
        }
    }
    if attempts > 1 {
        write!(f, "{separator}{attempts} attempts")?;
        separator = ", ";
    }
    match separator {
        " (" => Ok(()),
        _ => f.write_char(')'),
    }
}
