//! Session tags.

use crate::policy::Context;
use crate::refusal::Refusal;
use crate::state::Tags;

/// The maximum number of tags of a session.
const MAX: usize = 50;

/// The tags that a request or a token has for a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RequestedTags {
    pub(super) tags: Tags,
    pub(super) transitive_keys: Vec<String>,
}

impl RequestedTags {
    /// Checks tags. `inherited` are those of the caller that the session inherits.
    pub(super) fn check(
        tags: Vec<(String, String)>,
        transitive_keys: Vec<String>,
        inherited: &Tags,
    ) -> Result<Self, Refusal> {
        let mut checked = Tags::new();
        let mut folded = std::collections::HashSet::new();
        for (key, value) in tags {
            let is_reserved = key
                .get(..4)
                .is_some_and(|start| start.eq_ignore_ascii_case("aws:"));
            if is_reserved {
                return Err(Refusal::invalid_value(
                    "Tag keys that start with \"aws:\" are reserved for system use.",
                ));
            }
            if !folded.insert(key.to_lowercase()) {
                return Err(Refusal::invalid_value(
                    "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
                ));
            }
            checked.insert(key, value);
        }
        if let Some(key) = inherited
            .keys()
            .find(|key| folded.contains(&key.to_lowercase()))
        {
            let message = "One of the specified transitive tag keys can't be set because it \
                           conflicts with a transitive tag key from the calling session.";
            return Err(Refusal::invalid_value(message).because(format!("the key {key:?}")));
        }
        if transitive_keys.iter().any(|key| !checked.contains_key(key)) {
            return Err(Refusal::invalid_value(
                "The specified transitive tag key must be included in the requested tags.",
            ));
        }
        if checked.len() + inherited.len() > MAX {
            let count = checked.len() + inherited.len();
            return Err(Refusal::invalid_value(format!(
                "The session has {count} tags, more than the quota of {MAX}."
            )));
        }
        Ok(Self {
            tags: checked,
            transitive_keys,
        })
    }

    /// Sets the condition keys of the tags.
    pub(super) fn describe<'a>(&'a self, context: &mut Context<'a>) {
        for (key, value) in &self.tags {
            context.set_in("aws:RequestTag/", key, value);
        }
        context.set_all("aws:TagKeys", self.tags.keys());
        context.set_all("sts:TransitiveTagKeys", &self.transitive_keys);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(keys: &[&str]) -> Vec<(String, String)> {
        keys.iter()
            .map(|key| ((*key).to_owned(), "x".to_owned()))
            .collect()
    }

    fn problem(tags: &[&str], transitive: &[&str], inherited: &[&str]) -> String {
        let transitive = transitive.iter().map(|key| (*key).to_owned()).collect();
        let inherited = pairs(inherited).into_iter().collect();
        let checked = RequestedTags::check(pairs(tags), transitive, &inherited);
        checked.unwrap_err().message
    }

    #[test]
    fn keys_are_unique_without_regard_to_case() {
        assert!(problem(&["Team", "team"], &[], &[]).starts_with("Duplicate tag keys"));
        assert!(problem(&["ÉTÉ", "été"], &[], &[]).starts_with("Duplicate tag keys"));
        assert!(problem(&["AWS:x"], &[], &[]).contains("reserved"));
    }

    #[test]
    fn transitive_tags_are_requested_and_not_inherited() {
        assert!(problem(&["a"], &["b"], &[]).contains("must be included"));
        assert!(problem(&["A"], &[], &["a"]).contains("from the calling session"));
    }

    #[test]
    fn a_session_has_at_most_50_tags() {
        let keys: Vec<String> = (0..50).map(|number| format!("k{number}")).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        assert!(RequestedTags::check(pairs(&keys), Vec::new(), &Tags::new()).is_ok());
        assert!(problem(&keys, &[], &["one more"]).contains("51 tags"));
    }
}
