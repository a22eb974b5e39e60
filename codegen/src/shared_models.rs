//! Access to the published models in the directory that `QUERYSMITH_SHARED` names, for tests.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// Runs `check` on the file name and content of every published model, and returns their number. If
/// `QUERYSMITH_SHARED` is not set, nothing is checked; this is an error in continuous integration.
pub(crate) fn each_model(mut check: impl FnMut(&str, &Value)) -> usize {
    let Some(shared) = std::env::var_os("QUERYSMITH_SHARED") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "CI sets QUERYSMITH_SHARED"
        );
        println!("skipped: QUERYSMITH_SHARED is not set to the directory of published models");
        return 0;
    };
    // A relative path is relative to the workspace root, but tests run in the directory of the
    // crate.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = json_files(&root.join(shared).join("models"));
    files.sort();
    for file in &files {
        let text = std::fs::read_to_string(file).expect("a model can be read");
        let model = serde_json::from_str(&text).expect("a model is JSON");
        check(&file.to_string_lossy(), &model);
    }
    assert!(!files.is_empty(), "QUERYSMITH_SHARED/models holds models");
    files.len()
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the directory of models can be read") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            files.extend(json_files(&path));
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            files.push(path);
        }
    }
    files
}

/// Runs `check` on each value of the trait `id` anywhere in `model`.
pub(crate) fn each_trait<'a>(model: &'a Value, id: &str, check: &mut impl FnMut(&'a Value)) {
    match model {
        Value::Object(members) => {
            for (key, value) in members {
                if key == id {
                    check(value);
                }
                each_trait(value, id, check);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| each_trait(item, id, check)),
        _ => {}
    }
}
