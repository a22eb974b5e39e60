//! `.ci/run` runs every test that `cargo test` ignores because it takes long.

use std::fs;
use std::path::{Path, PathBuf};

/// Files whose ignored tests `.ci/run` leaves out.
const LEFT_OUT: [&str; 1] = [
    // It measures memory, which means something only in a release build.
    "local-sts/tests/load.rs",
];

/// Directories without tests of the workspace.
const SKIPPED: [&str; 3] = [".git", "bench", "target"];

/// Where the tests of a file are compiled to.
#[derive(Debug)]
struct Place {
    package: String,
    /// The option of Cargo that selects the binary.
    target: String,
    /// The path of the module in the binary.
    module: String,
}

#[test]
fn every_ignored_test_is_part_of_the_checks() {
    let checks = fs::read_to_string(root().join(".ci/run")).expect("the script can be read");
    let mut seen = 0;
    let mut missing = Vec::new();
    for file in sources() {
        let text = fs::read_to_string(root().join(&file)).expect("a source can be read");
        let is_ignored = |line: &str| line.trim_start().starts_with("#[ignore");
        if !text.lines().any(is_ignored) || LEFT_OUT.contains(&file.as_str()) {
            continue;
        }
        seen += 1;
        let place = place(&file);
        if !checks.lines().any(|line| runs_ignored(line, &place)) {
            missing.push(format!("{file}: no command with {place:?}"));
        }
    }
    assert!(seen > 5, "{seen} files with ignored tests");
    assert!(
        missing.is_empty(),
        ".ci/run does not run the ignored tests of\n{}",
        missing.join("\n")
    );
}

#[test]
fn a_command_runs_the_ignored_tests_of_its_package_target_and_filter() {
    let place = Place {
        package: "a".to_owned(),
        target: "--test b".to_owned(),
        module: "c::d".to_owned(),
    };
    for (command, runs) in [
        ("cargo test --package a --test b -- --ignored", true),
        (
            "cargo test --package a --lib --test b -- --ignored x c",
            true,
        ),
        ("cargo test --package a --test b -- --ignored x", false),
        ("cargo test --package a --test bb -- --ignored", false),
        ("cargo test --package aa --test b -- --ignored", false),
        ("cargo test --package a --test b", false),
        ("# cargo test --package a --test b -- --ignored", false),
    ] {
        assert_eq!(runs_ignored(command, &place), runs, "{command}");
    }
}

fn runs_ignored(command: &str, place: &Place) -> bool {
    let Some((options, filters)) = command.split_once(" -- --ignored") else {
        return false;
    };
    let has = |option: &str| format!("{options} ").contains(&format!(" {option} "));
    let mut filters = filters.split_whitespace().peekable();
    options.starts_with("cargo test ")
        && has(&format!("--package {}", place.package))
        && has(&place.target)
        && (filters.peek().is_none() || filters.any(|filter| place.module.contains(filter)))
}

fn place(file: &str) -> Place {
    let (folder, is_test, path) = match (file.split_once("/tests/"), file.split_once("/src/")) {
        (Some((folder, path)), _) => (folder, true, path),
        (None, Some((folder, path))) => (folder, false, path),
        (None, None) => panic!("{file} is neither in tests/ nor in src/ of a package"),
    };
    let manifest = fs::read_to_string(root().join(folder).join("Cargo.toml"));
    let manifest = manifest.expect("the manifest can be read");
    let name = manifest
        .lines()
        .find_map(|line| line.strip_prefix("name = "));
    let path = path.trim_end_matches(".rs").replace('/', "::");
    let (target, module) = match path.split_once("::") {
        _ if !is_test => ("--lib".to_owned(), path),
        Some((target, module)) => (format!("--test {target}"), module.to_owned()),
        None => (format!("--test {path}"), String::new()),
    };
    Place {
        package: name
            .expect("a package has a name")
            .trim_matches('"')
            .to_owned(),
        target,
        module,
    }
}

/// The Rust files of the workspace, relative to its root.
fn sources() -> Vec<String> {
    let mut files = Vec::new();
    let mut pending = vec![root()];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(&folder).expect("a directory can be read") {
            let path = entry.expect("an entry can be read").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() && !SKIPPED.contains(&&*name) {
                pending.push(path);
            } else if name.ends_with(".rs") {
                let file = path.strip_prefix(root()).expect("a file of the workspace");
                files.push(file.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    files
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
