//! `querysmith corpus`: tests the generator with all models of a directory.

mod cargo;
mod options;
mod report;
mod workspace;

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context;
use querysmith_codegen::{Diagnostic, Generated, generate};

use crate::model::{Model, current_directory, repository};
use crate::print;
use cargo::{Cargo, Checked, Process};
use options::{HELP, Options, models, parse, selection};
use report::{Report, Row};
use workspace::Workspace;

/// Runs the command with the arguments after its name.
pub(crate) fn run(arguments: lexopt::Parser) -> anyhow::Result<ExitCode> {
    let Some(options) = parse(arguments).context("see `querysmith corpus --help`")? else {
        print::out(HELP)?;
        return Ok(ExitCode::SUCCESS);
    };
    let root = current_directory()?;
    let folder = root.join(&options.models);
    let models = models(&folder)?;
    let is_checked = selection(&folder, &models, &options.check)?;
    let project = repository().ok();
    let mut workspace = Workspace::new(&root, project.as_deref());
    let mut rows = Vec::new();
    for (i, model) in models.iter().enumerate() {
        let place = format!("[{}/{}]", i + 1, models.len());
        let mut row = generate_crate(&root, model, &options, &mut workspace, &place)?;
        row.is_checked = is_checked(model);
        rows.push(row);
    }
    workspace.write_manifest()?;
    let cargo = Process::new(&workspace, options.jobs);
    check_all(&cargo, &mut rows, &mut |line| print::err(line));
    let report = Report(rows);
    print::out(&report)?;
    if let Some(path) = &options.report {
        let is_json = path
            .extension()
            .is_some_and(|extension| extension == "json");
        let text = if is_json {
            report.to_json()
        } else {
            report.to_string()
        };
        let path = root.join(path);
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(match report.is_sound() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// Generates and writes a crate, or prints the defects of its model.
fn generate_crate(
    root: &Path,
    path: &Path,
    options: &Options,
    workspace: &mut Workspace,
    place: &str,
) -> anyhow::Result<Row> {
    let model = Model::read(root, path, None)?;
    let mut row = Row::new(&model.path);
    let project = workspace.project().map(|path| path.to_string_lossy());
    let started = Instant::now();
    let inputs = match &project {
        Some(project) => model.inputs().project_path(project),
        None => model.inputs(),
    };
    let mut generated = generate(&inputs);
    row.generate = started.elapsed();
    // Models of one service, or of one SDK id, are distinguished by the names of their files.
    if let Ok(first) = &generated
        && workspace.has(&first.name)
    {
        let name = format!("{}-{}", first.name, package_suffix(path));
        generated = generate(&inputs.crate_name(&name));
    }
    match generated {
        Ok(generated) => {
            let what = format!("{} operations", generated.operations);
            print::err(format_args!(
                "{place} {}: generated, {what}, {} ms",
                row.model,
                row.generate.as_millis()
            ));
            row.count(&generated);
            for warning in denied_warnings(&generated, options) {
                row.diagnostics += 1;
                print::err(format_args!("{}: {warning}", row.model));
            }
            row.package = Some(workspace.write_crate(path, generated)?);
        }
        Err(defects) => {
            print::err(format_args!("{place} {}: rejected\n{defects}", row.model));
            row.diagnostics = defects.iter().count();
            row.fail("rejected");
        }
    }
    Ok(row)
}

/// The warnings that the options do not permit.
fn denied_warnings<'g>(
    generated: &'g Generated,
    options: &Options,
) -> impl Iterator<Item = &'g Diagnostic> {
    let warnings = generated.warnings.iter();
    warnings.filter(|warning| {
        let is_allowed = options.allow.iter().any(|it| it == warning.summary());
        options.deny_warnings && !is_allowed
    })
}

/// The name of a model's file, as the end of a package name.
fn package_suffix(model: &Path) -> String {
    let stem = model.file_stem().unwrap_or_default().to_string_lossy();
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    stem.chars().map(plain).collect::<String>().to_lowercase()
}

/// The maximum number of messages that are printed for a step. The first ones usually explain the
/// others.
const MAX_MESSAGES: usize = 5;

/// Checks every crate that was written, and reports each step before it runs.
fn check_all(cargo: &dyn Cargo, rows: &mut [Row], report: &mut dyn FnMut(String)) {
    let is_checked = |row: &&Row| row.is_checked && row.package.is_some();
    let count = rows.iter().filter(is_checked).count();
    if count > 0 {
        // Built separately, so that their build time is not attributed to the first crate.
        report("[0] dependencies".to_owned());
        if let Err(error) = cargo.dependencies() {
            report(format!("{error:#}"));
        }
    }
    let mut number = 0;
    for row in rows {
        let package = row.package.clone().filter(|_| row.is_checked);
        let Some(package) = package else {
            continue;
        };
        number += 1;
        for step in [Step::Lint, Step::Build, Step::Test] {
            report(format!("[{number}/{count}] {package}: {}", step.name()));
            match step.run(cargo, &package) {
                Ok(checked) => {
                    for message in checked.messages.iter().take(MAX_MESSAGES) {
                        report(message.clone());
                    }
                    row.add(step, &checked);
                    if !checked.succeeded {
                        row.fail(step.name());
                        report(checked.rest);
                    }
                }
                Err(error) => {
                    row.fail(step.name());
                    report(format!("{error:#}"));
                }
            }
            if row.failed.is_some() {
                break;
            }
        }
    }
}

/// A step of checking a crate. The steps run in this order until one fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Type-check and lint.
    Lint,
    Build,
    Test,
}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Step::Lint => "clippy",
            Step::Build => "build",
            Step::Test => "tests",
        }
    }

    fn run(self, cargo: &dyn Cargo, package: &str) -> anyhow::Result<Checked> {
        match self {
            Step::Lint => cargo.lint(package),
            Step::Build => cargo.build(package),
            Step::Test => cargo.test(package),
        }
    }
}

#[cfg(test)]
mod tests;
