//! Tests of `querysmith generate` and `check` outside of the repository: the settings of the crate,
//! and where they are kept.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// An empty temporary directory with a model, in which the command runs.
struct TestDir(PathBuf);

impl TestDir {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("generate-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("the directory can be created");
        let model = root().join("codegen/tests/snapshots/settings/model.json");
        fs::copy(model, folder.join("library.json")).expect("the model can be copied");
        Self(folder)
    }

    fn read(&self, path: &str) -> String {
        let path = self.0.join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Runs the command, which has to exit with `code`. Returns its output.
    #[track_caller]
    fn run(&self, code: i32, arguments: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_querysmith"));
        let output = command.current_dir(&self.0).args(arguments).output();
        let Output {
            status,
            stdout,
            stderr,
        } = output.expect("the command can be run");
        let text = [stdout, stderr].concat();
        let text = String::from_utf8(text).expect("the command prints UTF-8");
        assert_eq!(status.code(), Some(code), "{text}");
        text
    }

    #[track_caller]
    fn generate(&self, more: &[&str]) -> String {
        self.run(
            0,
            &[
                &["generate", "--model", "library.json", "--out", "lib"],
                more,
            ]
            .concat(),
        )
    }

    #[track_caller]
    fn check(&self, code: i32, more: &[&str]) -> String {
        self.run(
            code,
            &[&["check", "--model", "library.json", "--out", "lib"], more].concat(),
        )
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("the directory can be read");
        let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
        let mut names: Vec<String> = entries
            .map(|entry| name(entry).to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn a_crate_is_written_in_an_empty_directory_and_nothing_else() {
    let dir = TestDir::new("empty");
    let out = dir.generate(&[]);
    assert!(
        out.contains("library.json: Library 2026-01-01, 5 operations"),
        "{out}"
    );
    assert_eq!(dir.names(), ["lib", "library.json"]);
    let manifest = dir.read("lib/Cargo.toml");
    assert!(
        manifest.contains("name = \"querysmith-library\"\n"),
        "{manifest}"
    );
    assert!(!manifest.contains("license"), "{manifest}");
    assert!(!manifest.contains("path ="), "{manifest}");
    assert!(dir.check(0, &[]).contains("files are up to date"));
}

#[test]
fn the_next_run_and_the_check_keep_the_settings() {
    let dir = TestDir::new("kept");
    let runtime = root();
    let runtime = runtime.to_string_lossy();
    let out = dir.generate(&[
        "--operations",
        "Borrow*,ListBooks",
        "--crate-name",
        "lending",
        "--crate-version",
        "2.0.0",
        "--license",
        "MIT",
        "--author",
        "One",
        "--author",
        "Two, Three",
        "--runtime-path",
        &runtime,
        "--without",
        "waiters",
    ]);
    assert!(
        out.contains("library.crate.json: keeps the settings for the next run"),
        "{out}"
    );
    let manifest = dir.read("lib/Cargo.toml");
    for line in [
        "name = \"lending\"",
        "version = \"2.0.0\"",
        "license = \"MIT\"",
        "authors = [\"One\", \"Two, Three\"]",
    ] {
        assert!(manifest.lines().any(|it| it == line), "{line}\n{manifest}");
    }
    // The path of the runtime is relative to the manifest if they have a directory in common.
    let top = |path: &Path| path.components().nth(1).map(|it| it.as_os_str().to_owned());
    let path = match top(&dir.0) == top(&root()) {
        true => "{ path = \"../",
        false => "{ path = \"/",
    };
    assert!(manifest.contains(path), "{manifest}");
    let again = dir.generate(&[]);
    assert!(again.contains("0 files written"), "{again}");
    dir.check(0, &[]);
    let changed = dir.check(1, &["--operations", "*"]);
    assert!(
        changed.contains("run `querysmith generate --model library.json"),
        "{changed}"
    );
    assert!(changed.contains("--operations '*'"), "{changed}");
    dir.check(0, &[]);
}

#[test]
fn settings_can_be_in_another_file() {
    let dir = TestDir::new("other");
    fs::write(
        dir.0.join("small.json"),
        r#"{"operations": ["CountShelf"]}"#,
    )
    .expect("written");
    dir.generate(&["--settings", "small.json"]);
    assert!(
        dir.read("lib/README.md")
            .contains("has a method for 1 of the service's 5 operations:")
    );
    assert_eq!(dir.names(), ["lib", "library.json", "small.json"]);
    let missing = dir.run(
        1,
        &[
            "check",
            "--model",
            "library.json",
            "--out",
            "lib",
            "--settings",
            "no.json",
        ],
    );
    assert!(missing.contains("cannot read "), "{missing}");
    let directory = dir.run(1, &["generate", "--model", ".", "--out", "lib"]);
    assert!(
        directory.contains("give the path of the file"),
        "{directory}"
    );
}

#[test]
fn a_defect_of_the_settings_is_reported_like_one_of_the_model() {
    let dir = TestDir::new("defect-of-settings");
    fs::write(dir.0.join("s.json"), r#"{"nmae": "x"}"#).expect("the settings can be written");
    let arguments = [
        "generate",
        "--model",
        "library.json",
        "--out",
        "x",
        "--settings",
        "s.json",
    ];
    let output = dir.run(1, &arguments);
    assert!(
        output.starts_with("error: unknown setting\n  at:       nmae  (s.json)\n"),
        "{output}"
    );
}

#[test]
fn a_failed_run_keeps_no_settings() {
    let dir = TestDir::new("failed");
    let arguments = [
        "generate",
        "--model",
        "library.json",
        "--out",
        "lib",
        "--operations",
    ];
    let out = dir.run(1, &[&arguments[..], &["BorowBook"]].concat());
    assert!(out.contains("did you mean BorrowBook?"), "{out}");
    assert_eq!(dir.names(), ["library.json"]);
}

#[test]
fn errors_name_the_place_and_what_was_expected() {
    let dir = TestDir::new("usage");
    let out = dir.run(1, &["generate", "--model", "library.json"]);
    let expected = "\
error: --out is missing
  at:       querysmith generate
  expected: --out with the directory of the crate
  help:     `querysmith generate --help` describes the arguments
";
    assert_eq!(out, expected);
    let arguments = [
        "generate",
        "--model",
        "library.json",
        "--out",
        "lib",
        "--without",
        "waiter",
    ];
    let out = dir.run(1, &arguments);
    assert!(out.contains("found:    waiter\n"), "{out}");
    assert!(out.contains("did you mean waiters?"), "{out}");
    let out = dir.run(1, &["generate", "--no-such-option"]);
    assert!(
        out.starts_with("error: unknown option\n  at:       querysmith generate\n"),
        "{out}"
    );
    let elsewhere = std::env::temp_dir();
    let mut command = Command::new(env!("CARGO_BIN_EXE_querysmith"));
    let output = command.arg("codegen").current_dir(elsewhere).output();
    let text = String::from_utf8(output.expect("it can be run").stderr).expect("UTF-8");
    assert!(
        text.contains("error: not in the repository of querysmith\n"),
        "{text}"
    );
    assert!(dir.run(0, &["--version"]).starts_with("querysmith "));
}
