//! Comparison of diffs with the emitted code: the public items of the two crates must confirm every
//! change that is reported.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use querysmith_codegen::{ChangeKind, Diff, FileTree, Inputs, Level, diff, generate, sha256_hex};

use super::api::Api;
use super::mutations::mutations;

/// The snapshot models, which together contain every kind of shape.
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

/// Only every `STRIDE`th mutation of a model is tested, because all of them take minutes.
const STRIDE: usize = 61;

/// Aspects whose change is major although no item is removed: a value or call that was accepted is
/// rejected.
const BEHAVIORS: [&str; 7] = [
    "default",
    "length",
    "now required",
    "now signed",
    "duplicates no longer allowed",
    "pattern",
    "range",
];

#[test]
#[ignore = "takes seconds, because 200 crates are emitted; .ci/run runs it"]
fn every_level_matches_the_emitted_code() {
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for feature in FEATURES {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
        let path = folder.join(feature).join("model.json");
        let text = fs::read_to_string(&path).expect("the snapshot model can be read");
        let model: serde_json::Value = serde_json::from_str(&text).expect("a model is JSON");
        let old = emit(&text).expect("the snapshot model is valid");
        for mutation in mutations(&model).iter().step_by(STRIDE) {
            let new_text = mutation.model.to_string();
            let Some(new) = emit(&new_text) else {
                continue; // The mutation is an invalid model.
            };
            let inputs = (
                Inputs::new("model.json", &text),
                Inputs::new("model.json", &new_text),
            );
            let diff = diff(&inputs.0, &inputs.1).expect("both models are valid");
            let what = format!("{feature}: {}", mutation.what);
            wrong.extend(mismatches(&what, &old, &new, &diff));
            seen.insert(diff.level());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(
        seen.len(),
        4,
        "mutations with all levels, and without changes: {seen:?}"
    );
}

/// The files generated from a model, without the hashes of its text.
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

/// The contradictions between a diff and the code of the two crates.
pub(crate) fn mismatches(what: &str, old: &FileTree, new: &FileTree, diff: &Diff) -> Vec<String> {
    let (old_api, new_api) = (Api::of(old), Api::of(new));
    let removed: Vec<&String> = old_api.items.difference(&new_api.items).collect();
    let added: Vec<&String> = new_api.items.difference(&old_api.items).collect();
    let deprecated = new_api.deprecated.difference(&old_api.deprecated).next();
    let changed = differing(&without_private_names(old), &without_private_names(new));
    let minimum = match (removed.first(), added.first(), deprecated, &changed) {
        (Some(_), _, _, _) => Some(Level::Major),
        (_, Some(_), _, _) | (_, _, Some(_), _) => Some(Level::Minor),
        (_, _, _, Some(_)) => Some(Level::Patch),
        _ => None,
    };
    let mut wrong = Vec::new();
    if diff.level() < minimum {
        wrong.push(format!(
            "{what}: the level is too low:\n{diff}removed {removed:#?}\nadded {added:#?}\n\
             {deprecated:?} {changed:?}"
        ));
    }
    // No change is reported as major or added that the code does not confirm.
    for change in diff.changes() {
        let is_behavior = change.aspect().is_some_and(|it| BEHAVIORS.contains(&it));
        let is_added = change.kind() == ChangeKind::Added;
        if change.level() == Level::Major && !is_added && !is_behavior && removed.is_empty() {
            wrong.push(format!("{what}: nothing was removed, but {change}"));
        }
        if is_added && added.is_empty() {
            wrong.push(format!("{what}: nothing was added, but {change}"));
        }
    }
    if diff.level().is_some() && differing(old, new).is_none() {
        wrong.push(format!("{what}: nothing differs, but\n{diff}"));
    }
    wrong
}

/// The files without private functions that are named after shapes, which check constraints.
fn without_private_names(files: &FileTree) -> FileTree {
    let mut files = files.clone();
    files.remove("src/validation.rs");
    for text in files.values_mut() {
        let lines = text.lines().filter(|line| !line.contains("validation"));
        *text = lines.collect::<Vec<_>>().join("\n");
    }
    files
}

/// The path of the first file that differs.
fn differing(old: &FileTree, new: &FileTree) -> Option<String> {
    let mut paths = old.keys().chain(new.keys());
    paths.find(|path| old.get(*path) != new.get(*path)).cloned()
}
