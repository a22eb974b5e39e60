//! The headers that identify calls and attempts to services and tracing tools.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue};

use super::progress::Call;
use crate::config::Config;
use crate::signing::sigv4;
use crate::value::percent;
use crate::value::uuid::uuid_v4;

const INVOCATION_ID: HeaderName = HeaderName::from_static("amz-sdk-invocation-id");
const ATTEMPT: HeaderName = HeaderName::from_static("amz-sdk-request");
pub(super) const TRACE_ID: HeaderName = HeaderName::from_static("x-amzn-trace-id");

/// Sets the invocation id, which all attempts of the call share.
pub(super) fn set_invocation_id(call: &Call<'_>, request: &mut http::Request<Bytes>) {
    let mut bytes = [0; 16];
    call.config.randomness().fill(&mut bytes);
    if let Ok(id) = HeaderValue::try_from(uuid_v4(bytes)) {
        request.headers_mut().insert(INVOCATION_ID, id);
    }
}

/// Sets the number of the attempt, the maximum number of attempts and, if known, the time at which
/// the attempt times out.
pub(super) fn set_attempt_number(call: &Call<'_>, request: &mut http::Request<Bytes>) {
    let ttl = ttl(call);
    let [name, ttl, separator] = match &ttl {
        Some(ttl) => ["ttl=", ttl, "; "],
        None => [""; 3],
    };
    let [mut attempt, mut max] = [itoa::Buffer::new(), itoa::Buffer::new()];
    let (attempt, max) = (
        attempt.format(call.attempt),
        max.format(call.config.max_attempts()),
    );
    let text = [name, ttl, separator, "attempt=", attempt, "; max=", max].concat();
    if let Ok(value) = HeaderValue::try_from(text) {
        request.headers_mut().insert(ATTEMPT, value);
    }
}

/// The time at which the attempt times out, by the service's clock. Unknown until a response had a
/// `Date` header.
fn ttl(call: &Call<'_>) -> Option<String> {
    let skew = call.state.clock_skew.get()?;
    if call.config.disable_clock_skew_correction() {
        return None;
    }
    let read = call
        .config
        .available_sleep()
        .and(call.config.timeouts().read);
    let limits = [read, call.time_left()];
    let left: Duration = limits.into_iter().flatten().min()?;
    let end = call.config.clock().now().checked_add(left)?;
    sigv4::timestamp(skew.apply(end)).ok()
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
