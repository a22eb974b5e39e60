//! Proofs of possession of a session's key: DPoP (RFC 9449), signed with ES256.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::key::Key;
use querysmith_runtime::provider_v1::json::Value;
use querysmith_runtime::provider_v1::uuid_v4;
use querysmith_runtime::randomness::Randomness;

/// A JWT that proves possession of `key` in a `POST` request to `url`; `now` is in seconds since
/// 1970.
pub(super) fn proof(
    key: &Key,
    url: &str,
    now: i64,
    randomness: &dyn Randomness,
) -> Result<String, &'static str> {
    let mut id = [0; 16];
    randomness.fill(&mut id);
    let payload = object([
        ("jti", Value::text(&uuid_v4(id))),
        ("htm", Value::text("POST")),
        ("htu", Value::text(url)),
        ("iat", Value::Number(now.to_string())),
    ]);
    let mut jwt = format!("{}.{}", encode(header(key)), encode(payload));
    let signature = key.sign(jwt.as_bytes())?;
    jwt.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut jwt);
    Ok(jwt)
}

fn header(key: &Key) -> Value {
    let (x, y) = key.coordinates();
    let coordinate = |bytes: &[u8]| Value::text(&URL_SAFE_NO_PAD.encode(bytes));
    object([
        ("typ", Value::text("dpop+jwt")),
        ("alg", Value::text("ES256")),
        (
            "jwk",
            object([
                ("kty", Value::text("EC")),
                ("x", coordinate(x)),
                ("y", coordinate(y)),
                ("crv", Value::text("P-256")),
            ]),
        ),
    ])
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    let members = members.into_iter();
    Value::Object(
        members
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

fn encode(value: Value) -> String {
    URL_SAFE_NO_PAD.encode(&*value.to_json())
}
