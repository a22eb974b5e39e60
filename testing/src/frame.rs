//! Responses that are created from typed outputs and modeled errors.

use http::StatusCode;

use super::xml_writer::XmlWriter;
use querysmith_runtime::ResponseMetadata;
use querysmith_runtime::codegen_v1::{ErrorSpec, OperationSpec};
use querysmith_runtime::error::Error;

/// The default request id.
const REQUEST_ID: &str = "scripted";

/// A value that can be serialized as a response: an output or a modeled error of an emitted crate.
///
/// [`Response::of`](super::Response::of) creates the response. Emitted crates implement this trait.
pub trait ToResponse {
    /// The envelope of the response.
    fn frame(&self) -> ResponseFrame<'_>;

    /// Writes the members.
    fn write(&self, writer: &mut XmlWriter);

    /// The body of the response. It shows every member in plain text, including secrets.
    fn to_xml(&self) -> String {
        self.frame().document(&|writer| self.write(writer))
    }
}

/// The envelope around the members in a response, and its HTTP status.
#[derive(Clone, Copy, Debug)]
pub struct ResponseFrame<'a> {
    envelope: Envelope<'a>,
    is_ec2: bool,
    status: u16,
    request_id: &'a str,
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
    /// The envelope of an output in awsQuery. The status is 200 and the request id `scripted`,
    /// unless the metadata has others.
    pub fn output(spec: &'static OperationSpec, metadata: &'a ResponseMetadata) -> Self {
        let frame = Self::success(spec.name, spec.result);
        Self {
            // With another status the response would be an error.
            status: Some(metadata.status())
                .filter(|status| is_success(*status))
                .unwrap_or(frame.status),
            request_id: metadata.request_id().unwrap_or(REQUEST_ID),
            ..frame
        }
    }

    /// The envelope of a modeled error in awsQuery. The status is the model's and the request id
    /// `scripted`, unless the error has others.
    pub fn error(spec: &ErrorSpec, message: Option<&'a str>, error: &'a Error) -> Self {
        let status = error.status().filter(|status| !is_success(*status));
        Self {
            request_id: error.request_id().unwrap_or(REQUEST_ID),
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

    pub(super) fn success(name: &'a str, result: Option<&'a str>) -> Self {
        Self {
            envelope: Envelope::Output { name, result },
            is_ec2: false,
            status: 200,
            request_id: REQUEST_ID,
        }
    }

    pub(super) fn failure(status: u16, code: &'a str, message: Option<&'a str>) -> Self {
        Self {
            envelope: Envelope::Error { code, message },
            is_ec2: false,
            status,
            request_id: REQUEST_ID,
        }
    }

    pub(super) fn status(&self) -> u16 {
        self.status
    }

    /// The document with the members that `members` writes.
    pub(super) fn document(&self, members: &dyn Fn(&mut XmlWriter)) -> String {
        let mut w = XmlWriter::new();
        match (self.envelope, self.is_ec2) {
            (Envelope::Output { name, result }, false) => {
                w.start(&format!("{name}Response"));
                if let Some(result) = result {
                    w.start(result);
                    members(&mut w);
                    w.end();
                }
                w.start("ResponseMetadata");
                w.string("RequestId", Some(self.request_id));
            }
            (Envelope::Output { name, .. }, true) => {
                w.start(&format!("{name}Response"));
                members(&mut w);
                w.string("requestId", Some(self.request_id));
            }
            (Envelope::Error { code, message }, false) => {
                let fault = if self.status < 500 {
                    "Sender"
                } else {
                    "Receiver"
                };
                w.start("ErrorResponse");
                w.start("Error");
                w.string("Type", Some(fault));
                w.string("Code", Some(code));
                w.string("Message", message);
                members(&mut w);
                w.end();
                w.string("RequestId", Some(self.request_id));
            }
            (Envelope::Error { code, message }, true) => {
                w.start("Response");
                w.start("Errors");
                w.start("Error");
                w.string("Code", Some(code));
                w.string("Message", message);
                members(&mut w);
                w.end();
                w.end();
                w.string("RequestID", Some(self.request_id));
            }
        }
        w.finish()
    }
}

fn is_success(status: u16) -> bool {
    StatusCode::from_u16(status).is_ok_and(|status| status.is_success())
}
