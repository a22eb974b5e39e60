//! A JSON tree, with a reader that enforces limits, and a writer.

use std::io;

use json_event_parser::{JsonEvent, JsonSyntaxError, SliceJsonParser, WriterJsonSerializer};
use zeroize::Zeroizing;

use super::Object;

/// The maximum size of a document in bytes.
const SIZE_LIMIT: usize = 1024 * 1024;

/// The maximum nesting depth of objects and arrays.
const DEPTH_LIMIT: usize = 16;

/// The maximum number of values in a document. Credential documents have about a dozen.
const VALUE_LIMIT: usize = 4096;

/// The initial capacity for a document that is written: more than a token takes, so that no part
/// of it remains in a buffer that had to grow.
const WRITTEN: usize = 16 * 1024;

/// A JSON value. Strings are wiped when dropped.
#[derive(Clone)]
pub(in crate::credentials) enum Value {
    Null,
    Boolean(bool),
    /// The number as written in the document.
    Number(String),
    Text(Zeroizing<String>),
    Array(Vec<Value>),
    Object(Object),
}

/// Parses a document that is not blank.
pub(super) fn read(bytes: &[u8]) -> Result<Value, String> {
    if bytes.len() > SIZE_LIMIT {
        return Err(format!(
            "found more than {SIZE_LIMIT} bytes, expected a small JSON object"
        ));
    }
    let mut reader = Reader {
        parser: SliceJsonParser::new(bytes),
        values: 0,
    };
    let first = reader.next()?;
    let value = reader.value(first, 0)?;
    // Either the end of the document or an error.
    reader.next()?;
    Ok(value)
}

/// Writes `object` without line breaks.
pub(super) fn write(object: &Object) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut json = Zeroizing::new(Vec::with_capacity(WRITTEN));
    let mut writer = WriterJsonSerializer::new(&mut *json);
    write_object(&mut writer, object)?;
    writer.finish()?;
    Ok(json)
}

struct Reader<'a> {
    parser: SliceJsonParser<'a>,
    /// The number of values read so far.
    values: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<JsonEvent<'a>, String> {
        self.parser
            .parse_next()
            .map_err(|error| invalid_json(&error))
    }

    /// Reads the value that begins with `first`, nested in `depth` others.
    fn value(&mut self, first: JsonEvent<'a>, depth: usize) -> Result<Value, String> {
        self.values += 1;
        if self.values > VALUE_LIMIT {
            return Err(format!(
                "found more than {VALUE_LIMIT} values, expected a small JSON object"
            ));
        }
        let is_nested = matches!(first, JsonEvent::StartArray | JsonEvent::StartObject);
        if is_nested && depth == DEPTH_LIMIT {
            return Err(format!(
                "found JSON more than {DEPTH_LIMIT} levels deep, expected a flat object"
            ));
        }
        Ok(match first {
            JsonEvent::String(text) => Value::Text(Zeroizing::new(text.into_owned())),
            JsonEvent::Number(number) => Value::Number(number.into_owned()),
            JsonEvent::Boolean(value) => Value::Boolean(value),
            JsonEvent::StartArray => self.array(depth + 1)?,
            JsonEvent::StartObject => self.object(depth + 1)?,
            // The parser returns an event that starts no value only where none is expected.
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
        let mut object = Object::default();
        while let JsonEvent::ObjectKey(name) = self.next()? {
            let first = self.next()?;
            let value = self.value(first, depth)?;
            object.set(name.into_owned(), value);
        }
        Ok(Value::Object(object))
    }
}

/// The position of the error, without the text at it.
fn invalid_json(error: &JsonSyntaxError) -> String {
    let start = error.location().start;
    format!(
        "found invalid JSON at line {}, column {}, expected a JSON object",
        start.line + 1,
        start.column + 1
    )
}

type Writer<'a> = WriterJsonSerializer<&'a mut Vec<u8>>;

fn write_object(writer: &mut Writer<'_>, object: &Object) -> io::Result<()> {
    writer.serialize_event(JsonEvent::StartObject)?;
    for (name, value) in &object.members {
        writer.serialize_event(JsonEvent::ObjectKey(name.into()))?;
        write_value(writer, value)?;
    }
    writer.serialize_event(JsonEvent::EndObject)
}

fn write_value(writer: &mut Writer<'_>, value: &Value) -> io::Result<()> {
    let last = match value {
        Value::Null => JsonEvent::Null,
        Value::Boolean(value) => JsonEvent::Boolean(*value),
        Value::Number(number) => JsonEvent::Number(number.into()),
        Value::Text(text) => JsonEvent::String(text.as_str().into()),
        Value::Object(object) => return write_object(writer, object),
        Value::Array(items) => {
            writer.serialize_event(JsonEvent::StartArray)?;
            for item in items {
                write_value(writer, item)?;
            }
            JsonEvent::EndArray
        }
    };
    writer.serialize_event(last)
}
