//! Recorded exchanges of requests and responses, without their secrets.

mod exchange;
mod format;
mod redact;
mod transport;

use std::fmt;
use std::path::Path;

use querysmith_runtime::testing_v1::json::Limits;

pub(super) use exchange::{Content, Exchange, Outcome, Request};
pub(super) use redact::{REDACTED, Redaction};
pub use transport::RecordingTransport;

/// The limits of JSON documents: large enough for many thousand exchanges.
const LIMITS: Limits = Limits::new(64 * 1024 * 1024, 32, 16 * 1024 * 1024);

/// Exchanges in the order in which their requests were sent. A [`RecordingTransport`] records them,
/// and a [`ReplayTransport`](super::ReplayTransport) replays them.
///
/// # Format
///
/// JSON that can be read, compared and edited manually. `form` contains the decoded members of a
/// request of the Query protocol; other requests have a `body`. The result is a `response`, or an
/// `error` if there was none, with a [`TransportErrorKind`] in snake case.
///
/// ```json
/// {
///   "version": 1,
///   "exchanges": [
///     {
///       "request": {
///         "method": "POST",
///         "url": "https://sts.eu-west-1.amazonaws.com/",
///         "headers": {"authorization": "REDACTED", "host": "sts.eu-west-1.amazonaws.com"},
///         "form": {"Action": "GetSessionToken", "Version": "2011-06-15", "TokenCode": "REDACTED"}
///       },
///       "response": {
///         "status": 200,
///         "headers": {"content-type": "text/xml"},
///         "body": "<GetSessionTokenResponse>..."
///       }
///     },
///     {
///       "request": {"method": "GET", "url": "http://169.254.169.254/latest/", "headers": {}, "body": ""},
///       "error": {"kind": "connect", "message": "no connection to 169.254.169.254"}
///     }
///   ]
/// }
/// ```
///
/// `REDACTED` replaces secrets: headers, members, elements and JSON members with the names of
/// secrets (such as `Authorization`, `SessionToken`, `SAMLAssertion`, `TokenCode`), those
/// [named](RecordingTransport::redacting) by the test, any text that repeats a secret of this or an
/// earlier request, and a whole body that is neither XML nor JSON.
///
/// [`TransportErrorKind`]: querysmith_runtime::transport::TransportErrorKind
#[derive(Clone, Default, PartialEq)]
pub struct Recording {
    pub(super) exchanges: Vec<Exchange>,
}

impl Recording {
    /// The number of exchanges.
    pub fn len(&self) -> usize {
        self.exchanges.len()
    }

    /// Whether there are no exchanges.
    pub fn is_empty(&self) -> bool {
        self.exchanges.is_empty()
    }

    /// The recording as JSON, in the format above.
    pub fn to_json(&self) -> String {
        format::write(self)
    }

    /// Parses the format above. Unknown members are ignored.
    ///
    /// # Errors
    ///
    /// If `json` is not valid JSON, or a member is missing or invalid. The error shows where.
    pub fn from_json(json: &str) -> Result<Self, RecordingError> {
        format::read(json).map_err(RecordingError)
    }

    /// Writes the recording to the file at `path`, and replaces an existing one.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), RecordingError> {
        let path = path.as_ref();
        std::fs::write(path, self.to_json())
            .map_err(|error| RecordingError(format!("cannot write {}: {error}", path.display())))
    }

    /// Reads the file at `path`.
    ///
    /// # Errors
    ///
    /// If it cannot be read, and those of [`from_json`](Self::from_json).
    pub fn load(path: impl AsRef<Path>) -> Result<Self, RecordingError> {
        let path = path.as_ref();
        let failed =
            |reason: String| RecordingError(format!("cannot read {}: {reason}", path.display()));
        let json = std::fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
        format::read(&json).map_err(failed)
    }
}

/// Shows only the number of exchanges; use JSON to read them.
impl fmt::Debug for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recording")
            .field("exchanges", &self.len())
            .finish()
    }
}

/// A recording that cannot be read or written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingError(String);

impl fmt::Display for RecordingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RecordingError {}
