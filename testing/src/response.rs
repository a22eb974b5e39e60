//! The responses of a scripted transport.

mod xml;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};

use querysmith_runtime::server::ToResponse;
use querysmith_runtime::transport::{TransportError, TransportErrorKind};

/// The default request id.
const REQUEST_ID: &str = "scripted";

/// A scripted result of a request: a response or a transport error.
///
/// `Debug` omits the body, because it may contain secrets.
#[derive(Clone)]
pub struct Response {
    pub(super) outcome: Outcome,
    pub(super) delay: Duration,
}

#[derive(Clone)]
pub(super) enum Outcome {
    Response(http::Response<Bytes>),
    Fault(TransportError),
    Hang,
}

impl Response {
    /// A response with this HTTP status and body. An invalid status, below 100 or above 999, is
    /// replaced by 500.
    pub fn new(status: u16, body: impl Into<Bytes>) -> Self {
        let mut response = http::Response::new(body.into());
        let status = StatusCode::from_u16(status);
        *response.status_mut() = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response.into()
    }

    /// The response from which an emitted crate deserializes this output or modeled error:
    /// `Response::of(&output)`.
    ///
    /// The body contains every member, including secrets. The request id and the status come from
    /// the [metadata](querysmith_runtime::ResponseMetadata), if it has a request id and a suitable status. The
    /// defaults are `scripted`, and 200 or the status in the error's model. A value that XML cannot
    /// represent is read differently: an empty flattened list or map is absent.
    pub fn of(value: &impl ToResponse) -> Self {
        let frame = value.frame();
        let frame = frame.with_request_id(frame.request_id().unwrap_or(REQUEST_ID));
        let document = frame.document(&|writer| value.write(writer));
        Self::new(frame.status(), document)
    }

    /// The awsQuery response of a successful call of the operation `action`, with these members of
    /// its output.
    ///
    /// A member is named by its path on the wire, with list indices that start at 1:
    /// `Credentials.AccessKeyId`, `Tags.member.2.Key`. Values are unescaped: they are escaped when
    /// the XML is written.
    ///
    /// ```
    /// # mod querysmith {
    /// #     pub use querysmith_runtime::*;
    /// #     pub use querysmith_testing as testing;
    /// # }
    /// use querysmith::testing::Response;
    ///
    /// let response = Response::success("GetAccessKeyInfo", [("Account", "123456789012")]);
    /// let http = response.response().expect("not a fault");
    /// assert_eq!(
    ///     std::str::from_utf8(http.body())?,
    ///     "<GetAccessKeyInfoResponse><GetAccessKeyInfoResult><Account>123456789012</Account>\
    ///      </GetAccessKeyInfoResult><ResponseMetadata><RequestId>scripted</RequestId>\
    ///      </ResponseMetadata></GetAccessKeyInfoResponse>"
    /// );
    /// # Ok::<(), std::str::Utf8Error>(())
    /// ```
    pub fn success<'a>(
        action: &str,
        members: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        Self::new(200, xml::success(action, members))
    }

    /// The awsQuery error response with this HTTP status, code and message.
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        Self::new(status, xml::error(status, code, message))
    }

    /// A transport error of this kind, in place of a response.
    pub fn fault(kind: TransportErrorKind) -> Self {
        TransportError::new(kind, format!("scripted transport error {kind:?}")).into()
    }

    /// A timeout of the transport itself. For the time limits of a config, see
    /// [`hang`](Self::hang).
    pub fn timeout() -> Self {
        Self::fault(TransportErrorKind::Timeout)
    }

    /// No response, ever: the call ends when a time limit of its config expires, which requires a
    /// [`Sleep`](querysmith_runtime::clock::Sleep) such as [`ManualTime`](super::ManualTime).
    pub fn hang() -> Self {
        Self {
            outcome: Outcome::Hang,
            delay: Duration::ZERO,
        }
    }

    /// Adds a header. It is ignored if its name or value is invalid, or if this is not a response.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let header = (HeaderName::try_from(name), HeaderValue::try_from(value));
        if let (Outcome::Response(response), (Ok(name), Ok(value))) = (&mut self.outcome, header) {
            response.headers_mut().append(name, value);
        }
        self
    }

    /// Delays the result by this duration, measured by the timer that the transport's
    /// [`in_time`](super::ScriptedTransport::in_time) sets.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = self.delay.saturating_add(delay);
        self
    }

    /// The HTTP response, for [`Operation::parse_response`](querysmith_runtime::Operation::parse_response);
    /// `None` if this is not a response.
    pub fn response(&self) -> Option<&http::Response<Bytes>> {
        match &self.outcome {
            Outcome::Response(response) => Some(response),
            Outcome::Fault(_) | Outcome::Hang => None,
        }
    }
}

impl From<http::Response<Bytes>> for Response {
    fn from(response: http::Response<Bytes>) -> Self {
        Self {
            outcome: Outcome::Response(response),
            delay: Duration::ZERO,
        }
    }
}

impl From<TransportError> for Response {
    fn from(error: TransportError) -> Self {
        Self {
            outcome: Outcome::Fault(error),
            delay: Duration::ZERO,
        }
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Response");
        match &self.outcome {
            Outcome::Response(response) => {
                let names: Vec<_> = response.headers().keys().map(HeaderName::as_str).collect();
                debug
                    .field("status", &response.status().as_u16())
                    .field("headers", &names)
                    .field("body_bytes", &response.body().len());
            }
            Outcome::Fault(error) => {
                debug.field("fault", &error.kind());
            }
            Outcome::Hang => {
                debug.field("hangs", &true);
            }
        }
        debug.field("delay", &self.delay).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_neither_the_body_nor_header_values() {
        let response = Response::new(200, "hush").header("x-token", "hush");
        let text = format!("{response:?}");
        assert!(!text.contains("hush"), "{text}");
        assert!(text.contains("200") && text.contains("x-token"), "{text}");
    }

    #[test]
    fn an_invalid_header_is_ignored() {
        let response = Response::new(200, "")
            .header("no good", "x")
            .header("x", "\n");
        assert!(response.response().unwrap().headers().is_empty());
    }

    #[test]
    fn an_invalid_status_is_replaced_by_500() {
        let response = Response::new(7, "");
        assert_eq!(response.response().unwrap().status(), 500);
    }
}
