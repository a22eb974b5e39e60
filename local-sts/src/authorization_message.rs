//! Encoded authorization messages: why a request was denied, sealed.

use querysmith_runtime::testing_v1::json::{Object, Value};

use crate::refusal::Denied;
use crate::seal::{NoRandomness, Purpose, Sealer};

/// Encodes a message.
pub(crate) fn encode(sealer: &Sealer, denied: &Denied) -> Result<String, NoRandomness> {
    let json = write(denied).to_json();
    sealer.seal(Purpose::AuthorizationMessage, &json)
}

/// Decodes a message; `None` if this server did not encode it.
pub(crate) fn decode(sealer: &Sealer, encoded: &str) -> Option<String> {
    let json = sealer.open(Purpose::AuthorizationMessage, encoded)?;
    String::from_utf8(json).ok()
}

/// The document in the structure that AWS documents.
fn write(denied: &Denied) -> Value {
    let no_items = || object([("items", Value::Array(Vec::new()))]);
    let principal = object([("arn", Value::text(&denied.caller))]);
    object([
        ("allowed", Value::Boolean(false)),
        ("explicitDeny", Value::Boolean(denied.is_explicit)),
        ("matchedStatements", no_items()),
        ("failures", no_items()),
        (
            "context",
            object([
                ("principal", principal),
                ("action", Value::text(&denied.action)),
                ("resource", Value::text(&denied.resource)),
                ("conditions", no_items()),
            ]),
        ),
    ])
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    let members = members.into_iter();
    let object: Object = members
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    Value::Object(object)
}
