//! Judgements against the code itself: whatever is judged, the items that the two crates offer must
//! bear it out.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use querysmith_codegen::{ChangeKind, Diff, FileTree, Inputs, Level, diff, generate, sha256_hex};

use crate::api::Api;
use crate::mutations::mutations;

/// Models of one feature each, which together have every kind of shape.
const FEATURES: [&str; 14] = [
    "constraints",
    "defaults",
    "ec2",
    "enums",
    "errors",
    "examples",
    "lists",
    "maps",
    "pagination",
    "redacted",
    "requests",
    "structures",
    "unions",
    "waiters",
];

/// Every so many mutations of a model are tried: all of them take minutes.
const STRIDE: usize = 61;

/// What is major although every item is there still: a value or a call is refused that was not.
const BEHAVIOURS: [&str; 7] = [
    "default",
    "length",
    "now required",
    "now signed",
    "duplicates no longer allowed",
    "pattern",
    "range",
];

#[test]
fn no_judgement_is_milder_than_the_code_allows_or_graver_than_it_asks() {
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for feature in FEATURES {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
        let path = folder.join(feature).join("model.json");
        let text = fs::read_to_string(&path).expect("the model of a feature can be read");
        let model: serde_json::Value = serde_json::from_str(&text).expect("a model is JSON");
        let old = emit(&text).expect("the model of a feature is sound");
        for mutation in mutations(&model).iter().step_by(STRIDE) {
            let new_text = mutation.model.to_string();
            let Some(new) = emit(&new_text) else {
                continue; // No sound model, and so nothing to compare.
            };
            let inputs = (
                Inputs::new("model.json", &text),
                Inputs::new("model.json", &new_text),
            );
            let diff = diff(&inputs.0, &inputs.1).expect("both models are sound");
            let what = format!("{feature}: {}", mutation.what);
            wrong.extend(misjudged(&what, &old, &new, &diff));
            seen.insert(diff.level());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(
        seen.len(),
        4,
        "mutations of every level, and of none: {seen:?}"
    );
}

/// The files of a model, without the hashes of its text.
pub(crate) fn emit(model: &str) -> Option<FileTree> {
    let generated = generate(&Inputs::new("model.json", model)).ok()?;
    let hashes = [
        sha256_hex(model.as_bytes()),
        querysmith_codegen::fingerprint([model.as_bytes(), b""]),
    ];
    let without_hashes = |(path, text): (String, String)| {
        let text = hashes
            .iter()
            .fold(text, |text, hash| text.replace(hash, "HASH"));
        (path, text)
    };
    Some(generated.files.into_iter().map(without_hashes).collect())
}

/// What the code of the two crates says against a judgement.
pub(crate) fn misjudged(what: &str, old: &FileTree, new: &FileTree, diff: &Diff) -> Vec<String> {
    let (old_api, new_api) = (Api::of(old), Api::of(new));
    let gone: Vec<&String> = old_api.items.difference(&new_api.items).collect();
    let come: Vec<&String> = new_api.items.difference(&old_api.items).collect();
    let warned = new_api.deprecated.difference(&old_api.deprecated).next();
    let shown = differing(&without_private_names(old), &without_private_names(new));
    let least = match (gone.first(), come.first(), warned, &shown) {
        (Some(_), _, _, _) => Some(Level::Major),
        (_, Some(_), _, _) | (_, _, Some(_), _) => Some(Level::Minor),
        (_, _, _, Some(_)) => Some(Level::Patch),
        _ => None,
    };
    let mut wrong = Vec::new();
    if diff.level() < least {
        wrong.push(format!(
            "{what}: judged too mildly:\n{diff}gone {gone:#?}\ncome {come:#?}\n{warned:?} {shown:?}"
        ));
    }
    // Nor is anything called grave that no code shows.
    for change in diff.changes() {
        let is_behaviour = change.aspect().is_some_and(|it| BEHAVIOURS.contains(&it));
        let is_added = change.kind() == ChangeKind::Added;
        if change.level() == Level::Major && !is_added && !is_behaviour && gone.is_empty() {
            wrong.push(format!("{what}: nothing is gone, but {change}"));
        }
        if is_added && come.is_empty() {
            wrong.push(format!("{what}: nothing is new, but {change}"));
        }
    }
    if diff.level().is_some() && differing(old, new).is_none() {
        wrong.push(format!("{what}: nothing differs, but\n{diff}"));
    }
    wrong
}

/// Without what is named after shapes and seen by nobody: the functions that hold constraints.
fn without_private_names(files: &FileTree) -> FileTree {
    let mut files = files.clone();
    files.remove("src/validation.rs");
    for text in files.values_mut() {
        let lines = text.lines().filter(|line| !line.contains("validation"));
        *text = lines.collect::<Vec<_>>().join("\n");
    }
    files
}

/// The first file that is not the same in both.
fn differing(old: &FileTree, new: &FileTree) -> Option<String> {
    let mut paths = old.keys().chain(new.keys());
    paths.find(|path| old.get(*path) != new.get(*path)).cloned()
}
