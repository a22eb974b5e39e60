//! A strict parser of the query of a presigned URL.
//!
//! STS and a lenient parser could interpret the same query differently: which of two values is
//! used, whether `action` is `Action`, what an escape means. So everything ambiguous is rejected:
//! duplicates, unknown names, other letter case, and any encoding except that of RFC 3986.

use super::error::{IdentityError, IdentityPart, shown};

/// The parameters of a presigned `GetCallerIdentity`. All are required except
/// `X-Amz-Security-Token`.
#[derive(Default)]
pub(super) struct Query {
    pub(super) action: String,
    pub(super) version: String,
    pub(super) algorithm: String,
    pub(super) credential: String,
    pub(super) date: String,
    pub(super) expires: String,
    pub(super) signed_headers: String,
    pub(super) signature: String,
    pub(super) has_security_token: bool,
}

impl Query {
    pub(super) fn parse(query: &str) -> Result<Self, IdentityError> {
        let mut pairs = Pairs::default();
        for pair in query.split('&') {
            pairs.add(pair)?;
        }
        Ok(Self {
            has_security_token: pairs.take("X-Amz-Security-Token").is_some(),
            action: pairs.require("Action")?,
            version: pairs.require("Version")?,
            algorithm: pairs.require("X-Amz-Algorithm")?,
            credential: pairs.require("X-Amz-Credential")?,
            date: pairs.require("X-Amz-Date")?,
            expires: pairs.require("X-Amz-Expires")?,
            signed_headers: pairs.require("X-Amz-SignedHeaders")?,
            signature: pairs.require("X-Amz-Signature")?,
        })
    }
}

const NAMES: [&str; 9] = [
    "Action",
    "Version",
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-Security-Token",
    "X-Amz-SignedHeaders",
    "X-Amz-Signature",
];

#[derive(Default)]
struct Pairs(Vec<(&'static str, String)>);

impl Pairs {
    fn add(&mut self, pair: &str) -> Result<(), IdentityError> {
        let (given, value) = pair.split_once('=').ok_or_else(|| {
            refused(
                "a parameter without a value",
                "each as name=value, joined by &",
            )
        })?;
        let name = NAMES.iter().find(|name| **name == given).ok_or_else(|| {
            let found = format!("the parameter {}", shown(given));
            refused(found, format!("only {}", NAMES.join(", ")))
        })?;
        if self.0.iter().any(|(known, _)| known == name) {
            return Err(refused(format!("{name} more than once"), "exactly one"));
        }
        // The value is not shown, because it may be the signature or the session token.
        let value = decode(value).ok_or_else(|| {
            let found = format!("a value of {name} that is incorrectly encoded");
            refused(
                found,
                "visible ASCII, percent-encoded except letters, digits and -._~",
            )
        })?;
        if value.is_empty() {
            return Err(refused(format!("{name} without a value"), "a value"));
        }
        self.0.push((name, value));
        Ok(())
    }

    fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(known, _)| *known == name)?;
        Some(self.0.swap_remove(at).1)
    }

    fn require(&mut self, name: &str) -> Result<String, IdentityError> {
        self.take(name)
            .ok_or_else(|| refused(format!("no {name}"), "exactly one"))
    }
}

fn refused(found: impl Into<String>, expected: impl Into<String>) -> IdentityError {
    IdentityError::new(IdentityPart::Query, found, expected)
}

/// Decodes a value. `None` if a byte that must be encoded is not, or the decoded value contains
/// anything other than visible ASCII.
fn decode(text: &str) -> Option<String> {
    let mut decoded = String::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let byte = match byte {
            b'%' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                u8::try_from(digit()? << 4 | digit()?).ok()?
            }
            b'-' | b'.' | b'_' | b'~' => byte,
            byte if byte.is_ascii_alphanumeric() => byte,
            _ => return None,
        };
        decoded.push(Some(char::from(byte)).filter(char::is_ascii_graphic)?);
    }
    Some(decoded)
}
