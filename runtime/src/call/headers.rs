//! The headers by which services and tracing tools tell calls and attempts apart.

use std::fmt::Write;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue};

use super::Prepared;
use super::progress::Call;
use crate::config::Config;
use crate::signing::sigv4;
use crate::value::uuid::uuid_v4;

const INVOCATION_ID: HeaderName = HeaderName::from_static("amz-sdk-invocation-id");
const ATTEMPT: HeaderName = HeaderName::from_static("amz-sdk-request");
pub(super) const TRACE_ID: HeaderName = HeaderName::from_static("x-amzn-trace-id");

/// Gives the request the id that all attempts of the call share.
pub(super) fn identify(call: &mut Call<'_>, request: &mut Prepared) {
    call.resolved(std::mem::take(&mut request.endpoint.url));
    let mut bytes = [0; 16];
    call.config.randomness().fill(&mut bytes);
    if let Ok(id) = HeaderValue::try_from(uuid_v4(bytes)) {
        request.http.headers_mut().insert(INVOCATION_ID, id);
    }
}

/// Says which of how many attempts this is and, if it is known, when it will be given up.
pub(super) fn number(call: &Call<'_>, request: &mut http::Request<Bytes>) {
    let ttl = ttl(call);
    let [name, ttl, end] = match &ttl {
        Some(ttl) => ["ttl=", ttl, "; "],
        None => [""; 3],
    };
    let [mut attempt, mut max] = [itoa::Buffer::new(), itoa::Buffer::new()];
    let (attempt, max) = (
        attempt.format(call.attempt),
        max.format(call.config.max_attempts()),
    );
    let text = [name, ttl, end, "attempt=", attempt, "; max=", max].concat();
    if let Ok(value) = HeaderValue::try_from(text) {
        request.headers_mut().insert(ATTEMPT, value);
    }
}

/// Until when the attempt waits, by the service's clock. Unknown before an answer told the time.
fn ttl(call: &Call<'_>) -> Option<String> {
    let skew = call.state.clock_skew.get()?;
    if call.config.disable_clock_skew_correction() {
        return None;
    }
    let read = call.config.working_sleep().and(call.config.timeouts().read);
    let limits = [read, call.time_left()];
    let left: Duration = limits.into_iter().flatten().min()?;
    let end = call.config.clock().now().checked_add(left)?;
    sigv4::timestamp(skew.apply(end)).ok()
}

/// The trace that the call is a part of, by which Lambda stops functions that call each other in
/// circles.
pub(super) fn trace(config: &Config, headers: &mut http::HeaderMap) {
    if headers.contains_key(&TRACE_ID) {
        return;
    }
    let value = config
        .trace_id()
        .map(|id| HeaderValue::try_from(encode_control(&id)));
    if let Some(Ok(value)) = value {
        headers.insert(TRACE_ID, value);
    }
}

/// Percent-encodes control characters.
fn encode_control(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_control() {
            let _ = write!(out, "%{:02X}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_in_a_trace_are_encoded() {
        assert_eq!(
            encode_control("Root=1-5759;\r\n\u{7f} [a]"),
            "Root=1-5759;%0D%0A%7F [a]"
        );
    }
}
