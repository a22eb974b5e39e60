//! Redaction of secrets in text that a service returned.
//!
//! A service that rejects a signature may return the canonical request that it computed, including
//! the session token; one that rejects a value may quote it; a proxy may show the whole request.

use std::borrow::Cow;
use std::ops::Range;

const REDACTED: &str = "** redacted **";

/// Names of secrets in lower case, whatever separates name and value: headers, members, JSON.
const NAMES: [&str; 3] = ["x-amz-security-token", "secretaccesskey", "sessiontoken"];

/// The endings of names of secrets in forms, queries, elements and quoted JSON members. An unquoted
/// name followed by a colon is not recognized, because that occurs in prose.
const ENDS: [&str; 5] = ["assertion", "password", "signature", "token", "tokencode"];

/// The quotes of names and values, including those of JSON inside JSON.
const QUOTES: [char; 3] = ['"', '\'', '\\'];

/// The characters that may surround the separator between name and value.
const GAP: [char; 7] = ['"', '\'', '\\', ' ', '\t', '\r', '\n'];

/// The start of character data in XML, in lower case.
const CDATA: &str = "<![cdata[";

/// The maximum length of a tag whose attributes are skipped, in bytes.
const MAX_TAG: usize = 256;

/// The characters that end a value.
const AFTER_VALUE: [char; 10] = ['&', '<', '>', '"', '\'', '\\', ',', ';', ')', '}'];

/// Replaces secrets in `text` that are recognizable by the name before them. Takes linear time for
/// any text.
pub fn without_secrets(text: &str) -> Cow<'_, str> {
    redact(text, false)
}

/// The same for the beginning of a longer text: a value that is cut off before the name that would
/// follow it is treated as a secret.
pub(crate) fn without_secrets_if_cut(text: &str) -> Cow<'_, str> {
    redact(text, true)
}

fn redact(text: &str, is_cut: bool) -> Cow<'_, str> {
    let lower = text.to_ascii_lowercase();
    let mut secrets = named_values(&lower);
    secrets.extend(quoted_values(&lower, is_cut));
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    secrets.sort_unstable_by_key(|secret| secret.start);
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for secret in secrets {
        // A secret inside another one is already replaced.
        if let Some(before) = text.get(from..secret.start) {
            out.push_str(before);
            out.push_str(REDACTED);
            from = secret.end;
        }
    }
    out.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

/// Finds values after the name of a secret: `name=value`, `"name": "value"`, `<name>value`.
fn named_values(lower: &str) -> Vec<Range<usize>> {
    let mut values: Vec<Range<usize>> = Vec::new();
    let mut end = 0;
    for (at, separator) in lower.match_indices([':', '=', '>']) {
        if at < end {
            continue;
        }
        let (before, after) = (lower.get(..at), lower.get(at + 1..));
        let (Some(before), Some(after)) = (before, after) else {
            continue;
        };
        let name = before.trim_end_matches(GAP);
        // Not `strip_prefix`, which would compare all of the text so far at each separator.
        let is_quoted = before
            .get(name.len()..)
            .is_some_and(|gap| gap.starts_with(QUOTES));
        let is_assignment = separator != ":" || is_quoted;
        let name = match separator {
            ">" => tag_name(name),
            _ => name,
        };
        let is_secret =
            ends_with_any(name, &NAMES) || (is_assignment && ends_with_any(name, &ENDS));
        if !is_secret {
            continue;
        }
        let value = after.trim_start_matches(GAP);
        let value = value.strip_prefix(CDATA).unwrap_or(value);
        let value = value.trim_start_matches(GAP);
        let is_end = |c: char| c.is_whitespace() || AFTER_VALUE.contains(&c);
        let length = value.find(is_end).unwrap_or(value.len());
        if length > 0 {
            let start = lower.len() - value.len();
            end = start + length;
            values.push(start..end);
        }
    }
    values
}

/// The name of the tag that `text` ends with, without its attributes; `text` if it is no such tag.
fn tag_name(text: &str) -> &str {
    let last = text.bytes().rev().take(MAX_TAG);
    let tag = last.enumerate().find(|(_, byte)| *byte == b'<');
    let tag = tag.and_then(|(length, _)| text.get(text.len() - length..));
    tag.and_then(|tag| tag.split_whitespace().next())
        .unwrap_or(text)
}

/// Finds values as in `Value '...' at 'tokenCode' failed to satisfy constraint`.
fn quoted_values(lower: &str, is_cut: bool) -> Vec<Range<usize>> {
    const BEFORE: &str = "value '";
    const BETWEEN: &str = "' at '";
    let mut values = Vec::new();
    let mut rest = lower;
    while let Some((_, found)) = rest.split_once(BEFORE) {
        let start = lower.len() - found.len();
        let Some((value, after)) = found.split_once(BETWEEN) else {
            if is_cut && !found.is_empty() {
                values.push(start..lower.len());
            }
            break;
        };
        let (name, is_name_cut) = match after.split_once('\'') {
            Some((name, _)) => (name, false),
            None => (after, is_cut),
        };
        let is_secret = is_name_cut || ends_with_any(name, &NAMES) || ends_with_any(name, &ENDS);
        if !value.is_empty() && is_secret {
            values.push(start..start + value.len());
        }
        rest = after;
    }
    values
}

