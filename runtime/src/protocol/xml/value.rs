//! The text of an element, and typed values.

use std::borrow::Cow;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::syntax::SPACE;
use super::{Element, XmlError};
use crate::value::date_time::{DateTime, TimestampFormat};
use crate::value::sensitive::{SensitiveBlob, SensitiveString};
use crate::value::text;

/// The maximum length of an invalid value in an error message, in characters.
const MAX_SHOWN: usize = 40;

impl<'d> Element<'d> {
    /// The text of the element, without that of its children.
    ///
    /// White space before the first child element, and directly after any child, is indentation and
    /// is ignored. Line ends are normalized to `\n`, as XML requires.
    pub fn text(self) -> Cow<'d, str> {
        Cow::Borrowed(self.node.text.as_str())
    }

    /// The value of a string member, which is the unmodified [`text`](Self::text).
    pub fn string(self) -> String {
        self.node.text.as_str().to_owned()
    }

    /// The beginning of the text, at most `max` bytes, and whether it was cut off.
    pub(crate) fn beginning(self, max: usize) -> (&'d str, bool) {
        text::beginning(self.node.text.as_str(), max)
    }

    /// The value of a sensitive string member.
    pub fn sensitive_string(self) -> SensitiveString {
        self.string().into()
    }

    /// The value of a boolean member: `true` or `false`; surrounding white space is ignored.
    ///
    /// # Errors
    ///
    /// If the text is neither; the error contains the path and the start of the text.
    pub fn boolean(self) -> Result<bool, XmlError> {
        self.parse("true or false")
    }

    /// The value of a byte member; surrounding white space is ignored.
    ///
    /// # Errors
    ///
    /// If the text is not a number in range; the error contains the path and the start of the text.
    pub fn byte(self) -> Result<i8, XmlError> {
        self.parse("an integer from -128 to 127")
    }

    /// The value of a short member; surrounding white space is ignored.
    ///
    /// # Errors
    ///
    /// If the text is not a number in range; the error contains the path and the start of the text.
    pub fn short(self) -> Result<i16, XmlError> {
        self.parse("an integer from -32768 to 32767")
    }

    /// The value of an integer or intEnum member; surrounding white space is ignored.
    ///
    /// # Errors
    ///
    /// If the text is not a number in range; the error contains the path and the start of the text.
    pub fn integer(self) -> Result<i32, XmlError> {
        self.parse("an integer from -2147483648 to 2147483647")
    }

    /// The value of a long member; surrounding white space is ignored.
    ///
    /// # Errors
    ///
    /// If the text is not a number in range; the error contains the path and the start of the text.
    pub fn long(self) -> Result<i64, XmlError> {
        self.parse("a 64-bit integer")
    }

    /// The value of a float member: a decimal number, `NaN`, `Infinity` or `-Infinity`; surrounding
    /// white space is ignored.
    ///
    /// # Errors
    ///
    /// If the text is none of these or too large; the error contains the path and the start of the
    /// text.
    pub fn float(self) -> Result<f32, XmlError> {
        if self.is_absent() {
            return Ok(0.0);
        }
        let text = self.text();
        let text = trim(&text);
        match named_float(text) {
            Some(named) => Ok(named as f32),
            // Rust accepts other spellings of non-finite numbers, which the filter rejects.
            None => text
                .parse()
                .ok()
                .filter(|number: &f32| number.is_finite())
                .ok_or_else(|| self.unexpected(text, "a 32-bit floating-point number")),
        }
    }

    /// The value of a double member: a decimal number, `NaN`, `Infinity` or `-Infinity`;
    /// surrounding white space is ignored.
    ///
    /// # Errors
    ///
    /// If the text is none of these or too large; the error contains the path and the start of the
    /// text.
    pub fn double(self) -> Result<f64, XmlError> {
        if self.is_absent() {
            return Ok(0.0);
        }
        let text = self.text();
        let text = trim(&text);
        match named_float(text) {
            Some(named) => Ok(named),
            // Rust accepts other spellings of non-finite numbers, which the filter rejects.
            None => text
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite())
                .ok_or_else(|| self.unexpected(text, "a 64-bit floating-point number")),
        }
    }

    /// The value of a blob member, which is base64; white space in it is ignored.
    ///
    /// # Errors
    ///
    /// If the text is not valid base64; the error contains the path, but not the text.
    pub fn blob(self) -> Result<Vec<u8>, XmlError> {
        let text = self.text();
        let decoded = if text.contains(SPACE) {
            STANDARD.decode(text.replace(SPACE, ""))
        } else {
            STANDARD.decode(text.as_bytes())
        };
        decoded.map_err(|_| XmlError::at_path(self.path(), "found invalid base64, expected base64"))
    }

    /// The value of a sensitive blob member.
    ///
    /// # Errors
    ///
    /// The errors of [`blob`](Self::blob).
    pub fn sensitive_blob(self) -> Result<SensitiveBlob, XmlError> {
        self.blob().map(SensitiveBlob::from)
    }

    /// The value of a timestamp member in the given format; surrounding white space is ignored.
    ///
    /// # Errors
    ///
    /// If the text is not in that format; the error contains the path and the start of the text.
    pub fn timestamp(self, format: TimestampFormat) -> Result<DateTime, XmlError> {
        if self.is_absent() {
            return Ok(DateTime::from_secs(0));
        }
        DateTime::parse(trim(&self.text()), format)
            .map_err(|error| XmlError::at_path(self.path(), error.to_string()))
    }

    fn parse<T: FromStr + Default>(self, expected: &str) -> Result<T, XmlError> {
        if self.is_absent() {
            return Ok(T::default());
        }
        let text = self.text();
        let text = trim(&text);
        text.parse().map_err(|_| self.unexpected(text, expected))
    }

    fn unexpected(self, found: &str, expected: &str) -> XmlError {
        let shown: String = found.chars().take(MAX_SHOWN).collect();
        XmlError::at_path(self.path(), format!("found {shown:?}, expected {expected}"))
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

fn trim(text: &str) -> &str {
    text.trim_matches(SPACE)
}
