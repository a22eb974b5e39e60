//! The attributes of a tag.

use super::MAX_ATTRIBUTES;
use super::syntax::{SPACE, split_name};
use super::text::Run;

/// The names and values of the attributes in `tag`, the part of a tag after its name. Ends after the
/// first malformed one, which is `None`.
pub(super) fn attributes(mut tag: &str) -> impl Iterator<Item = Option<(&str, Run<'_>)>> {
    std::iter::from_fn(move || {
        let text = std::mem::take(&mut tag).trim_start_matches(SPACE);
        (!text.is_empty()).then(|| {
            let (name, value) = text.split_once('=')?;
            let name = name.trim_end_matches(SPACE);
            let value = value.trim_start_matches(SPACE);
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (value, rest) = value.get(1..)?.split_once(quote)?;
            let is_name = |part| matches!(split_name(part), (name, "") if !name.is_empty());
            tag = name.split(':').all(is_name).then_some(rest)?;
            Some((name, Run::Attribute(value)))
        })
    })
}

/// Checks that every attribute can be read later.
pub(super) fn check_attributes(tag: &str) -> Result<(), String> {
    if tag.is_empty() {
        return Ok(());
    }
    let mut names = [""; MAX_ATTRIBUTES];
    for (index, attribute) in attributes(tag).enumerate() {
        // Each attribute is compared with those before it.
        let Some((earlier, [next, ..])) = names.split_at_mut_checked(index) else {
            let problem = format!("found more than {MAX_ATTRIBUTES} attributes of an element");
            return Err(problem);
        };
        let (name, value) = attribute
            .filter(|(name, _)| !earlier.contains(name))
            .ok_or("found a malformed or repeated attribute")?;
        if value.decode(0, false).is_err() {
            return Err("found an attribute with an unknown or malformed reference".into());
        }
        *next = name;
    }
    Ok(())
}
