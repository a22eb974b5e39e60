//! The path of a validator, which is formatted only for violations.

use std::fmt::{self, Display};

use super::finding::{PathText, Step as FoundStep};

/// Enough for any path in the STS model, and for most paths in others.
const INLINE: usize = 8;

/// The maximum number of characters of a map's key in a path.
const MAX_KEY_CHARS: usize = 64;

/// A path, whose first steps are stored inline and the rest on the heap.
pub(super) struct Path {
    inline: [Step; INLINE],
    len: usize,
    spilled: Vec<Step>,
    keys: Vec<String>,
}

#[derive(Clone, Copy)]
enum Step {
    Field(&'static str),
    Index(usize),
    /// The value of a map's key, which is at this index in `keys`.
    Key(usize),
}

/// A position in a [`Path`] to return to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    len: usize,
    keys: usize,
}

impl Path {
    pub(super) fn new() -> Self {
        Self {
            inline: [Step::Index(0); INLINE],
            len: 0,
            spilled: Vec::new(),
            keys: Vec::new(),
        }
    }

    #[inline]
    pub(super) fn mark(&self) -> Mark {
        Mark {
            len: self.len,
            keys: self.keys.len(),
        }
    }

    #[inline]
    pub(super) fn rewind(&mut self, mark: Mark) {
        if self.len > INLINE {
            self.spilled.truncate(mark.len.saturating_sub(INLINE));
        }
        if self.keys.len() > mark.keys {
            self.keys.truncate(mark.keys);
        }
        self.len = mark.len;
    }

    #[inline]
    pub(super) fn push_field(&mut self, name: &'static str) {
        self.push(Step::Field(name));
    }

    #[inline]
    pub(super) fn push_index(&mut self, index: usize) {
        self.push(Step::Index(index));
    }

    pub(super) fn push_key(&mut self, key: &str) {
        self.push(Step::Key(self.keys.len()));
        self.keys.push(key.chars().take(MAX_KEY_CHARS).collect());
    }

    pub(super) fn to_steps(&self) -> Vec<FoundStep> {
        let steps = self.inline.iter().take(self.len).chain(&self.spilled);
        let found = steps.map(|step| match step {
            Step::Field(name) => FoundStep::Field(name),
            Step::Index(index) => FoundStep::Index(*index),
            Step::Key(key) => FoundStep::Key(self.keys.get(*key).cloned().unwrap_or_default()),
        });
        found.collect()
    }

    #[inline]
    fn push(&mut self, step: Step) {
        match self.inline.get_mut(self.len) {
            Some(slot) => *slot = step,
            None => self.spilled.push(step),
        }
        self.len += 1;
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        PathText(&self.to_steps()).fmt(f)
    }
}
