//! Responses that are created from typed outputs and modeled errors.

use std::borrow::Cow;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Response, StatusCode};

use super::xml_writer::XmlWriter;
use crate::spec::{ErrorSpec, OperationSpec};
use crate::value::metadata::ResponseMetadata;

const REQUEST_ID_HEADER: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// A value that can be serialized as a response: an output or a modeled error of an emitted crate.
/// Emitted crates implement this trait.
pub trait ToResponse {
    /// The envelope of the response.
    fn frame(&self) -> ResponseFrame<'_>;

    /// Writes the members.
    fn write(&self, writer: &mut XmlWriter);

    /// The response with this request id, in the element of the body and in the header
    /// `x-amzn-RequestId`.
    ///
    /// The HTTP status is 200, or that of the error in the model. The body contains every member in
    /// plain text, including secrets.
    fn to_response(&self, request_id: &str) -> Response<Bytes> {
        let frame = self.frame().with_request_id(request_id);
        frame.response(&|writer| self.write(writer))
    }
}

/// The envelope around the members in a response, and its HTTP status.
#[derive(Clone, Copy, Debug)]
pub struct ResponseFrame<'a> {
    envelope: Envelope<'a>,
    is_ec2: bool,
    namespace: Option<&'a str>,
    status: u16,
    request_id: Option<&'a str>,
}

#[derive(Clone, Copy, Debug)]
enum Envelope<'a> {
    Output {
        name: &'a str,
        result: Option<&'a str>,
    },
    Error {
        code: &'a str,
        message: Option<&'a str>,
    },
}

impl<'a> ResponseFrame<'a> {
    /// The envelope of an output in awsQuery. The status is 200 and there is no request id, unless
    /// the metadata has others.
    pub fn output(spec: &'static OperationSpec, metadata: &'a ResponseMetadata) -> Self {
        let frame = Self::success(spec.name, spec.result);
        Self {
            // With another status the response would be an error.
            status: Some(metadata.status())
                .filter(|status| is_success(*status))
                .unwrap_or(frame.status),
            request_id: metadata.request_id(),
            ..frame
        }
    }

    /// The envelope of a modeled error in awsQuery. The status is the model's and there is no
    /// request id, unless the metadata has others.
    pub fn error(
        spec: &ErrorSpec,
        message: Option<&'a str>,
        metadata: Option<&'a ResponseMetadata>,
    ) -> Self {
        let status = metadata.map(ResponseMetadata::status);
        let status = status.filter(|status| *status != 0 && !is_success(*status));
        Self {
            request_id: metadata.and_then(ResponseMetadata::request_id),
            ..Self::failure(status.unwrap_or(spec.status), spec.code, message)
        }
    }

    /// The same envelope in ec2Query.
    #[must_use]
    pub fn in_ec2_query(self) -> Self {
        Self {
            is_ec2: true,
            ..self
        }
    }

    /// With the XML namespace of the service. Error responses of ec2Query have none.
    #[must_use]
    pub fn in_namespace(self, uri: &'a str) -> Self {
        Self {
            namespace: Some(uri),
            ..self
        }
    }

    /// With this request id.
    #[must_use]
    pub fn with_request_id(self, request_id: &'a str) -> Self {
        Self {
            request_id: Some(request_id),
            ..self
        }
    }

    /// The envelope of an output in awsQuery. The output is in the element `result`.
    pub fn success(name: &'a str, result: Option<&'a str>) -> Self {
        Self {
            envelope: Envelope::Output { name, result },
            is_ec2: false,
            namespace: None,
            status: 200,
            request_id: None,
        }
    }

    /// The envelope of an error in awsQuery. With a status from 500 it is the receiver's fault,
    /// below the sender's.
    pub fn failure(status: u16, code: &'a str, message: Option<&'a str>) -> Self {
        Self {
            envelope: Envelope::Error { code, message },
            is_ec2: false,
            namespace: None,
            status,
            request_id: None,
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The request id.
    pub fn request_id(&self) -> Option<&'a str> {
        self.request_id
    }

    /// The HTTP response with the members that `members` writes.
    pub fn response(&self, members: &dyn Fn(&mut XmlWriter)) -> Response<Bytes> {
        let mut response = Response::new(Bytes::from(self.document(members)));
        let status = StatusCode::from_u16(self.status);
        *response.status_mut() = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/xml"));
        if let Some(Ok(id)) = self.request_id.map(HeaderValue::from_str) {
            headers.insert(REQUEST_ID_HEADER, id);
        }
        response
    }

    /// The document with the members that `members` writes.
    pub fn document(&self, members: &dyn Fn(&mut XmlWriter)) -> String {
        let mut w = XmlWriter::new();
        match (self.envelope, self.is_ec2) {
            (Envelope::Output { name, result }, false) => {
                w.start_joined(&[name, "Response"]);
                w.attribute("xmlns", self.namespace);
                if let Some(result) = result {
                    w.start(result);
                    members(&mut w);
                    w.end();
                }
                w.start("ResponseMetadata");
                w.string("RequestId", self.request_id);
            }
            (Envelope::Output { name, .. }, true) => {
                w.start_joined(&[name, "Response"]);
                w.attribute("xmlns", self.namespace);
                members(&mut w);
                w.string("requestId", self.request_id);
            }
            (Envelope::Error { code, message }, false) => {
                let fault = if self.status < 500 {
                    "Sender"
                } else {
                    "Receiver"
                };
                w.start("ErrorResponse");
                w.attribute("xmlns", self.namespace);
                w.start("Error");
                w.string("Type", Some(fault));
                w.string("Code", Some(code));
                w.string("Message", message.map(representable).as_deref());
                members(&mut w);
                w.end();
                w.string("RequestId", self.request_id);
            }
            (Envelope::Error { code, message }, true) => {
                w.start("Response");
                w.start("Errors");
                w.start("Error");
                w.string("Code", Some(code));
                w.string("Message", message.map(representable).as_deref());
                members(&mut w);
                w.end();
                w.end();
                w.string("RequestID", self.request_id);
            }
        }
        w.finish()
    }
}

/// A message with U+FFFD in place of characters that XML does not allow, not even as references: it
/// may quote a request.
fn representable(message: &str) -> Cow<'_, str> {
    let is_allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    match message.chars().all(is_allowed) {
        true => Cow::Borrowed(message),
        false => message
            .chars()
            .map(|c| if is_allowed(c) { c } else { '\u{fffd}' })
            .collect(),
    }
}

fn is_success(status: u16) -> bool {
    StatusCode::from_u16(status).is_ok_and(|status| status.is_success())
}
