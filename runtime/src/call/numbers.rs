//! Numbers as the values of headers.

use http::HeaderValue;
use http::header::InvalidHeaderValue;

use crate::signing::sigv4::Timestamp;

/// A number as the value of a header. `HeaderValue::from` would allocate twice.
pub(super) fn number(number: usize) -> HeaderValue {
    HeaderValue::from_str(itoa::Buffer::new().format(number)).unwrap_or_else(|_| number.into())
}

/// What the header of an attempt states.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct AttemptNumbers {
    pub(super) attempt: u32,
    pub(super) max: u32,
    /// The time at which the attempt times out, in seconds since 1970.
    pub(super) ttl: Option<u64>,
}

impl AttemptNumbers {
    pub(super) fn to_header(self) -> Result<HeaderValue, InvalidHeaderValue> {
        let ttl = self.ttl.and_then(|ttl| Timestamp::from_secs(ttl).ok());
        let [name, ttl, separator] = match &ttl {
            Some(ttl) => ["ttl=", ttl.as_str(), "; "],
            None => [""; 3],
        };
        let [mut attempt, mut max] = [itoa::Buffer::new(), itoa::Buffer::new()];
        let (attempt, max) = (attempt.format(self.attempt), max.format(self.max));
        let text = [name, ttl, separator, "attempt=", attempt, "; max=", max].concat();
        HeaderValue::try_from(text)
    }
}
