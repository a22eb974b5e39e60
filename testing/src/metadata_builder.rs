//! A builder of response metadata, for tests of code that reads it.

use std::time::Duration;

use http::{HeaderName, HeaderValue};

use querysmith_runtime::ResponseMetadata;
use querysmith_runtime::testing_v1::{self as parts, MetadataParts};

/// A builder for [`ResponseMetadata`].
///
/// ```
/// # mod querysmith {
/// #     pub use querysmith_runtime::*;
/// #     pub use querysmith_testing as testing;
/// # }
/// use querysmith::testing::ResponseMetadataBuilder;
///
/// let metadata = ResponseMetadataBuilder::new().status(200).request_id("4d5e").build();
/// assert_eq!(metadata.request_id(), Some("4d5e"));
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "the metadata is created by `build`"]
pub struct ResponseMetadataBuilder(MetadataParts);

impl ResponseMetadataBuilder {
    /// Creates a builder with the metadata of a missing response.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the HTTP status.
    pub fn status(mut self, status: u16) -> Self {
        self.0.status = status;
        self
    }

    /// Adds a header. A header with an invalid name or value is ignored.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            self.0.headers.append(name, value);
        }
        self
    }

    /// Sets the request id of the response's body, which takes precedence over that of the headers.
    pub fn request_id(mut self, id: impl Into<String>) -> Self {
        self.0.request_id = Some(id.into());
        self
    }

    /// Sets the URL of the endpoint.
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.0.history.endpoint = Some(url.into().into());
        self
    }

    /// Adds an attempt: the HTTP status of its response, if there was one, and its duration.
    pub fn attempt(mut self, status: impl Into<Option<u16>>, duration: Duration) -> Self {
        self.0
            .history
            .attempts
            .push(parts::attempt(status.into(), duration));
        self
    }

    /// Sets the duration of the whole call.
    pub fn duration(mut self, duration: Duration) -> Self {
        self.0.history.duration = duration;
        self
    }

    /// Builds the metadata.
    pub fn build(self) -> ResponseMetadata {
        parts::metadata(self.0)
    }
}

impl From<ResponseMetadata> for ResponseMetadataBuilder {
    /// Creates a builder with existing metadata.
    fn from(metadata: ResponseMetadata) -> Self {
        Self(parts::metadata_parts(&metadata).clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_metadata_of_a_call_can_be_set() {
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
        let attempts = metadata
            .attempts()
            .iter()
            .map(querysmith_runtime::Attempt::status);
        assert!(attempts.eq([None, Some(200)]));
        assert_eq!(metadata.duration(), 3 * second);

        let other = ResponseMetadataBuilder::from(metadata)
            .request_id("mine")
            .build();
        assert_eq!(other.request_id(), Some("mine"));
        assert_eq!(other.status(), 200);
    }
}
