//! The XML rules for names, attributes and references, and the messages for violations.

use quick_xml::errors::IllFormedError;
use quick_xml::events::BytesRef;
use quick_xml::events::attributes::Attributes;
use quick_xml::{Error, XmlVersion};

use super::MAX_ATTRIBUTES;
use super::value::is_space;

/// The maximum length of a name in an error message, in characters.
const MAX_SHOWN: usize = 80;

/// Splits a tag into its local name and the rest after the name; `None` if the name is not valid.
pub(super) fn local_name(tag: &str) -> Option<(&str, &str)> {
    // This runs for every element of a response, so it scans the name only once.
    let name_end = |text: &str| {
        text.bytes()
            .position(|byte| !CONTINUES_NAME[usize::from(byte)])
    };
    let mut local = tag;
    let mut end = name_end(tag).unwrap_or(tag.len());
    if let Some((prefix, rest)) = tag.split_at_checked(end)
        && let Some(rest) = rest.strip_prefix(':')
        && starts_name(prefix)
    {
        local = rest;
        end = name_end(rest).unwrap_or(rest.len());
    }
    let (name, attributes) = local.split_at_checked(end)?;
    let is_delimited = attributes.is_empty() || attributes.starts_with(is_space);
    (is_delimited && starts_name(name)).then_some((name, attributes))
}

/// The XML rule for names without a colon, except that every non-ASCII character is accepted.
fn is_name(text: &str) -> bool {
    starts_name(text) && text.bytes().all(|byte| CONTINUES_NAME[usize::from(byte)])
}

fn starts_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_' || !first.is_ascii())
}

/// The bytes that are allowed in a name after its first character.
const CONTINUES_NAME: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte: u8 = 0;
    loop {
        table[byte as usize] =
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') || !byte.is_ascii();
        if byte == u8::MAX {
            break table;
        }
        byte += 1;
    }
};

/// Checks that every attribute can be read later.
pub(super) fn check_attributes(attributes: &str) -> Result<(), String> {
    if attributes.is_empty() || is_plain_namespace(attributes) {
        return Ok(());
    }
    for (index, attribute) in Attributes::new(attributes, 0).enumerate() {
        // Each attribute is compared with those before it.
        if index >= MAX_ATTRIBUTES {
            return Err(format!(
                "found more than {MAX_ATTRIBUTES} attributes of an element"
            ));
        }
        let attribute = attribute.map_err(|_| "found a malformed or repeated attribute")?;
        if attribute.key.as_ref().split(':').any(|part| !is_name(part)) {
            return Err("found an attribute without a valid name".into());
        }
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        value.map_err(|_| "found an attribute with an unknown or malformed reference")?;
    }
    Ok(())
}

/// Whether the only attribute is a namespace declaration, as in nearly every root element.
fn is_plain_namespace(attributes: &str) -> bool {
    let value = attributes
        .strip_prefix(" xmlns=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    let is_plain = |value: &str| !value.bytes().any(|byte| matches!(byte, b'"' | b'&' | b'<'));
    value.is_some_and(is_plain)
}

/// Resolves the references that XML defines without a DOCTYPE. The message does not contain the
/// reference, which may be part of a secret that contains an ampersand.
pub(super) fn resolve(reference: &BytesRef<'_>) -> Result<char, String> {
    match reference.as_ref() {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => match reference.resolve_char_ref() {
            Ok(Some(character)) => Ok(character),
            Ok(None) => Err("found a reference to an entity that XML does not define".into()),
            Err(_) => Err("found an invalid character reference".into()),
        },
    }
}

/// Describes an error of the parser without text from the body, which may be secret.
pub(super) fn not_well_formed(error: &Error) -> String {
    match error {
        Error::IllFormed(IllFormedError::MismatchedEndTag { expected, .. }) => format!(
            "found the end tag of another element, expected that of {}",
            clip(expected)
        ),
        Error::IllFormed(IllFormedError::UnmatchedEndTag(_)) => {
            "found an end tag without a start tag".into()
        }
        Error::IllFormed(IllFormedError::UnclosedReference) => {
            "found an ampersand that does not start a reference, expected &amp;".into()
        }
        Error::Syntax(error) => format!("found broken or truncated markup: {error}"),
        _ => "found XML that is not well-formed".into(),
    }
}

/// Truncates a name, which may be as long as the body.
pub(super) fn clip(name: &str) -> String {
    name.chars().take(MAX_SHOWN).collect()
}
