//! Smithy's protocol tests. A crate is generated from each suite and compiled, and all of its tests
//! have to pass.
//!
//! The suites are not part of this repository. They are read from the directory that
//! `QUERYSMITH_SHARED` names.

use std::fs;
use std::path::Path;
use std::process::Command;

use querysmith_codegen::{Inputs, generate};

use crate::support::{root, shared};
use crate::{target, write};

/// The suites, and the number of client test cases in each. The requests with a form are also read
/// by the emitted server's side.
const SUITES: [(&str, usize, usize); 2] = [("aws-query", 77, 35), ("ec2-query", 59, 27)];

#[test]
#[ignore = "compiles two crates; .ci/run runs it"]
fn every_protocol_test_passes_in_a_generated_crate() {
    let Some(shared) = shared() else { return };
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance");
    let members = SUITES.map(|(suite, ..)| format!("\"{suite}\"")).join(", ");
    write(
        &workspace.join("Cargo.toml"),
        // The same profile as this workspace, so that its compiled dependencies are reused.
        &format!(
            "[workspace]\nresolver = \"3\"\nmembers = [{members}]\n\n\
            [profile.dev]\ndebug = \"line-tables-only\"\n"
        ),
    );
    // The same versions as this workspace, so that nothing has to be resolved offline.
    let lock =
        fs::read_to_string(root().join("Cargo.lock")).expect("the workspace has a lock file");
    write(&workspace.join("Cargo.lock"), &lock);
    for (suite, cases, requests) in SUITES {
        let path = shared.join(format!("conformance/protocol/{suite}.json"));
        emit(&path, suite, [cases, requests], &workspace.join(suite));
    }
    let output = Command::new(env!("CARGO"))
        .args([
            "test",
            "--workspace",
            "--offline",
            "--no-default-features",
            "--features",
            "server",
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
    for (suite, cases, requests) in SUITES {
        for count in [cases, requests] {
            let passed = format!("test result: ok. {count} passed; 0 failed; 0 ignored");
            assert!(
                stdout.contains(&passed),
                "{suite}: expected {passed}\n{stdout}"
            );
        }
    }
}

/// Writes the crate of a suite, in which each test case is a test that must pass.
fn emit(path: &Path, suite: &str, counts: [usize; 2], folder: &Path) {
    let model = fs::read_to_string(path).expect("a suite can be read");
    let root = root();
    let inputs = Inputs::new(suite, &model)
        .crate_name(suite)
        .project_path(root.to_str().expect("a path in UTF-8"));
    let generated = match generate(&inputs) {
        Ok(generated) => generated,
        Err(diagnostics) => panic!("{suite} is not accepted:\n{diagnostics}"),
    };
    for (file, count) in ["protocol_tests", "server_tests"].into_iter().zip(counts) {
        let tests = generated.files.get(&format!("tests/{file}.rs"));
        let tests = tests.unwrap_or_else(|| panic!("{suite} has no {file}.rs"));
        assert_eq!(tests.matches("#[test]").count(), count, "{suite}");
        assert_eq!(
            tests.matches("#[should_panic]").count(),
            0,
            "{suite} has no test case that is expected to fail"
        );
    }
    for (path, text) in &generated.files {
        write(&folder.join(path), text);
    }
}
