//! What a scripted transport answers.

mod xml;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};

use super::typed::ToAnswer;
use querysmith_runtime::transport::{TransportError, TransportErrorKind};

/// An answer to a request, or why there is none.
///
/// `Debug` leaves the body out, for it may hold secrets.
#[derive(Clone)]
pub struct Answer {
    pub(super) outcome: Outcome,
    pub(super) delay: Duration,
}

#[derive(Clone)]
pub(super) enum Outcome {
    Response(http::Response<Bytes>),
    Fault(TransportError),
    Hang,
}

impl Answer {
    /// An answer with this HTTP status and body. A status that is none, below 100 or above 999,
    /// becomes 500.
    pub fn new(status: u16, body: impl Into<Bytes>) -> Self {
        let mut response = http::Response::new(body.into());
        let status = StatusCode::from_u16(status);
        *response.status_mut() = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response.into()
    }

    /// The answer with which a service would give this output or this modelled error of an emitted
    /// crate, which are then read from it: `Answer::of(&output)`.
    ///
    /// The body has every member, secrets too. Of the [metadata](querysmith_runtime::ResponseMetadata) the
    /// answer has the request id and a fitting status; what they do not say is `scripted` and 200,
    /// or the status of the error's model. What XML has no way to tell is read otherwise: a
    /// flattened list or map that is empty is absent.
    pub fn of(value: &impl ToAnswer) -> Self {
        Self::new(value.frame().status(), value.to_xml())
    }

    /// The answer of success of the operation `action`, as awsQuery has it, with these members of
    /// its output.
    ///
    /// A member is named by its path on the wire, a list by numbers that count from 1:
    /// `Credentials.AccessKeyId`, `Tags.member.2.Key`. A value is text as XML has it once its
    /// escapes are undone, so `&` is just that.
    ///
    /// ```
    /// use querysmith_testing::Answer;
    ///
    /// let answer = Answer::success("GetAccessKeyInfo", [("Account", "123456789012")]);
    /// let response = answer.response().expect("no fault");
    /// assert_eq!(
    ///     std::str::from_utf8(response.body())?,
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

    /// The answer of failure with this HTTP status, code and message, as awsQuery has it.
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        Self::new(status, xml::error(status, code, message))
    }

    /// No answer, for this reason.
    pub fn fault(kind: TransportErrorKind) -> Self {
        TransportError::new(kind, format!("the script says {kind:?}")).into()
    }

    /// No answer in the transport's own time. For the time limits of a config, see
    /// [`hang`](Self::hang).
    pub fn timeout() -> Self {
        Self::fault(TransportErrorKind::Timeout)
    }

    /// No answer, ever: the call ends when a time limit of its config passes, which takes a
    /// [`Sleep`](querysmith_runtime::clock::Sleep) such as [`ManualTime`](super::ManualTime).
    pub fn hang() -> Self {
        Self {
            outcome: Outcome::Hang,
            delay: Duration::ZERO,
        }
    }

    /// With a header more. A name or value that cannot be sent is left out, and so is a header
    /// where there is no answer.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let header = (HeaderName::try_from(name), HeaderValue::try_from(value));
        if let (Outcome::Response(response), (Ok(name), Ok(value))) = (&mut self.outcome, header) {
            response.headers_mut().append(name, value);
        }
        self
    }

    /// The same once this much time has passed, in the time of the transport's
    /// [`in_time`](super::ScriptedTransport::in_time).
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = self.delay.saturating_add(delay);
        self
    }

    /// The answer itself, for [`Operation::parse_response`](querysmith_runtime::Operation::parse_response);
    /// `None` where there is none.
    pub fn response(&self) -> Option<&http::Response<Bytes>> {
        match &self.outcome {
            Outcome::Response(response) => Some(response),
            Outcome::Fault(_) | Outcome::Hang => None,
        }
    }
}

impl From<http::Response<Bytes>> for Answer {
    fn from(response: http::Response<Bytes>) -> Self {
        Self {
            outcome: Outcome::Response(response),
            delay: Duration::ZERO,
        }
    }
}

impl From<TransportError> for Answer {
    fn from(error: TransportError) -> Self {
        Self {
            outcome: Outcome::Fault(error),
            delay: Duration::ZERO,
        }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Answer");
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
    fn debug_shows_neither_body_nor_values_of_headers() {
        let answer = Answer::new(200, "hush").header("x-token", "hush");
        let text = format!("{answer:?}");
        assert!(!text.contains("hush"), "{text}");
        assert!(text.contains("200") && text.contains("x-token"), "{text}");
    }

    #[test]
    fn a_header_that_cannot_be_sent_is_left_out() {
        let answer = Answer::new(200, "")
            .header("no good", "x")
            .header("x", "\n");
        assert!(answer.response().unwrap().headers().is_empty());
    }

    #[test]
    fn a_status_that_is_none_is_an_error_of_the_server() {
        let answer = Answer::new(7, "");
        assert_eq!(answer.response().unwrap().status(), 500);
    }
}
