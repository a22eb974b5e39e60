//! A small model, edits of it, and assertions about the diff between the model and an edit.

use querysmith_codegen::{Diff, Inputs, diff};
use serde_json::{Value, json};

const MODEL: &str = include_str!("model.json");

/// An edit of the model. Locations are lists of keys below `shapes`.
pub(crate) struct Edit(Value);

pub(crate) fn edit() -> Edit {
    Edit(serde_json::from_str(MODEL).expect("the model is JSON"))
}

impl Edit {
    fn place(&mut self, path: &[&str]) -> &mut Value {
        let mut place = &mut self.0["shapes"];
        for key in path {
            place = match key.parse::<usize>() {
                Ok(index) => &mut place[index],
                Err(_) => &mut place[*key],
            };
        }
        place
    }

    /// Sets the value at `path`, and creates the objects around it if necessary.
    pub(crate) fn set(mut self, path: &[&str], value: Value) -> Self {
        *self.place(path) = value;
        self
    }

    /// Removes the object member or list item at `path`.
    pub(crate) fn remove(mut self, path: &[&str]) -> Self {
        let (key, parent) = path.split_last().expect("a path has a key");
        match self.place(parent) {
            Value::Array(items) => {
                items.remove(key.parse().expect("an index"));
            }
            Value::Object(members) => {
                members
                    .shift_remove(*key)
                    .unwrap_or_else(|| panic!("nothing at {path:?}"));
            }
            other => panic!("nothing can be removed from {other}"),
        }
        self
    }

    /// Adds a trait to the shape or member at `path`.
    pub(crate) fn give(self, path: &[&str], name: &str, value: Value) -> Self {
        let mut path = path.to_vec();
        let name = format!("smithy.api#{name}");
        path.extend(["traits", &name]);
        self.set(&path, value)
    }

    /// Replaces a name everywhere in the model, in ids of shapes and in names of members.
    pub(crate) fn rename(self, from: &str, to: &str) -> Self {
        let text = self.0.to_string();
        assert!(text.contains(from), "the model contains {from}");
        Self(serde_json::from_str(&text.replace(from, to)).expect("a new name is JSON"))
    }

    pub(crate) fn text(&self) -> String {
        self.0.to_string()
    }

    /// The diff from the model to this edit.
    pub(crate) fn diff(&self) -> Diff {
        compare(MODEL, &self.text())
    }

    /// Checks all changes, each with its level.
    #[track_caller]
    pub(crate) fn gives(self, expected: &[&str]) -> Self {
        assert_eq!(lines(&self.diff()), expected);
        self
    }

    /// Checks all changes of the reversed diff.
    #[track_caller]
    pub(crate) fn and_reversed(self, expected: &[&str]) {
        assert_eq!(lines(&compare(&self.text(), MODEL)), expected);
    }
}

pub(crate) fn compare(old: &str, new: &str) -> Diff {
    let (old, new) = (Inputs::new("old.json", old), Inputs::new("new.json", new));
    match diff(&old, &new) {
        Ok(diff) => diff,
        Err(diagnostics) => panic!("a model is not accepted:\n{diagnostics}"),
    }
}

pub(crate) fn lines(diff: &Diff) -> Vec<String> {
    let line = |change: &querysmith_codegen::Change| format!("{}: {change}", change.level());
    diff.changes().iter().map(line).collect()
}

/// The path of a member.
pub(crate) fn member<'a>(shape: &'a str, name: &'a str) -> [&'a str; 3] {
    [shape, "members", name]
}

pub(crate) fn text() -> Value {
    json!({"target": "smithy.api#String"})
}
