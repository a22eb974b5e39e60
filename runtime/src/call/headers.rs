//! The headers that identify calls and attempts to services and tracing tools.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue};

use super::numbers::AttemptNumbers;
use super::progress::Call;
use crate::config::Config;
use crate::signing::sigv4::whole_seconds;
use crate::transport::ATTEMPT;
use crate::value::percent;
use crate::value::uuid::Uuid;

pub(super) const INVOCATION_ID: HeaderName = HeaderName::from_static("amz-sdk-invocation-id");
pub(super) const TRACE_ID: HeaderName = HeaderName::from_static("x-amzn-trace-id");

/// Creates the invocation id, which all attempts of a call share.
pub(super) fn invocation_id(config: &Config) -> Uuid {
    let mut bytes = [0; 16];
    config.randomness().fill(&mut bytes);
    Uuid::v4(bytes)
}

/// Sets the number of the attempt, the maximum number of attempts and, if known, the time at which
/// the attempt times out.
pub(super) fn set_attempt_number(call: &mut Call<'_>, request: &mut http::Request<Bytes>) {
    let numbers = AttemptNumbers {
        attempt: call.attempt,
        max: call.config.max_attempts(),
        ttl: ttl(call),
    };
    let header = &call.state.attempt_header;
    if let Ok(value) = header.get(numbers, || numbers.to_header()) {
        request.headers_mut().insert(ATTEMPT, value);
    }
}

/// The time at which the attempt times out, in seconds since 1970 by the service's clock. Unknown until
/// a response had a `Date` header.
fn ttl(call: &mut Call<'_>) -> Option<u64> {
    let skew = call.state.clock_skew.get()?;
    if call.config.disable_clock_skew_correction() {
        return None;
    }
    let read = call.config.timeouts().read.filter(|_| call.has_timer);
    let now = call.reading();
    let limits = [read, call.time_left_at(now.monotonic)];
    let left: Duration = limits.into_iter().flatten().min()?;
    let end = now.time.checked_add(left)?;
    whole_seconds(skew.apply(end))
}

/// Sets the X-Ray trace id, which Lambda uses to detect recursive invocations.
pub(super) fn set_trace_id(config: &Config, headers: &mut http::HeaderMap) {
    if headers.contains_key(&TRACE_ID) {
        return;
    }
    let value = config
        .trace_id()
        .map(|id| HeaderValue::try_from(percent_encoded(&id)));
    if let Some(Ok(value)) = value {
        headers.insert(TRACE_ID, value);
    }
}

/// Percent-encodes everything that a header cannot carry: control characters and bytes of characters
/// outside ASCII.
fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let is_kept = |byte: u8| matches!(byte, b' '..=b'~');
    percent::encode_into(&mut out, text.as_bytes(), is_kept);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_and_other_characters_outside_printable_ascii_are_encoded_in_a_trace_id() {
        assert_eq!(
            percent_encoded("Root=1-5759;\r\n\u{7f} [a]\t\u{e9}"),
            "Root=1-5759;%0D%0A%7F [a]%09%C3%A9"
        );
    }
}
