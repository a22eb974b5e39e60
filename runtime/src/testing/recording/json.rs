//! A JSON tree that preserves the order of members, with a reader that enforces limits, and a
//! pretty-printer.

use json_event_parser::{JsonEvent, SliceJsonParser, WriterJsonSerializer};

/// The maximum nesting depth of objects and arrays.
const DEPTH_LIMIT: usize = 32;

/// The maximum size of a document in bytes: enough for many thousand exchanges.
const SIZE_LIMIT: usize = 64 * 1024 * 1024;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    Null,
    Boolean(bool),
    /// The number as written in the document.
    Number(String),
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Parses a document. The error shows the position, but no text of the document.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text.len() > SIZE_LIMIT {
            return Err(format!("found more than {SIZE_LIMIT} bytes"));
        }
        let mut parser = SliceJsonParser::new(text.as_bytes());
        let first = next(&mut parser)?;
        let value = value(&mut parser, first, 0)?;
        match next(&mut parser)? {
            JsonEvent::Eof => Ok(value),
            _ => Err("found text after the end of the document".to_owned()),
        }
    }

    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else {
            return None;
        };
        let mut members = members.iter();
        let (_, value) = members.find(|(known, _)| known == name)?;
        Some(value)
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The document in one line.
    pub(super) fn to_line(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, None);
        out
    }

    /// The document with a line for each member and item.
    pub(super) fn to_lines(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, Some(0));
        out.push('\n');
        out
    }

    fn write(&self, out: &mut String, depth: Option<usize>) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(number) => out.push_str(number),
            Self::Text(text) => out.push_str(&quoted(text)),
            Self::Array(items) => {
                write_all(out, depth, ['[', ']'], items, |out, item, depth| {
                    item.write(out, depth);
                });
            }
            Self::Object(members) => {
                write_all(
                    out,
                    depth,
                    ['{', '}'],
                    members,
                    |out, (name, value), depth| {
                        out.push_str(&quoted(name));
                        out.push_str(if depth.is_some() { ": " } else { ":" });
                        value.write(out, depth);
                    },
                );
            }
        }
    }
}

/// Writes the entries between brackets, each on its own line if `depth` is given.
fn write_all<T>(
    out: &mut String,
    depth: Option<usize>,
    [open, close]: [char; 2],
    entries: &[T],
    write: impl Fn(&mut String, &T, Option<usize>),
) {
    let within = depth.map(|depth| depth + 1);
    out.push(open);
    for (number, entry) in entries.iter().enumerate() {
        if number > 0 {
            out.push(',');
        }
        break_line(out, within);
        write(out, entry, within);
    }
    if !entries.is_empty() {
        break_line(out, depth);
    }
    out.push(close);
}

fn break_line(out: &mut String, depth: Option<usize>) {
    if let Some(depth) = depth {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    }
}

/// The text as a JSON string. Writing to memory does not fail, and the output is UTF-8.
fn quoted(text: &str) -> String {
    let mut writer = WriterJsonSerializer::new(Vec::new());
    let written = writer.serialize_event(JsonEvent::String(text.into()));
    let bytes = written.and_then(|()| writer.finish());
    String::from_utf8(bytes.unwrap_or_default()).unwrap_or_default()
}

fn next<'a>(parser: &mut SliceJsonParser<'a>) -> Result<JsonEvent<'a>, String> {
    parser.parse_next().map_err(|error| {
        let start = error.location().start;
        let (line, column) = (start.line + 1, start.column + 1);
        format!("found invalid JSON at line {line}, column {column}")
    })
}

fn value<'a>(
    parser: &mut SliceJsonParser<'a>,
    first: JsonEvent<'a>,
    depth: usize,
) -> Result<Json, String> {
    if depth > DEPTH_LIMIT {
        return Err(format!("found JSON more than {DEPTH_LIMIT} levels deep"));
    }
    Ok(match first {
        JsonEvent::String(text) => Json::Text(text.into_owned()),
        JsonEvent::Number(number) => Json::Number(number.into_owned()),
        JsonEvent::Boolean(value) => Json::Boolean(value),
        JsonEvent::StartArray => {
            let mut items = Vec::new();
            loop {
                match next(parser)? {
                    JsonEvent::EndArray => break Json::Array(items),
                    first => items.push(value(parser, first, depth + 1)?),
                }
            }
        }
        JsonEvent::StartObject => {
            let mut members = Vec::new();
            while let JsonEvent::ObjectKey(name) = next(parser)? {
                let first = next(parser)?;
                members.push((name.into_owned(), value(parser, first, depth + 1)?));
            }
            Json::Object(members)
        }
        // The parser returns an event that starts no value only where none is expected.
        _ => Json::Null,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = r#"{"b":["ü\n\"",{},[]],"a":{"n":-1.5e3,"t":true,"z":null}}"#;

    #[test]
    fn a_document_round_trips() {
        let json = Json::parse(DOCUMENT).unwrap();
        assert_eq!(json.to_line(), DOCUMENT);
        assert_eq!(Json::parse(&json.to_lines()).unwrap(), json);
        assert_eq!(json.get("b").and_then(Json::as_text), None);
    }

    #[test]
    fn the_error_for_invalid_json_shows_the_position() {
        let error = Json::parse("{\n\"hush\" x").unwrap_err();
        assert!(error.contains("line 2"), "{error}");
        assert!(!error.contains("hush"), "{error}");
        assert!(Json::parse("{} {}").is_err());
        assert!(Json::parse("").is_err());
    }

    #[test]
    fn depth_is_limited() {
        let deep = "[".repeat(DEPTH_LIMIT + 2);
        let error = Json::parse(&deep).unwrap_err();
        assert!(error.contains("levels deep"), "{error}");
    }
}
