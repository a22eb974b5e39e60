//! The rules of XML for names, attributes and references, and words for breaches of them.

use quick_xml::errors::IllFormedError;
use quick_xml::events::BytesRef;
use quick_xml::events::attributes::Attributes;
use quick_xml::{Error, XmlVersion};

use super::value::is_space;

/// What an error shows of a name, in characters.
const MAX_SHOWN: usize = 80;

/// The part of a tag's name after the prefix, and what follows the name; `None` when it is no
/// name.
pub(super) fn local_name(tag: &str) -> Option<(&str, &str)> {
    // Every element of an answer comes by here: its name is looked at once.
    let after = |text: &str| {
        text.bytes()
            .position(|byte| !NAME_GOES_ON[usize::from(byte)])
    };
    let mut local = tag;
    let mut end = after(tag).unwrap_or(tag.len());
    if let Some((prefix, rest)) = tag.split_at_checked(end)
        && let Some(rest) = rest.strip_prefix(':')
        && starts_name(prefix)
    {
        local = rest;
        end = after(rest).unwrap_or(rest.len());
    }
    let (name, attributes) = local.split_at_checked(end)?;
    let ends = attributes.is_empty() || attributes.starts_with(is_space);
    (ends && starts_name(name)).then_some((name, attributes))
}

/// XML's rule for names without a colon, except that every character beyond ASCII passes.
fn is_name(text: &str) -> bool {
    starts_name(text) && text.bytes().all(|byte| NAME_GOES_ON[usize::from(byte)])
}

fn starts_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_' || !first.is_ascii())
}

/// The bytes that may stand in a name after its start.
const NAME_GOES_ON: [bool; 256] = {
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

/// Makes sure now that every attribute can be read later.
pub(super) fn check_attributes(attributes: &str) -> Result<(), String> {
    if attributes.is_empty() || is_plain_namespace(attributes) {
        return Ok(());
    }
    for attribute in Attributes::new(attributes, 0) {
        let attribute = attribute.map_err(|_| "found a malformed or repeated attribute")?;
        if attribute.key.as_ref().split(':').any(|part| !is_name(part)) {
            return Err("found an attribute without a proper name".into());
        }
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        value.map_err(|_| "found an attribute with an unknown or malformed reference")?;
    }
    Ok(())
}

/// Whether they are what nearly every root has, and nothing else: the service's namespace.
fn is_plain_namespace(attributes: &str) -> bool {
    let value = attributes
        .strip_prefix(" xmlns=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    let is_plain = |value: &str| !value.bytes().any(|byte| matches!(byte, b'"' | b'&' | b'<'));
    value.is_some_and(is_plain)
}

/// Resolves what XML defines without a DOCTYPE. The message does not repeat the reference, which
/// may be a part of a secret with an ampersand in it.
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
            Err(_) => Err("found a character reference that stands for no character".into()),
        },
    }
}

/// Says what the parser did not like, without repeating text from the body, which may be secret.
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
            "found an ampersand that starts no reference, expected &amp;".into()
        }
        Error::Syntax(error) => format!("found broken or truncated markup: {error}"),
        _ => "found XML that is not well-formed".into(),
    }
}

/// The start of a name, which may be as long as the body.
pub(super) fn clip(name: &str) -> String {
    name.chars().take(MAX_SHOWN).collect()
}
