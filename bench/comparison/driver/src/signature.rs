//! Signature Version 4 of the measured call, written without the code of any client: the strict stub
//! verifies signatures with it, and the client without an SDK signs its prepared request.

use ring::digest::{SHA256, digest};
use ring::hmac::{self, HMAC_SHA256};

use crate::call::{ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const SERVICE: &str = "sts";

/// The value of `authorization` for a POST of `/`. `headers` are the signed headers with their names in
/// lower case, sorted; `time` is the value of `x-amz-date`, which is one of them.
pub fn authorization(headers: &[(&str, &str)], time: &str, body: &[u8]) -> String {
    let date = time.get(..8).unwrap_or(time);
    let scope = format!("{date}/{REGION}/{SERVICE}/aws4_request");
    let lines: String = headers
        .iter()
        .map(|(name, value)| format!("{name}:{}\n", normalized(value)))
        .collect();
    let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
    let names = names.join(";");
    let payload = sha256_hex(body);
    let canonical = format!("POST\n/\n\n{lines}\n{names}\n{payload}");
    let hash = sha256_hex(canonical.as_bytes());
    let string_to_sign = format!("{ALGORITHM}\n{time}\n{scope}\n{hash}");
    let key = signing_key(SECRET_ACCESS_KEY, date, REGION, SERVICE);
    let signature = hex(hmac::sign(&key, string_to_sign.as_bytes()).as_ref());
    format!(
        "{ALGORITHM} Credential={ACCESS_KEY_ID}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
}

/// The SHA-256 of these bytes in hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(digest(&SHA256, bytes).as_ref())
}

/// The value of a header without outer whitespace, and with a single space for other whitespace.
fn normalized(value: &str) -> String {
    value.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

fn signing_key(secret: &str, date: &str, region: &str, service: &str) -> hmac::Key {
    let first = hmac::Key::new(HMAC_SHA256, format!("AWS4{secret}").as_bytes());
    let parts = [date, region, service, "aws4_request"];
    parts.iter().fold(first, |key, part| {
        hmac::Key::new(HMAC_SHA256, hmac::sign(&key, part.as_bytes()).as_ref())
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signing_key_is_that_of_the_published_example() {
        // AWS documents the key itself; a signature with it shows that they are equal.
        const DOCUMENTED: [u8; 32] = [
            0xc4, 0xaf, 0xb1, 0xcc, 0x57, 0x71, 0xd8, 0x71, 0x76, 0x3a, 0x39, 0x3e, 0x44, 0xb7,
            0x03, 0x57, 0x1b, 0x55, 0xcc, 0x28, 0x42, 0x4d, 0x1a, 0x5e, 0x86, 0xda, 0x6e, 0xd3,
            0xc1, 0x54, 0xa4, 0xb9,
        ];
        let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
        let key = signing_key(secret, "20150830", "us-east-1", "iam");
        let documented = hmac::Key::new(HMAC_SHA256, &DOCUMENTED);
        let (one, other) = (hmac::sign(&key, b"x"), hmac::sign(&documented, b"x"));
        assert_eq!(one.as_ref(), other.as_ref());
    }

    #[test]
    fn the_authorization_names_the_signed_headers_and_depends_on_their_values() {
        let headers = [("host", "127.0.0.1:80"), ("x-amz-date", "20260203T040506Z")];
        let signed = authorization(&headers, "20260203T040506Z", b"a=b");
        assert!(
            signed.contains(
                "/20260203/eu-central-1/sts/aws4_request, SignedHeaders=host;x-amz-date, "
            )
        );
        let spaces = [("host", " 127.0.0.1:80  "), headers[1]];
        assert_eq!(authorization(&spaces, "20260203T040506Z", b"a=b"), signed);
        let other = [("host", "127.0.0.1:81"), headers[1]];
        assert_ne!(authorization(&other, "20260203T040506Z", b"a=b"), signed);
        assert_ne!(authorization(&headers, "20260203T040506Z", b"a=c"), signed);
    }
}
