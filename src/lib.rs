//! A small, fast SDK for AWS STS, generated from its Smithy model.
//!
//! ```no_run
//! use querysmith::{Error, sts};
//!
//! #[tokio::main(flavor = "current_thread")]
//! async fn main() -> Result<(), Error> {
//!     let client = sts::Client::new(&querysmith::load().await?);
//!     let identity = client.get_caller_identity().send().await?;
//!     println!("{}", identity.arn().unwrap_or("unknown"));
//!     Ok(())
//! }
//! ```
//!
//! ```sh
//! cargo add querysmith
//! cargo add tokio --features macros,rt
//! ```
//!
//! [`load()`] finds the region and the credentials of the machine, as the AWS CLI does.
//! [`sts::Client`] has a method for each operation, which returns the output or an error with a
//! one-line message.
//!
//! # Guide
//!
//! | chapter | what it covers |
//! |---|---|
//! | [configuration](guide::configuration) | where settings come from, and all of them in one table |
//! | [credentials](guide::credentials) | the sources of credentials, the default chain, roles, the cache |
//! | [errors](guide::errors) | what to match on, and what the first errors mean |
//! | [retries and timeouts](guide::retries) | what is retried, how often, and all limits |
//! | [testing](guide::testing) | stubs, scripted and recorded responses, manual time |
//! | [presigning](guide::presigning) | presigned URLs, proving identity to a server, tokens for EKS |
//! | [transports](guide::transports) | proxies, certificates, other HTTP clients, blocking code, WebAssembly |
//! | [observability](guide::observability) | spans and events, interceptors, attempts |
//! | [the generator](guide::generator) | clients for other services |
//! | [moving from the AWS SDK](compat) | the feature `compat`, and tables of old and new names |
//!
//! # Features
//!
//! | feature | effect |
//! |---|---|
//! | `hyper` (default) | the default transport, HTTP/1.1 over rustls on tokio; without it, there are no sockets and no TLS: see [transports](guide::transports) |
//! | `ring` (default) | uses ring for TLS and for the hashes of signatures |
//! | `aws-lc-rs` | uses aws-lc-rs instead; takes precedence over `ring`. The feature `fips` of rustls then selects a module validated for FIPS 140 |
//! | `blocking` | blocking clients, such as `sts::blocking::Client`, and `blocking::wait` for other async functions of this crate |
//! | `webpki-roots` | compiles Mozilla's root certificates into the program, for containers and systems that have none; if the system has root certificates, they are used instead |
//! | `aws-credential-types` | adapters between the providers of this crate and those of the AWS SDK for Rust, in `credentials::interop` |
//! | `aws-types` | also converts configs from and to those of the AWS SDK for Rust |
//! | `chrono` | converts timestamps from and to those of chrono |
//! | `compat` | the module `compat` with the names of `aws-config` and `aws-sdk-sts`, for programs that were written for them; its page is the guide to moving |
//! | `testing` | stubs, scripted transports and manual time for tests, in `testing` and `sts::testing`; use it in `[dev-dependencies]` |

#![cfg_attr(docsrs, feature(doc_cfg))]
// The documentation links to items of all features, which exist only if the feature is enabled.
#![cfg_attr(
    not(all(
        feature = "blocking",
        feature = "compat",
        feature = "hyper",
        feature = "testing"
    )),
    allow(rustdoc::broken_intra_doc_links)
)]

#[cfg(feature = "compat")]
pub mod compat;
pub mod credentials;
#[cfg(any(doc, doctest))]
pub mod guide;
pub mod identity;
mod loader;
pub mod sts;
pub mod transport;

pub use loader::{ConfigLoader, load};
#[doc(inline)]
pub use querysmith_credentials::{process, profile};
#[cfg(feature = "blocking")]
#[doc(inline)]
pub use querysmith_runtime::blocking;
#[doc(inline)]
pub use querysmith_runtime::config::Timeouts;
#[doc(inline)]
pub use querysmith_runtime::{
    AsConfig, Attempt, BuildError, CachedCredentials, Config, ConfigBuilder, Credentials,
    CustomizableOperation, DateTime, DateTimeError, Error, ErrorKind, ErrorMetadataBuilder,
    Interceptor, InterceptorContext, Operation, ProvideCredentials, ProvideErrorMetadata,
    RequestId, ResponseMetadata, RetryMode, SensitiveBlob, SensitiveString, Service,
    TimestampFormat, clock, endpoint, env, files, interceptor, presigning, randomness, retry,
    sigv4, validate,
};
#[doc(no_inline)]
pub use querysmith_runtime::{Bytes, http};
#[cfg(feature = "testing")]
#[doc(inline)]
pub use querysmith_testing as testing;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
