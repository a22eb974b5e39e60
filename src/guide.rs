//! The guide, chapter by chapter. It exists only in this documentation.
//!
//! | chapter | what it covers |
//! |---|---|
//! | [`configuration`] | where settings come from, and all of them in one table: the setter, the variable, the profile key and the default |
//! | [`credentials`] | the sources of credentials, the default chain, roles, and how credentials are cached |
//! | [`errors`] | the one-line errors, what to match on, and what to do about them |
//! | [`retries`] | what is retried, how often, and the timeouts of a call |
//! | [`testing`] | stubs, scripted and recorded responses, and manual time |
//! | [`presigning`] | presigned URLs, proving identity to a server, and tokens for EKS |
//! | [`transports`] | the default transport, proxies and certificates, other HTTP clients, calls without I/O, WebAssembly |
//! | [`observability`] | spans, events, interceptors, and attempts |
//! | [`generator`] | generating a client for any service that uses the Query protocol |
//! | [`compat`](crate::compat) | moving from the AWS SDK for Rust or from `rusoto_sts` |
//!
//! ```
//! use querysmith::{Config, Credentials, sts};
//!
//! let config = Config::builder()
//!     .region("eu-west-1")
//!     .credentials_provider(Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret"))
//!     .build();
//! let client = sts::Client::new(&config);
//! ```

pub mod configuration;
pub mod credentials;
pub mod errors;
pub mod generator;
pub mod observability;
pub mod presigning;
pub mod retries;
pub mod testing;
pub mod transports;
