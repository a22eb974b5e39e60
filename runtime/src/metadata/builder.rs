//! Makes metadata as calls give it, for tests of code that reads it.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, HeaderValue};

use super::{Attempt, Inner, ResponseMetadata, request_id_of_headers};

/// Makes a [`ResponseMetadata`].
///
/// ```
/// use querysmith_runtime::testing::ResponseMetadataBuilder;
///
/// let metadata = ResponseMetadataBuilder::new().status(200).request_id("4d5e").build();
/// assert_eq!(metadata.request_id(), Some("4d5e"));
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "metadata is made by `build`"]
pub struct ResponseMetadataBuilder(ResponseMetadata);

impl ResponseMetadataBuilder {
    /// Of no answer at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// The HTTP status.
    pub fn status(mut self, status: u16) -> Self {
        self.inner().status = status;
        self
    }

    /// A header more. A name or value that cannot be sent is left out.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            self.inner().headers.append(name, value);
        }
        self
    }

    /// The id in the answer's body; that of the headers counts only without it.
    pub fn request_id(mut self, id: impl Into<String>) -> Self {
        self.inner().request_id = Some(id.into());
        self
    }

    /// The URL of the endpoint.
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.inner().history.endpoint = Some(url.into());
        self
    }

    /// One attempt more: the HTTP status of its answer, if there was one, and how long it took.
    pub fn attempt(mut self, status: impl Into<Option<u16>>, duration: Duration) -> Self {
        self.inner().history.attempts.push(Attempt {
            status: status.into(),
            duration,
        });
        self
    }

    /// How long the whole call took.
    pub fn duration(mut self, duration: Duration) -> Self {
        self.inner().history.duration = duration;
        self
    }

    /// The metadata.
    pub fn build(mut self) -> ResponseMetadata {
        let inner = self.inner();
        if inner.request_id.is_none() {
            inner.request_id = request_id_of_headers(&inner.headers).map(str::to_owned);
        }
        self.0
    }

    fn inner(&mut self) -> &mut Inner {
        Arc::make_mut(&mut self.0.0)
    }
}

impl From<ResponseMetadata> for ResponseMetadataBuilder {
    /// To go on from what a call gave.
    fn from(metadata: ResponseMetadata) -> Self {
        Self(metadata)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_a_call_tells_can_be_said() {
        let second = Duration::from_secs(1);
        let metadata = ResponseMetadataBuilder::new()
            .status(200)
            .header("x-amzn-requestid", "from-header")
            .endpoint("https://h")
            .attempt(None, second)
            .attempt(200, second)
            .duration(3 * second)
            .build();
        assert_eq!(metadata.status(), 200);
        assert_eq!(metadata.request_id(), Some("from-header"));
        assert_eq!(metadata.endpoint(), Some("https://h"));
        let attempts = metadata.attempts().iter().map(Attempt::status);
        assert!(attempts.eq([None, Some(200)]));
        assert_eq!(metadata.duration(), 3 * second);

        let other = ResponseMetadataBuilder::from(metadata)
            .request_id("mine")
            .build();
        assert_eq!(other.request_id(), Some("mine"));
        assert_eq!(other.status(), 200);
    }
}
