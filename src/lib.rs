//! A small, fast SDK for AWS STS, generated from its Smithy model.
//!
//! Make a [`Config`], in code or from what is set on this computer, and with it a client of [`sts`]. A call is
//! a method of the client that is named after the operation; what comes back is its output or an
//! error that says in one line what went wrong.
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

mod config;
pub mod credentials;
pub mod identity;

pub use config::{Config, ConfigLoader};
#[cfg(feature = "blocking")]
pub use querysmith_runtime::blocking;
pub use querysmith_runtime::{
    Attempt, BuildError, Bytes, ConfigBuilder, Credentials, DateTime, Error, ErrorKind, Operation,
    ProvideCredentials, ResponseMetadata, RetryMode, SensitiveBlob, SensitiveString,
    TimestampFormat, clock, endpoint, env, files, http, presigning, process, profile, randomness,
    retry, sigv4, transport, validate,
};
pub use querysmith_sts as sts;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
