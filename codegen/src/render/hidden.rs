//! Placeholders for strings, documentation and names in source text and in printed text, and their
//! contents.

use proc_macro2::Span;

/// The character of placeholders for strings and documentation. Emitted literals have it escaped, and
/// documentation has no control characters.
pub(super) const FILLER: char = '\u{1}';

/// The second character of placeholders for names: a letter that is rare in names.
pub(super) const MARK: char = '\u{1C1}';

/// The minimum length of a name that is hidden: a capital or small letter, and the mark.
pub(super) const MIN_NAME: usize = 1 + MARK.len_utf8();

/// The maximum length of short placeholders. The printer has a rule for names of at most four characters.
const SHORT_NAME: usize = 5;
const SHORT_STRING: usize = 1;

/// The maximum length of placeholders for strings. A longer one does not fit on any line either.
const LONG_STRING: usize = 100;

/// How long placeholders are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As short as possible, so that code of the same structure has the same text.
    Short,
    /// As long as their contents.
    Exact,
}

/// The hidden contents, in the order of the source.
pub(super) struct Hidden {
    text: String,
    /// The end of each content in the text.
    contents: Vec<(Content, usize)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Name,
    /// The content of a string.
    String,
    /// Lines of documentation, whose placeholder is one line.
    Docs,
    /// A character of placeholders in what is not hidden.
    Character,
}

impl Content {
    /// The length of the placeholder for a content of a length.
    pub(super) fn placeholder(self, length: usize, form: Form) -> usize {
        match (self, form) {
            (Content::Docs, _) => FILLER.len_utf8(),
            (Content::Name, Form::Short) => length.min(SHORT_NAME),
            (Content::String, Form::Short) => length.min(SHORT_STRING),
            (Content::String, Form::Exact) => length.min(LONG_STRING),
            (Content::Name, Form::Exact) | (Content::Character, _) => length,
        }
    }
}

impl Hidden {
    /// Without contents, and with the capacity that most sources need.
    pub(super) fn new() -> Self {
        Self {
            text: String::with_capacity(256),
            contents: Vec::with_capacity(32),
        }
    }

    pub(super) fn push(&mut self, kind: Content, content: &str) {
        // A string without content has no placeholder.
        if !content.is_empty() || kind == Content::Docs {
            self.text.push_str(content);
            self.contents.push((kind, self.text.len()));
        }
    }

    /// Adds a line to the last documentation.
    pub(super) fn continue_docs(&mut self, line: &str) {
        self.text.extend(["\n", line]);
        if let Some((_, end)) = self.contents.last_mut() {
            *end = self.text.len();
        }
    }

    /// Adds the printed text with the contents in their places to `text`.
    ///
    /// # Errors
    ///
    /// The printed text does not have every placeholder.
    pub(super) fn restore(
        &self,
        printed: &str,
        form: Form,
        text: &mut String,
    ) -> Result<(), syn::Error> {
        let are_all = self.fill(printed, form, text, |kind, _, content, text| match kind {
            Content::Docs => push_docs(content, text),
            Content::Name | Content::String | Content::Character => text.push_str(content),
        });
        let lost = || syn::Error::new(Span::call_site(), "a name or a text is not printed");
        are_all.then_some(()).ok_or_else(lost)
    }

    /// Adds `printed` to `text`, with what `write` adds for each placeholder and its content in their
    /// places. Returns whether there are exactly the placeholders of all contents.
    pub(super) fn fill(
        &self,
        printed: &str,
        form: Form,
        text: &mut String,
        write: impl Fn(Content, &str, &str, &mut String),
    ) -> bool {
        let mut rest = printed;
        for (kind, content) in self.contents() {
            let at = match kind {
                // The mark is the second character.
                Content::Name => rest.find(MARK).map(|at| at.saturating_sub(1)),
                Content::String | Content::Docs => rest.find(FILLER),
                Content::Character => rest.find(content),
            };
            let length = kind.placeholder(content.len(), form);
            let Some((before, after)) = at.and_then(|at| rest.split_at_checked(at)) else {
                return false;
            };
            let Some((placeholder, after)) = after.split_at_checked(length) else {
                return false;
            };
            text.push_str(before);
            write(kind, placeholder, content, text);
            rest = after;
        }
        text.push_str(rest);
        !rest.contains(FILLER) && !rest.contains(MARK)
    }

    fn contents(&self) -> impl Iterator<Item = (Content, &str)> {
        let mut start = 0;
        self.contents.iter().map(move |(kind, end)| {
            let content = self.text.get(start..*end).unwrap_or_default();
            start = *end;
            (*kind, content)
        })
    }

    /// The lines of a printed text with short placeholders.
    pub(super) fn measure(&self, printed: &str) -> Lines {
        // A marker that no text has, in place of every placeholder.
        let mut marked = String::with_capacity(printed.len());
        self.fill(printed, Form::Short, &mut marked, |_, _, _, marked| {
            marked.push('\0')
        });
        let line = |line: &str| {
            let contents = line.matches('\0').count();
            (line.len() - contents, contents)
        };
        Lines(marked.lines().map(line).collect())
    }

    /// Whether the lines of a printed text have at most `width` bytes with the contents in their places.
    pub(super) fn fit(&self, lines: &Lines, width: usize) -> bool {
        let mut contents = self.contents();
        lines.0.iter().all(|(length, count)| {
            let contents = contents.by_ref().take(*count);
            let lengths = contents.map(|(kind, content)| match kind {
                // Documentation is wrapped already.
                Content::Docs => 0,
                Content::Name | Content::String | Content::Character => content.len(),
            });
            length + lengths.sum::<usize>() <= width
        })
    }
}

/// The length of each line without its placeholders, and their number.
pub(super) struct Lines(Vec<(usize, usize)>);

/// Adds lines of documentation to `text`, which ends in the indentation and the mark of the first.
fn push_docs(lines: &str, text: &mut String) {
    let line = text.rfind('\n').map_or(0, |end| end + 1);
    let mark = text.get(line..).unwrap_or_default().to_owned();
    for (index, line) in lines.split('\n').enumerate() {
        if index > 0 {
            text.push('\n');
            text.push_str(&mark);
        }
        text.push_str(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_text_without_a_placeholder_or_with_one_more_is_an_error() {
        let mut hidden = Hidden::new();
        hidden.push(Content::Name, "name");
        hidden.push(Content::String, "text");
        let restore = |printed: &str| {
            let mut text = String::new();
            let restored = hidden.restore(printed, Form::Short, &mut text);
            restored.ok().map(|()| text)
        };
        let expected = Some("name(\"text\")".to_owned());
        assert_eq!(restore("a\u{1C1}a(\"\u{1}\")"), expected);
        for printed in [
            "a\u{1C1}a()",
            "(\"\u{1}\")",
            "a\u{1C1}a(\"\u{1}\", \"\u{1}\")",
        ] {
            assert_eq!(restore(printed), None, "{printed}");
        }
    }
}
