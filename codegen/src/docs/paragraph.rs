//! The paragraph or heading that is being read: its text, code and marks.

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
            // Tags without a meaning do not divide a text: an address may go on after one.
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
        // Two code spans that touch would share their backticks.
        match self.inlines.last_mut() {
            Some(Inline::Code(before)) => before.push_str(&code),
            _ => self.inlines.push(Inline::Code(code)),
        }
    }

    /// Opens a mark, unless it stands in code or in one of its kind: emphasis does not nest.
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

    /// Closes the innermost mark that is `wanted` and all in it.
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

    /// What it holds, with whatever is open closed, if anything of it shows. It is empty then.
    pub(super) fn take(&mut self) -> Option<Vec<Inline>> {
        self.close_code();
        while let Some(mark) = self.marks.pop() {
            self.inlines.push(Inline::Close(mark));
        }
        let inlines = std::mem::take(&mut self.inlines);
        inlines.iter().any(Inline::is_visible).then_some(inlines)
    }
}
