//! Edits of JSON text. Unchanged parts keep their bytes, so that the diff of the file is small.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::Value;

/// A value in the text: where it is, and the values in it.
struct Node {
    span: Range<usize>,
    parts: Vec<Part>,
}

/// An entry of an object, or an item of an array.
struct Part {
    /// From the start of the key to the start of the value; empty in an array.
    head: Range<usize>,
    node: Node,
}

/// Returns `text`, which is the JSON of `old`, changed to `new`. Values that are equal keep their
/// text, and new ones are indented like the rest.
pub(super) fn edit(text: &str, old: &Value, new: &Value) -> String {
    let mut reader = Reader { text, at: 0 };
    reader.skip_space();
    let node = reader.read();
    let style = Style {
        text,
        indent: indent_of(text),
    };
    let mut edited = style.slice(0..node.span.start).to_owned();
    edited.push_str(&style.write(new, Some((&node, old)), 0));
    edited.push_str(style.slice(node.span.end..text.len()));
    edited
}

/// Whether two values are equal, with the entries of objects in the same order.
pub(super) fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            let mut pairs = a.iter().zip(b);
            a.len() == b.len() && pairs.all(|((x, a), (y, b))| x == y && is_same(a, b))
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b))
        }
        _ => a == b,
    }
}

/// The indentation of the first indented line.
fn indent_of(text: &str) -> &str {
    let indents = text.lines().map(|line| {
        let rest = line.trim_start_matches([' ', '\t']);
        line.get(..line.len() - rest.len()).unwrap_or_default()
    });
    let mut indents = indents.filter(|indent| !indent.is_empty());
    indents.next().unwrap_or("  ")
}

/// Reads the places of values in text that is valid JSON.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    fn skip_space(&mut self) {
        // A byte order mark is white space here.
        while matches!(
            self.peek(),
            b' ' | b'\t' | b'\n' | b'\r' | 0xef | 0xbb | 0xbf
        ) {
            self.at += 1;
        }
    }

    fn read(&mut self) -> Node {
        let start = self.at;
        let parts = match self.peek() {
            b'{' => self.read_parts(b'}', true),
            b'[' => self.read_parts(b']', false),
            b'"' => {
                self.skip_string();
                Vec::new()
            }
            _ => {
                while !matches!(
                    self.peek(),
                    b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t' | 0
                ) {
                    self.at += 1;
                }
                Vec::new()
            }
        };
        Node {
            span: start..self.at,
            parts,
        }
    }

    fn read_parts(&mut self, end: u8, has_keys: bool) -> Vec<Part> {
        let mut parts = Vec::new();
        self.at += 1;
        loop {
            self.skip_space();
            match self.peek() {
                0 => return parts,
                byte if byte == end => {
                    self.at += 1;
                    return parts;
                }
                b',' => {
                    self.at += 1;
                    continue;
                }
                _ => {}
            }
            let start = self.at;
            if has_keys {
                self.skip_string();
                self.skip_space();
                // The colon.
                self.at += 1;
                self.skip_space();
            }
            let head = start..self.at;
            let node = self.read();
            parts.push(Part { head, node });
        }
    }

    fn skip_string(&mut self) {
        self.at += 1;
        loop {
            match self.peek() {
                0 => return,
                b'\\' => self.at += 2,
                b'"' => {
                    self.at += 1;
                    return;
                }
                _ => self.at += 1,
            }
        }
    }
}

/// The text that is edited, and its indentation.
struct Style<'a> {
    text: &'a str,
    indent: &'a str,
}

