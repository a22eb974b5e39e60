//! Where a validator stands, as text that needs no heap while it is short.

use std::fmt::{self, Write};

/// Room for any path of the STS model, and for most of any other.
const INLINE: usize = 128;

/// How many characters of a map's key a path shows.
const KEY_CHARS: usize = 64;

/// The text of a path: the first pieces in place, the rest, once they no longer fit, on the heap.
pub(super) struct Path {
    inline: [u8; INLINE],
    len: usize,
    spilled: String,
}

/// A position in a [`Path`] to go back to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    len: usize,
    spilled: usize,
}

impl Path {
    pub(super) fn new() -> Self {
        Self {
            inline: [0; INLINE],
            len: 0,
            spilled: String::new(),
        }
    }

    pub(super) fn mark(&self) -> Mark {
        Mark {
            len: self.len,
            spilled: self.spilled.len(),
        }
    }

    pub(super) fn rewind(&mut self, mark: Mark) {
        self.len = mark.len;
        self.spilled.truncate(mark.spilled);
    }

    pub(super) fn push_field(&mut self, name: &str) {
        if self.len > 0 {
            self.push(".");
        }
        self.push(name);
    }

    pub(super) fn push_index(&mut self, index: usize) {
        self.push("[");
        self.push(itoa::Buffer::new().format(index));
        self.push("]");
    }

    pub(super) fn push_key(&mut self, key: &str) {
        let shown = match key.char_indices().nth(KEY_CHARS) {
            Some((end, _)) => key.get(..end).unwrap_or(key),
            None => key,
        };
        // Quoted as a Rust string is, so that a key cannot pass for the rest of a path. Writing to
        // a path cannot fail.
        let _ = write!(self, "[{shown:?}]");
    }

    pub(super) fn to_text(&self) -> String {
        let inline = self.inline.get(..self.len).unwrap_or_default();
        // Only whole pieces are copied in, so nothing is lost here.
        let mut text = String::from_utf8_lossy(inline).into_owned();
        text.push_str(&self.spilled);
        text
    }

    fn push(&mut self, piece: &str) {
        let end = self.len + piece.len();
        match self.inline.get_mut(self.len..end) {
            Some(room) if self.spilled.is_empty() => {
                room.copy_from_slice(piece.as_bytes());
                self.len = end;
            }
            _ => self.spilled.push_str(piece),
        }
    }
}

impl Write for Path {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        self.push(piece);
        Ok(())
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}
