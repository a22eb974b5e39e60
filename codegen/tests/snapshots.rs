//! Snapshots of the code that is emitted for small models, one for each feature.
//!
//! The crate `snapshots/<feature>/expected` is generated from `snapshots/<feature>/model.json`, with
//! the settings in `settings.json` beside it, if there are any. The crates are a workspace, in which
//! `.ci/run` lints and tests them. `snapshots/tests` has the tests of their behavior.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use querysmith_codegen::{Diagnostics, FileTree, Inherited, Inputs, Settings, generate};

/// The features. Each has a directory.
const FEATURES: [&str; 25] = [
    "constraints",
    "defaults",
    "docs",
    "ec2",
    "endpoints",
    "enums",
    "errors",
    "examples",
    "keywords",
    "lists",
    "maps",
    "older_endpoints",
    "operations",
    "pagination",
    "protocol",
    "redacted",
    "requests",
    "scalars",
    "secrets",
    "settings",
    "sparse",
    "structures",
    "timestamps",
    "unions",
    "waiters",
];

/// The tests of emitted code, and what `cargo test` without `--target-dir` builds there.
const OTHER_DIRECTORIES: [&str; 2] = ["tests", "target"];

const HELP: &str = "review the differences; if they are intended, run\n  \
    UPDATE_EXPECT=1 cargo test -p querysmith-codegen --test snapshots\nand commit the changes";

#[test]
fn every_model_gives_the_expected_files() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut differences = Vec::new();
    for feature in FEATURES {
        let folder = snapshots().join(feature).join("expected");
        let emitted = emit(feature);
        if update {
            write(&folder, &emitted);
        }
        differences.extend(compare(feature, &read(&folder), &emitted));
    }
    assert!(
        differences.is_empty(),
        "\n{}\n{HELP}",
        differences.join("\n")
    );
}

#[test]
fn every_directory_belongs_to_a_feature() {
    let entries = fs::read_dir(snapshots()).expect("the directory of snapshots can be read");
    let directories = entries
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().is_dir());
    let found: BTreeSet<String> = directories
        .map(|directory| directory.file_name().to_string_lossy().into_owned())
        .filter(|name| !OTHER_DIRECTORIES.contains(&name.as_str()))
        .collect();
    assert_eq!(found, FEATURES.map(str::to_owned).into());
}

#[test]
fn a_difference_is_reported_with_file_line_and_both_texts() {
    let tree = |files: &[(&str, &str)]| -> FileTree {
        files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect()
    };
    let expected = tree(&[("same", "1"), ("stale", "a\nb\nc"), ("orphaned", "")]);
    let emitted = tree(&[("same", "1"), ("stale", "a\nB\nc"), ("missing", "")]);
    let differences = [
        "missing: f/expected/missing",
        "stale: f/expected/stale, line 2\n  expected: b\n  emitted:  B",
        "orphaned: f/expected/orphaned",
    ];
    assert_eq!(compare("f", &expected, &emitted), differences);
}

fn snapshots() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots")
}

fn emit(feature: &str) -> FileTree {
    let path = snapshots().join(feature).join("model.json");
    let model = fs::read_to_string(&path).expect("the model of a feature can be read");
    let name = format!("snapshot-{feature}");
    let settings = fs::read_to_string(path.with_file_name("settings.json"));
    let settings = settings.map_or_else(|_| Ok(member()), |text| parse_settings(&text));
    let settings = settings.expect("the settings of a feature are valid");
    let inputs = Inputs::new("model.json", &model)
        .settings(&settings)
        .crate_name(&name);
    match generate(&inputs) {
        Ok(generated) => generated.files,
        Err(diagnostics) => panic!("{} is not accepted:\n{diagnostics}", path.display()),
    }
}

/// The settings of a member of the workspace.
fn member() -> Settings {
    let parts = [
        Inherited::Dependencies,
        Inherited::Edition,
        Inherited::License,
        Inherited::Repository,
        Inherited::RustVersion,
        Inherited::Version,
    ];
    let settings = Settings::new().publish(false);
    parts.into_iter().fold(settings, Settings::inherit)
}

fn parse_settings(text: &str) -> Result<Settings, Diagnostics> {
    let settings = Settings::parse("settings.json", text)?;
    assert_eq!(settings.to_json(), text, "the form of settings.json");
    Ok(settings)
}

/// The files in a directory, with `/` as separator in their paths. There are none if the directory
/// does not exist.
fn read(folder: &Path) -> FileTree {
    let mut files = BTreeMap::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(folder_or_file) = pending.pop() {
        if let Ok(entries) = fs::read_dir(&folder_or_file) {
            pending.extend(entries.map(|entry| entry.expect("an entry can be read").path()));
        } else if let Ok(text) = fs::read_to_string(&folder_or_file) {
            let path = folder_or_file
                .strip_prefix(folder)
                .expect("a file of the directory");
            files.insert(path.to_string_lossy().replace('\\', "/"), text);
        }
    }
    files
}

/// Updates a directory to contain exactly these files. Unchanged files are not rewritten.
fn write(folder: &Path, files: &FileTree) {
    let present = read(folder);
    for path in present.keys().filter(|path| !files.contains_key(*path)) {
        fs::remove_file(folder.join(path)).expect("a file can be removed");
    }
    for (path, text) in files {
        if present.get(path) != Some(text) {
            let path = folder.join(path);
            let parent = path.parent().expect("a file has a parent directory");
            fs::create_dir_all(parent).expect("the directory can be created");
            fs::write(path, text).expect("a file can be written");
        }
    }
}

fn compare(feature: &str, expected: &FileTree, emitted: &FileTree) -> Vec<String> {
    let mut differences = Vec::new();
    for (path, emitted) in emitted {
        match expected.get(path) {
            None => differences.push(format!("missing: {feature}/expected/{path}")),
            Some(expected) if expected != emitted => {
                let (line, expected, emitted) = first_difference(expected, emitted);
                differences.push(format!(
                    "stale: {feature}/expected/{path}, line {line}\n  expected: {expected}\n  emitted:  {emitted}"
                ));
            }
            Some(_) => {}
        }
    }
    let orphaned = expected.keys().filter(|path| !emitted.contains_key(*path));
    differences.extend(orphaned.map(|path| format!("orphaned: {feature}/expected/{path}")));
    differences
}

/// The number of the first line that differs, counted from 1, and the line in both texts.
fn first_difference<'a>(a: &'a str, b: &'a str) -> (usize, &'a str, &'a str) {
    let end = "the end of the file";
    let (mut a, mut b) = (a.split('\n'), b.split('\n'));
    let mut line = 1;
    loop {
        match (a.next(), b.next()) {
            (Some(a), Some(b)) if a == b => line += 1,
            (a, b) => return (line, a.unwrap_or(end), b.unwrap_or(end)),
        }
    }
}
