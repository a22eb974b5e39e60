//! Decodes a form as a strict server does. It shares no code with the encoder.

/// The names and values of a form, in order.
///
/// Panics if the encoding does not follow RFC 3986: an unencoded reserved byte, a `+`, an encoded
/// unreserved byte, or lower-case hexadecimal digits.
pub(crate) fn decode(form: &str) -> Vec<(String, String)> {
    form.split('&')
        .map(|pair| {
            let (name, value) = pair
                .split_once('=')
                .unwrap_or_else(|| panic!("{pair:?} has no '=' in {form:?}"));
            (percent_decode(name), percent_decode(value))
        })
        .collect()
}

fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => encoded(rest.next(), rest.next()),
            byte if is_unreserved(byte) => byte,
            byte => panic!("{:?} is not encoded in {text:?}", char::from(byte)),
        });
    }
    String::from_utf8(bytes).expect("the decoded bytes are UTF-8")
}

fn encoded(high: Option<u8>, low: Option<u8>) -> u8 {
    let byte = digit(high) * 16 + digit(low);
    let shown = char::from(byte);
    assert!(!is_unreserved(byte), "{shown:?} is encoded unnecessarily");
    byte
}

fn digit(byte: Option<u8>) -> u8 {
    match byte {
        Some(byte @ b'0'..=b'9') => byte - b'0',
        Some(byte @ b'A'..=b'F') => byte - b'A' + 10,
        other => panic!("expected a digit of 0 to 9 or A to F, found {other:?}"),
    }
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

#[test]
fn a_form_is_decoded() {
    let pairs = decode("A=1&B.member.1=%20%2B%C3%BC&C=");
    let expected = [("A", "1"), ("B.member.1", " +ü"), ("C", "")];
    assert_eq!(pairs, expected.map(|(k, v)| (k.to_owned(), v.to_owned())));
}

#[test]
fn an_incorrectly_encoded_form_is_rejected() {
    for form in ["A=a+b", "A=%c3%bc", "A=%41", "A", "A=ü", "A=%2", "A=%FF"] {
        let outcome = std::panic::catch_unwind(|| decode(form));
        assert!(outcome.is_err(), "{form:?} was decoded as {outcome:?}");
    }
}
