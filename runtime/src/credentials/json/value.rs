//! JSON as a tree, read within limits and written again.

use std::io;

use json_event_parser::{JsonEvent, JsonSyntaxError, SliceJsonParser, WriterJsonSerializer};
use zeroize::Zeroizing;

use super::Object;

/// The most bytes of a document.
const SIZE_LIMIT: usize = 1024 * 1024;

/// The most objects and arrays within each other.
const DEPTH_LIMIT: usize = 16;

/// The most values of a document. What this reads has a dozen.
const VALUE_LIMIT: usize = 4096;

/// The bytes set aside for a document to write: more than a token takes, so that none of it stays
/// behind in a buffer that had to grow.
const WRITTEN: usize = 16 * 1024;

/// A value in a document. Texts are wiped when dropped.
#[derive(Clone)]
pub(in crate::credentials) enum Value {
    Null,
    Boolean(bool),
    /// As it is written.
    Number(String),
    Text(Zeroizing<String>),
    Array(Vec<Value>),
    Object(Object),
}

/// Reads a document that is not blank.
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
    // The end, or else an error.
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
    /// How many were read.
    values: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<JsonEvent<'a>, String> {
        self.parser.parse_next().map_err(|error| no_json(&error))
    }

    /// Reads the value that begins with `first`, within `depth` others.
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
            // The parser gives what begins no value only where no value has to be.
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

/// Where the error is, without what was found there.
fn no_json(error: &JsonSyntaxError) -> String {
    let start = error.location().start;
    format!(
        "found no JSON at line {}, column {}, expected a JSON object",
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
