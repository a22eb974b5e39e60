//! The client of AWS STS (Security Token Service), generated from its model.
//!
//! [`Client`] has a method for each operation. The method returns a builder with a setter for each
//! member of the input, and `send` makes the call. Awaiting the builder itself does the same.
//!
//! ```no_run
//! use querysmith::sts::{self, types::Tag};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = sts::Client::new(&querysmith::load().await?);
//! let output = client
//!     .assume_role()
//!     .role_arn("arn:aws:iam::111122223333:role/deploy")
//!     .role_session_name("build-42")
//!     .duration_seconds(900)
//!     .tags(Tag::builder().key("team").value("search").build()?)
//!     .send()
//!     .await?;
//! if let Some(user) = output.assumed_role_user() {
//!     println!("{}", user.arn());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! | operation | what it returns |
//! |---|---|
//! | [`get_caller_identity`](Client::get_caller_identity) | account, user id and ARN of the caller |
//! | [`assume_role`](Client::assume_role) | credentials of a role |
//! | [`assume_role_with_web_identity`](Client::assume_role_with_web_identity) | credentials of a role, in exchange for a token of an OIDC provider |
//! | [`assume_role_with_saml`](Client::assume_role_with_saml) | credentials of a role, in exchange for a SAML assertion |
//! | [`assume_root`](Client::assume_root) | credentials for a task of the root user of a member account |
//! | [`get_session_token`](Client::get_session_token) | credentials of the calling user, for example with MFA |
//! | [`get_federation_token`](Client::get_federation_token) | credentials for a federated user |
//! | [`get_web_identity_token`](Client::get_web_identity_token) | a token that proves the caller's identity to services outside AWS |
//! | [`get_delegated_access_token`](Client::get_delegated_access_token) | credentials in exchange for a trade-in token |
//! | [`get_access_key_info`](Client::get_access_key_info) | the account of an access key |
//! | [`decode_authorization_message`](Client::decode_authorization_message) | the details of a denied request |
//!
//! To keep using the credentials of a role, use
//! [`AssumeRoleProvider`](crate::credentials::AssumeRoleProvider), which renews them.

#[doc(inline)]
pub use querysmith_sts::*;
