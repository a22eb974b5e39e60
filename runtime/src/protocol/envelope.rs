//! The errors of services, in all the forms in which they are sent.
//!
//! The usual form is `<ErrorResponse><Error><Code/><Message/></Error><RequestId/></ErrorResponse>`.
//! Services also send an `Errors` element around `Error`; other implementations and proxies send
//! `Error` as the root, a root element whose name is the code, and JSON.

mod json;
mod members;

use crate::protocol::xml::{Document, Element};
use crate::spec::ErrorSpec;
use crate::value::text;

pub(crate) use json::error_name;
pub(crate) use members::ReadMembers;
pub use members::{ErrorMembers, ReadErrorMembers};

/// The maximum size of an error code or a request id, in bytes.
const MAX_CODE: usize = 256;

/// The maximum size of a message, in bytes. Longer text is not meant for people.
const MAX_MESSAGE: usize = 4096;

/// The endings of the names of errors.
const NAME_ENDINGS: [&str; 4] = ["Error", "Exception", "Failure", "Fault"];

/// The contents of an error response. All fields are `None` if the body is not an error document.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Envelope {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<Message>,
    pub(crate) request_id: Option<String>,
}

/// The beginning of the message of a service.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Message {
    pub(crate) text: String,
    /// Whether the service sent more.
    pub(crate) is_cut: bool,
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        let is_cut = false;
        Self { text, is_cut }
    }
}

impl Envelope {
    /// Parses the body of a response whose status is an error, and reads its members with
    /// `read_members`. Never fails: fields that cannot be read are `None`. `modeled` are the errors
    /// of the operation.
    pub(crate) fn parse(
        body: &[u8],
        modeled: &[ErrorSpec],
        read_members: ReadMembers,
    ) -> (Self, Option<ErrorMembers>) {
        if let Some(envelope) = Self::parse_json(body) {
            return (envelope, None);
        }
        // The body may not be UTF-8: some services quote names of the caller in another encoding.
        let text = String::from_utf8_lossy(body);
        match Document::parse_leniently(&text) {
            Ok(document) => {
                let envelope = Self::read(document.root(), modeled);
                let members = envelope.members(document.root(), read_members);
                (envelope, members)
            }
            Err(_) => (Self::default(), None),
        }
    }

    /// The members of the error, which are in the document with this root.
    pub(crate) fn members(&self, root: Element<'_>, read: ReadMembers) -> Option<ErrorMembers> {
        let code = self.code.as_deref()?;
        read(code, error_element(root, Some(code))?)
    }

    /// Reads the document of a response with a successful status; `None` if it is not an error.
    pub(crate) fn of_success(root: Element<'_>, modeled: &[ErrorSpec]) -> Option<Self> {
        if wrapped_error(root).is_none() && !is_error_name(root.name(), modeled) {
            return None;
        }
        let envelope = Self::read(root, modeled);
        envelope.code.is_some().then_some(envelope)
    }

    /// Reads the body of a successful response that is not an XML document; `None` if it is not an
    /// error.
    pub(crate) fn of_json_success(body: &[u8]) -> Option<Self> {
        Self::parse_json(body).filter(|envelope| envelope.code.is_some())
    }

    fn read(root: Element<'_>, modeled: &[ErrorSpec]) -> Self {
        let request_id = request_id(root).map(str::to_owned);
        if let Some(error) = wrapped_error(root) {
            return Self {
                code: code(error),
                message: message(error),
                request_id,
            };
        }
        if is_error_name(root.name(), modeled) || is_message(root) {
            return Self {
                code: clipped_code(root.name()),
                message: message(root),
                request_id,
            };
        }
        Self {
            request_id,
            ..Self::default()
        }
    }
}

/// The request id of a response, successful or not.
pub(crate) fn request_id(root: Element<'_>) -> Option<&str> {
    short_text(root, "RequestId")
        .or_else(|| short_text(root.child("ResponseMetadata")?, "RequestId"))
        // The spelling in responses with `Errors`.
        .or_else(|| short_text(root, "RequestID"))
        // The spelling in successful ec2Query responses.
        .or_else(|| short_text(root, "requestId"))
}

/// The element that holds the members of an error with this code.
pub(crate) fn error_element<'d>(root: Element<'d>, code: Option<&str>) -> Option<Element<'d>> {
    wrapped_error(root).or_else(|| (Some(root.name()) == code).then_some(root))
}

