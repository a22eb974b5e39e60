//! The order of the steps, and what is made of Cargo's words, without compiling anything.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::cell::RefCell;
use std::time::Duration;

use super::cargo::{Tests, messages, tests};
use super::*;

/// Answers as told, and keeps what it is asked.
#[derive(Default)]
struct Scripted {
    fails: Option<&'static str>,
    warns: Option<&'static str>,
    asked: RefCell<Vec<String>>,
}

impl Scripted {
    fn answer(&self, step: &'static str, package: &str) -> anyhow::Result<Checked> {
        self.asked.borrow_mut().push(format!("{step} {package}"));
        let warning = || "warning: odd".to_owned();
        Ok(Checked {
            succeeded: self.fails != Some(step),
            took: Duration::from_millis(1500),
            messages: (self.warns == Some(step))
                .then(warning)
                .into_iter()
                .collect(),
            tests: Tests {
                passed: 3,
                ..Tests::default()
            },
            rest: "the end of it".to_owned(),
        })
    }
}

impl Cargo for Scripted {
    fn dependencies(&self) -> anyhow::Result<()> {
        self.asked.borrow_mut().push("dependencies".to_owned());
        Ok(())
    }

    fn lint(&self, package: &str) -> anyhow::Result<Checked> {
        self.answer("lint", package)
    }

    fn build(&self, package: &str) -> anyhow::Result<Checked> {
        self.answer("build", package)
    }

    fn test(&self, package: &str) -> anyhow::Result<Checked> {
        self.answer("test", package)
    }
}

fn row(model: &str, package: Option<&str>) -> Row {
    let mut row = Row::new(model);
    row.package = package.map(str::to_owned);
    (row.operations, row.shapes, row.lines) = (2, 30, 400);
    row.generate = Duration::from_millis(7);
    row
}

fn check(cargo: &Scripted, mut rows: Vec<Row>) -> (Report, Vec<String>) {
    let mut told = Vec::new();
    check_all(cargo, &mut rows, &mut |line| told.push(line));
    (Report(rows), told)
}

#[test]
fn each_crate_is_linted_built_and_tested_and_each_step_is_told() {
    let cargo = Scripted::default();
    let rows = vec![row("a.json", Some("a")), row("b.json", Some("b"))];
    let (report, told) = check(&cargo, rows);
    let asked = [
        "dependencies",
        "lint a",
        "build a",
        "test a",
        "lint b",
        "build b",
        "test b",
    ];
    assert_eq!(*cargo.asked.borrow(), asked);
    assert_eq!(
        told[..3],
        ["[0] dependencies", "[1/2] a: clippy", "[1/2] a: build"]
    );
    assert!(report.is_sound());
    let expected = "\
model   operations  shapes  lines  generate ms  compile s  tests  diagnostics
a.json           2      30    400            7        1.5    3/3            0  ok
b.json           2      30    400            7        1.5    3/3            0  ok
";
    assert_eq!(report.to_string(), expected);
}

#[test]
fn a_crate_that_fails_is_left_and_the_next_one_goes_on() {
    for (step, name) in [("lint", "clippy"), ("build", "build"), ("test", "tests")] {
        let cargo = Scripted {
            fails: Some(step),
            ..Scripted::default()
        };
        let (report, told) = check(
            &cargo,
            vec![row("a.json", Some("a")), row("b.json", Some("b"))],
        );
        assert!(!report.is_sound(), "{step}");
        assert!(
            report.to_string().contains(&format!("failed: {name}")),
            "{report}"
        );
        assert!(told.iter().any(|line| line == "the end of it"), "{told:?}");
        assert!(
            cargo
                .asked
                .borrow()
                .iter()
                .any(|it| it == &format!("{step} b")),
            "{step}"
        );
        assert!(step == "test" || !cargo.asked.borrow().iter().any(|it| it == "test a"));
    }
}

#[test]
fn a_warning_is_enough_to_end_badly() {
    let cargo = Scripted {
        warns: Some("build"),
        ..Scripted::default()
    };
    let (report, told) = check(&cargo, vec![row("a.json", Some("a"))]);
    assert!(!report.is_sound());
    assert!(told.iter().any(|line| line == "warning: odd"), "{told:?}");
    assert!(
        report.to_string().ends_with("3/3            1  warned\n"),
        "{report}"
    );
}

#[test]
fn a_refused_model_is_in_the_table_and_compiles_nothing() {
    let mut refused = row("a.json", None);
    refused.diagnostics = 2;
    refused.fail("refused");
    let cargo = Scripted::default();
    let (report, _) = check(&cargo, vec![refused]);
    assert!(cargo.asked.borrow().is_empty());
    assert!(
        report
            .to_string()
            .ends_with("-      -            2  failed: refused\n"),
        "{report}"
    );
    let json: serde_json::Value = serde_json::from_str(&report.to_json()).expect("it is JSON");
    assert_eq!(json["sound"], false);
    assert_eq!(json["models"][0]["failed"], "refused");
    assert_eq!(json["models"][0]["tests"], serde_json::Value::Null);
}

#[test]
fn tests_of_all_groups_are_added_up() {
    let stdout = "\
running 2 tests
test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s
test result: FAILED. 3 passed; 4 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
test result: odd
";
    let expected = Tests {
        passed: 5,
        failed: 4,
        ignored: 1,
    };
    assert_eq!(tests(stdout), expected);
}

#[test]
fn messages_are_those_that_point_to_a_place_each_once() {
    let message = |level: &str, spans: &str, text: &str| {
        format!(
            r#"{{"reason": "compiler-message", "message": {{"level": "{level}", "spans": [{spans}], "rendered": "{text}"}}}}"#
        )
    };
    let lines = [
        message("warning", "{}", "unused"),
        message("warning", "{}", "unused"),
        message("error", "{}", "broken"),
        message("error", "", "aborting due to 1 previous error"),
        message("note", "{}", "by the way"),
        r#"{"reason": "build-finished", "success": false}"#.to_owned(),
        "no JSON".to_owned(),
    ];
    assert_eq!(messages(&lines.join("\n")), ["unused", "broken"]);
}
