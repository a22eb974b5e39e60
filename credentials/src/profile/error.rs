//! Why the shared files, or a profile in them, cannot be used.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use super::section::Place;
use querysmith_runtime::CredentialsError;
use querysmith_runtime::files::FileError;

/// Why the shared files, or a profile in them, cannot be used: where, what was found, and what was
/// expected. No value of a key is shown, for it may be a secret, but those of settings that can
/// be none.
#[derive(Debug, Clone)]
pub struct ProfileError {
    kind: ProfileErrorKind,
    place: Option<Place>,
    message: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProfileErrorKind {
    /// A file cannot be read.
    Read,
    /// A line does not follow the grammar.
    Syntax,
    /// A setting has a value that is none of those expected.
    Setting,
    /// There is no profile at all, or no default one and none was asked for.
    NoProfile,
    /// The profile says nothing of credentials.
    NoCredentials,
    /// What the profile says of credentials cannot be followed.
    Invalid,
}

impl ProfileError {
    /// What is wrong.
    pub fn kind(&self) -> ProfileErrorKind {
        self.kind
    }

    /// Whether nothing asks for credentials from a profile, so that another source may be tried.
    pub fn is_not_configured(&self) -> bool {
        use ProfileErrorKind::{NoCredentials, NoProfile};
        matches!(self.kind, NoProfile | NoCredentials)
    }

    /// The line of the file, where there is one.
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    pub(super) fn new(kind: ProfileErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            place: None,
            message: message.into(),
            source: None,
        }
    }

    pub(super) fn at(mut self, place: &Place) -> Self {
        self.place = Some(place.clone());
        self
    }

    pub(super) fn read(error: FileError) -> Self {
        Self {
            kind: ProfileErrorKind::Read,
            place: None,
            message: error.to_string(),
            source: Some(Arc::new(error)),
        }
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.message)
    }
}

impl StdError for ProfileError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.source {
            Some(source) => Some(source.as_ref()),
            None => None,
        }
    }
}

impl From<ProfileError> for CredentialsError {
    fn from(error: ProfileError) -> Self {
        match error.kind {
            _ if error.is_not_configured() => Self::not_configured(error.to_string()),
            ProfileErrorKind::Syntax => {
                Self::failed(format!("could not parse profile file: {error}")).with_source(error)
            }
            _ => Self::failed(error.to_string()).with_source(error),
        }
    }
}
