//! Bytes that are wiped from memory.

use bytes::Bytes;
use zeroize::Zeroizing;

/// Shares bytes that are wiped when the last clone is dropped.
pub(crate) fn wiped(bytes: Zeroizing<Vec<u8>>) -> Bytes {
    Bytes::from_owner(Owner(bytes))
}

struct Owner(Zeroizing<Vec<u8>>);

impl AsRef<[u8]> for Owner {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_bytes_are_those_that_were_given() {
        let shared = wiped(Zeroizing::new(b"hush".to_vec()));
        assert_eq!(shared.slice(1..).as_ref(), b"ush");
        assert!(std::mem::needs_drop::<Owner>());
    }
}
