//! The report, as a table or as JSON.

use std::fmt;
use std::time::Duration;

use querysmith_codegen::Generated;
use serde_json::{Value, json};

use super::Step;
use super::cargo::{Checked, Tests};

/// The results for one model.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) model: String,
    /// The name of the crate that was written, if one was.
    pub(super) package: Option<String>,
    /// Whether the crate is checked, not only generated.
    pub(super) is_checked: bool,
    pub(super) operations: usize,
    pub(super) shapes: usize,
    pub(super) lines: usize,
    pub(super) generate: Duration,
    pub(super) lint: Option<Duration>,
    pub(super) compile: Option<Duration>,
    pub(super) tests: Option<Tests>,
    pub(super) diagnostics: usize,
    /// The step that failed.
    pub(super) failed: Option<&'static str>,
}

impl Row {
    pub(super) fn new(model: &str) -> Self {
        Self {
            model: model.to_owned(),
            package: None,
            is_checked: true,
            operations: 0,
            shapes: 0,
            lines: 0,
            generate: Duration::ZERO,
            lint: None,
            compile: None,
            tests: None,
            diagnostics: 0,
            failed: None,
        }
    }

    pub(super) fn count(&mut self, generated: &Generated) {
        self.operations = generated.operations;
        self.shapes = generated.shapes;
        let code = generated
            .files
            .iter()
            .filter(|(path, _)| path.starts_with("src/"));
        self.lines = code.map(|(_, text)| text.lines().count()).sum();
    }

    pub(super) fn add(&mut self, step: Step, checked: &Checked) {
        self.diagnostics += checked.messages.len();
        match step {
            Step::Lint => self.lint = Some(checked.took),
            Step::Build => self.compile = Some(checked.took),
            Step::Test => self.tests = Some(checked.tests),
        }
    }

    pub(super) fn fail(&mut self, step: &'static str) {
        self.failed = Some(step);
    }

    /// Whether all steps succeeded without errors and warnings.
    fn is_sound(&self) -> bool {
        self.failed.is_none() && self.diagnostics == 0
    }

    fn cells(&self) -> [String; 9] {
        let seconds = |took: Option<Duration>| match took {
            Some(took) => format!("{:.1}", took.as_secs_f64()),
            None => "-".to_owned(),
        };
        let tests = match self.tests {
            Some(tests) => format!("{}/{}", tests.passed, tests.passed + tests.failed),
            None => "-".to_owned(),
        };
        [
            self.model.clone(),
            self.operations.to_string(),
            self.shapes.to_string(),
            self.lines.to_string(),
            self.generate.as_millis().to_string(),
            seconds(self.compile),
            tests,
            self.diagnostics.to_string(),
            match self.failed {
                Some(step) => format!("failed: {step}"),
                None if self.is_sound() && !self.is_checked => "generated".to_owned(),
                None if self.is_sound() => "ok".to_owned(),
                None => "warned".to_owned(),
            },
        ]
    }

    fn to_json(&self) -> Value {
        let seconds = |took: Option<Duration>| took.map(|took| took.as_secs_f64());
        let tests = self
            .tests
            .map(|it| json!({"passed": it.passed, "failed": it.failed, "ignored": it.ignored}));
        json!({
            "model": self.model,
            "package": self.package,
            "operations": self.operations,
            "shapes": self.shapes,
            "lines": self.lines,
            "generate_ms": self.generate.as_secs_f64() * 1e3,
            "clippy_s": seconds(self.lint),
            "compile_s": seconds(self.compile),
            "tests": tests,
            "diagnostics": self.diagnostics,
            "checked": self.is_checked,
            "failed": self.failed,
        })
    }
}

const HEAD: [&str; 9] = [
    "model",
    "operations",
    "shapes",
    "lines",
    "generate ms",
    "compile s",
    "tests",
    "diagnostics",
    "",
];

/// The results for all models. `Display` writes the table.
pub(super) struct Report(pub(super) Vec<Row>);

impl Report {
    pub(super) fn is_sound(&self) -> bool {
        self.0.iter().all(Row::is_sound)
    }

    pub(super) fn to_json(&self) -> String {
        let models: Vec<Value> = self.0.iter().map(Row::to_json).collect();
        format!(
            "{:#}\n",
            json!({"sound": self.is_sound(), "models": models})
        )
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = HEAD.map(str::to_owned);
        let rows: Vec<[String; 9]> = [head]
            .into_iter()
            .chain(self.0.iter().map(Row::cells))
            .collect();
        let mut widths = [0; 9];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        for row in &rows {
            let mut line = String::new();
            for (i, (cell, width)) in row.iter().zip(widths).enumerate() {
                // The first and the last column are text, the others are numbers.
                line.push_str(&match i {
                    0 | 8 => format!("{cell:<width$}  "),
                    _ => format!("{cell:>width$}  "),
                });
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}
