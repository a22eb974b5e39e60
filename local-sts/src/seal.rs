//! Sealed texts: data that the server hands out and later reads back, instead of keeping it in a
//! database. They are encrypted and authenticated with a key of this process.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use ring::{digest, hmac};

/// The prefix of every sealed text, which marks it as a fake.
const PREFIX: &str = "LOCALSTSFAKE";

/// The bytes besides the plain text: nonce and tag.
const OVERHEAD: usize = NONCE_LEN + 16;

/// The purpose of a sealed text. It is authenticated too, so that a text cannot be used for another
/// purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    SessionToken,
    AuthorizationMessage,
    TradeInToken,
}

/// Seals and opens texts.
pub(crate) struct Sealer {
    key: LessSafeKey,
    /// The key from which the secret access keys of sessions are derived.
    secrets: hmac::Key,
    nonces: Nonces,
}

/// Nonces for the key. They start at a random one, so that they differ between processes with the same
/// configured secret, and continue with the next number: asking the system for each takes longer than
/// sealing a token.
struct Nonces {
    prefix: [u8; NONCE_LEN - 8],
    next: AtomicU64,
}

impl Nonces {
    fn new() -> Result<Self, NoRandomness> {
        Ok(Self {
            prefix: random()?,
            next: AtomicU64::new(u64::from_ne_bytes(random()?)),
        })
    }

    fn next(&self) -> [u8; NONCE_LEN] {
        let number = self.next.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        let mut nonce = [0; NONCE_LEN];
        nonce[..self.prefix.len()].copy_from_slice(&self.prefix);
        nonce[self.prefix.len()..].copy_from_slice(&number);
        nonce
    }
}

/// The error if the system has no randomness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoRandomness;

impl Sealer {
    /// A sealer with a random key, so that nothing sealed before the process started can be opened.
    pub(crate) fn new() -> Result<Self, NoRandomness> {
        Self::with_secret(&random::<32>()?)
    }

    /// A sealer with a key that is derived from a secret, so that session tokens survive a restart.
    pub(crate) fn with_secret(secret: &[u8]) -> Result<Self, NoRandomness> {
        let derived = |label: &[u8]| {
            let mut context = digest::Context::new(&digest::SHA256);
            context.update(label);
            context.update(secret);
            context.finish()
        };
        let key = UnboundKey::new(&AES_256_GCM, derived(b"seal").as_ref());
        Ok(Self {
            // The key has the length of the algorithm.
            key: LessSafeKey::new(key.map_err(|_| NoRandomness)?),
            secrets: hmac::Key::new(hmac::HMAC_SHA256, derived(b"secrets").as_ref()),
            nonces: Nonces::new()?,
        })
    }

    /// The key from which the secret access keys of sessions are derived.
    pub(crate) fn secrets(&self) -> &hmac::Key {
        &self.secrets
    }

    /// Seals a text. The result is base64 with a prefix.
    pub(crate) fn seal(&self, purpose: Purpose, plain: &[u8]) -> Result<String, NoRandomness> {
        let nonce = self.nonces.next();
        let mut sealed = Vec::with_capacity(plain.len() + OVERHEAD);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let (_, text) = sealed.split_at_mut(NONCE_LEN);
        let nonce = Nonce::assume_unique_for_key(nonce);
        let tag = self
            .key
            .seal_in_place_separate_tag(nonce, aad(purpose), text)
            .map_err(|_| NoRandomness)?;
        sealed.extend_from_slice(tag.as_ref());
        let mut encoded = String::with_capacity(sealed_length(plain.len()));
        encoded.push_str(PREFIX);
        STANDARD.encode_string(&sealed, &mut encoded);
        Ok(encoded)
    }

    /// Opens a sealed text; `None` if it was not sealed with this key and for this purpose.
    pub(crate) fn open(&self, purpose: Purpose, text: &str) -> Option<Vec<u8>> {
        let mut sealed = STANDARD.decode(text.strip_prefix(PREFIX)?).ok()?;
        let (nonce, text) = sealed.split_at_mut_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let plain = self.key.open_in_place(nonce, aad(purpose), text).ok()?;
        Some(plain.to_vec())
    }
}

/// Random bytes of the system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map_err(|_| NoRandomness)?;
    Ok(bytes)
}

/// The length of a sealed text.
pub(crate) fn sealed_length(plain: usize) -> usize {
    PREFIX.len() + (plain + OVERHEAD).div_ceil(3) * 4
}

/// How long a plain text must be for the sealed text to have at least this length.
pub(crate) fn plain_length(sealed: usize) -> usize {
    let encoded = sealed.saturating_sub(PREFIX.len());
    (encoded.div_ceil(4) * 3).saturating_sub(OVERHEAD)
}

fn aad(purpose: Purpose) -> Aad<&'static [u8]> {
    Aad::from(match purpose {
        Purpose::SessionToken => b"session token".as_slice(),
        Purpose::AuthorizationMessage => b"authorization message",
        Purpose::TradeInToken => b"trade-in token",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_text_is_opened_with_the_same_key_and_purpose_only() {
        let sealer = Sealer::new().unwrap();
        let sealed = sealer.seal(Purpose::SessionToken, b"claims").unwrap();
        assert_eq!(sealed.len(), sealed_length(6));
        assert!(sealed.starts_with(PREFIX) && !sealed.contains("claims"));
        let open = |sealer: &Sealer, purpose, text: &str| sealer.open(purpose, text);
        let opened = open(&sealer, Purpose::SessionToken, &sealed);
        assert_eq!(opened.as_deref(), Some(&b"claims"[..]));
        assert_eq!(open(&sealer, Purpose::TradeInToken, &sealed), None);
        assert_eq!(
            open(&Sealer::new().unwrap(), Purpose::SessionToken, &sealed),
            None
        );
        for text in ["", PREFIX, "LOCALSTSFAKEAAAA", &sealed[..sealed.len() - 4]] {
            assert_eq!(open(&sealer, Purpose::SessionToken, text), None, "{text}");
        }
        let changed = sealed.replacen(
            &sealed[20..21],
            if &sealed[20..21] == "A" { "B" } else { "A" },
            1,
        );
        assert_eq!(open(&sealer, Purpose::SessionToken, &changed), None);
    }

    #[test]
    fn with_a_configured_secret_the_keys_are_the_same_in_every_process() {
        let one = Sealer::with_secret(b"configured").unwrap();
        let other = Sealer::with_secret(b"configured").unwrap();
        let sealed = one.seal(Purpose::SessionToken, b"claims").unwrap();
        let opened = other.open(Purpose::SessionToken, &sealed);
        assert_eq!(opened.as_deref(), Some(&b"claims"[..]));
        // The nonces differ.
        assert_ne!(
            other.seal(Purpose::SessionToken, b"claims").unwrap(),
            sealed
        );
    }

    #[test]
    fn the_length_of_a_plain_text_is_enough() {
        for sealed in 0..200 {
            assert!(sealed_length(plain_length(sealed)) >= sealed, "{sealed}");
        }
    }
}