/// Only an `Error` directly below the root, below its child `Errors`, or as the root itself counts:
/// a modeled member of the error may have the same name.
fn wrapped_error(root: Element<'_>) -> Option<Element<'_>> {
    if root.name() == "Error" && root.child("Code").is_some() {
        return Some(root);
    }
    root.child("Error")
        .or_else(|| root.child("Errors")?.child("Error"))
}

/// Whether an element of this name is an error whose code is the name.
fn is_error_name(name: &str, modeled: &[ErrorSpec]) -> bool {
    let mut endings = NAME_ENDINGS.iter();
    modeled.iter().any(|error| error.code == name)
        || endings.any(|end| name.len() > end.len() && name.ends_with(end))
}

/// Whether the root has a message, as only an error has.
fn is_message(root: Element<'_>) -> bool {
    let mut children = root.children();
    !root.name().ends_with("Response")
        && children.any(|child| child.name().eq_ignore_ascii_case("Message"))
}

fn code(error: Element<'_>) -> Option<String> {
    let code = short_text(error, "Code").or_else(|| short_text(error, "code"));
    code.map(str::to_owned)
}

fn message(error: Element<'_>) -> Option<Message> {
    let element = error.child("Message").or_else(|| error.child("message"))?;
    let (text, is_cut) = element.beginning(MAX_MESSAGE);
    message_of(text.trim(), is_cut)
}

fn short_text<'d>(parent: Element<'d>, name: &str) -> Option<&'d str> {
    clipped(parent.child(name)?.beginning(MAX_CODE).0)
}

fn clipped_code(code: &str) -> Option<String> {
    clipped(code).map(str::to_owned)
}

/// A text that programs compare, without surrounding whitespace; `None` if it is blank.
fn clipped(code: &str) -> Option<&str> {
    let (code, _) = text::beginning(code.trim(), MAX_CODE);
    (!code.is_empty()).then_some(code)
}

fn clipped_message(message: &str) -> Option<Message> {
    let (message, is_cut) = text::beginning(message.trim(), MAX_MESSAGE);
    message_of(message, is_cut)
}

