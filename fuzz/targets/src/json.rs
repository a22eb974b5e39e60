//! The JSON of credential services, cache files and processes.

use querysmith_runtime::provider_v1::json::{Limits, Value};

/// Reads a document. serde_json, an independent implementation, must accept the same documents and
/// read the same values. A document that is written, on one line or on many, and read again must be
/// unchanged.
pub fn json(bytes: &[u8]) {
    let expected = serde_json::from_slice::<serde_json::Value>(bytes);
    let document = match Value::parse(bytes, Limits::SMALL) {
        Ok(document) => document,
        Err(error) => {
            let exceeds_limit =
                error.starts_with("found more than") || error.contains("levels deep");
            assert!(expected.is_err() || exceeds_limit, "{error}");
            return;
        }
    };
    match expected {
        Ok(expected) => assert!(same(&document, &expected), "{expected}"),
        // The text of numbers is kept, whatever their size.
        Err(error) => assert!(
            error.to_string().starts_with("number out of range"),
            "{error}"
        ),
    }
    for written in [document.to_json(), document.to_pretty_json()] {
        let again = Value::parse(&written, Limits::SMALL);
        let written = String::from_utf8_lossy(&written);
        assert_eq!(again.as_ref().err(), None, "{written}");
        assert!(again.is_ok_and(|again| again == document), "{written}");
    }
}

fn same(value: &Value, expected: &serde_json::Value) -> bool {
    match (value, expected) {
        (Value::Null, serde_json::Value::Null) => true,
        (Value::Boolean(value), serde_json::Value::Bool(expected)) => value == expected,
        (Value::Number(value), serde_json::Value::Number(expected)) => {
            serde_json::from_str(value).is_ok_and(|value: serde_json::Number| value == *expected)
        }
        (Value::Text(value), serde_json::Value::String(expected)) => **value == *expected,
        (Value::Array(values), serde_json::Value::Array(expected)) => {
            let mut pairs = values.iter().zip(expected);
            values.len() == expected.len() && pairs.all(|(value, expected)| same(value, expected))
        }
        (Value::Object(object), serde_json::Value::Object(expected)) => {
            let is_known = |(name, _): &(String, Value)| expected.contains_key(name);
            let mut members = expected.iter();
            object.members().iter().all(is_known)
                && members.all(|(name, expected)| {
                    object.get(name).is_some_and(|value| same(value, expected))
                })
        }
        _ => false,
    }
}
