//! OpenID Connect tokens: JSON Web Tokens, signed with RS256, ES256 or ES384.

mod claims;
mod jwk;
mod key_error;
mod signing_key;
mod token;
mod verifying_key;

pub(crate) use claims::{Claims, texts};
pub(crate) use jwk::{read_set, write_set};
pub use key_error::KeyError;
pub(crate) use signing_key::SigningKey;
pub(crate) use token::{Token, TokenError, sign};
pub(crate) use verifying_key::VerifyingKey;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Decodes base64url without padding.
fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
