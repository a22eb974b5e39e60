//! Sensitive strings and blobs, which print as `** redacted **`.
//!
//! ```
//! # extern crate querysmith_runtime as querysmith;
//! use querysmith::SensitiveString;
//!
//! let token = SensitiveString::from("secret");
//! assert_eq!(format!("{token:?}"), "** redacted **");
//! assert_eq!(&*token, "secret");
//! ```

use std::fmt;
use std::ops::Deref;

use zeroize::Zeroizing;

const REDACTED: &str = "** redacted **";

/// A string that `Debug` redacts and that is wiped from memory when dropped.
///
/// It derefs to `str`. Strings with Smithy's `sensitive` trait have this type. It does not
/// implement `Display`, so printing it takes an explicit `&*value`.
///
/// ```
/// # extern crate querysmith_runtime as querysmith;
/// use querysmith::SensitiveString;
///
/// let secret = SensitiveString::from("wJalrXUtnFEMI");
/// assert_eq!(format!("{secret:?}"), "** redacted **");
/// assert_eq!(secret.len(), 13);
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SensitiveString(Zeroizing<String>);

impl SensitiveString {
    /// Returns the plain string, which is no longer wiped when dropped.
    pub fn into_string(mut self) -> String {
        std::mem::take(&mut *self.0)
    }

    /// Appends a line break and `line`.
    pub fn push_line(&mut self, line: &str) {
        let needed = self.len() + 1 + line.len();
        if self.0.capacity() < needed {
            // A string that reallocates itself leaves its old buffer unwiped.
            let mut larger = String::with_capacity(needed.max(2 * self.len()));
            larger.push_str(self);
            self.0 = Zeroizing::new(larger);
        }
        self.0.push('\n');
        self.0.push_str(line);
    }
}

impl Deref for SensitiveString {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for SensitiveString {
    fn as_ref(&self) -> &str {
        self
    }
}

impl From<String> for SensitiveString {
    /// Takes ownership of the string without making an unwiped copy.
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for SensitiveString {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&String> for SensitiveString {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<SensitiveString> for String {
    /// Returns the plain string, which is no longer wiped when dropped.
    fn from(secret: SensitiveString) -> Self {
        secret.into_string()
    }
}

impl PartialEq<str> for SensitiveString {
    fn eq(&self, other: &str) -> bool {
        **self == *other
    }
}

impl PartialEq<&str> for SensitiveString {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

impl fmt::Debug for SensitiveString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

/// Bytes that `Debug` redacts and that are wiped from memory when dropped.
///
/// It derefs to `[u8]`. Blobs with Smithy's `sensitive` trait have this type.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SensitiveBlob(Zeroizing<Vec<u8>>);

impl Deref for SensitiveBlob {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for SensitiveBlob {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl From<Vec<u8>> for SensitiveBlob {
    /// Takes ownership of the bytes without making an unwiped copy.
    fn from(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }
}

impl From<&[u8]> for SensitiveBlob {
    fn from(bytes: &[u8]) -> Self {
        bytes.to_vec().into()
    }
}

impl PartialEq<[u8]> for SensitiveBlob {
    fn eq(&self, other: &[u8]) -> bool {
        **self == *other
    }
}

impl PartialEq<&[u8]> for SensitiveBlob {
    fn eq(&self, other: &&[u8]) -> bool {
        **self == **other
    }
}

impl fmt::Debug for SensitiveBlob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

/// A placeholder in `Debug` output for a secret whose type does not redact itself, such as a
/// number.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_redacts_text_and_length_even_in_a_structure() {
        #[derive(Debug)]
        #[expect(dead_code, reason = "read by Debug only")]
        struct Keys {
            secret: SensitiveString,
            blob: Option<SensitiveBlob>,
        }
        let keys = Keys {
            secret: "hunter2".into(),
            blob: Some(vec![104, 117, 110].into()),
        };
        assert_eq!(
            format!("{keys:?}"),
            "Keys { secret: ** redacted **, blob: Some(** redacted **) }"
        );
    }

    #[test]
    fn the_text_is_accessible_by_deref() {
        let secret = SensitiveString::from(String::from("hunter2"));
        assert_eq!(&*secret, "hunter2");
        assert_eq!(secret, "hunter2");
        assert_eq!(secret.to_uppercase(), "HUNTER2");
        assert_eq!(Some(secret).as_deref(), Some("hunter2"));
    }

    #[test]
    fn conversions_from_and_to_strings_keep_the_text() {
        let text = String::from("hunter2");
        assert_eq!(SensitiveString::from(&text), "hunter2");
        assert_eq!(String::from(SensitiveString::from(text)), "hunter2");
    }

    #[test]
    fn the_bytes_are_accessible_by_deref() {
        let secret = SensitiveBlob::from(&b"\x00\xff"[..]);
        assert_eq!(&*secret, b"\x00\xff");
        assert_eq!(secret, &b"\x00\xff"[..]);
    }

    #[test]
    fn clones_are_equal_and_other_values_are_not() {
        let secret = SensitiveString::from("hunter2");
        assert_eq!(secret.clone(), secret);
        assert_ne!(secret, SensitiveString::from("hunter3"));
        assert_ne!(SensitiveBlob::from(vec![1]), SensitiveBlob::from(vec![2]));
        assert!(SensitiveString::default().is_empty());
    }
}
