//! Numbers as decimal digits, without the detours of formatting: every request has a dozen.

/// Appends a number.
pub(crate) fn push_number(out: &mut String, number: impl itoa::Integer) {
    out.push_str(itoa::Buffer::new().format(number));
}

/// Appends a number of two digits, a zero in front of a single one.
pub(crate) fn push_two(out: &mut String, number: u8) {
    out.push(char::from(b'0' + number / 10 % 10));
    out.push(char::from(b'0' + number % 10));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_appended() {
        let mut out = String::from("n");
        push_number(&mut out, -120);
        push_number(&mut out, u64::MAX);
        push_two(&mut out, 7);
        push_two(&mut out, 42);
        assert_eq!(out, "n-120184467440737095516150742");
    }
}
