//! The one line that an error prints.

use std::fmt::{self, Write};

use super::redact::without_secrets;
use super::{Error, ErrorKind};

/// The most of a body that is shown, in bytes.
const BODY_SHOWN: usize = 512;

/// `<operation> failed: <what> (HTTP <status>, request id <id>, <n> attempts); <help>`, without the
/// parts that are not known.
pub(super) fn one_line(
    error: &Error,
    help: Option<&str>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    if let Some(operation) = error.operation() {
        write!(f, "{operation} failed: ")?;
    }
    what(error, f)?;
    answer(error, f)?;
    match help {
        Some(help) => write!(f, "; {help}"),
        None => Ok(()),
    }
}

fn what(error: &Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match (error.kind(), error.code(), error.message()) {
        (_, Some(code), Some(message)) => {
            escaped(code, f)?;
            f.write_str(": ")?;
            escaped(message, f)
        }
        (_, Some(code), None) => escaped(code, f),
        (ErrorKind::Validation, None, Some(message)) => {
            f.write_str("the input is not valid: ")?;
            escaped(message, f)
        }
        (ErrorKind::Response, None, Some(message)) => {
            f.write_str("the answer cannot be read: ")?;
            escaped(message, f)
        }
        (ErrorKind::Service, None, Some(message)) => escaped(message, f),
        (ErrorKind::Service, None, None) => no_envelope(error, f),
        (_, None, message) => escaped(message.unwrap_or("unknown error"), f),
    }
}

/// A proxy's page, an empty body: its beginning is the best clue there is.
fn no_envelope(error: &Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Some(body) = error.body() else {
        return f.write_str("the answer has no body and so no error code");
    };
    let shown = body.get(..BODY_SHOWN).unwrap_or(body);
    f.write_str("the answer is not an error document of the service; it starts with: ")?;
    let shown = String::from_utf8_lossy(shown);
    escaped(&without_secrets(shown.trim()), f)
}

/// ` (HTTP 503, request id 1234, 3 attempts)`, without what is not known and without the number of
/// attempts where there was but one.
fn answer(error: &Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let attempts = error.metadata().map_or(0, |call| call.attempts().len());
    let mut before = " (";
    if let Some(status) = error.status() {
        write!(f, "{before}HTTP {status}")?;
        before = ", ";
        if let Some(id) = error.request_id() {
            f.write_str(", request id ")?;
            escaped(id, f)?;
        }
    }
    if attempts > 1 {
        write!(f, "{before}{attempts} attempts")?;
        before = ", ";
    }
    match before {
        " (" => Ok(()),
        _ => f.write_char(')'),
    }
}

/// What comes from outside must not break the line, or forge another one in a log.
fn escaped(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for c in text.chars() {
        if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
            write!(f, "{}", c.escape_default())?;
        } else {
            f.write_char(c)?;
        }
    }
    Ok(())
}
