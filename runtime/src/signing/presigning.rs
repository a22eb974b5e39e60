//! Presigned URLs: signed calls that others can send.
//!
//! A presigned URL is a secret: until it expires, anyone who has it can make the call with the
//! identity of the signer. Pass it only to its intended recipients, and do not log it.
//!
//! A URL is created by the first steps of a call, including the hooks of
//! [interceptors](crate::Interceptor) at these steps.
//!
//! ```
//! # extern crate querysmith_runtime as querysmith;
//! use std::time::Duration;
//!
//! use querysmith::presigning::PresigningConfig;
//!
//! let presigning = PresigningConfig::expires_in(Duration::from_secs(60))?
//!     .with_header("x-server-id", "vault.example.org")?;
//! assert_eq!(presigning.expires(), Duration::from_secs(60));
//! # Ok::<(), querysmith::presigning::PresigningConfigError>(())
//! ```

mod error;
mod request;

use std::time::Duration;

use http::HeaderMap;
use http::header::{CONTENT_LENGTH, HOST, HeaderName, HeaderValue};

pub use crate::signing::sigv4::{ExpiresIn, ExpiresInError};
pub use error::PresigningConfigError;
pub use request::PresignedRequest;
pub(crate) use request::Validity;

use crate::signing::sigv4::is_never_signed;

/// The settings of a presigned URL: its validity, and the signed headers besides `host`.
///
/// ```
/// # extern crate querysmith_runtime as querysmith;
/// use std::time::Duration;
///
/// use querysmith::presigning::PresigningConfig;
///
/// let presigning = PresigningConfig::expires_in(Duration::from_secs(60))?
///     .with_header("x-k8s-aws-id", "production")?;
/// assert_eq!(presigning.expires(), Duration::from_secs(60));
/// # Ok::<(), querysmith::presigning::PresigningConfigError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PresigningConfig {
    expires_in: ExpiresIn,
    headers: HeaderMap,
}

impl PresigningConfig {
    /// Creates settings for a URL that is valid for 15 minutes and signs no header except `host`.
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates settings for a URL that is valid for `time`, truncated to whole seconds.
    ///
    /// # Errors
    ///
    /// [`PresigningConfigError`] if `time` is less than a second or more than a week.
    pub fn expires_in(time: Duration) -> Result<Self, PresigningConfigError> {
        let expires_in = ExpiresIn::new(time)?;
        Ok(Self {
            expires_in,
            headers: HeaderMap::new(),
        })
    }

    /// Adds a header that is signed and must be sent with the URL. A header with the same name is
    /// replaced.
    ///
    /// # Errors
    ///
    /// [`PresigningConfigError`] if the name or value is not valid in a header, or if the header
    /// cannot be set: `host`, `content-length`, `x-amz-date`, `x-amz-security-token` and headers
    /// that are never signed, such as `user-agent`. A value must consist of visible ASCII
    /// characters and spaces, and must not be empty.
    pub fn with_header(mut self, name: &str, value: &str) -> Result<Self, PresigningConfigError> {
        let header =
            HeaderName::try_from(name).map_err(|_| PresigningConfigError::header_name(name))?;
        if !can_be_set(&header) {
            return Err(PresigningConfigError::reserved_header(header));
        }
        let is_text = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
        let value = HeaderValue::from_str(value)
            .ok()
            .filter(|value| !value.is_empty() && value.as_bytes().iter().copied().all(is_text))
            .ok_or_else(|| PresigningConfigError::header_value(header.clone()))?;
        self.headers.insert(header, value);
        Ok(self)
    }

    /// How long the URL is valid.
    pub fn expires(&self) -> Duration {
        self.expires_in.as_duration()
    }

    /// The headers, with their names in lower case.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        pairs(&self.headers)
    }

    pub(crate) fn expires_in_seconds(&self) -> ExpiresIn {
        self.expires_in
    }

    pub(crate) fn header_map(&self) -> &HeaderMap {
        &self.headers
    }
}

fn can_be_set(name: &HeaderName) -> bool {
    let set_elsewhere = [HOST, CONTENT_LENGTH].contains(name)
        || ["x-amz-date", "x-amz-security-token"].contains(&name.as_str());
    !set_elsewhere && !is_never_signed(name.as_str())
}

/// The names and values of headers whose values are all text.
fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
}

#[cfg(test)]
mod tests;
