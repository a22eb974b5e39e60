//! The trait that a client implements, and the results of its calls.

use std::error::Error;
use std::fmt;

use bytes::Bytes;

use crate::call::AssumeRole;
use crate::response::Response;

/// A client of STS that is measured.
///
/// Its settings are the defaults of its users, except region, credentials and endpoint. A clone shares
/// its connections.
pub trait StsClient: Clone + Send + Sync + 'static {
    /// Creates a client that sends its requests to this URL, over plain HTTP.
    ///
    /// # Errors
    ///
    /// If the URL is not valid.
    fn connect(endpoint: &str) -> Result<Self, Failure>;

    /// Creates a client with a transport that returns this response for every request.
    ///
    /// # Errors
    ///
    /// If nothing remains to be measured without a connection, which is the default.
    fn in_memory(response: Response) -> Result<Self, Failure> {
        drop(response);
        Err("this client cannot be measured in memory".into())
    }

    /// Calls AssumeRole, including the creation of the input, and moves the values out of the output.
    fn assume_role(
        &self,
        call: &'static AssumeRole,
    ) -> impl Future<Output = Result<Outcome, Failure>> + Send;
}

/// The outcome of a call with a response.
#[derive(Debug)]
pub enum Outcome {
    /// The values in the response.
    Parsed(RoleSession),
    /// The complete response of a client that does not parse it.
    Unparsed { status: u16, body: Bytes },
}

/// The values in the response of AssumeRole, as a program receives them.
#[derive(Clone, PartialEq, Eq)]
pub struct RoleSession {
    pub access_key_id: String,
    pub secret_access_key: String,
    pub session_token: String,
    /// In seconds since 1970.
    pub expiration: i64,
    pub assumed_role_id: String,
    pub assumed_role_arn: String,
    pub packed_policy_size: i32,
}

impl fmt::Debug for RoleSession {
    /// Omits the secrets, which are fakes here: the habit is worth more than the exception.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RoleSession")
            .field("access_key_id", &self.access_key_id)
            .field("expiration", &self.expiration)
            .field("assumed_role_id", &self.assumed_role_id)
            .field("assumed_role_arn", &self.assumed_role_arn)
            .field("packed_policy_size", &self.packed_policy_size)
            .finish_non_exhaustive()
    }
}

/// A call without a result, or a client that cannot be created.
#[derive(Debug)]
pub struct Failure {
    /// The error code of the service.
    pub code: Option<String>,
    pub message: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(code) = &self.code {
            write!(f, "{code}: ")?;
        }
        f.write_str(&self.message)
    }
}

impl Error for Failure {}

impl From<&str> for Failure {
    fn from(message: &str) -> Self {
        Self {
            code: None,
            message: message.into(),
        }
    }
}

impl Failure {
    /// The failure that another error caused.
    pub fn because(error: impl fmt::Display) -> Self {
        Self::from(error.to_string().as_str())
    }
}
