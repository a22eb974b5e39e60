//! The name of an application.

use std::borrow::Cow;
use std::fmt;

/// The length in bytes to which the user agent truncates a name.
const RECOMMENDED_LENGTH: usize = 50;

/// The name of an application, which is sent in the user agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppName(Cow<'static, str>);

impl AppName {
    /// Creates a name. It must consist of one or more ASCII letters, digits and the characters ``
    /// !#$%&'*+-.^_`|~ ``. The user agent contains its first 50 bytes.
    ///
    /// # Errors
    ///
    /// If the name is empty or contains other characters.
    pub fn new(name: impl Into<Cow<'static, str>>) -> Result<Self, InvalidAppName> {
        let name = name.into();
        let is_valid = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if name.is_empty() || !name.chars().all(is_valid) {
            return Err(InvalidAppName(()));
        }
        if name.len() > RECOMMENDED_LENGTH {
            tracing::warn!(
                target: "querysmith",
                "the application name has {} bytes, of which {RECOMMENDED_LENGTH} are sent",
                name.len()
            );
        }
        Ok(Self(name))
    }
}

impl AsRef<str> for AppName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AppName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The error of [`AppName::new`].
#[derive(Debug)]
pub struct InvalidAppName(());

impl fmt::Display for InvalidAppName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid application name, expected ASCII letters, digits and !#$%&'*+-.^_`|~")
    }
}

impl std::error::Error for InvalidAppName {}
