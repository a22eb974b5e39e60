//! The files of a model: `service-2.json` and those beside it.

use serde_json::Value;
use serde_json::map::Entry;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::json::{Cursor, parse_json};
use crate::source::{self, ModelFile, Part};

/// A file, with the additions of its `sdk-extras` merged into `merged`.
pub(super) struct File {
    pub(super) path: String,
    pub(super) merged: Value,
    pub(super) extras: Option<Extras>,
}

/// The additions to a file.
pub(super) struct Extras {
    pub(super) path: String,
    pub(super) merge: Value,
}

/// The parsed files.
pub(super) struct Files {
    service: File,
    beside: Vec<(Part, File)>,
}

impl Files {
    /// Parses the files beside the model, and merges the additions into the files that they extend.
    pub(super) fn parse(
        path: &str,
        document: Value,
        beside: &[ModelFile],
        d: &mut Diagnostics,
    ) -> Self {
        let file = |path: &str, merged| File {
            path: path.to_owned(),
            merged,
            extras: None,
        };
        let mut files = Self {
            service: file(path, document),
            beside: Vec::new(),
        };
        let mut extras = Vec::new();
        for other in beside {
            let Some((part, is_extras)) = source::part_of(&other.path) else {
                d.push(
                    Diagnostic::new(&other.path, "the file", "unknown file beside a model")
                        .found("a name that is not one of botocore's")
                        .expected(source::names().join(", ")),
                );
                continue;
            };
            let Some(value) = parse_json(&other.path, &other.text, d) else {
                continue;
            };
            match is_extras {
                true => extras.push((part, &other.path, value)),
                false => files.beside.push((part, file(&other.path, value))),
            }
        }
        for (part, path, value) in extras {
            files.merge(part, path, &value, d);
        }
        files
    }

    fn merge(&mut self, part: Part, path: &str, extras: &Value, d: &mut Diagnostics) {
        let at = Cursor::new(extras, path, "");
        let Some(merge) = at.required("merge", d) else {
            return;
        };
        let file = match part {
            Part::Service => Some(&mut self.service),
            part => {
                let mut files = self.beside.iter_mut();
                files.find(|(of, _)| *of == part).map(|(_, file)| file)
            }
        };
        let Some(file) = file else {
            d.push(
                at.diagnostic("additions to a file that is not there")
                    .found("no file of the same name without `sdk-extras`")
                    .expected(part.name()),
            );
            return;
        };
        add(&mut file.merged, merge.value());
        file.extras = Some(Extras {
            path: path.to_owned(),
            merge: merge.value().clone(),
        });
    }

    /// The model itself.
    pub(super) fn service(&self) -> Cursor<'_> {
        Cursor::new(&self.service.merged, &self.service.path, "")
    }

    /// The content of a file beside the model, if it exists.
    pub(super) fn get(&self, part: Part) -> Option<Cursor<'_>> {
        let file = self.file(part)?;
        Some(Cursor::new(&file.merged, &file.path, ""))
    }

    pub(super) fn file(&self, part: Part) -> Option<&File> {
        match part {
            Part::Service => Some(&self.service),
            part => {
                let mut files = self.beside.iter();
                files.find(|(of, _)| *of == part).map(|(_, file)| file)
            }
        }
    }
}

/// Adds `more` to `value`: objects member by member, lists at the end. Anything else replaces what
/// is there.
fn add(value: &mut Value, more: &Value) {
    match (value, more) {
        (Value::Object(value), Value::Object(more)) => {
            for (key, more) in more {
                match value.entry(key.as_str()) {
                    Entry::Occupied(mut entry) => add(entry.get_mut(), more),
                    Entry::Vacant(entry) => {
                        entry.insert(more.clone());
                    }
                }
            }
        }
        (Value::Array(value), Value::Array(more)) => value.extend(more.iter().cloned()),
        (value, more) => *value = more.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::add;

    #[test]
    fn additions_reach_into_objects_and_extend_lists() {
        let mut value = json!({ "a": { "b": 1, "c": [1] }, "d": 2 });
        add(&mut value, &json!({ "a": { "c": [2], "e": 3 }, "d": 4 }));
        assert_eq!(
            value,
            json!({ "a": { "b": 1, "c": [1, 2], "e": 3 }, "d": 4 })
        );
    }
}
