//! Errors in the shared files, or in a profile in them.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use super::place::Place;
use querysmith_runtime::CredentialsError;
use querysmith_runtime::files::FileError;

/// An error in the shared files, or in a profile in them: where, what was found, and what was
/// expected. Values of keys are not shown, because they may be secrets, except those of settings
/// that cannot be.
#[derive(Debug, Clone)]
pub struct ProfileError {
    kind: ProfileErrorKind,
    place: Option<Place>,
    message: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// The kind of a [`ProfileError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProfileErrorKind {
    /// A file cannot be read.
    Read,
    /// A line does not follow the grammar.
    Syntax,
    /// A setting has an unexpected value.
    Setting,
    /// There is no profile at all, or no default profile and none was requested.
    NoProfile,
    /// The profile configures no credentials.
    NoCredentials,
    /// The profile's configuration of credentials is invalid.
    Invalid,
}

impl ProfileError {
    /// The kind of error.
    pub fn kind(&self) -> ProfileErrorKind {
        self.kind
    }

    /// Whether no credentials are configured in a profile, so that another source may be tried.
    pub fn is_not_configured(&self) -> bool {
        use ProfileErrorKind::{NoCredentials, NoProfile};
        matches!(self.kind, NoProfile | NoCredentials)
    }

    /// The file and line of the error, if there is one.
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
            _ if error.is_not_configured() => {
                Self::not_configured(error.to_string()).with_source(error)
            }
            ProfileErrorKind::Syntax => {
                Self::failed(format!("could not parse profile file: {error}")).with_source(error)
            }
            _ => Self::failed(error.to_string()).with_source(error),
        }
    }
}
