//! Takes out of texts of a service what it was sent in confidence.
//!
//! A service that refuses a signature may tell the canonical request that it computed, session
//! token included; one that refuses a value may quote it; a proxy may show the whole request.

use std::borrow::Cow;
use std::ops::Range;

const REDACTED: &str = "** redacted **";

/// In lower case. Secret whatever stands between name and value: a header, a member, JSON.
const NAMES: [&str; 3] = ["x-amz-security-token", "secretaccesskey", "sessiontoken"];

/// The ends of names that are secret in a form, a query or as an element. In prose, a colon may
/// follow them that says nothing.
const ENDS: [&str; 5] = ["assertion", "password", "signature", "token", "tokencode"];

/// Where a value ends.
const AFTER_VALUE: [char; 9] = ['&', '<', '>', '"', '\'', ',', ';', ')', '}'];

/// `text` with secrets replaced, as far as they can be told by what stands before them.
pub(super) fn without_secrets(text: &str) -> Cow<'_, str> {
    let lower = text.to_ascii_lowercase();
    let mut out = String::new();
    let mut from = 0;
    while let Some(secret) = next_secret(&lower, from) {
        out.push_str(text.get(from..secret.start).unwrap_or_default());
        out.push_str(REDACTED);
        from = secret.end;
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

/// Where the first secret from `from` on stands.
fn next_secret(lower: &str, from: usize) -> Option<Range<usize>> {
    let named = |names: &'static [&str], separators: &'static [char]| {
        let names = names.iter();
        names.filter_map(move |name| value_of(lower, from, name, separators))
    };
    named(&NAMES, &[':', '=', '>'])
        .chain(named(&ENDS, &['=', '>']))
        .chain(quoted_value(lower, from))
        .min_by_key(|secret| secret.start)
}

/// The value that follows `name` and a separator: `name=value`, `"name": "value"`, `<name>value`.
fn value_of(lower: &str, from: usize, name: &str, separators: &[char]) -> Option<Range<usize>> {
    let mut from = from;
    loop {
        let rest = lower.get(from..)?;
        from += rest.find(name)? + name.len();
        let after = lower.get(from..)?.trim_start_matches(['"', ' ']);
        let Some(value) = after.strip_prefix(separators) else {
            continue;
        };
        let value = value.trim_start_matches(['"', ' ']);
        let end = |c: char| c.is_whitespace() || AFTER_VALUE.contains(&c);
        let length = value.find(end).unwrap_or(value.len());
        if length > 0 {
            let start = lower.len() - value.len();
            return Some(start..start + length);
        }
    }
}

/// The value in `Value '...' at 'tokenCode' failed to satisfy constraint`.
fn quoted_value(lower: &str, from: usize) -> Option<Range<usize>> {
    const BEFORE: &str = "value '";
    const BETWEEN: &str = "' at '";
    let mut from = from;
    loop {
        let start = from + lower.get(from..)?.find(BEFORE)? + BEFORE.len();
        let length = lower.get(start..)?.find(BETWEEN)?;
        from = start + length + BETWEEN.len();
        let name = lower.get(from..)?.split('\'').next()?;
        let is_secret = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
        if length > 0 && (is_secret(&NAMES) || is_secret(&ENDS)) {
            return Some(start..start + length);
        }
    }
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
    fn the_session_token_of_a_canonical_request_is_taken_out() {
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
    fn a_presigned_url_loses_its_signature_and_its_token() {
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
    fn secrets_are_taken_out_of_forms_xml_and_json() {
        check(
            "got WebIdentityToken=ey.J&SAMLAssertion=PHN&TokenCode=123456",
            "got WebIdentityToken=**&SAMLAssertion=**&TokenCode=**",
        );
        check(
            "<SecretAccessKey>wJalr</SecretAccessKey><SessionToken>IQ</SessionToken><A>b</A>",
            "<SecretAccessKey>**</SecretAccessKey><SessionToken>**</SessionToken><A>b</A>",
        );
        check(
            r#"{"SessionToken" : "IQ", "SecretAccessKey":"wJ"}"#,
            r#"{"SessionToken" : "**", "SecretAccessKey":"**"}"#,
        );
    }

    #[test]
    fn a_secret_that_is_quoted_because_it_is_wrong_is_taken_out_and_other_values_are_not() {
        check(
            "2 validation errors detected: Value '12 34' at 'tokenCode' failed to satisfy \
             constraint; Value 'x y' at 'roleSessionName' failed to satisfy constraint",
            "2 validation errors detected: Value '**' at 'tokenCode' failed to satisfy \
             constraint; Value 'x y' at 'roleSessionName' failed to satisfy constraint",
        );
    }

    #[test]
    fn a_text_without_secrets_is_left_as_it_is() {
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
    fn what_is_no_ascii_is_cut_between_characters() {
        check("naïve token=ünïcödé ok İ", "naïve token=** ok İ");
    }
}
