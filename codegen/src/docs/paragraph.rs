//! The builder of a paragraph or heading: its text, code and marks.

use super::block::{Inline, Mark};

#[derive(Default)]
pub(super) struct Paragraph {
    inlines: Vec<Inline>,
    marks: Vec<Mark>,
    code: Option<String>,
}

impl Paragraph {
    pub(super) fn text(&mut self, text: &str) {
        match (&mut self.code, self.inlines.last_mut()) {
            (Some(code), _) => code.push_str(text),
            // Ignored tags do not divide text: a URL may continue after one.
            (None, Some(Inline::Text(before))) => before.push_str(text),
            (None, _) => self.inlines.push(Inline::Text(text.to_owned())),
        }
    }

    pub(super) fn line_break(&mut self) {
        match &mut self.code {
            Some(code) => code.push(' '),
            None => self.inlines.push(Inline::Break),
        }
    }

    pub(super) fn open_code(&mut self) {
        self.code.get_or_insert_default();
    }

    pub(super) fn close_code(&mut self) {
        let Some(code) = self.code.take() else {
            return;
        };
        // The backticks of two adjacent code spans would merge.
        match self.inlines.last_mut() {
            Some(Inline::Code(before)) => before.push_str(&code),
            _ => self.inlines.push(Inline::Code(code)),
        }
    }

    /// Opens a mark, unless code or a mark of the same kind is open: neither links nor emphasis
    /// nest.
    pub(super) fn open_mark(&mut self, mark: Mark) {
        if self.code.is_some() {
            return;
        }
        let is_link = matches!(mark, Mark::Link(_));
        if self
            .marks
            .iter()
            .any(|open| matches!(open, Mark::Link(_)) == is_link)
        {
            return;
        }
        self.inlines.push(Inline::Open(mark.clone()));
        self.marks.push(mark);
    }

    /// Closes the innermost mark that is `wanted` and all marks in it.
    pub(super) fn close_mark(&mut self, wanted: fn(&Mark) -> bool) {
        if self.code.is_some() {
            return;
        }
        let Some(at) = self.marks.iter().rposition(wanted) else {
            return;
        };
        for mark in self.marks.split_off(at).into_iter().rev() {
            self.inlines.push(Inline::Close(mark));
        }
    }

    /// Takes the content, with all marks closed, and leaves the paragraph empty. Returns `None` if
    /// nothing in it is visible.
    pub(super) fn take(&mut self) -> Option<Vec<Inline>> {
        self.close_code();
        while let Some(mark) = self.marks.pop() {
            self.inlines.push(Inline::Close(mark));
        }
        let inlines = std::mem::take(&mut self.inlines);
        inlines.iter().any(Inline::is_visible).then_some(inlines)
    }
}
