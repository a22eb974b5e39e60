//! Finds the secrets in an exchange and redacts them.

use std::ops::Range;

use querysmith_runtime::testing_v1::json::Value;
use querysmith_runtime::testing_v1::percent;
use querysmith_runtime::testing_v1::without_secrets;
use querysmith_runtime::testing_v1::xml::{Document, Element};

use super::LIMITS;
use crate::SentRequest;

/// The replacement of a secret. It is valid as text and as Base64.
pub(crate) const REDACTED: &str = "REDACTED";

/// The suffixes of names whose values are secret, in lowercase.
const SECRET_SUFFIXES: [&str; 12] = [
    "assertion",
    "authorization",
    "bearer_token",
    "cookie",
    "credential",
    "password",
    "privatekey",
    "secret",
    "secretaccesskey",
    "signature",
    "token",
    "tokencode",
];

/// Names with the suffix of a secret that are pagination tokens.
const PAGINATION_TOKENS: [&str; 2] = ["nexttoken", "x-amz-next-token"];

/// The minimum length of a secret that is replaced wherever it occurs: a shorter one may occur by
/// chance.
const MIN_LENGTH: usize = 6;

#[derive(Clone, Default)]
pub(crate) struct Redaction {
    /// Names that a test adds, in lowercase.
    names: Vec<String>,
    /// Secrets of requests, which a response may repeat.
    values: Vec<String>,
}

impl Redaction {
    pub(super) fn add_name(&mut self, name: &str) {
        self.names.push(name.to_ascii_lowercase());
    }

    /// Adds the secrets in `sent` to those that are redacted from now on.
    pub(crate) fn add_secrets_of(&mut self, sent: &SentRequest) {
        let headers = sent.headers().iter();
        let headers = headers
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?)));
        let form = sent
            .form()
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str()));
        for (name, value) in headers.chain(form) {
            let is_new = !self.values.iter().any(|known| known == value);
            if self.is_secret(&name) && value.len() >= MIN_LENGTH && is_new {
                self.values.push(value.to_owned());
                self.values.push(encoded(value));
                self.values.push(escaped(value));
            }
        }
    }

    /// Whether a value with this name is secret. For a path, the last part that is not a number
    /// decides.
    fn is_secret(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        let mut parts = name.rsplit('.');
        let is_number = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
        let last = parts.find(|part| !is_number(part)).unwrap_or_default();
        let is_added = self.names.iter().any(|added| *added == last);
        let has_secret_suffix = SECRET_SUFFIXES.iter().any(|suffix| last.ends_with(suffix));
        is_added || (has_secret_suffix && !PAGINATION_TOKENS.contains(&last))
    }

    pub(super) fn pairs<'a>(
        &self,
        pairs: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Vec<(String, String)> {
        let pair = |(name, value): (&str, &str)| (name.to_owned(), self.value(name, value));
        pairs.map(pair).collect()
    }

    fn value(&self, name: &str, value: &str) -> String {
        match self.is_secret(name) && !value.is_empty() {
            true => REDACTED.to_owned(),
            false => self.text(value),
        }
    }

    /// Redacts text that may quote a secret of a request, with or without its name.
    pub(super) fn text(&self, text: &str) -> String {
        self.without_values(&without_secrets(text))
    }

    fn without_values(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for value in &self.values {
            text = text.replace(value, REDACTED);
        }
        text
    }

    /// Redacts a body: the secrets of XML and JSON, and any other body as a whole.
    pub(super) fn body(&self, body: &[u8]) -> String {
        let Ok(text) = std::str::from_utf8(body) else {
            return REDACTED.to_owned();
        };
        let redacted = match text.trim_ascii_start().chars().next() {
            None => Some(text.to_owned()),
            Some('<') => self.xml(text),
            Some('{' | '[') => self.json(text),
            Some(_) => None,
        };
        match redacted {
            Some(redacted) => self.without_values(&redacted),
            None => REDACTED.to_owned(),
        }
    }

    /// `None` if it is not complete, valid XML, or has a secret that cannot be redacted alone.
    fn xml(&self, text: &str) -> Option<String> {
        let document = Document::parse(text.as_bytes()).ok()?;
        let mut redacted = Redacted::default();
        self.element(document.root(), false, text, &mut redacted)?;
        redacted.out.push_str(text.get(redacted.read..)?);
        Some(redacted.out)
    }

    /// Redacts the element and its descendants; it is secret if an ancestor is.
    fn element(
        &self,
        element: Element<'_>,
        is_secret: bool,
        document: &str,
        redacted: &mut Redacted,
    ) -> Option<()> {
        if element.attribute_names().any(|name| self.is_secret(name)) {
            return None;
        }
        let is_secret = is_secret || self.is_secret(element.name());
        let text = element.text();
        let replacement = match is_secret && !text.is_empty() {
            true => REDACTED.into(),
            false => without_secrets(&text),
        };
        let is_leaf = element.children().next().is_none();
        if replacement != text {
            // Where the text is between children, its place is not known.
            return match is_leaf {
                true => redacted.replace(document, element.content_range(), &replacement),
                false => None,
            };
        }
        let mut children = element.children();
        children.try_for_each(|child| self.element(child, is_secret, document, redacted))
    }

    /// `None` if it is not valid JSON.
    fn json(&self, text: &str) -> Option<String> {
        let mut json = Value::parse(text.as_bytes(), LIMITS).ok()?;
        self.hide(&mut json, false);
        String::from_utf8(json.to_json().to_vec()).ok()
    }

    fn hide(&self, json: &mut Value, is_secret: bool) {
        match json {
            Value::Text(_) | Value::Number(_) if is_secret => *json = Value::text(REDACTED),
            Value::Text(text) => *json = Value::text(&without_secrets(text)),
            Value::Array(items) => items.iter_mut().for_each(|item| self.hide(item, is_secret)),
            Value::Object(members) => {
                for (name, value) in members.members_mut() {
                    let is_secret = is_secret || self.is_secret(name);
                    self.hide(value, is_secret);
                }
            }
            _ => {}
        }
    }
}

