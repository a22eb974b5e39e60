//! The writer.

use json_event_parser::{JsonEvent, WriterJsonSerializer};
use zeroize::Zeroizing;

use super::Value;

/// Reserved for a document: more than one with credentials takes, so that no secret is left behind
/// in a buffer that had to grow.
const CAPACITY: usize = 16 * 1024;

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Layout {
    /// Without white space.
    Compact,
    /// Each member and item on a separate line, indented by two spaces per level.
    Lines,
}

pub(super) fn write(value: &Value, layout: Layout) -> Zeroizing<Vec<u8>> {
    let mut writer = Writer {
        json: Zeroizing::new(Vec::with_capacity(CAPACITY)),
        layout,
        depth: 0,
    };
    writer.value(value);
    writer.json
}

struct Writer {
    json: Zeroizing<Vec<u8>>,
    layout: Layout,
    depth: usize,
}

impl Writer {
    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.json.extend_from_slice(b"null"),
            Value::Boolean(true) => self.json.extend_from_slice(b"true"),
            Value::Boolean(false) => self.json.extend_from_slice(b"false"),
            Value::Number(number) => self.json.extend_from_slice(number.as_bytes()),
            Value::Text(text) => self.string(text),
            Value::Array(items) => self.entries([b'[', b']'], items, Self::value),
            Value::Object(object) => {
                self.entries([b'{', b'}'], &object.members, |writer, (name, value)| {
                    writer.string(name);
                    let colon: &[u8] = match writer.layout {
                        Layout::Compact => b":",
                        Layout::Lines => b": ",
                    };
                    writer.json.extend_from_slice(colon);
                    writer.value(value);
                });
            }
        }
    }

    fn entries<T>(&mut self, [open, close]: [u8; 2], entries: &[T], write: fn(&mut Self, &T)) {
        self.json.push(open);
        self.depth += 1;
        for (number, entry) in entries.iter().enumerate() {
            if number > 0 {
                self.json.push(b',');
            }
            self.break_line();
            write(self, entry);
        }
        self.depth -= 1;
        if !entries.is_empty() {
            self.break_line();
        }
        self.json.push(close);
    }

    fn break_line(&mut self) {
        if self.layout == Layout::Lines {
            self.json.push(b'\n');
            let indent = self.depth * 2;
            self.json.extend(std::iter::repeat_n(b' ', indent));
        }
    }

    /// Writing to memory does not fail.
    fn string(&mut self, text: &str) {
        let mut serializer = WriterJsonSerializer::new(&mut *self.json);
        let _ = serializer.serialize_event(JsonEvent::String(text.into()));
    }
}
