//! HMAC-SHA-256 with keys that are wiped from memory.

use zeroize::{Zeroize, Zeroizing};

use super::Hash;
use super::library::HmacState;

/// A key of HMAC-SHA-256, of any length. It contains the hash states after the two key blocks,
/// which are therefore hashed once and not for every message.
pub(crate) struct HmacKey(Zeroizing<Option<State>>);

struct State(HmacState);

/// Does nothing, because no library can wipe its state. The `Option` around it does, by overwriting
/// all of its bytes.
impl Zeroize for State {
    fn zeroize(&mut self) {}
}

impl HmacKey {
    pub(crate) fn new(key: &[u8]) -> Self {
        Self(Zeroizing::new(Some(State(HmacState::new(key)))))
    }

    /// The HMAC of `message`.
    pub(crate) fn sign(&self, message: &[u8]) -> Hash {
        // The state is missing only after it was wiped.
        self.0
            .as_ref()
            .map(|state| state.0.sign(message))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::hash::Hex;

    fn hmac(key: &[u8], message: &[u8]) -> String {
        Hex::new(&HmacKey::new(key).sign(message))
            .as_str()
            .to_owned()
    }

    #[test]
    fn keys_may_be_short_and_long() {
        // Test cases 2 and 6 of RFC 4231.
        assert_eq!(
            hmac(b"Jefe", b"what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        );
        assert_eq!(
            hmac(
                &[0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First"
            ),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        );
    }

    #[test]
    fn a_key_signs_several_messages() {
        let key = HmacKey::new(b"Jefe");
        let first = key.sign(b"one");
        assert_ne!(first, key.sign(b"two"));
        assert_eq!(first, key.sign(b"one"));
    }

    #[test]
    fn a_wiped_key_is_gone() {
        let mut key = HmacKey::new(b"Jefe");
        key.0.zeroize();
        assert!(key.0.is_none());
        assert!(std::mem::needs_drop::<HmacKey>());
    }
}