impl<'a> Style<'a> {
    fn slice(&self, span: Range<usize>) -> &'a str {
        self.text.get(span).unwrap_or_default()
    }

    fn write(&self, new: &Value, old: Option<(&Node, &Value)>, depth: usize) -> String {
        let Some((node, old)) = old else {
            return self.write_new(new, depth);
        };
        if is_same(old, new) {
            return self.slice(node.span.clone()).to_owned();
        }
        let line = self.line_of(node);
        let write_new = |value: &Value| match self.line_of_parts(node).or(line) {
            Some(line) => line.write(value),
            None => self.write_new(value, depth + 1),
        };
        let parts: Vec<String> = match (old, new) {
            (Value::Object(old), Value::Object(new)) => {
                let known: BTreeMap<&str, _> = old
                    .iter()
                    .zip(&node.parts)
                    .map(|((key, value), part)| (key.as_str(), (value, part)))
                    .collect();
                let entry = |(key, value): (&String, &Value)| match known.get(key.as_str()) {
                    Some((old, part)) => {
                        let value = self.write(value, Some((&part.node, old)), depth + 1);
                        format!("{}{value}", self.slice(part.head.clone()))
                    }
                    None => format!("{}: {}", Value::from(key.as_str()), write_new(value)),
                };
                new.iter().map(entry).collect()
            }
            (Value::Array(old), Value::Array(new)) => {
                // Equal items keep their text, wherever they were.
                let texts = old.iter().zip(&node.parts);
                let known: BTreeMap<String, &Part> =
                    texts.map(|(old, part)| (old.to_string(), part)).collect();
                let item = |value: &Value| match known.get(&value.to_string()) {
                    Some(part) => self.slice(part.node.span.clone()).to_owned(),
                    None => write_new(value),
                };
                new.iter().map(item).collect()
            }
            _ => return self.write_new(new, depth),
        };
        self.join(&parts, brackets(new), line, depth)
    }

    /// The style of a value on one line; `None` if it has several lines.
    fn line_of(&self, node: &Node) -> Option<Line> {
        let text = self.slice(node.span.clone());
        let is_padded = text.get(1..2) == Some(" ");
        (!text.contains('\n')).then_some(Line { is_padded })
    }

    /// The style of the objects and arrays in a value if each is on one line.
    fn line_of_parts(&self, node: &Node) -> Option<Line> {
        let mut lines = None;
        for part in node.parts.iter().filter(|part| !part.node.parts.is_empty()) {
            lines = Some(self.line_of(&part.node)?);
        }
        lines
    }

    /// A value that the text does not have.
    fn write_new(&self, value: &Value, depth: usize) -> String {
        let parts: Vec<String> = match value {
            Value::Object(entries) => entries
                .iter()
                .map(|(key, value)| {
                    let key = Value::from(key.as_str());
                    format!("{key}: {}", self.write_new(value, depth + 1))
                })
                .collect(),
            Value::Array(items) => items
                .iter()
                .map(|item| self.write_new(item, depth + 1))
                .collect(),
            scalar => return scalar.to_string(),
        };
        self.join(&parts, brackets(value), None, depth)
    }

    fn join(
        &self,
        parts: &[String],
        (open, close): (char, char),
        line: Option<Line>,
        depth: usize,
    ) -> String {
        if parts.is_empty() {
            return format!("{open}{close}");
        }
        let fits = parts.iter().map(String::len).sum::<usize>() <= MAX_LINE
            && parts.iter().all(|part| !part.contains('\n'));
        if let Some(line) = line
            && fits
        {
            return line.join(parts, (open, close));
        }
        let (outer, inner) = (self.indent.repeat(depth), self.indent.repeat(depth + 1));
        let parts = parts.join(&format!(",\n{inner}"));
        format!("{open}\n{inner}{parts}\n{outer}{close}")
    }
}

/// The style of an object or array on one line.
#[derive(Clone, Copy)]
struct Line {
    /// Whether there is a space inside of the brackets.
    is_padded: bool,
}

impl Line {
    fn write(self, value: &Value) -> String {
        let parts: Vec<String> = match value {
            Value::Object(entries) => entries
                .iter()
                .map(|(key, value)| format!("{}: {}", Value::from(key.as_str()), self.write(value)))
                .collect(),
            Value::Array(items) => items.iter().map(|item| self.write(item)).collect(),
            scalar => return scalar.to_string(),
        };
        self.join(&parts, brackets(value))
    }

    fn join(self, parts: &[String], (open, close): (char, char)) -> String {
        let is_object = open == '{';
        let space = if self.is_padded && is_object && !parts.is_empty() {
            " "
        } else {
            ""
        };
        format!("{open}{space}{}{space}{close}", parts.join(", "))
    }
}

/// The maximum length of an object or array that stays on one line.
const MAX_LINE: usize = 100;

fn brackets(value: &Value) -> (char, char) {
    match value {
        Value::Array(_) => ('[', ']'),
        _ => ('{', '}'),
    }
}

#[cfg(test)]
mod tests;
