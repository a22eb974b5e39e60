//! A local stand-in for AWS STS, for tests and first steps: **a test double, not AWS**.
//!
//! It is a real HTTP server on loopback that checks what STS checks: signatures in headers and in
//! presigned URLs, constraints of inputs, session tokens and their expiration, trust policies, MFA
//! codes, OpenID Connect tokens and SAML assertions. Requests and responses are read and written by
//! the codecs of `querysmith-sts`, which are generated from the model of STS.
//!
//! ```
//! use querysmith_local_sts::LocalSts;
//! use querysmith_sts::Client;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sts = LocalSts::start().await?;
//! let client = Client::new(&sts.config("alice"));
//!
//! let identity = client.get_caller_identity().send().await?;
//! assert_eq!(identity.arn(), Some("arn:aws:iam::111122223333:user/alice"));
//!
//! let refused = client
//!     .assume_role()
//!     .role_arn("arn:aws:iam::444455556666:role/partner")
//!     .role_session_name("build-42")
//!     .external_id("wrong")
//!     .send()
//!     .await;
//! assert_eq!(refused.err().as_ref().and_then(|error| error.code()), Some("AccessDenied"));
//! // The caller learns no more than from AWS. The log shows the reason:
//! let log = sts.log();
//! let reason = log.last().and_then(|entry| entry.detail.as_deref()).unwrap_or_default();
//! assert!(reason.contains(r#"StringEquals sts:ExternalId: found "wrong", expected "guest""#));
//! # Ok(())
//! # }
//! ```
//!
//! Accounts, users, roles and identity providers are a [`State`]: the default one, one that is
//! built in code, or one from a JSON file. Faults are injected with [`LocalSts::inject`].
//!
//! # Differences from AWS
//!
//! - It authorizes only calls to STS, and for these it evaluates only trust policies: callers have
//!   every permission in their own account, so a trust policy that names an account trusts all of
//!   its users and roles. Session policies are checked for their form and size.
//! - Accounts, keys and tokens are fakes, and are marked as such: `AKIAFAKE...`. Session tokens are
//!   sealed with a key of the process, and are valid until they expire or the process ends.
//! - **XML signatures of SAML assertions are accepted without verification.** Encrypted assertions
//!   are refused.
//! - An MFA code can be used several times while it is valid.
//! - The context assertions of `ProvidedContexts` are not verified.
//! - A signature may name any region that is not disabled in the state.
//! - It binds to loopback unless another address is set, and has no TLS.

mod arn;
mod auth;
mod authorization_message;
mod base32;
mod compare;
mod dispatch;
mod fakes;
mod fault;
mod local_sts;
mod log;
mod oidc;
mod operation;
mod policy;
mod principal;
mod refusal;
mod saml;
mod seal;
mod server;
mod service;
mod session_token;
mod state;
mod totp;
mod trade_in;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub use fault::{Fault, FaultError, FaultRule};
pub use local_sts::{LocalSts, LocalStsBuilder, SamlAssertion, WebIdentityToken};
pub use log::LogEntry;
pub use oidc::KeyError;
pub use policy::{PolicyError, TrustPolicy};
pub use state::{
    ACCOUNT, Account, OidcProvider, Role, SamlProvider, State, StateError, User,
    WEB_IDENTITY_AUDIENCE, WEB_IDENTITY_ISSUER,
};
