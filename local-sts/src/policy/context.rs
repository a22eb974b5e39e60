//! The request context: the values of condition keys.

use std::borrow::Cow;

/// The values of condition keys. Keys are compared without regard to case, as AWS does.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context<'a>(Vec<Entry<'a>>);

/// A condition key and its values. A key such as `aws:RequestTag/team` is stored in two parts, so
/// that it does not have to be composed for every tag of every request.
#[derive(Clone, Debug)]
struct Entry<'a> {
    prefix: &'a str,
    name: Cow<'a, str>,
    values: Values<'a>,
}

#[derive(Clone, Debug)]
enum Values<'a> {
    One([Cow<'a, str>; 1]),
    Several(Vec<Cow<'a, str>>),
}

impl<'a> Context<'a> {
    /// Sets the value of a key.
    pub(crate) fn set(&mut self, key: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) {
        self.push("", key.into(), Values::One([value.into()]));
    }

    /// Sets the value of the key that starts with `prefix` and ends with `name`.
    pub(crate) fn set_in(&mut self, prefix: &'a str, name: &'a str, value: &'a str) {
        self.push(prefix, name.into(), Values::One([value.into()]));
    }

    /// Sets the value of a key, if there is one.
    pub(crate) fn set_if(&mut self, key: &'a str, value: Option<impl Into<Cow<'a, str>>>) {
        if let Some(value) = value {
            self.set(key, value);
        }
    }

    /// Sets the values of a key with several values. Without values, the key is absent.
    pub(crate) fn set_all<V: Into<Cow<'a, str>>>(
        &mut self,
        key: impl Into<Cow<'a, str>>,
        values: impl IntoIterator<Item = V>,
    ) {
        let values: Vec<_> = values.into_iter().map(Into::into).collect();
        if !values.is_empty() {
            self.push("", key.into(), Values::Several(values));
        }
    }

    fn push(&mut self, prefix: &'a str, name: Cow<'a, str>, values: Values<'a>) {
        self.0.push(Entry {
            prefix,
            name,
            values,
        });
    }

    /// The values of a key that were set last; `None` if it is absent.
    pub(super) fn get(&self, key: &str) -> Option<&[Cow<'a, str>]> {
        let mut entries = self.0.iter().rev();
        entries.find(|entry| entry.has_key(key)).map(Entry::values)
    }
}

impl<'a> Entry<'a> {
    fn has_key(&self, key: &str) -> bool {
        let parts = key.split_at_checked(self.prefix.len());
        parts.is_some_and(|(prefix, name)| {
            prefix.eq_ignore_ascii_case(self.prefix) && name.eq_ignore_ascii_case(&self.name)
        })
    }

    fn values(&self) -> &[Cow<'a, str>] {
        match &self.values {
            Values::One(value) => value,
            Values::Several(values) => values,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Context;

    #[test]
    fn keys_are_compared_without_regard_to_case() {
        let mut context = Context::default();
        context.set("sts:ExternalId", "guest");
        context.set_in("aws:RequestTag/", "Team", "search");
        for key in ["sts:ExternalId", "STS:externalid"] {
            assert_eq!(context.get(key).unwrap(), ["guest"], "{key}");
        }
        assert_eq!(context.get("aws:requesttag/team").unwrap(), ["search"]);
        for key in [
            "",
            "sts:",
            "sts:ExternalIds",
            "aws:RequestTag/",
            "team",
            "é",
        ] {
            assert!(context.get(key).is_none(), "{key}");
        }
    }

    #[test]
    fn the_last_values_of_a_key_count() {
        let mut context = Context::default();
        context.set("aws:TagKeys", "first");
        context.set_all("aws:tagkeys", ["a", "b"]);
        context.set_all("aws:TagKeys", [""; 0]);
        assert_eq!(context.get("aws:TagKeys").unwrap(), ["a", "b"]);
    }
}