fn ends_with_any(text: &str, ends: &[&str]) -> bool {
    ends.iter().any(|end| text.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let expected = expected.replace("**", REDACTED);
        assert_eq!(without_secrets(text), expected);
    }

    #[test]
    fn the_session_token_of_a_canonical_request_is_redacted() {
        check(
            "The Canonical String for this request should have been\n'POST\n/\n\nhost:h\n\
             x-amz-date:20200913T122640Z\nx-amz-security-token:IQoJ/b+3==\n\n\
             host;x-amz-date;x-amz-security-token\n9a0364b9'",
            "The Canonical String for this request should have been\n'POST\n/\n\nhost:h\n\
             x-amz-date:20200913T122640Z\nx-amz-security-token:**\n\n\
             host;x-amz-date;x-amz-security-token\n9a0364b9'",
        );
    }

    #[test]
    fn signature_and_token_of_a_presigned_url_are_redacted() {
        check(
            "no such page: /?Action=X&X-Amz-Security-Token=IQoJ%2F&X-Amz-Signature=0a1b&v=1",
            "no such page: /?Action=X&X-Amz-Security-Token=**&X-Amz-Signature=**&v=1",
        );
        check(
            "Credential=AKID/x, SignedHeaders=host;x-amz-security-token, Signature=0a1b",
            "Credential=AKID/x, SignedHeaders=host;x-amz-security-token, Signature=**",
        );
    }

    #[test]
    fn secrets_in_forms_xml_and_json_are_redacted() {
        check(
            "got WebIdentityToken=ey.J&SAMLAssertion=PHN&TokenCode=123456",
            "got WebIdentityToken=**&SAMLAssertion=**&TokenCode=**",
        );
        check(
            "<SecretAccessKey>wJalr</SecretAccessKey><SessionToken>IQ</SessionToken><A>b</A>",
            "<SecretAccessKey>**</SecretAccessKey><SessionToken>**</SessionToken><A>b</A>",
        );
        check(
            r#"{"SessionToken" : "IQ", "SecretAccessKey":"wJ", "TokenCode": 123456}"#,
            r#"{"SessionToken" : "**", "SecretAccessKey":"**", "TokenCode": **}"#,
        );
        check(
            r#"in "{\"Password\": \"p\", 'SAMLAssertion': 'PHN'}""#,
            r#"in "{\"Password\": \"**\", 'SAMLAssertion': '**'}""#,
        );
    }

    #[test]
    fn secrets_on_lines_of_their_own_in_cdata_and_after_attributes_are_redacted() {
        check(
            "<SessionToken>\n    IQ\n</SessionToken>",
            "<SessionToken>\n    **\n</SessionToken>",
        );
        check(
            "\"SessionToken\":\r\n\t\"IQ\"",
            "\"SessionToken\":\r\n\t\"**\"",
        );
        check(
            "<SessionToken><![CDATA[IQ</SessionToken>",
            "<SessionToken><![CDATA[**</SessionToken>",
        );
        check(
            "<SessionToken a=\"b\">IQ</SessionToken>",
            "<SessionToken a=\"b\">**</SessionToken>",
        );
    }

    #[test]
    fn quoted_values_of_secret_members_are_redacted_and_other_values_are_not() {
        check(
            "2 validation errors detected: Value '12 34' at 'tokenCode' failed to satisfy \
             constraint; Value 'x y' at 'roleSessionName' failed to satisfy constraint",
            "2 validation errors detected: Value '**' at 'tokenCode' failed to satisfy \
             constraint; Value 'x y' at 'roleSessionName' failed to satisfy constraint",
        );
    }

    #[test]
    fn a_text_without_secrets_is_unchanged() {
        for text in [
            "",
            "The security token included in the request is expired",
            "Syntax error: unexpected token: }",
            "The request signature we calculated does not match the signature you provided.",
            "SessionToken= &SessionToken:",
            "Value '' at 'tokenCode' failed",
            "Value 'unended",
            "grüße=token",
        ] {
            assert!(
                matches!(without_secrets(text), Cow::Borrowed(same) if same == text),
                "{text}"
            );
        }
    }

    #[test]
    fn a_value_whose_name_was_cut_off_counts_as_a_secret() {
        let text = "Value 'a' at 'roleArn' failed; Value 'hush";
        for (text, expected) in [
            (text, "Value 'a' at 'roleArn' failed; Value '**"),
            ("Value 'hush' at 'toke", "Value '**' at 'toke"),
            ("Value 'hush' a", "Value '**"),
            ("Value 'a' at 'roleArn'", "Value 'a' at 'roleArn'"),
            ("Value '", "Value '"),
        ] {
            let expected = expected.replace("**", REDACTED);
            assert_eq!(without_secrets_if_cut(text), expected);
        }
        assert_eq!(without_secrets(text), text);
    }

    #[test]
    fn adversarial_texts_are_processed_in_linear_time() {
        for part in [
            "token=",
            "token=a ",
            "value '",
            "value 'a' at 'token' ",
            "\" ",
            ": ",
            "> ",
            "=\n",
        ] {
            let text = part.repeat(200_000 / part.len());
            assert!(!without_secrets(&text).contains("token=a "));
        }
    }

    #[test]
    fn secrets_are_redacted_in_every_suffix_of_a_text() {
        let text = "é Value 'hush' at 'tokenCode'; ü=ö token=\u{2003} é token=hush\u{2003}end ß";
        for (start, _) in text.char_indices() {
            let shown = without_secrets(&text[start..]);
            let marked = text[start..].contains("token=hush");
            assert!(!marked || !shown.contains("token=hush"), "{shown}");
        }
        assert!(!without_secrets(text).contains("hush"));
    }

    #[test]
    fn non_ascii_text_is_split_at_character_boundaries() {
        check("naïve token=ünïcödé ok İ", "naïve token=** ok İ");
    }
}
