//! The reader.

use json_event_parser::{JsonEvent, JsonSyntaxError, SliceJsonParser};
use zeroize::Zeroizing;

use super::{Object, Value};

/// The limits of a document.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The maximum size in bytes.
    bytes: usize,
    /// The maximum depth of nested objects and arrays.
    depth: usize,
    /// The maximum number of values.
    values: usize,
}

impl Limits {
    /// For documents with a dozen members, such as credentials.
    pub const SMALL: Self = Self::new(1024 * 1024, 16, 4096);

    /// At most this many bytes, levels and values.
    pub const fn new(bytes: usize, depth: usize, values: usize) -> Self {
        Self {
            bytes,
            depth,
            values,
        }
    }
}

pub(super) fn read(bytes: &[u8], limits: Limits) -> Result<Value, String> {
    if bytes.len() > limits.bytes {
        return Err(format!(
            "found more than {} bytes, expected a smaller JSON document",
            limits.bytes
        ));
    }
    let mut reader = Reader {
        parser: SliceJsonParser::new(bytes),
        limits,
        values: 0,
    };
    let first = reader.next()?;
    let value = reader.value(first, 0)?;
    // The end of the document, or else an error.
    reader.next()?;
    Ok(value)
}

struct Reader<'a> {
    parser: SliceJsonParser<'a>,
    limits: Limits,
    /// The number of values that have been read.
    values: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<JsonEvent<'a>, String> {
        self.parser
            .parse_next()
            .map_err(|error| syntax_error(&error))
    }

    /// Reads the value that begins with `first`, nested in `depth` others.
    fn value(&mut self, first: JsonEvent<'a>, depth: usize) -> Result<Value, String> {
        self.values += 1;
        if self.values > self.limits.values {
            return Err(format!(
                "found more than {} values, expected a smaller JSON document",
                self.limits.values
            ));
        }
        let is_nested = matches!(first, JsonEvent::StartArray | JsonEvent::StartObject);
        if is_nested && depth == self.limits.depth {
            return Err(format!(
                "found JSON more than {} levels deep, expected fewer",
                self.limits.depth
            ));
        }
        Ok(match first {
            JsonEvent::String(text) => Value::Text(Zeroizing::new(text.into_owned())),
            JsonEvent::Number(number) => Value::Number(number.into_owned()),
            JsonEvent::Boolean(value) => Value::Boolean(value),
            JsonEvent::StartArray => self.array(depth + 1)?,
            JsonEvent::StartObject => self.object(depth + 1)?,
            // The parser emits an event that begins no value only where no value is required.
            _ => Value::Null,
        })
    }

    fn array(&mut self, depth: usize) -> Result<Value, String> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                JsonEvent::EndArray => return Ok(Value::Array(items)),
                first => items.push(self.value(first, depth)?),
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, String> {
        let mut members = Vec::new();
        while let JsonEvent::ObjectKey(name) = self.next()? {
            let first = self.next()?;
            members.push((name.into_owned(), self.value(first, depth)?));
        }
        Ok(Value::Object(Object { members }))
    }
}

/// The place of an error, without the text that was found there.
fn syntax_error(error: &JsonSyntaxError) -> String {
    let start = error.location().start;
    format!(
        "found invalid JSON at line {}, column {}, expected a JSON object",
        start.line + 1,
        start.column + 1
    )
}
