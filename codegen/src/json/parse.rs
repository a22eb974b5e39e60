//! The JSON parser. A duplicate key in an object is ambiguous and therefore reported as a defect;
//! `serde_json` on its own would use the last one.

use std::fmt;

use serde_core::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use crate::diagnostic::{Diagnostic, Diagnostics};

/// Parses a file. Returns `None` after reporting a file that is not valid JSON.
pub(crate) fn parse_json(path: &str, text: &str, d: &mut Diagnostics) -> Option<Value> {
    // Some editors on Windows begin files with a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut repeated = Vec::new();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let reader = Reader {
        place: &Place::Top,
        repeated: &mut repeated,
    };
    let value = reader.deserialize(&mut deserializer);
    let value = value.and_then(|value| deserializer.end().map(|()| value));
    for (key, values) in repeated {
        d.push(
            Diagnostic::new(path, key, "duplicate key in an object")
                .found(values)
                .expected("each key at most once"),
        );
    }
    match value {
        Ok(value) => Some(value),
        Err(_) if conflict(text).is_some() => {
            let (line, marker) = conflict(text).unwrap_or_default();
            d.push(
                Diagnostic::new(path, format!("line {line}"), "unresolved merge conflict")
                    .found(marker)
                    .expected("one of the two versions, without conflict markers"),
            );
            None
        }
        Err(error) => {
            let at = format!("line {}, column {}", error.line(), error.column());
            let problem = error.to_string();
            let defect = Diagnostic::new(path, at, "the file is not valid JSON")
                .found(problem.split(" at line").next().unwrap_or_default())
                .expected("one JSON value, nested at most 128 levels");
            d.push(match is_smithy_idl(text) {
                true => defect.help("convert a model in Smithy's IDL with `smithy ast`"),
                false => defect,
            });
            None
        }
    }
}

/// Whether a text begins as a model in Smithy's IDL does.
fn is_smithy_idl(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with("//"));
    first.is_some_and(|first| first.starts_with('$') || first.starts_with("namespace "))
}

/// The maximum length of a value in a message.
const MAX_SHOWN: usize = 40;

/// A value as JSON, or its start.
fn start(value: &Value) -> String {
    let text = value.to_string();
    let mut start: String = text.chars().take(MAX_SHOWN).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    start
}

/// The first conflict marker of Git, and its line number.
fn conflict(text: &str) -> Option<(usize, &str)> {
    let is_marker = |line: &str| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ");
    let mut lines = text.lines().enumerate();
    lines
        .find(|(_, line)| is_marker(line))
        .map(|(index, line)| (index + 1, line))
}

/// The location of a value, as a linked list from the inside out. It is formatted only when it is
/// reported.
enum Place<'p> {
    Top,
    Key(&'p Place<'p>, &'p str),
    Index(&'p Place<'p>, usize),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Top => Ok(()),
            Place::Key(Place::Top, key) => f.write_str(key),
            Place::Key(around, key) => write!(f, "{around}/{key}"),
            Place::Index(around, index) => write!(f, "{around}/{index}"),
        }
    }
}

/// Deserializes a value as `serde_json` does, and collects the locations of duplicate keys.
struct Reader<'r> {
    place: &'r Place<'r>,
    /// The repeated keys, each with its values.
    repeated: &'r mut Vec<(String, String)>,
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        loop {
            let item = Reader {
                place: &Place::Index(self.place, array.len()),
                repeated: self.repeated,
            };
            match items.next_element_seed(item)? {
                Some(item) => array.push(item),
                None => return Ok(Value::Array(array)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            let value = members.next_value_seed(Reader {
                place: &Place::Key(self.place, &key),
                repeated: self.repeated,
            })?;
            match object.entry(key) {
                Entry::Vacant(entry) => {
                    entry.insert(value);
                }
                Entry::Occupied(mut entry) => {
                    let place = Place::Key(self.place, entry.key()).to_string();
                    let values = match entry.get() == &value {
                        true => format!("{}, twice", start(&value)),
                        false => format!("{}, then {}", start(entry.get()), start(&value)),
                    };
                    self.repeated.push((place, values));
                    entry.insert(value);
                }
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> (Option<Value>, Vec<String>) {
        let mut d = Diagnostics::default();
        let value = parse_json("f", text, &mut d);
        let places = d.iter().map(|it| it.at().to_owned()).collect();
        (value, places)
    }

    #[test]
    fn values_are_equal_to_those_of_serde_json() {
        for text in [
            r#"{"b": [1, -2, 3.5, 1e400, 18446744073709551615, null, true], "a": {"": "\u00e9\n"}}"#,
            r#"[[], {}, "", 0, -0, -0.0, 1e2, 123456789012345678901234567890]"#,
            "\"text\"",
            "  null  ",
        ] {
            let expected = serde_json::from_str::<Value>(text).ok();
            assert_eq!(parse(text).0, expected, "{text}");
        }
    }

    #[test]
    fn invalid_json_is_rejected_like_by_serde_json() {
        for text in ["", "{", "[1,]", "1 2", "{\"a\" 1}", "\"\u{1}\"", "nul"] {
            assert!(serde_json::from_str::<Value>(text).is_err());
            let (value, places) = parse(text);
            assert_eq!((value, places.len()), (None, 1), "{text}");
        }
        let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        assert_eq!(parse(&deep).0, None);
    }

    #[test]
    fn a_duplicate_key_is_reported_with_its_location() {
        let text = r#"{"a": {"b": 1, "c": [{"d": 1, "d": 2}], "b": 3}, "a": 4, "e": {"a": 5}}"#;
        let (value, places) = parse(text);
        assert_eq!(places, ["a/c/0/d", "a/b", "a"]);
        assert_eq!(value, serde_json::from_str(text).ok());
    }
}
