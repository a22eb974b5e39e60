//! The server's side of the Query protocols: reads requests and writes responses.
//!
//! A crate that querysmith generates with the feature `server` has a module `server`, which reads
//! the body of a request into the input of its operation, validates it, and writes outputs and
//! errors in the envelope of the protocol. This module has what all of them share.
//!
//! ```
//! use querysmith_runtime::server::{MAX_BODY, ToResponse};
//!
//! /// Whether a server has to read a body of this length.
//! fn is_acceptable(content_length: usize) -> bool {
//!     content_length <= MAX_BODY
//! }
//!
//! /// The response to a call: outputs and modeled errors write themselves.
//! fn respond(result: &impl ToResponse, request_id: &str) -> Vec<u8> {
//!     result.to_response(request_id).into_body().to_vec()
//! }
//! assert!(!is_acceptable(1 << 30));
//! ```

pub(crate) mod failure;
pub(crate) mod form;
#[doc(hidden)]
pub mod item;
pub(crate) mod parameter;
mod request_error;
pub(crate) mod response;
mod routing;
mod value;
pub(crate) mod xml_writer;

pub use failure::ValidationFailure;
pub use form::{MAX_BODY, MAX_DEPTH, MAX_NAME, MAX_PARAMETERS};
pub use request_error::{RequestError, RequestErrorKind};
pub use response::ToResponse;
