//! Values that never show up in a log: text and bytes that print as `** redacted **`.

use std::fmt;
use std::ops::Deref;

use zeroize::Zeroizing;

const REDACTED: &str = "** redacted **";

/// A text that `Debug` redacts and that is wiped from memory when dropped.
///
/// It derefs to `str`. What Smithy's `sensitive` trait marks is of this type. It has no `Display`,
/// so that printing one takes an explicit `&*value`.
///
/// ```
/// use querysmith_runtime::SensitiveString;
///
/// let secret = SensitiveString::from("wJalrXUtnFEMI");
/// assert_eq!(format!("{secret:?}"), "** redacted **");
/// assert_eq!(secret.len(), 13);
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SensitiveString(Zeroizing<String>);

impl SensitiveString {
    /// The text itself, which nobody wipes from here on: for what takes no other type.
    pub fn into_string(mut self) -> String {
        std::mem::take(&mut *self.0)
    }

    /// Adds a line break and `line`.
    pub fn push_line(&mut self, line: &str) {
        let needed = self.len() + 1 + line.len();
        if self.0.capacity() < needed {
            // A text that moves by itself to where it has room leaves its old place unwiped.
            let mut roomier = String::with_capacity(needed.max(2 * self.len()));
            roomier.push_str(self);
            self.0 = Zeroizing::new(roomier);
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
    /// Takes the text over without a copy that would stay behind unwiped.
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for SensitiveString {
    fn from(text: &str) -> Self {
        text.to_owned().into()
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
/// It derefs to `[u8]`. A blob that Smithy's `sensitive` trait marks is of this type.
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
    /// Takes the bytes over without a copy that would stay behind unwiped.
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

/// What `Debug` shows in place of a secret whose own type would show it, such as a number.
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
    fn debug_shows_neither_text_nor_length_even_in_a_structure() {
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
    fn the_text_is_reached_by_deref() {
        let secret = SensitiveString::from(String::from("hunter2"));
        assert_eq!(&*secret, "hunter2");
        assert_eq!(secret, "hunter2");
        assert_eq!(secret.to_uppercase(), "HUNTER2");
        assert_eq!(Some(secret).as_deref(), Some("hunter2"));
    }

    #[test]
    fn the_bytes_are_reached_by_deref() {
        let secret = SensitiveBlob::from(&b"\x00\xff"[..]);
        assert_eq!(&*secret, b"\x00\xff");
        assert_eq!(secret, &b"\x00\xff"[..]);
    }

    #[test]
    fn clones_are_equal_and_other_texts_are_not() {
        let secret = SensitiveString::from("hunter2");
        assert_eq!(secret.clone(), secret);
        assert_ne!(secret, SensitiveString::from("hunter3"));
        assert_ne!(SensitiveBlob::from(vec![1]), SensitiveBlob::from(vec![2]));
        assert!(SensitiveString::default().is_empty());
    }
}
