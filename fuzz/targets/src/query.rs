//! The decoder of forms that is used to test emitted crates.

use std::sync::LazyLock;

use querysmith_round_trips::{Model, decode, pairs};

use crate::text;

static MODEL: LazyLock<Model> =
    LazyLock::new(|| Model::parse(include_str!("../../../model/sts.json")));

/// Decodes a body as an input of `AssumeRole`. If it is accepted as a form, encoding its names and
/// values again must give the same body.
pub fn query(bytes: &[u8]) {
    let Some(body) = text(bytes) else { return };
    let decoded = decode(&MODEL, "AssumeRole", body);
    match pairs(body) {
        Ok(pairs) => {
            let pair =
                |(name, value): &(String, String)| format!("{}={}", encode(name), encode(value));
            let encoded: Vec<String> = pairs.iter().map(pair).collect();
            assert_eq!(encoded.join("&"), body);
        }
        Err(error) => assert!(decoded.is_err(), "{error}, but decoded {decoded:?}"),
    }
}

fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(byte.into());
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}
