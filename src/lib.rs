//! A small, fast SDK for AWS STS, generated from its Smithy model.
//!
//! Create a [`Config`], in code or from the environment and the shared files, and with it a client
//! of [`sts`]. The client has a method for each operation, which returns the output or an error
//! with a one-line message.
//!
//! # Without I/O
//!
//! The steps of a call are also available separately, for programs that send requests themselves:
//! [`Operation::to_request`], [`Operation::sign`], [`Operation::classify`] and
//! [`Operation::parse_response`].
//!
//! ```
//! use querysmith::sts::operation::get_caller_identity::GetCallerIdentityInput as Input;
//! use querysmith::{Config, Credentials, Operation};
//! # use querysmith::{Bytes, http, transport::TransportError};
//! # fn send(_: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
//! #     let body = "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111122223333\
//! #         </Account></GetCallerIdentityResult></GetCallerIdentityResponse>";
//! #     Ok(http::Response::new(Bytes::from(body)))
//! # }
//!
//! let config = Config::builder().region("eu-west-1").build();
//! let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret");
//! let mut attempt = 0;
//! let output = loop {
//!     attempt += 1;
//!     let mut request = Input::builder().build().to_request(&config)?;
//!     Input::sign(&mut request, &config, &credentials)?;
//!     let response = send(request); // by any HTTP client, sync or async
//!     match Input::classify(response.as_ref()).pause(&config, attempt) {
//!         Some(pause) if attempt < config.max_attempts() => std::thread::sleep(pause),
//!         _ => break Input::parse_response(&response?)?,
//!     }
//! };
//! assert_eq!(output.account(), Some("111122223333"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//!
//! - `hyper` (default): the default transport, HTTP/1.1 over rustls on tokio. Without it there are
//!   no sockets and no TLS: set a [`Transport`](transport::Transport) in the config, or send
//!   requests with any HTTP client by [`Operation::to_request`] and [`Operation::parse_response`].
//! - `blocking`: blocking clients, such as `sts::blocking::Client`, and `blocking::wait` for other
//!   async functions of this crate.
//! - `webpki-roots`: compiles Mozilla's root certificates into the program, for containers and
//!   systems that have none. If the system has root certificates, they are used instead.
//! - `aws-credential-types`: adapters between the providers of this crate and those of the AWS SDK
//!   for Rust, in `credentials::interop`.
//! - `aws-types`: converts configs from and to those of the AWS SDK for Rust, in
//!   `credentials::interop`, too.
//! - `chrono`: converts timestamps from and to those of chrono.
//! - `compat`: the names of `aws-config` and `aws-sdk-sts`, for programs that were written for them:
//!   the module `compat`, whose page is the guide to moving.
//! - `testing`: stubs, scripted transports and manual time for tests, in `testing` and
//!   `sts::testing`. Use it in `[dev-dependencies]`.

#[cfg(feature = "compat")]
pub mod compat;
pub mod credentials;
pub mod identity;
mod loader;

pub use loader::{ConfigLoader, load};
pub use querysmith_credentials::{process, profile};
#[cfg(feature = "blocking")]
pub use querysmith_runtime::blocking;
pub use querysmith_runtime::{
    Attempt, BuildError, Bytes, CachedCredentials, Config, ConfigBuilder, Credentials,
    CustomizableOperation, DateTime, DateTimeError, Error, ErrorKind, Interceptor,
    InterceptorContext, Operation, ProvideCredentials, ProvideErrorMetadata, RequestId,
    ResponseMetadata, RetryMode, SensitiveBlob, SensitiveString, Service, TimestampFormat, clock,
    endpoint, env, files, http, interceptor, presigning, randomness, retry, sigv4, transport,
    validate,
};
pub use querysmith_sts as sts;
#[cfg(feature = "testing")]
pub use querysmith_testing as testing;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
