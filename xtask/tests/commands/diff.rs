//! Tests of `querysmith diff`: its output and its exit code.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Two models in a temporary directory. In the new one, `from` is replaced by `to`.
struct Models {
    old: PathBuf,
    new: PathBuf,
}

impl Models {
    fn new(name: &str, from: &str, to: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("diff-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("the directory can be created");
        let model =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/models/diff/model.json");
        let text = fs::read_to_string(model).expect("the model can be read");
        let models = Self {
            old: folder.join("old.json"),
            new: folder.join("new.json"),
        };
        fs::write(&models.old, &text).expect("a model can be written");
        fs::write(&models.new, text.replace(from, to)).expect("a model can be written");
        models
    }

    fn diff(&self, more: &[&str]) -> (Option<i32>, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_querysmith"));
        outcome(command.arg("diff").args([&self.old, &self.new]).args(more))
    }
}

fn outcome(command: &mut Command) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("the command can be run");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the command prints UTF-8");
    (status.code(), text(stdout), text(stderr))
}

fn diff(arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_querysmith"));
    outcome(command.arg("diff").args(arguments))
}

#[test]
fn a_change_is_reported_with_its_level_and_is_not_a_failure() {
    let models = Models::new("text", "POEMS", "VERSE");
    let (code, out, err) = models.diff(&[]);
    assert_eq!(code, Some(0), "{err}");
    // The first line contains the paths of the files.
    let (head, rest) = out.split_once('\n').expect("there are lines");
    assert!(
        head.starts_with("Library: from ") && head.contains("old.json (2026-01-01)"),
        "{head}"
    );
    let expected = "
breaking: code that uses these no longer compiles; adapt it (1)
  renamed value from Genre::Poems to Genre::Verse

1 major, 0 minor, 0 patch
advice: a major release: from 0.4.2 to 0.5.0, from 1.4.2 to 2.0.0
";
    assert_eq!(rest, expected);
}

#[test]
fn fail_on_exits_with_2_from_its_level_up() {
    let major = Models::new("major", "POEMS", "VERSE");
    for level in ["major", "minor", "patch"] {
        assert_eq!(major.diff(&["--fail-on", level]).0, Some(2), "{level}");
    }
    let minor = Models::new("minor", "https://library", "https://books");
    assert_eq!(minor.diff(&["--fail-on", "major"]).0, Some(0));
    assert_eq!(minor.diff(&["--fail-on=minor"]).0, Some(2));
    let none = Models::new("none", "same", "same");
    assert_eq!(none.diff(&["--fail-on", "patch"]).0, Some(0));
}

#[test]
fn json_output_is_supported() {
    let models = Models::new("json", "POEMS", "VERSE");
    let (code, out, _) = models.diff(&["--format", "json", "--fail-on", "major"]);
    assert_eq!(code, Some(2));
    assert!(out.starts_with("{\n  \"service\": \"Library\""), "{out}");
    assert!(out.contains("\"level\": \"major\""), "{out}");
}

#[test]
fn an_overlay_next_to_a_model_is_applied() {
    let models = Models::new("overlay", "same", "same");
    let overlay = r#"{"overlay": "1.0", "corrections": [{"shape": "lib#Ring", "reason": "It is loud.",
        "remove": ["smithy.api#optionalAuth"]}]}"#;
    fs::write(models.new.with_extension("overlay.json"), overlay).expect("it can be written");
    let (code, out, err) = models.diff(&[]);
    assert_eq!(code, Some(0), "{err}");
    assert!(out.contains("changed operation Ring: now signed"), "{out}");
    // An overlay that is given explicitly applies to both models.
    let named = models.new.with_extension("overlay.json");
    let (_, out, _) = models.diff(&["--overlay", &named.to_string_lossy()]);
    assert!(out.contains("no release"), "{out}");
}

#[test]
fn defects_of_a_model_exit_with_1() {
    let models = Models::new("defects", "lib#Reader\":", "lib#Leser\":");
    let (code, out, err) = models.diff(&["--fail-on", "major"]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(
        err.contains("error: member targets a shape that does not exist"),
        "{err}"
    );
    assert!(
        err.contains("1 defect in the models; nothing was compared"),
        "{err}"
    );
}

#[test]
fn usage_errors_state_what_is_expected() {
    let cases: [(&[&str], &str); 5] = [
        (&["a.json"], "found:    1\n  expected: two"),
        (&["a", "b", "c"], "found:    3\n  expected: two"),
        (
            &["a", "b", "--format", "xml"],
            "found:    xml\n  expected: text or json",
        ),
        (
            &["a", "b", "--fail-on", "any"],
            "found:    any\n  expected: major, minor or patch",
        ),
        (&["a.json", "b.json"], "cannot read"),
    ];
    for (arguments, expected) in cases {
        let (code, _, err) = diff(arguments);
        assert_eq!(code, Some(1), "{arguments:?}");
        assert!(err.contains(expected), "{arguments:?}: {err}");
    }
    let (code, out, _) = diff(&["--help"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("Usage: querysmith diff OLD NEW"), "{out}");
}
