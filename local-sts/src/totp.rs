//! The codes of MFA devices: time-based one-time passwords, RFC 6238, with HMAC-SHA-1, 30 seconds
//! and six digits.

use ring::hmac;

/// How long a code is valid, in seconds.
const STEP: i64 = 30;

/// The number of earlier and of later codes that are accepted, because clocks differ.
const TOLERANCE: i64 = 1;

/// The code of the device with this seed at a time in seconds since the Unix epoch.
pub(crate) fn code_at(seed: &[u8], seconds: i64) -> String {
    code_of_step(seed, seconds.div_euclid(STEP))
}

/// Whether `code` is valid at this time. The time that this takes does not depend on the code.
pub(crate) fn is_valid(seed: &[u8], code: &str, seconds: i64) -> bool {
    let step = seconds.div_euclid(STEP);
    (step - TOLERANCE..=step + TOLERANCE)
        .map(|step| crate::compare::is_equal(&code_of_step(seed, step), code))
        .fold(false, |found, is_equal| found | is_equal)
}

fn code_of_step(seed: &[u8], step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, seed);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let bytes = tag.as_ref();
    let offset = usize::from(bytes.last().copied().unwrap_or_default() & 0xf);
    let truncated = bytes.get(offset..offset + 4).unwrap_or_default();
    let number = truncated
        .iter()
        .fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The seed of the test vectors of RFC 6238 for SHA-1.
    const SEED: &[u8] = b"12345678901234567890";

    #[test]
    fn codes_are_those_of_rfc_6238() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code_at(SEED, seconds), code, "{seconds}");
        }
    }

    #[test]
    fn the_neighboring_codes_are_valid_and_no_others() {
        let now = 1_111_111_111;
        for (offset, valid) in [
            (-60, false),
            (-30, true),
            (0, true),
            (30, true),
            (60, false),
        ] {
            let code = code_at(SEED, now + offset);
            assert_eq!(is_valid(SEED, &code, now), valid, "{offset}");
        }
        for code in ["", "05047", "0504711", "×50471"] {
            assert!(!is_valid(SEED, code, now), "{code}");
        }
    }
}
