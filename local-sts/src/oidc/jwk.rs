//! JSON Web Keys, RFC 7517, and their thumbprints, RFC 7638.

use querysmith_runtime::testing_v1::json::{Limits, Object, Value};
use ring::digest;

use super::key_error::KeyError;
use super::verifying_key::{Material, VerifyingKey};
use super::{decode, encode};

/// The limits of a key set.
const LIMITS: Limits = Limits::new(1024 * 1024, 8, 65_536);

/// Reads a JSON Web Key Set.
pub(crate) fn read_set(json: &str) -> Result<Vec<VerifyingKey>, KeyError> {
    let invalid = |problem: String| KeyError(format!("the key set is invalid: {problem}"));
    let value = Value::parse(json.as_bytes(), LIMITS).map_err(invalid)?;
    let keys = match value.as_object().and_then(|set| set.get("keys")) {
        Some(Value::Array(keys)) => keys.iter().enumerate(),
        _ => {
            return Err(invalid(
                "expected an object with \"keys\", a list".to_owned(),
            ));
        }
    };
    keys.map(|(index, key)| {
        read(key).map_err(|expected| {
            KeyError(format!(
                "the key at keys[{index}] is invalid: expected {expected}"
            ))
        })
    })
    .collect()
}

/// Writes a JSON Web Key Set.
pub(crate) fn write_set(keys: &[VerifyingKey]) -> Value {
    let mut set = Object::default();
    set.set("keys", Value::Array(keys.iter().map(write).collect()));
    Value::Object(set)
}

/// Reads a key. The error is what is expected.
fn read(value: &Value) -> Result<VerifyingKey, &'static str> {
    let key = value.as_object().ok_or("an object")?;
    let text = |name: &str| key.get(name).and_then(Value::as_text);
    let bytes = |name: &str| text(name).and_then(decode);
    let point = |size: usize| {
        let (x, y) = (bytes("x")?, bytes("y")?);
        // Some providers omit leading zeros.
        if x.len() > size || y.len() > size {
            return None;
        }
        let mut point = vec![0; 1 + 2 * size];
        *point.first_mut()? = 4;
        point
            .get_mut(1 + size - x.len()..1 + size)?
            .copy_from_slice(&x);
        point.get_mut(1 + 2 * size - y.len()..)?.copy_from_slice(&y);
        Some(point)
    };
    let material = match (text("kty"), text("crv")) {
        (Some("RSA"), _) => match (bytes("n"), bytes("e")) {
            (Some(n), Some(e)) => Material::Rsa { n, e },
            _ => return Err("\"n\" and \"e\" in base64url"),
        },
        (Some("EC"), Some("P-256")) => {
            Material::P256(point(32).ok_or("\"x\" and \"y\" in base64url")?)
        }
        (Some("EC"), Some("P-384")) => {
            Material::P384(point(48).ok_or("\"x\" and \"y\" in base64url")?)
        }
        _ => return Err("an RSA key, or an EC key on the curve P-256 or P-384"),
    };
    Ok(VerifyingKey {
        id: text("kid").map(str::to_owned),
        material,
    })
}

/// Writes a key.
fn write(key: &VerifyingKey) -> Value {
    let mut object: Object = members(&key.material)
        .into_iter()
        .map(|(name, value)| (name.to_owned(), Value::text(&value)))
        .collect();
    if let Some(id) = &key.id {
        object.set("kid", Value::text(id));
    }
    Value::Object(object)
}

/// The thumbprint of a key, which serves as its id.
pub(super) fn thumbprint(material: &Material) -> String {
    // The members are in lexicographic order and need no escapes.
    let members = members(material);
    let members: Vec<String> = members
        .iter()
        .map(|(name, value)| format!("\"{name}\":\"{value}\""))
        .collect();
    let json = format!("{{{}}}", members.join(","));
    encode(digest::digest(&digest::SHA256, json.as_bytes()).as_ref())
}

/// The required members, in lexicographic order.
fn members(material: &Material) -> Vec<(&'static str, String)> {
    let curve = |name: &str, point: &[u8]| {
        let half = point.len() / 2;
        let x = point.get(1..1 + half).unwrap_or_default();
        let y = point.get(1 + half..).unwrap_or_default();
        vec![
            ("crv", name.to_owned()),
            ("kty", "EC".to_owned()),
            ("x", encode(x)),
            ("y", encode(y)),
        ]
    };
    match material {
        Material::Rsa { n, e } => vec![
            ("e", encode(e)),
            ("kty", "RSA".to_owned()),
            ("n", encode(n)),
        ],
        Material::P256(point) => curve("P-256", point),
        Material::P384(point) => curve("P-384", point),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumbprint_is_that_of_rfc_7638() {
        let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_\
            BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_\
            FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4v\
            MQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        let material = Material::Rsa {
            n: decode(n).unwrap(),
            e: decode("AQAB").unwrap(),
        };
        let expected = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";
        assert_eq!(thumbprint(&material), expected);
    }

    #[test]
    fn coordinates_without_leading_zeros_are_padded() {
        let json = r#"{"kty": "EC", "crv": "P-256", "x": "AQ", "y": "Ag"}"#;
        let key = read(&Value::parse(json.as_bytes(), LIMITS).unwrap()).unwrap();
        let Material::P256(point) = &key.material else {
            panic!("another curve");
        };
        assert_eq!((point.len(), point[0], point[32], point[64]), (65, 4, 1, 2));
    }
}
