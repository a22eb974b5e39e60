//! The facts about an operation that the tests need, from the service's point of view.

use crate::call::Call;
use crate::server::Reply;

/// An operation: its input, the request that it sends, and the output of a response.
pub(crate) trait Case: Call {
    /// Its name on the wire.
    const ACTION: &'static str;
    /// Whether its requests carry a signature.
    const SIGNED: bool;
    /// The wire names of its required members.
    const REQUIRED: &'static [&'static str];
    /// The form that the call of `fill` sends, after `Action` and `Version`.
    const FORM: &'static [(&'static str, &'static str)];
    /// Its modeled errors.
    const MODELED: &'static [Modeled<Self::Error>];
    /// The values of the form and the response that must never be shown.
    const SECRETS: &'static [&'static str];

    /// Sets every member of the call.
    fn fill(self) -> Self;
    /// The content of the response's result element, with every member of the output.
    fn result() -> String;
    /// Asserts every member of the output parsed from that response.
    fn check(output: &Self::Output);
}

/// A modeled error of an operation.
pub(crate) struct Modeled<E> {
    pub(crate) code: &'static str,
    pub(crate) status: u16,
    pub(crate) retryable: bool,
    /// The generated predicate of its variant.
    pub(crate) is: fn(&E) -> bool,
    /// The message in its variant. The outer `Option` is `None` for every other variant.
    pub(crate) message: fn(&E) -> Option<Option<&str>>,
}

impl<E> Modeled<E> {
    /// Marks the error as retryable.
    pub(crate) const fn retryable(mut self) -> Self {
        self.retryable = true;
        self
    }
}

macro_rules! modeled {
    ($error:ident::$variant:ident, $is:ident, $code:literal, $status:literal) => {
        $crate::case::Modeled {
            code: $code,
            status: $status,
            retryable: false,
            is: $error::$is,
            message: |error| match error {
                $error::$variant(error) => Some(error.message()),
                _ => None,
            },
        }
    };
}
pub(crate) use modeled;

/// A success response: in the service's namespace, and with elements that the model does not have.
pub(crate) fn success<C: Case>() -> Reply {
    let (action, result) = (C::ACTION, C::result());
    Reply::new(
        200,
        format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <{action}Result>
    {result}
    <NotYetKnown><Arn>unknown</Arn><Credentials/></NotYetKnown>
  </{action}Result>
  <ResponseMetadata>
    <RequestId>from-body</RequestId>
  </ResponseMetadata>
</{action}Response>
"#
        ),
    )
    .with_header("content-type", "text/xml")
}

/// An error response, in the format of the Query protocol.
pub(crate) fn failure(status: u16, code: &str, message: &str) -> Reply {
    let fault = if status < 500 { "Sender" } else { "Receiver" };
    Reply::new(
        status,
        format!(
            r#"<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error>
    <Type>{fault}</Type>
    <Code>{code}</Code>
    <Message>{message}</Message>
  </Error>
  <RequestId>from-body</RequestId>
</ErrorResponse>
"#
        ),
    )
    .with_header("content-type", "text/xml")
}
