//! JSON Web Tokens in compact form, RFC 7519.

use querysmith_runtime::testing_v1::json::{Limits, Object, Value};

use super::{Claims, KeyError, SigningKey, VerifyingKey, decode, encode};

/// The limits of a token.
const LIMITS: Limits = Limits::new(20_000, 8, 2048);

/// The algorithms of identity providers that STS accepts.
const ALGORITHMS: [&str; 2] = ["RS256", "ES256"];

/// A token that was parsed and not verified yet.
pub(crate) struct Token<'a> {
    pub(crate) claims: Claims,
    algorithm: String,
    key_id: Option<String>,
    /// Header and claims in base64url, which are signed.
    signed: &'a str,
    signature: Vec<u8>,
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenError {
    /// It is not a JSON Web Token.
    Malformed,
    /// No key of the provider has its key id.
    UnknownKey,
    /// Its signature is invalid, or its algorithm is not accepted.
    InvalidSignature,
}

impl<'a> Token<'a> {
    /// Parses a token.
    pub(crate) fn parse(text: &'a str) -> Result<Self, TokenError> {
        let (signed, signature) = text.rsplit_once('.').ok_or(TokenError::Malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(TokenError::Malformed)?;
        let header = object(header)?;
        let text = |name: &str| header.get(name).and_then(Value::as_text).map(str::to_owned);
        Ok(Self {
            claims: Claims::from(object(claims)?),
            algorithm: text("alg").ok_or(TokenError::Malformed)?,
            key_id: text("kid"),
            signed,
            signature: decode(signature).ok_or(TokenError::Malformed)?,
        })
    }

    /// Verifies the signature. A key with an id is used only for tokens with the same id or none.
    pub(crate) fn verify<'k>(
        &self,
        keys: impl Iterator<Item = &'k VerifyingKey>,
    ) -> Result<(), TokenError> {
        if !ALGORITHMS.contains(&self.algorithm.as_str()) {
            return Err(TokenError::InvalidSignature);
        }
        let is_meant = |key: &&VerifyingKey| match (key.id(), self.key_id.as_deref()) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        let mut keys = keys.filter(is_meant).peekable();
        if keys.peek().is_none() {
            return Err(TokenError::UnknownKey);
        }
        let message = self.signed.as_bytes();
        match keys.any(|key| key.verify(&self.algorithm, message, &self.signature)) {
            true => Ok(()),
            false => Err(TokenError::InvalidSignature),
        }
    }
}

/// Signs claims.
pub(crate) fn sign(claims: Claims, key: &SigningKey) -> Result<String, KeyError> {
    let mut header = Object::default();
    header.set("alg", Value::text(key.algorithm()));
    header.set("typ", Value::text("JWT"));
    if let Some(id) = key.verifying_key().id() {
        header.set("kid", Value::text(id));
    }
    let header = encode(&Value::Object(header).to_json());
    let claims = encode(&claims.into_value().to_json());
    let mut token = format!("{header}.{claims}");
    let signature = key.sign(token.as_bytes())?;
    token.push('.');
    token.push_str(&encode(&signature));
    Ok(token)
}

fn object(part: &str) -> Result<Object, TokenError> {
    let bytes = decode(part).ok_or(TokenError::Malformed)?;
    match Value::parse(&bytes, LIMITS) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(TokenError::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oidc::{read_set, write_set};

    const RS256: &str = include_str!("../../keys/fake-rs256.txt");
    const ES384: &str = include_str!("../../keys/fake-es384.txt");

    fn es256() -> SigningKey {
        let state = crate::State::default();
        let (account, _) = state.user_named("alice").unwrap();
        let provider = account.oidc_providers.values().next().unwrap();
        provider.signing_key.clone().unwrap()
    }

    fn claims() -> Claims {
        let mut claims = Claims::default();
        claims.set("sub", Value::text("someone"));
        claims.set("exp", Value::Number("1700000000.9".to_owned()));
        claims.set(
            "aud",
            Value::Array(vec![Value::text("a"), Value::text("b")]),
        );
        claims
    }

    #[test]
    fn a_token_that_was_signed_is_verified_with_the_public_key() {
        for key in [es256(), SigningKey::from_pkcs8(RS256).unwrap()] {
            let text = sign(claims(), &key).unwrap();
            let token = Token::parse(&text).unwrap();
            assert_eq!(token.claims.text("sub"), Some("someone"));
            assert_eq!(token.claims.time("exp"), Some(1_700_000_000));
            assert_eq!(token.claims.texts("aud"), ["a", "b"]);
            assert_eq!(token.verify([key.verifying_key()].into_iter()), Ok(()));
            let json = write_set(std::slice::from_ref(key.verifying_key())).to_json();
            let keys = read_set(std::str::from_utf8(&json).unwrap()).unwrap();
            assert_eq!(token.verify(keys.iter()), Ok(()));
        }
    }

    #[test]
    fn a_token_is_refused_if_one_byte_differs() {
        let key = es256();
        let text = sign(claims(), &key).unwrap();
        for at in [0, text.find('.').unwrap() + 5, text.len() - 5] {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            let verified = Token::parse(&changed)
                .and_then(|token| token.verify([key.verifying_key()].into_iter()));
            assert!(verified.is_err(), "{changed}");
        }
    }

    #[test]
    fn a_token_is_refused_with_another_key_or_another_algorithm() {
        let key = es256();
        let rsa = SigningKey::from_pkcs8(RS256).unwrap();
        let text = sign(claims(), &rsa).unwrap();
        let token = Token::parse(&text).unwrap();
        let keys = [key.verifying_key()];
        assert_eq!(token.verify(keys.into_iter()), Err(TokenError::UnknownKey));
        assert_eq!(
            token.verify(std::iter::empty()),
            Err(TokenError::UnknownKey)
        );
        let without_id = VerifyingKey {
            id: None,
            ..key.verifying_key().clone()
        };
        let refused = token.verify([&without_id].into_iter());
        assert_eq!(refused, Err(TokenError::InvalidSignature));

        // STS itself signs with ES384, but does not accept it from others.
        let own = SigningKey::from_pkcs8(ES384).unwrap();
        let text = sign(claims(), &own).unwrap();
        let token = Token::parse(&text).unwrap();
        let refused = token.verify([own.verifying_key()].into_iter());
        assert_eq!(refused, Err(TokenError::InvalidSignature));
    }

    #[test]
    fn a_token_without_a_signature_is_refused() {
        let header = encode(br#"{"alg":"none"}"#);
        let text = format!("{header}.{}.", encode(b"{}"));
        let key = es256();
        let token = Token::parse(&text).unwrap();
        let refused = token.verify([key.verifying_key()].into_iter());
        assert_eq!(refused, Err(TokenError::InvalidSignature));
    }

    #[test]
    fn other_text_is_no_token() {
        for text in [
            "",
            "a",
            "a.b",
            "a.b.c",
            "e30.e30.e30",
            "e30.W10.e30",
            "bnVsbA.e30.",
        ] {
            assert_eq!(
                Token::parse(text).err(),
                Some(TokenError::Malformed),
                "{text}"
            );
        }
    }
}
