//! A small, fast SDK for AWS STS, generated from its Smithy model.
//!
//! Make a [`Config`], in code or from what is set on this computer, and with it a client of [`sts`]. A call is
//! a method of the client that is named after the operation; what comes back is its output or an
//! error that says in one line what went wrong.
//!
//! # Without I/O
//!
//! The steps of a call are there one by one as well, for a program that carries requests in its own
//! way: [`Operation::to_request`], [`Operation::sign`], [`Operation::classify`] and
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
//!     let answer = send(request); // by any HTTP client, sync or async
//!     match Input::classify(answer.as_ref()).pause(&config, attempt) {
//!         Some(pause) if attempt < config.max_attempts() => std::thread::sleep(pause),
//!         _ => break Input::parse_response(&answer?)?,
//!     }
//! };
//! assert_eq!(output.account(), Some("111122223333"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//!
//! - `hyper` (default): the transport, HTTP/1.1 over rustls on tokio. Without it there is no
//!   socket and no TLS: give the config a [`Transport`](transport::Transport), or carry requests
//!   by any HTTP client with [`Operation::to_request`] and [`Operation::parse_response`].
//! - `blocking`: clients for code that is not async, such as `sts::blocking::Client`, and
//!   `blocking::wait` for whatever else is async here.
//! - `webpki-roots`: Mozilla's root certificates in the program, for containers and systems that
//!   have none of their own. Without it, and where there are some, the system's are trusted.
//! - `aws-credential-types`: providers of AWS's own SDK as ours, and ours as theirs, in
//!   `credentials::interop`.
//! - `testing`: stubs, scripted transports and time that stands still, for tests of code that makes
//!   calls, in `testing` and `sts::testing`. It is for `[dev-dependencies]`.

pub mod credentials;
pub mod identity;
mod loader;

pub use loader::{ConfigLoader, load};
pub use querysmith_credentials::{process, profile};
#[cfg(feature = "blocking")]
pub use querysmith_runtime::blocking;
pub use querysmith_runtime::{
    Attempt, BuildError, Bytes, CachedCredentials, Config, ConfigBuilder, Credentials,
    CustomizableOperation, DateTime, Error, ErrorKind, Interceptor, InterceptorContext, Operation,
    ProvideCredentials, ResponseMetadata, RetryMode, SensitiveBlob, SensitiveString,
    TimestampFormat, clock, endpoint, env, files, http, interceptor, presigning, randomness, retry,
    sigv4, transport, validate,
};
pub use querysmith_sts as sts;
#[cfg(feature = "testing")]
pub use querysmith_testing as testing;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
