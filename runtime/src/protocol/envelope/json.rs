//! Errors in JSON, which gateways, throttlers and other implementations of services send for any
//! protocol.

use super::{Envelope, clipped_code, clipped_message};
use crate::value::json::Object;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

impl Envelope {
    /// Reads an error in JSON; `None` if `body` is not a JSON object of a few members.
    pub(super) fn parse_json(body: &[u8]) -> Option<Self> {
        let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
        if !body.trim_ascii_start().starts_with(b"{") {
            return None;
        }
        let root = Object::parse(body).ok()?;
        let request_id = text(&root, &["RequestId", "requestId", "RequestID"]);
        // STS itself wraps its errors when the request accepts JSON, as gateways do.
        let mut wrapped = ["Error", "error"].into_iter();
        let error = wrapped.find_map(|name| root.get(name)?.as_object());
        let error = error.unwrap_or(&root);
        Some(Self {
            code: text(error, &["__type", "code", "Code"]).and_then(error_name),
            message: text(error, &["message", "Message", "errorMessage"]).and_then(clipped_message),
            request_id: request_id.and_then(clipped_code),
        })
    }
}

/// The first of these members that is a string.
fn text<'a>(object: &'a Object, names: &[&str]) -> Option<&'a str> {
    names
        .iter()
        .find_map(|name| object.get(name)?.as_text())
        .filter(|text| !text.trim().is_empty())
}

/// The name in a type of the forms `namespace#Name` and `Name:http://...`.
pub(crate) fn error_name(text: &str) -> Option<String> {
    let name = text.split(':').next().unwrap_or_default();
    clipped_code(name.rsplit_once('#').map_or(name, |(_, name)| name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, code: Option<&str>, message: Option<&str>, request_id: Option<&str>) {
        let envelope = Envelope::parse_json(body.as_bytes()).unwrap();
        assert_eq!(envelope.code.as_deref(), code, "{body}");
        let found = envelope.message.map(|message| message.text);
        assert_eq!(found.as_deref(), message, "{body}");
        assert_eq!(envelope.request_id.as_deref(), request_id, "{body}");
    }

    #[test]
    fn the_forms_of_the_type_are_read() {
        for kind in [
            "SlowDown",
            "com.example.frontend#SlowDown",
            "SlowDown:http://internal.example/doc/2010-01-01/",
            " a#SlowDown:http://x#y ",
        ] {
            let body = format!(r#"{{"__type":"{kind}","message":"easy"}}"#);
            check(&body, Some("SlowDown"), Some("easy"), None);
        }
    }

    #[test]
    fn the_names_of_code_and_message_vary() {
        check(
            r#"{"code":"Busy","Message":"later","requestId":"r"}"#,
            Some("Busy"),
            Some("later"),
            Some("r"),
        );
        check(
            r#"{"Error":{"Type":"Sender","Code":"Busy","Message":"later"},"RequestId":"r"}"#,
            Some("Busy"),
            Some("later"),
            Some("r"),
        );
        check(r#"{"message":"Forbidden"}"#, None, Some("Forbidden"), None);
        check(r#"{"message":null,"code":403}"#, None, None, None);
    }

    #[test]
    fn what_is_not_a_json_object_is_not_read() {
        for body in ["", "[]", "{", "null", "<a/>", "{} {}"] {
            assert_eq!(Envelope::parse_json(body.as_bytes()), None, "{body}");
        }
    }
}