/// A document that is being redacted.
#[derive(Default)]
struct Redacted {
    out: String,
    /// The length of the part of the document that is in `out`.
    read: usize,
}

impl Redacted {
    /// Copies the document up to `range`, and appends `replacement` in its place.
    fn replace(&mut self, document: &str, range: Range<usize>, replacement: &str) -> Option<()> {
        self.out.push_str(document.get(self.read..range.start)?);
        self.out.push_str(&escaped(replacement));
        self.read = range.end;
        Some(())
    }
}

/// The value as escaped in XML.
fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            other => out.push(other),
        }
    }
    out
}

/// The value as encoded in a form.
fn encoded(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    percent::encode_into(&mut out, value.as_bytes(), percent::is_unreserved);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> String {
        Redaction::default().body(text.as_bytes())
    }

    #[test]
    fn secret_names_are_recognized() {
        let mut redaction = Redaction::default();
        redaction.add_name("DecodedMessage");
        for name in [
            "Authorization",
            "X-Amz-Security-Token",
            "x-aws-ec2-metadata-token",
            "X-Amz-Signature",
            "SecretAccessKey",
            "SessionToken",
            "SAMLAssertion",
            "TokenCode",
            "WebIdentityToken",
            "TradeInToken",
            "ProvidedContexts.member.1.ContextAssertion",
            "Tokens.SecretToken.2",
            "accessToken",
            "clientSecret",
            "decodedmessage",
        ] {
            assert!(redaction.is_secret(name), "{name}");
        }
        for name in [
            "AccessKeyId",
            "Expiration",
            "MinimumSessionTokenSize",
            "NextToken",
            "RoleArn",
            "SessionTokenUtilization",
            "Tags.member.1.Value",
            "12",
        ] {
            assert!(!redaction.is_secret(name), "{name}");
        }
    }

    #[test]
    fn only_secret_elements_are_redacted() {
        assert_eq!(
            body(
                "<?xml version=\"1.0\"?>\n<R xmlns=\"urn:x\"><Credentials><Key>a&amp;b</Key>\
                 <SessionToken>hush&amp;<![CDATA[hush]]></SessionToken><Token/>\
                 <ClientSecret><Part>hush</Part></ClientSecret></Credentials></R>"
            ),
            "<?xml version=\"1.0\"?>\n<R xmlns=\"urn:x\"><Credentials><Key>a&amp;b</Key>\
             <SessionToken>REDACTED</SessionToken><Token/>\
             <ClientSecret><Part>REDACTED</Part></ClientSecret></Credentials></R>"
        );
    }

    #[test]
    fn a_secret_in_any_notation_is_redacted_in_its_place() {
        for secret in [
            "hu&#115;h",
            "<![CDATA[hush]]>",
            "hu<!-- </Token> -->sh",
            " hush\r\n",
        ] {
            assert_eq!(
                body(&format!(
                    "<R>\r\n<x:Token>{secret}</x:Token ><A b='1'>&lt;</A></R>\n"
                )),
                "<R>\r\n<x:Token>REDACTED</x:Token ><A b='1'>&lt;</A></R>\n",
            );
        }
        assert_eq!(
            body("<R><Message>Token=&quot;hush&quot; &amp; more</Message></R>"),
            "<R><Message>Token=&quot;** redacted **&quot; &amp; more</Message></R>"
        );
    }

    #[test]
    fn text_between_elements_is_kept_unless_it_is_secret() {
        let text = "<R>a &amp; <B/>b</R>";
        assert_eq!(body(text), text);
        assert_eq!(body("<R><Token>hu<B/>sh</Token></R>"), REDACTED);
    }

    #[test]
    fn only_secret_json_members_are_redacted() {
        assert_eq!(
            body(r#"{"Code": "Success", "Token": "hush", "in": [{"secretAccessKey": "hush"}]}"#),
            r#"{"Code":"Success","Token":"REDACTED","in":[{"secretAccessKey":"REDACTED"}]}"#
        );
    }

    #[test]
    fn a_body_that_cannot_be_parsed_is_redacted() {
        for text in [
            "hush",
            "<R><Token>hush",
            "<R token=\"hush\"/>",
            "{\"Token\": \"hush",
        ] {
            assert_eq!(body(text), REDACTED, "{text}");
        }
        assert_eq!(Redaction::default().body(b"\xff"), REDACTED);
        assert_eq!(body(""), "");
    }

    #[test]
    fn text_that_repeats_a_secret_of_the_request_is_redacted() {
        let request = http::Request::post("https://h/")
            .header("x-amz-security-token", "hush/header")
            .body(bytes::Bytes::from_static(b"Action=A&TokenCode=246%2F80"));
        let sent = SentRequest::new(request.unwrap());
        let mut redaction = Redaction::default();
        redaction.add_secrets_of(&sent);
        assert_eq!(
            redaction.body(b"<E>hush/header, hush%2Fheader and 246/80</E>"),
            "<E>REDACTED, REDACTED and REDACTED</E>"
        );
    }
}
