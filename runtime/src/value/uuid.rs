//! UUIDs, used as invocation ids and idempotency tokens.

use crate::value::hash::Hex;

/// A UUID version 4 (RFC 9562) as text.
pub(crate) struct Uuid([u8; 36]);

impl Uuid {
    /// Formats random bytes.
    pub(crate) fn v4(mut bytes: [u8; 16]) -> Self {
        let [.., version, _, variant, _, _, _, _, _, _, _] = &mut bytes;
        *version = *version & 0x0f | 0x40;
        *variant = *variant & 0x3f | 0x80;
        let digits = Hex::new(&bytes);
        let mut rest = digits.as_bytes();
        let mut text = [b'-'; 36];
        for range in [0..8, 9..13, 14..18, 19..23, 24..36] {
            let (group, after) = rest.split_at(range.len());
            text[range].copy_from_slice(group);
            rest = after;
        }
        Self(text)
    }

    pub(crate) fn as_str(&self) -> &str {
        // The digits are ASCII.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_and_variant_are_set_for_any_bytes() {
        let uuid = |bytes| Uuid::v4(bytes).as_str().to_owned();
        assert_eq!(uuid([0; 16]), "00000000-0000-4000-8000-000000000000");
        assert_eq!(uuid([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        let counting = std::array::from_fn(|i| i as u8);
        assert_eq!(uuid(counting), "00010203-0405-4607-8809-0a0b0c0d0e0f");
    }
}
