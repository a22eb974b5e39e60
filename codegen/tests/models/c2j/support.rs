//! A small model in botocore's format, edits of it, and what is emitted without its origin.

use std::path::{Path, PathBuf};

use querysmith_codegen::{FileTree, Inputs, ModelFile, read_model};
use serde_json::Value;

use crate::without_hashes::emitted_without_hashes;

/// The directory of the model, whose parts use every feature of the format.
pub(crate) fn parcels() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models/c2j/parcels")
}

/// The files of the model, each with its name as path.
pub(crate) fn files() -> Vec<ModelFile> {
    let name = |path: &Path| {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
    };
    read_model(&parcels(), |path| name(path).expect("a file has a name"))
        .expect("the model can be read")
}

/// Sets the value at a JSON pointer of a file.
pub(crate) fn set(files: &mut [ModelFile], file: &str, pointer: &str, value: Value) {
    let file = files.iter_mut().find(|it| it.path == file);
    let file = file.expect("the model has the file");
    let mut document: Value = serde_json::from_str(&file.text).expect("a file is JSON");
    match document.pointer_mut(pointer) {
        Some(place) => *place = value,
        None => {
            let (parent, key) = pointer.rsplit_once('/').expect("a pointer to a member");
            let parent = document.pointer_mut(parent).and_then(Value::as_object_mut);
            let parent = parent.unwrap_or_else(|| panic!("there is nothing around {pointer}"));
            parent.insert(key.to_owned(), value);
        }
    }
    file.text = document.to_string();
}

/// What is emitted, without the hashes of the model.
pub(crate) fn emitted(files: &[ModelFile]) -> FileTree {
    emitted_without_hashes(&Inputs::of(files), files)
}

/// Asserts that two crates are equal, with the first difference.
pub(crate) fn assert_same(found: &FileTree, expected: &FileTree) {
    let paths = |files: &FileTree| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(found), paths(expected));
    for (path, expected) in expected {
        assert_eq!(&found[path], expected, "{path}");
    }
}

/// A model as one file.
pub(crate) fn single(text: &str) -> Vec<ModelFile> {
    let path = "service-2.json".to_owned();
    let text = text.to_owned();
    vec![ModelFile { path, text }]
}
