//! Tests of `querysmith corpus` with a directory of small models.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn corpus(arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_querysmith"));
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    // Reuse the dependencies that have been compiled for this test.
    command.env(
        "CARGO_TARGET_DIR",
        tmp.parent().expect("the target directory"),
    );
    let output = command.arg("corpus").args(arguments).output();
    let Output {
        status,
        stdout,
        stderr,
    } = output.expect("the command can be run");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the command prints UTF-8");
    (status.code(), text(stdout), text(stderr))
}

/// An empty temporary directory.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("corpus-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the directory can be created");
    folder
}

#[test]
#[ignore = "takes half a minute, because three crates are linted, built and tested; .ci/run runs it"]
fn valid_models_are_checked_and_tested_even_if_another_model_is_rejected() {
    let folder = folder("run");
    let snapshots = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/snapshots");
    let model = snapshots.join("examples/model.json");
    fs::copy(model, folder.join("sound.json")).expect("the model can be copied");
    fs::write(folder.join("broken.json"), "{").expect("a file can be written");
    let report = folder.join("report.json");
    let arguments = [
        &folder.to_string_lossy(),
        "--jobs",
        "2",
        "--report",
        &report.to_string_lossy(),
    ];
    fs::copy(folder.join("sound.json"), folder.join("sound_again.json")).expect("a copy");
    let (code, out, err) = corpus(&arguments);
    assert_eq!(code, Some(1), "{out}{err}");
    let row = |name: &str| -> String {
        let row = out.lines().find(|line| line.contains(name));
        row.unwrap_or_else(|| panic!("{name} in the table:\n{out}{err}"))
            .to_owned()
    };
    assert!(row("sound.json").ends_with("  ok"), "{out}{err}");
    assert!(
        row("broken.json").ends_with("1  failed: rejected"),
        "{out}{err}"
    );
    for step in ["clippy", "build", "tests"] {
        // Models of one service are distinguished by the names of their files.
        for (number, package) in [(1, "examples"), (2, "examples-sound-again")] {
            let line = format!("[{number}/2] querysmith-{package}: {step}");
            assert!(err.contains(&line), "{line} in\n{err}");
        }
    }
    let report = fs::read_to_string(report).expect("the report was written");
    let report: Value = serde_json::from_str(&report).expect("it is JSON");
    assert_eq!(report["sound"], false);
    let sound = &report["models"][1];
    assert_eq!(sound["diagnostics"], 0, "{report}");
    assert_eq!(sound["tests"]["failed"], 0, "{report}");
    assert!(sound["tests"]["passed"].as_u64() > Some(0), "{report}");
}

#[test]
fn usage_errors_state_what_is_expected() {
    let empty = folder("empty");
    let empty = empty.to_string_lossy();
    let cases: [(&[&str], &str); 5] = [
        (&[], "expected a directory of models"),
        (&["no/such/directory"], "cannot read"),
        (&[&empty], "has no models: expected files that end in .json"),
        (&[&empty, "--jobs", "0"], "expected a number from 1"),
        (&[&empty, "another"], "unexpected argument"),
    ];
    for (arguments, expected) in cases {
        let (code, _, err) = corpus(arguments);
        assert_eq!(code, Some(1), "{arguments:?}");
        assert!(err.contains(expected), "{arguments:?}: {err}");
    }
    let (code, out, _) = corpus(&["--help"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("Usage: querysmith corpus DIR"), "{out}");
}
