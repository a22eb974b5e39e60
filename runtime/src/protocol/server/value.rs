//! Typed values of parameters.

use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::parameter::Parameter;
use super::request_error::RequestError;
use crate::value::date_time::{DateTime, TimestampFormat};
use crate::value::sensitive::{SensitiveBlob, SensitiveString};

/// Typed values. Each method fails if the parameter has no value, or none of that type. The errors
/// name the parameter, and never contain the value, which may be secret.
#[allow(
    clippy::missing_errors_doc,
    reason = "the errors of all are the same, and described above"
)]
impl<'f> Parameter<'f> {
    /// The decoded value.
    pub fn text(self) -> Result<&'f str, RequestError> {
        self.own_value()
            .ok_or_else(|| self.malformed("no value, expected a value"))
    }

    /// The value of a string member.
    pub fn string(self) -> Result<String, RequestError> {
        self.text().map(str::to_owned)
    }

    /// The value of a sensitive string member.
    pub fn sensitive_string(self) -> Result<SensitiveString, RequestError> {
        self.text().map(SensitiveString::from)
    }

    /// The value of a boolean member: `true` or `false`.
    pub fn boolean(self) -> Result<bool, RequestError> {
        self.parse("true or false")
    }

    /// The value of a byte member, in decimal.
    pub fn byte(self) -> Result<i8, RequestError> {
        self.parse("an integer from -128 to 127")
    }

    /// The value of a short member, in decimal.
    pub fn short(self) -> Result<i16, RequestError> {
        self.parse("an integer from -32768 to 32767")
    }

    /// The value of an integer or intEnum member, in decimal.
    pub fn integer(self) -> Result<i32, RequestError> {
        self.parse("an integer from -2147483648 to 2147483647")
    }

    /// The value of a long member, in decimal.
    pub fn long(self) -> Result<i64, RequestError> {
        self.parse("a 64-bit integer")
    }

    /// The value of a float member: a decimal number, `NaN`, `Infinity` or `-Infinity`.
    pub fn float(self) -> Result<f32, RequestError> {
        let text = self.text()?;
        match named_float(text) {
            Some(named) => Ok(named as f32),
            // Rust accepts other spellings of non-finite numbers, which the filter rejects.
            None => text
                .parse()
                .ok()
                .filter(|number: &f32| number.is_finite())
                .ok_or_else(|| self.unexpected("a 32-bit floating-point number")),
        }
    }

    /// The value of a double member: a decimal number, `NaN`, `Infinity` or `-Infinity`.
    pub fn double(self) -> Result<f64, RequestError> {
        let text = self.text()?;
        match named_float(text) {
            Some(named) => Ok(named),
            // Rust accepts other spellings of non-finite numbers, which the filter rejects.
            None => text
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite())
                .ok_or_else(|| self.unexpected("a 64-bit floating-point number")),
        }
    }

    /// The value of a blob member, in base64.
    pub fn blob(self) -> Result<Vec<u8>, RequestError> {
        STANDARD
            .decode(self.text()?)
            .map_err(|_| self.unexpected("base64"))
    }

    /// The value of a sensitive blob member, in base64.
    pub fn sensitive_blob(self) -> Result<SensitiveBlob, RequestError> {
        self.blob().map(SensitiveBlob::from)
    }

    /// The value of a timestamp member in the given format.
    pub fn timestamp(self, format: TimestampFormat) -> Result<DateTime, RequestError> {
        DateTime::parse(self.text()?, format).map_err(|_| {
            let example = format.example();
            self.unexpected(&format!("a timestamp such as {example}"))
        })
    }

    fn parse<T: FromStr>(self, expected: &str) -> Result<T, RequestError> {
        let text = self.text()?;
        text.parse().map_err(|_| self.unexpected(expected))
    }

    fn unexpected(self, expected: &str) -> RequestError {
        self.malformed(&format!("another value, expected {expected}"))
    }
}

fn named_float(text: &str) -> Option<f64> {
    match text {
        "NaN" => Some(f64::NAN),
        "Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}
