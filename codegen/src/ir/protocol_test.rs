//! The cases of `smithy.test#httpRequestTests` and `smithy.test#httpResponseTests`.

use super::{ErrorMessage, Literal, StructId};

pub(crate) struct ProtocolTest {
    /// The case's id in the model.
    pub(crate) id: String,
    /// The name of the test function.
    pub(crate) ident: String,
    pub(crate) docs: Vec<String>,
    /// The index of the operation in the crate.
    pub(crate) operation: usize,
    /// Why the case is expected to fail.
    pub(crate) skipped: Option<String>,
    pub(crate) case: Case,
}

pub(crate) enum Case {
    Request(RequestCase),
    Response(ResponseCase),
}

/// The request of a call with an input.
pub(crate) struct RequestCase {
    pub(crate) input: Vec<(usize, Literal)>,
    pub(crate) method: String,
    pub(crate) path: String,
    /// The URL of the endpoint.
    pub(crate) endpoint: String,
    /// The host that the request goes to.
    pub(crate) host: Option<String>,
    /// The names of headers, here and below, are in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) required_headers: Vec<String>,
    pub(crate) forbidden_headers: Vec<String>,
    pub(crate) body: Option<Body>,
}

pub(crate) struct Body {
    pub(crate) text: String,
    /// Whether to compare it as decoded pairs.
    pub(crate) is_form: bool,
}

/// The output or error that a response is read as.
pub(crate) struct ResponseCase {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    /// The error, if the response is one.
    pub(crate) error: Option<StructId>,
    pub(crate) message: Option<ErrorMessage>,
    pub(crate) values: Vec<(usize, Literal)>,
}
