//! Documentation that is converted when it is emitted.

use std::ops::Deref;
use std::sync::OnceLock;

/// The documentation of a shape or member, as lines of Markdown. It is converted when the lines are first
/// read, because files are emitted in parallel and models are resolved before.
pub(crate) struct Docs {
    html: Option<Box<str>>,
    convert: fn(&str) -> Converted,
    converted: OnceLock<Converted>,
}

/// The lines of the documentation, and those of its summary.
type Converted = (Vec<String>, Vec<String>);

impl Docs {
    /// Documentation without a summary. `None` has no lines.
    pub(crate) fn new(html: Option<&str>) -> Self {
        Self {
            html: html.map(Box::from),
            convert: |html| (super::to_markdown(html), Vec::new()),
            converted: OnceLock::new(),
        }
    }

    /// Documentation with a summary.
    pub(crate) fn with_summary(html: Option<&str>) -> Self {
        Self {
            convert: super::with_summary,
            ..Self::new(html)
        }
    }

    /// The lines of the first sentence.
    pub(crate) fn summary(&self) -> &[String] {
        &self.converted().1
    }

    fn converted(&self) -> &Converted {
        let convert = || self.html.as_deref().map(self.convert);
        self.converted.get_or_init(|| convert().unwrap_or_default())
    }
}

impl Deref for Docs {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.converted().0
    }
}

impl PartialEq for Docs {
    fn eq(&self, other: &Self) -> bool {
        self.html == other.html || **self == **other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documentation_is_converted_when_it_is_read() {
        let docs = Docs::with_summary(Some("<p>One. Two.</p>"));
        assert!(docs.converted.get().is_none());
        assert_eq!(*docs, ["One. Two."]);
        assert_eq!(docs.summary(), ["One."]);
        assert!(docs.converted.get().is_some());
    }

    #[test]
    fn without_documentation_there_are_no_lines() {
        let docs = Docs::with_summary(None);
        assert!(docs.is_empty() && docs.summary().is_empty());
    }

    #[test]
    fn documentation_is_equal_if_its_lines_are() {
        let docs = |html| Docs::new(Some(html));
        assert!(docs("<p>One.</p>") == docs("One."));
        assert!(docs("<p>One.</p>") != docs("<p>Two.</p>"));
    }
}
