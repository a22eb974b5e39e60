//! Errors: one line for the log, and methods for the program.
//!
//! # The message
//!
//! The error of a call is one line with the operation, what went wrong, the HTTP status, the request
//! id and, where it is known, what to do:
//!
//! ```text
//! AssumeRole failed: AccessDenied: User: arn:aws:iam::111122223333:user/ann is not authorized to perform: sts:AssumeRole (HTTP 403, request id 4d5e…); check that the caller's policies allow the action and, for a role, that its trust policy lets the caller assume it
//! ```
//!
//! [`source`](std::error::Error::source) returns the underlying error, such as that of a socket. A
//! `main` that returns an [`Error`] prints the same line. No error contains a secret.
//!
//! # Methods
//!
//! ```no_run
//! use querysmith::sts;
//! use querysmith::sts::operation::assume_role::AssumeRoleError;
//!
//! # async fn assume(client: &sts::Client) -> Result<(), querysmith::Error> {
//! let call = client
//!     .assume_role()
//!     .role_arn("arn:aws:iam::111122223333:role/deploy")
//!     .role_session_name("build-42");
//! match call.send().await {
//!     Ok(output) => println!("{:?}", output.assumed_role_user()),
//!     // An error that the model describes, with its members.
//!     Err(AssumeRoleError::ExpiredTokenException(error)) => println!("{error}"),
//!     // Any code, including one that the model lacks.
//!     Err(error) if error.code() == Some("AccessDenied") => println!("not allowed: {error}"),
//!     // Groups of errors.
//!     Err(error) if error.is_credentials_problem() => println!("check the credentials: {error}"),
//!     Err(error) if error.is_retryable() => println!("try later: {error}"),
//!     // Each operation's error converts to the error of all calls.
//!     Err(error) => return Err(error.into()),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! | method | what it returns |
//! |---|---|
//! | [`kind`](Error::kind) | the step that failed: see [`ErrorKind`] |
//! | [`code`](Error::code), [`message`](Error::message) | the code and message of the service |
//! | [`status`](Error::status), [`request_id`](Error::request_id) | of the response, if there was one |
//! | [`is_retryable`](Error::is_retryable), [`is_throttling`](Error::is_throttling), [`is_timeout`](Error::is_timeout) | whether the error is transient; it was already retried |
//! | [`is_credentials_problem`](Error::is_credentials_problem) | whether credentials are missing, expired, unknown or invalid |
//! | [`metadata`](Error::metadata) | every attempt of the call with its duration and outcome, and the last response's headers |
//!
//! # Before anything is sent
//!
//! Inputs are validated, and all violations are reported at once, each with its path:
//!
//! ```text
//! AssumeRole failed: the input is not valid: RoleArn: missing, expected a value; Tags[3].Key: length 0, expected 1 to 128
//! ```
//!
//! By default, required members are checked and, for the endpoints of AWS, minima. Maxima are not,
//! because services raise them over time. [`ConfigBuilder::validation`](crate::ConfigBuilder::validation)
//! selects another [level](crate::validate::ValidationLevel).
//!
//! # What the first errors mean
//!
//! | error | what to do |
//! |---|---|
//! | `no region is set` | set `AWS_REGION`, `region` in the profile, or `.region(..)`; [`Config::from_env`](crate::Config::from_env) does not read files, [`load()`](crate::load()) does |
//! | `no credentials found` | the error lists what each source looked at; [credentials](super::credentials) describes the sources |
//! | `there is no profile` | the error lists similar names; a profile in `~/.aws/config` is `[profile name]`, in `~/.aws/credentials` `[name]` |
//! | `no tokio runtime is running` | make the call inside a runtime (`#[tokio::main]`), use the feature `blocking`, or set another [transport](super::transports) |
//! | `the tokio runtime was built without I/O` or `timers` | call `enable_all` on the runtime's builder; `#[tokio::main]` does, with the features `macros` and `rt` of tokio |

use crate::{Error, ErrorKind};
