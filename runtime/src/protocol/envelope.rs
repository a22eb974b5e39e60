//! The awsQuery error envelope.
//!
//! The usual form is `<ErrorResponse><Error><Code/><Message/></Error><RequestId/></ErrorResponse>`.
//! Services also send an `Errors` element around `Error`, and a root element whose name is the
//! code.

use crate::protocol::xml::{Document, Element};

/// The root element that some front ends send in place of an envelope.
const BARE_ROOT: &str = "ServiceUnavailableException";

/// The contents of an error response. All fields are `None` if the body is not valid XML.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Envelope {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
}

impl Envelope {
    /// Parses `body`. Never fails: fields that cannot be read are `None`.
    pub(crate) fn parse(body: &[u8]) -> Self {
        match Document::parse(body) {
            Ok(document) => Self::from_root(document.root()),
            Err(_) => Self::default(),
        }
    }

    fn from_root(root: Element<'_>) -> Self {
        let request_id = request_id(root);
        if root.name() == BARE_ROOT {
            return Self {
                code: Some(BARE_ROOT.to_owned()),
                message: message(root),
                request_id,
            };
        }
        let error = error_element(root);
        Self {
            code: error.and_then(|error| text(error, "Code")),
            message: error.and_then(message),
            request_id,
        }
    }
}

/// The request id of a response, successful or not.
pub(crate) fn request_id(root: Element<'_>) -> Option<String> {
    text(root, "RequestId")
        .or_else(|| text(root.child("ResponseMetadata")?, "RequestId"))
        // The spelling in responses with `Errors`.
        .or_else(|| text(root, "RequestID"))
        // The spelling in successful ec2Query responses.
        .or_else(|| text(root, "requestId"))
}

/// The element that holds the members of an error. Only an `Error` directly below the root, or
/// below its child `Errors`, counts: a modeled member of the error may have the same name.
pub(crate) fn error_element(root: Element<'_>) -> Option<Element<'_>> {
    root.child("Error")
        .or_else(|| root.child("Errors")?.child("Error"))
}

fn message(error: Element<'_>) -> Option<String> {
    text(error, "Message").or_else(|| text(error, "message"))
}

fn text(parent: Element<'_>, name: &str) -> Option<String> {
    let text = parent.child(name)?.string();
    let trimmed = text.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(code: Option<&str>, message: Option<&str>, request_id: Option<&str>) -> Envelope {
        Envelope {
            code: code.map(str::to_owned),
            message: message.map(str::to_owned),
            request_id: request_id.map(str::to_owned),
        }
    }

    #[test]
    fn the_usual_envelope_is_read() {
        let body = br#"<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
            <Error><Type>Sender</Type><Code>AccessDenied</Code><Message>No &lt;way&gt;</Message></Error>
            <RequestId> 1234 </RequestId>
        </ErrorResponse>"#;
        assert_eq!(
            Envelope::parse(body),
            envelope(Some("AccessDenied"), Some("No <way>"), Some("1234"))
        );
    }

    #[test]
    fn an_error_inside_an_errors_element_is_read() {
        let body =
            b"<Response><Errors><Error><Code>Throttling</Code><Message>slow</Message></Error>\
            </Errors><RequestID>77</RequestID></Response>";
        assert_eq!(
            Envelope::parse(body),
            envelope(Some("Throttling"), Some("slow"), Some("77"))
        );
    }

    #[test]
    fn a_bare_service_unavailable_root_is_a_code() {
        assert_eq!(
            Envelope::parse(b"<ServiceUnavailableException/>"),
            envelope(Some("ServiceUnavailableException"), None, None)
        );
    }

    #[test]
    fn an_error_deeper_in_the_document_is_ignored() {
        let body =
            b"<ErrorResponse><Detail><Error><Code>Wrong</Code></Error></Detail></ErrorResponse>";
        assert_eq!(Envelope::parse(body), Envelope::default());
    }

    #[test]
    fn a_member_named_error_inside_the_error_does_not_replace_its_code() {
        let body =
            b"<ErrorResponse><Error><Error><Code>Inner</Code></Error><Code>Outer</Code></Error>\
            </ErrorResponse>";
        assert_eq!(Envelope::parse(body), envelope(Some("Outer"), None, None));
    }

    #[test]
    fn a_lower_case_message_and_a_request_id_in_the_metadata_are_read() {
        let body = b"<ErrorResponse><Error><Code>X</Code><message>hi</message></Error>\
            <ResponseMetadata><RequestId>9</RequestId></ResponseMetadata></ErrorResponse>";
        assert_eq!(
            Envelope::parse(body),
            envelope(Some("X"), Some("hi"), Some("9"))
        );
    }

    #[test]
    fn a_blank_code_and_message_are_absent() {
        let body = b"<ErrorResponse><Error><Code> </Code><Message/></Error></ErrorResponse>";
        assert_eq!(Envelope::parse(body), Envelope::default());
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
            assert_eq!(Envelope::parse(body), Envelope::default());
        }
    }
}
