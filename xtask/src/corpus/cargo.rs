//! Runs Cargo on the generated crates and parses its output.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;
use serde_json::Value;

use super::workspace::Workspace;

/// The Cargo commands that are used. A trait, so that tests need not compile anything.
pub(super) trait Cargo {
    /// Builds the dependencies of the crates.
    fn dependencies(&self) -> anyhow::Result<()>;
    /// Type-checks and lints a crate with its tests.
    fn lint(&self, package: &str) -> anyhow::Result<Checked>;
    /// Builds a crate and its tests.
    fn build(&self, package: &str) -> anyhow::Result<Checked>;
    /// Runs the tests of a crate.
    fn test(&self, package: &str) -> anyhow::Result<Checked>;
}

/// The result of a step.
#[derive(Clone, Debug, Default)]
pub(super) struct Checked {
    pub(super) succeeded: bool,
    pub(super) took: Duration,
    /// Errors and warnings of the compiler, without duplicates.
    pub(super) messages: Vec<String>,
    pub(super) tests: Tests,
    /// The last lines of the rest of the output, which show what failed.
    pub(super) rest: String,
}

/// Numbers of tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tests {
    pub(super) passed: usize,
    pub(super) failed: usize,
    pub(super) ignored: usize,
}

/// Cargo itself, in a workspace.
pub(super) struct Process {
    folder: PathBuf,
    target: PathBuf,
    jobs: Option<NonZeroUsize>,
}

impl Process {
    pub(super) fn new(workspace: &Workspace, jobs: Option<NonZeroUsize>) -> Self {
        Self {
            folder: workspace.folder().to_owned(),
            target: workspace.target().to_owned(),
            jobs,
        }
    }

    fn run(&self, arguments: &[&str], lints: &[&str]) -> anyhow::Result<Checked> {
        let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(program);
        command
            .args(arguments)
            .arg("--target-dir")
            .arg(&self.target);
        if let Some(jobs) = self.jobs {
            command.args(["--jobs", &jobs.to_string()]);
        }
        // The variables that Cargo sets for this command must not affect the crates.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CARGO_PKG_") {
                command.env_remove(name);
            }
        }
        command.env_remove("CARGO_MANIFEST_DIR");
        let command = command
            .args(lints)
            .current_dir(&self.folder)
            .stdin(Stdio::null());
        let started = Instant::now();
        let output = command.output().context("cannot run cargo")?;
        let took = started.elapsed();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
        Ok(Checked {
            succeeded: output.status.success(),
            took,
            messages: messages(&stdout),
            tests: tests(&stdout),
            rest: last_lines(&stdout, &stderr),
        })
    }
}

impl Cargo for Process {
    fn dependencies(&self) -> anyhow::Result<()> {
        for arguments in [
            ["clippy", "--package", "querysmith-runtime"],
            ["build", "--package", "querysmith-runtime"],
        ] {
            let checked = self.run(&arguments, &[])?;
            anyhow::ensure!(checked.succeeded, "{}", checked.rest);
        }
        Ok(())
    }

    fn lint(&self, package: &str) -> anyhow::Result<Checked> {
        let arguments = [
            "clippy",
            "--package",
            package,
            "--all-targets",
            "--all-features",
        ];
        let arguments = [&arguments[..], &["--message-format", "json"]].concat();
        self.run(&arguments, &["--", "-D", "warnings"])
    }

    fn build(&self, package: &str) -> anyhow::Result<Checked> {
        let arguments = ["test", "--package", package, "--no-run"];
        self.run(
            &[&arguments[..], &["--message-format", "json"]].concat(),
            &[],
        )
    }

    fn test(&self, package: &str) -> anyhow::Result<Checked> {
        self.run(&["test", "--package", package, "--no-fail-fast"], &[])
    }
}

/// The errors and warnings of the compiler that have a location. Summaries have none.
pub(super) fn messages(stdout: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut messages = Vec::new();
    for line in stdout.lines() {
        let Ok(line) = serde_json::from_str::<Value>(line) else {
            continue;
        };
        let has = |pointer: &str, text: &str| line.pointer(pointer).is_some_and(|it| it == text);
        let is_defect = has("/message/level", "error") || has("/message/level", "warning");
        let spans = line.pointer("/message/spans").and_then(Value::as_array);
        let has_location = spans.is_some_and(|spans| !spans.is_empty());
        if let Some(rendered) = line.pointer("/message/rendered").and_then(Value::as_str)
            && has("/reason", "compiler-message")
            && is_defect
            && has_location
            // The library is compiled a second time for its tests.
            && seen.insert(rendered.to_owned())
        {
            messages.push(rendered.to_owned());
        }
    }
    messages
}

/// The sums of the summaries of all test binaries: `test result: ok. 3 passed; 0 failed; ...`.
pub(super) fn tests(stdout: &str) -> Tests {
    let mut tests = Tests::default();
    for line in stdout.lines() {
        let Some(counts) = line.strip_prefix("test result: ") else {
            continue;
        };
        let counts = counts.split_once(". ").map_or("", |(_, counts)| counts);
        for count in counts.split("; ") {
            let (number, what) = count.split_once(' ').unwrap_or_default();
            let number: usize = number.parse().unwrap_or(0);
            match what {
                "passed" => tests.passed += number,
                "failed" => tests.failed += number,
                "ignored" => tests.ignored += number,
                _ => {}
            }
        }
    }
    tests
}

/// The number of lines that are kept of the output.
const MAX_LINES: usize = 40;

fn last_lines(stdout: &str, stderr: &str) -> String {
    let lines = stdout.lines().filter(|line| !line.starts_with('{'));
    let lines: Vec<&str> = lines.chain(stderr.lines()).collect();
    let skipped = lines.len().saturating_sub(MAX_LINES);
    lines
        .into_iter()
        .skip(skipped)
        .collect::<Vec<_>>()
        .join("\n")
}
