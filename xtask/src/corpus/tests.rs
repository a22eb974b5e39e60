//! Tests of the order of the steps and of parsing Cargo's output, without compiling anything.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::cell::RefCell;
use std::time::Duration;

use super::cargo::{Tests, messages, tests};
use super::*;

/// A `Cargo` with the given results, which records the calls.
#[derive(Default)]
struct ScriptedCargo {
    fails: Option<&'static str>,
    warns: Option<&'static str>,
    calls: RefCell<Vec<String>>,
}

impl ScriptedCargo {
    fn record(&self, step: &'static str, package: &str) -> anyhow::Result<Checked> {
        self.calls.borrow_mut().push(format!("{step} {package}"));
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

impl Cargo for ScriptedCargo {
    fn dependencies(&self) -> anyhow::Result<()> {
        self.calls.borrow_mut().push("dependencies".to_owned());
        Ok(())
    }

    fn lint(&self, package: &str) -> anyhow::Result<Checked> {
        self.record("lint", package)
    }

    fn build(&self, package: &str) -> anyhow::Result<Checked> {
        self.record("build", package)
    }

    fn test(&self, package: &str) -> anyhow::Result<Checked> {
        self.record("test", package)
    }
}

fn row(model: &str, package: Option<&str>) -> Row {
    let mut row = Row::new(model);
    row.package = package.map(str::to_owned);
    (row.operations, row.shapes, row.lines) = (2, 30, 400);
    row.generate = Duration::from_millis(7);
    row
}

fn check(cargo: &ScriptedCargo, mut rows: Vec<Row>) -> (Report, Vec<String>) {
    let mut lines = Vec::new();
    check_all(cargo, &mut rows, &mut |line| lines.push(line));
    (Report(rows), lines)
}

#[test]
fn each_crate_is_linted_built_and_tested_and_each_step_is_reported() {
    let cargo = ScriptedCargo::default();
    let rows = vec![row("a.json", Some("a")), row("b.json", Some("b"))];
    let (report, lines) = check(&cargo, rows);
    let calls = [
        "dependencies",
        "lint a",
        "build a",
        "test a",
        "lint b",
        "build b",
        "test b",
    ];
    assert_eq!(*cargo.calls.borrow(), calls);
    assert_eq!(
        lines[..3],
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
fn a_model_outside_the_selection_is_only_generated() {
    let cargo = ScriptedCargo::default();
    let mut generated = row("old.json", Some("querysmith-old"));
    generated.is_checked = false;
    let (report, lines) = check(
        &cargo,
        vec![generated, row("new.json", Some("querysmith-new"))],
    );
    assert!(report.is_sound());
    assert!(!lines.concat().contains("querysmith-old"), "{lines:?}");
    let calls = cargo.calls.borrow();
    let expected = [
        "dependencies",
        "lint querysmith-new",
        "build querysmith-new",
        "test querysmith-new",
    ];
    assert_eq!(*calls, expected);
    let table = report.to_string();
    let row = table.lines().find(|line| line.starts_with("old.json"));
    assert!(row.is_some_and(|row| row.ends_with("generated")), "{table}");
}

#[test]
fn models_of_several_versions_are_found_and_selected() {
    let tmp = std::env::temp_dir().join(format!("querysmith-corpus-{}", std::process::id()));
    let versions = ["ec2/2014-09-01", "ec2/2016-11-15"];
    for version in versions {
        std::fs::create_dir_all(tmp.join(version)).expect("the directory can be created");
        std::fs::write(tmp.join(version).join("service-2.json"), "{}").expect("it can be written");
    }
    std::fs::write(tmp.join("sns.json"), "{}").expect("it can be written");
    std::fs::write(tmp.join("sns.crate.json"), "{}").expect("it can be written");
    let found = models(&tmp).expect("there are models");
    let expected = ["ec2/2014-09-01", "ec2/2016-11-15", "sns.json"].map(|path| tmp.join(path));
    assert_eq!(found, expected);
    let is_checked = selection(&tmp, &found, &["ec2/2016-11-15".into()]).expect("it is a model");
    let checked: Vec<bool> = found.iter().map(|path| is_checked(path)).collect();
    assert_eq!(checked, [false, true, false]);
    let unknown = selection(&tmp, &found, &["ec2/2015".into()]).err();
    let unknown = unknown.expect("it is not a model").to_string();
    assert!(
        unknown.contains("ec2/2015 is not a model of the directory"),
        "{unknown}"
    );
    std::fs::remove_dir_all(&tmp).expect("it can be removed");
}

#[test]
fn warnings_are_defects_unless_they_are_permitted() {
    let model = r#"{"smithy": "2.0", "shapes": {
        "a#Cat": {"type": "service", "version": "1", "operations": [{"target": "a#Purr"}],
            "traits": {"aws.api#service": {"sdkId": "Cat"}, "aws.auth#sigv4": {"name": "cat"},
                "aws.protocols#awsQuery": {}}},
        "a#Purr": {"type": "operation", "input": {"target": "a#PurrInput"}},
        "a#PurrInput": {"type": "structure", "members": {
            "Loud": {"target": "smithy.api#Boolean"}}}}}"#;
    let generated = generate(&querysmith_codegen::Inputs::new("cat.json", model));
    let generated = generated.expect("the model is valid");
    let denied = |arguments: &[&str]| -> Vec<String> {
        let arguments = [&["models"], arguments].concat();
        let options = parse(lexopt::Parser::from_args(arguments)).expect("they are valid");
        let options = options.expect("it is not --help");
        let denied = denied_warnings(&generated, &options);
        denied.map(|warning| warning.summary().to_owned()).collect()
    };
    let (types, members) = (
        "operations or types without documentation",
        "members without documentation",
    );
    assert_eq!(denied(&[]), [""; 0]);
    assert_eq!(denied(&["--deny-warnings"]), [members, types]);
    assert_eq!(denied(&["--deny-warnings", "--allow", types]), [members]);
}

#[test]
fn a_failed_crate_is_skipped_and_the_next_one_is_checked() {
    for (step, name) in [("lint", "clippy"), ("build", "build"), ("test", "tests")] {
        let cargo = ScriptedCargo {
            fails: Some(step),
            ..ScriptedCargo::default()
        };
        let (report, lines) = check(
            &cargo,
            vec![row("a.json", Some("a")), row("b.json", Some("b"))],
        );
        assert!(!report.is_sound(), "{step}");
        assert!(
            report.to_string().contains(&format!("failed: {name}")),
            "{report}"
        );
        assert!(
            lines.iter().any(|line| line == "the end of it"),
            "{lines:?}"
        );
        assert!(
            cargo
                .calls
                .borrow()
                .iter()
                .any(|it| it == &format!("{step} b")),
            "{step}"
        );
        assert!(step == "test" || !cargo.calls.borrow().iter().any(|it| it == "test a"));
    }
}

#[test]
fn a_warning_is_a_failure() {
    let cargo = ScriptedCargo {
        warns: Some("build"),
        ..ScriptedCargo::default()
    };
    let (report, lines) = check(&cargo, vec![row("a.json", Some("a"))]);
    assert!(!report.is_sound());
    assert!(lines.iter().any(|line| line == "warning: odd"), "{lines:?}");
    assert!(
        report.to_string().ends_with("3/3            1  warned\n"),
        "{report}"
    );
}

#[test]
fn a_rejected_model_is_in_the_table_and_is_not_compiled() {
    let mut rejected = row("a.json", None);
    rejected.diagnostics = 2;
    rejected.fail("rejected");
    let cargo = ScriptedCargo::default();
    let (report, _) = check(&cargo, vec![rejected]);
    assert!(cargo.calls.borrow().is_empty());
    assert!(
        report
            .to_string()
            .ends_with("-      -            2  failed: rejected\n"),
        "{report}"
    );
    let json: serde_json::Value = serde_json::from_str(&report.to_json()).expect("it is JSON");
    assert_eq!(json["sound"], false);
    assert_eq!(json["models"][0]["failed"], "rejected");
    assert_eq!(json["models"][0]["tests"], serde_json::Value::Null);
}

#[test]
fn test_counts_of_all_groups_are_summed() {
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
fn messages_have_a_location_and_are_deduplicated() {
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
        "not JSON".to_owned(),
    ];
    assert_eq!(messages(&lines.join("\n")), ["unused", "broken"]);
}