fn message_of(text: &str, is_cut: bool) -> Option<Message> {
    let text = text.to_owned();
    (!text.is_empty()).then_some(Message { text, is_cut })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(code: Option<&str>, message: Option<&str>, request_id: Option<&str>) -> Envelope {
        Envelope {
            code: code.map(str::to_owned),
            message: message.map(|text| Message {
                text: text.to_owned(),
                is_cut: false,
            }),
            request_id: request_id.map(str::to_owned),
        }
    }

    const MODELED: &[ErrorSpec] = &[ErrorSpec::new("IDPRejectedClaim", 403)];

    fn parse(body: &[u8]) -> Envelope {
        Envelope::parse(body, MODELED, |_, _| None).0
    }

    #[test]
    fn the_usual_envelope_is_read() {
        let body = br#"<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
            <Error><Type>Sender</Type><Code>AccessDenied</Code><Message>No &lt;way&gt;</Message></Error>
            <RequestId> 1234 </RequestId>
        </ErrorResponse>"#;
        assert_eq!(
            parse(body),
            envelope(Some("AccessDenied"), Some("No <way>"), Some("1234"))
        );
    }

    #[test]
    fn an_error_inside_an_errors_element_is_read() {
        let body =
            b"<Response><Errors><Error><Code>Throttling</Code><Message>slow</Message></Error>\
            </Errors><RequestID>77</RequestID></Response>";
        assert_eq!(
            parse(body),
            envelope(Some("Throttling"), Some("slow"), Some("77"))
        );
    }

    #[test]
    fn a_bare_service_unavailable_root_is_a_code() {
        assert_eq!(
            parse(b"<ServiceUnavailableException/>"),
            envelope(Some("ServiceUnavailableException"), None, None)
        );
    }

    #[test]
    fn an_error_deeper_in_the_document_is_ignored() {
        let body =
            b"<ErrorResponse><Detail><Error><Code>Wrong</Code></Error></Detail></ErrorResponse>";
        assert_eq!(parse(body), Envelope::default());
    }

    #[test]
    fn a_member_named_error_inside_the_error_does_not_replace_its_code() {
        let body =
            b"<ErrorResponse><Error><Error><Code>Inner</Code></Error><Code>Outer</Code></Error>\
            </ErrorResponse>";
        assert_eq!(parse(body), envelope(Some("Outer"), None, None));
    }

    #[test]
    fn a_lower_case_message_and_a_request_id_in_the_metadata_are_read() {
        let body = b"<ErrorResponse><Error><Code>X</Code><message>hi</message></Error>\
            <ResponseMetadata><RequestId>9</RequestId></ResponseMetadata></ErrorResponse>";
        assert_eq!(parse(body), envelope(Some("X"), Some("hi"), Some("9")));
    }

    #[test]
    fn a_blank_code_and_message_are_absent() {
        let body = b"<ErrorResponse><Error><Code> </Code><Message/></Error></ErrorResponse>";
        assert_eq!(parse(body), Envelope::default());
    }

    #[test]
    fn invalid_xml_is_an_empty_envelope() {
        for body in [
            b"".as_slice(),
            b"upstream connect error",
            b"<html><body>503</p></html>",
            b"<ErrorResponse><Error><Code>Cut",
            b"\xff\xfe",
        ] {
            assert_eq!(parse(body), Envelope::default());
        }
    }

    #[test]
    fn an_error_as_the_root_is_read() {
        let body = b"<?xml version='1.0'?>\n<Error><Code>SlowDown</Code><Message>easy</Message>\
            <Error>a member</Error><RequestId>5</RequestId></Error>";
        assert_eq!(
            parse(body),
            envelope(Some("SlowDown"), Some("easy"), Some("5"))
        );
    }

    #[test]
    fn a_root_named_after_the_error_is_read() {
        for (body, code, message) in [
            ("<a:BusyException xmlns:a='x'/>", "BusyException", None),
            (
                "<AccessDenied><message>no</message></AccessDenied>",
                "AccessDenied",
                Some("no"),
            ),
            (
                "<AccessDeniedException><Message>no</Message></AccessDeniedException>",
                "AccessDeniedException",
                Some("no"),
            ),
            ("<IDPRejectedClaim/>", "IDPRejectedClaim", None),
        ] {
            let expected = envelope(Some(code), message, None);
            assert_eq!(parse(body.as_bytes()), expected, "{body}");
        }
        for body in [
            "<html><body>busy</body></html>",
            "<Error/>",
            "<Down>maintenance</Down>",
            "<WeighResponse><Message>fine</Message></WeighResponse>",
        ] {
            assert_eq!(parse(body.as_bytes()), Envelope::default(), "{body}");
        }
    }

    #[test]
    fn references_that_xml_does_not_have_stay_text() {
        for (message, expected) in [
            (
                "a &#0; b &#xD800; c &#x110000;",
                "a &#0; b &#xD800; c &#x110000;",
            ),
            ("R&D asks &amp; waits", "R&D asks & waits"),
            ("R&D; caf&eacute;", "R&D; caf&eacute;"),
            ("end &", "end &"),
            ("&&lt;&", "&<&"),
        ] {
            let body = format!(
                "<ErrorResponse><Error><Message>{message}</Message><Code>X</Code></Error>\
                 <RequestId>7</RequestId></ErrorResponse>"
            );
            let expected = envelope(Some("X"), Some(expected), Some("7"));
            assert_eq!(parse(body.as_bytes()), expected);
        }
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_replaced() {
        let body = b"<Error><Code>X</Code><Message>Jos\xe9 may not</Message></Error>";
        let expected = envelope(Some("X"), Some("Jos\u{fffd} may not"), None);
        assert_eq!(parse(body), expected);
    }

    #[test]
    fn texts_of_any_size_are_cut_to_what_people_read() {
        let long = "x&amp;".repeat(10_000);
        let body = format!(
            "<ErrorResponse><Error><Code>{long}</Code><Message>{long}</Message></Error>\
             <RequestId>{long}</RequestId></ErrorResponse>"
        );
        let envelope = parse(body.as_bytes());
        let message = envelope.message.unwrap();
        assert_eq!(message.text.len(), MAX_MESSAGE);
        assert!(message.is_cut);
        assert_eq!(envelope.code.unwrap().len(), MAX_CODE);
        assert_eq!(envelope.request_id.unwrap().len(), MAX_CODE);
    }

    #[test]
    fn an_output_is_not_an_error() {
        for (body, code) in [
            ("<WeighResponse><WeighResult/></WeighResponse>", None),
            (
                "<WeighResponse><Message>fine</Message></WeighResponse>",
                None,
            ),
            (
                "<ErrorResponse><Error><Code>X</Code></Error></ErrorResponse>",
                Some("X"),
            ),
        ] {
            let document = Document::parse(body.as_bytes()).unwrap();
            let error = Envelope::of_success(document.root(), MODELED);
            let found = error.and_then(|error| error.code);
            assert_eq!(found.as_deref(), code, "{body}");
        }
    }
}
