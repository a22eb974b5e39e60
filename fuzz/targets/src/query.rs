//! The decoder of forms that tests hold emitted crates against.

use std::sync::LazyLock;

use querysmith_round_trips::{Model, decode, pairs};

use crate::text;

static MODEL: LazyLock<Model> =
    LazyLock::new(|| Model::parse(include_str!("../../../model/sts.json")));

/// Any body is an input of `AssumeRole` or it is not. What is taken for a form has all of its names
/// and values, each encoded in the one way that there is.
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
