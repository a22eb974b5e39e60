//! Collected output, and the search for secrets in it.

use std::error::Error as StdError;
use std::fmt::Debug;

/// Descriptions, each with the text of what it describes.
#[derive(Default)]
pub(crate) struct Texts(Vec<(String, String)>);

impl Texts {
    /// Adds the `Debug` output of a value, compact and pretty-printed.
    pub(crate) fn add(&mut self, what: &str, value: &dyn Debug) {
        self.add_text(what, format!("{value:?}"));
        self.add_text(&format!("{what}, pretty"), format!("{value:#?}"));
    }

    /// Adds the error and all its sources.
    pub(crate) fn add_error(&mut self, what: &str, error: &dyn StdError) {
        let mut next = Some(error);
        while let Some(error) = next {
            self.add(what, error);
            self.add_text(&format!("{what}, displayed"), error.to_string());
            next = error.source();
        }
    }

    pub(crate) fn add_text(&mut self, what: &str, text: String) {
        self.0.push((what.to_owned(), text));
    }

    /// Asserts that no text contains any of the secrets, verbatim or percent-encoded.
    pub(crate) fn assert_free_of<S: AsRef<str>>(&self, secrets: impl IntoIterator<Item = S>) {
        let secrets: Vec<String> = secrets
            .into_iter()
            .flat_map(|secret| {
                let secret = secret.as_ref();
                assert!(secret.len() > 5, "{secret} is too short to search for");
                [secret.to_owned(), encoded(secret)]
            })
            .collect();
        for (what, text) in &self.0 {
            assert!(!text.is_empty(), "{what}");
            for secret in &secrets {
                assert!(!text.contains(secret), "{what} shows {secret}: {text}");
            }
        }
    }
}

/// Percent-encodes a text as in a form or a query.
pub(crate) fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}
