//! Smithy's protocol tests: a crate is generated from each of the suites, compiled, and its tests
//! are run, all of which have to pass.
//!
//! The suites are not ours, and are read where `QUERYSMITH_SHARED` says that they are.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use querysmith_codegen::{Inputs, generate};

/// The suites, with how many cases for clients each of them has.
const SUITES: [(&str, usize); 2] = [("aws-query", 77), ("ec2-query", 59)];

#[test]
fn every_case_of_the_protocols_passes_in_a_generated_crate() {
    let Some(shared) = std::env::var_os("QUERYSMITH_SHARED") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "CI sets QUERYSMITH_SHARED"
        );
        println!("skipped: QUERYSMITH_SHARED does not name the folder of suites");
        return;
    };
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance");
    let members = SUITES.map(|(suite, _)| format!("\"{suite}\"")).join(", ");
    write(
        &workspace.join("Cargo.toml"),
        // The profile of this workspace, for what it has compiled to be used.
        &format!(
            "[workspace]\nresolver = \"3\"\nmembers = [{members}]\n\n\
            [profile.dev]\ndebug = \"line-tables-only\"\n"
        ),
    );
    // The versions that the workspace is tested with, so that nothing is looked for anew.
    let lock =
        fs::read_to_string(root().join("Cargo.lock")).expect("the workspace has a lock file");
    write(&workspace.join("Cargo.lock"), &lock);
    for (suite, cases) in SUITES {
        let path = PathBuf::from(&shared).join(format!("conformance/protocol/{suite}.json"));
        emit(&path, suite, cases, &workspace.join(suite));
    }
    let output = Command::new(env!("CARGO"))
        .args([
            "test",
            "--workspace",
            "--offline",
            "--no-default-features",
            "--tests",
        ])
        .current_dir(&workspace)
        .env("CARGO_TARGET_DIR", target())
        .env("RUSTFLAGS", std::env::var("RUSTFLAGS").unwrap_or_default())
        .output()
        .expect("cargo can be run");
    let (stdout, stderr) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "\n{stdout}\n{stderr}");
    assert!(!stderr.contains("warning:"), "\n{stderr}");
    for (suite, cases) in SUITES {
        let passed = format!("test result: ok. {cases} passed; 0 failed; 0 ignored");
        assert!(
            stdout.contains(&passed),
            "{suite}: expected {passed}\n{stdout}"
        );
    }
}

/// Writes the crate of a suite, in which each case is a test that must pass.
fn emit(path: &Path, suite: &str, cases: usize, folder: &Path) {
    let model = fs::read_to_string(path).expect("a suite can be read");
    let root = root();
    let inputs = Inputs::new(suite, &model)
        .crate_name(suite)
        .project_path(root.to_str().expect("a path in UTF-8"));
    let generated = match generate(&inputs) {
        Ok(generated) => generated,
        Err(diagnostics) => panic!("{suite} is not accepted:\n{diagnostics}"),
    };
    let tests = &generated.files["tests/protocol_tests.rs"];
    assert_eq!(tests.matches("#[test]").count(), cases, "{suite}");
    assert_eq!(
        tests.matches("#[should_panic]").count(),
        0,
        "{suite} has no case that may fail"
    );
    for (path, text) in &generated.files {
        write(&folder.join(path), text);
    }
}

/// Writes a file that is not as it should be, so that nothing is compiled twice.
fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|present| present == text) {
        return;
    }
    fs::create_dir_all(path.parent().expect("a file stands in a folder"))
        .expect("a folder can be made");
    fs::write(path, text).expect("a file can be written");
}

fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest
        .parent()
        .expect("the workspace's folder")
        .to_owned()
}

/// The folder that holds what this test itself was built from: `<target>/tmp` is Cargo's own.
fn target() -> PathBuf {
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    tmp.parent().expect("the target folder").to_owned()
}
