//! Calls as URLs that others can send: how they are asked for, and what they are.
//!
//! A presigned URL is a secret: until it expires, whoever has it can make the call as the one who
//! signed it. It should reach none but those it is meant for, and no log.
//!
//! A URL is made by the first steps of a call, with the hooks of
//! [interceptors](crate::Interceptor) that belong to them.

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

/// How a URL is to be presigned: for how long, and with which headers besides `host`.
///
/// ```
/// use std::time::Duration;
///
/// use querysmith_runtime::PresigningConfig;
///
/// let presigning = PresigningConfig::expires_in(Duration::from_secs(60))?
///     .with_header("x-k8s-aws-id", "production")?;
/// assert_eq!(presigning.expires(), Duration::from_secs(60));
/// # Ok::<(), querysmith_runtime::presigning::PresigningConfigError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PresigningConfig {
    expires_in: ExpiresIn,
    headers: HeaderMap,
}

impl PresigningConfig {
    /// For 15 minutes, with no header but `host`.
    pub fn new() -> Self {
        Self::default()
    }

    /// For this long, what is beyond whole seconds cut off.
    ///
    /// # Errors
    ///
    /// [`PresigningConfigError`] for less than a second or more than a week.
    pub fn expires_in(time: Duration) -> Result<Self, PresigningConfigError> {
        let expires_in = ExpiresIn::new(time)?;
        Ok(Self {
            expires_in,
            headers: HeaderMap::new(),
        })
    }

    /// With a header that is signed, and that has to be sent with the URL. One of the same name
    /// is replaced.
    ///
    /// # Errors
    ///
    /// [`PresigningConfigError`] for a name or value that no header can have, and for a header
    /// that cannot be chosen: `host`, `content-length`, `x-amz-date`, `x-amz-security-token` and
    /// those that no signature covers, such as `user-agent`. A value must be visible ASCII and
    /// spaces, and not empty.
    pub fn with_header(mut self, name: &str, value: &str) -> Result<Self, PresigningConfigError> {
        let header =
            HeaderName::try_from(name).map_err(|_| PresigningConfigError::header_name(name))?;
        if !can_be_chosen(&header) {
            return Err(PresigningConfigError::header_not_free(header));
        }
        let is_text = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
        let value = HeaderValue::from_str(value)
            .ok()
            .filter(|value| !value.is_empty() && value.as_bytes().iter().copied().all(is_text))
            .ok_or_else(|| PresigningConfigError::header_value(header.clone()))?;
        self.headers.insert(header, value);
        Ok(self)
    }

    /// For how long.
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

fn can_be_chosen(name: &HeaderName) -> bool {
    let set_elsewhere = [HOST, CONTENT_LENGTH].contains(name)
        || ["x-amz-date", "x-amz-security-token"].contains(&name.as_str());
    !set_elsewhere && !is_never_signed(name.as_str())
}

/// Names and values, where all values are text.
fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
}

#[cfg(test)]
mod tests;
