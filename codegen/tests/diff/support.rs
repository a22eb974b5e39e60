//! A small model, edits of it, and what is said of the step from it to its edit.

use querysmith_codegen::{Diff, Inputs, diff};
use serde_json::{Value, json};

const MODEL: &str = include_str!("model.json");

/// An edit of the model. Places in it are lists of keys, from `shapes` on.
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

    /// Sets what stands at `path`, with the objects around it where there are none.
    pub(crate) fn set(mut self, path: &[&str], value: Value) -> Self {
        *self.place(path) = value;
        self
    }

    /// Removes the member of an object or the item of a list that stands at `path`.
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

    /// Gives a trait to what stands at `path`.
    pub(crate) fn give(self, path: &[&str], name: &str, value: Value) -> Self {
        let mut path = path.to_vec();
        let name = format!("smithy.api#{name}");
        path.extend(["traits", &name]);
        self.set(&path, value)
    }

    /// Writes another name wherever one stands, ids of members and of shapes alike.
    pub(crate) fn rename(self, from: &str, to: &str) -> Self {
        let text = self.0.to_string();
        assert!(text.contains(from), "{from} stands somewhere");
        Self(serde_json::from_str(&text.replace(from, to)).expect("a new name is JSON"))
    }

    pub(crate) fn text(&self) -> String {
        self.0.to_string()
    }

    /// The step from the model to this.
    pub(crate) fn diff(&self) -> Diff {
        compare(MODEL, &self.text())
    }

    /// The changes, each with its level, are these and no others.
    #[track_caller]
    pub(crate) fn gives(self, expected: &[&str]) -> Self {
        assert_eq!(lines(&self.diff()), expected);
        self
    }

    /// The changes of the step back.
    #[track_caller]
    pub(crate) fn and_back(self, expected: &[&str]) {
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
