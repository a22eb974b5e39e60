//! `querysmith corpus`: tests the generator with all models of a directory.

mod cargo;
mod report;
mod workspace;

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context;
use lexopt::Arg::{Long, Short, Value};
use querysmith_codegen::generate;

use crate::model::{Model, current_directory, repository};
use crate::print;
use crate::usage;
use cargo::{Cargo, Checked, Process};
use report::{Report, Row};
use workspace::Workspace;

const HELP: &str = "\
Generate a crate from every model of a directory, check each crate and run its tests.

Usage: querysmith corpus DIR [options]

Arguments:
  DIR  a directory of Smithy JSON models, and of directories with botocore's service-2.json, each
       with an optional <model>.overlay.json

Options:
  --jobs N       the number of parallel compilers  [default: the number of processors]
  --report FILE  write the report to a file: JSON if the name ends in .json, otherwise the table
  -h, --help     print this help

The crates are written to target/corpus/<SDK id> and share that target directory. They use the runtime
of the checkout of querysmith that contains the working directory, or else the one published with this
command.

Each crate is type-checked and linted with all features (`cargo clippy -- -D warnings`), and its
tests are built and run: endpoint tests, protocol tests, examples and documentation tests.

Columns of the table:
  lines        lines of Rust, without tests
  generate ms  time to generate the crate in memory with this build of the generator; a release
               build (`cargo run --release -p querysmith-cli -- corpus DIR`) is several times as fast
  compile s    time of a debug build of the crate and its tests, without its dependencies
  diagnostics  number of defects of the model, and of errors and warnings of the compiler

Exits with 1 if a model has defects, or if a crate has errors, warnings or failed tests.
";

struct Options {
    models: PathBuf,
    jobs: Option<NonZeroUsize>,
    report: Option<PathBuf>,
}

/// Runs the command with the arguments after its name.
pub(crate) fn run(arguments: lexopt::Parser) -> anyhow::Result<ExitCode> {
    let Some(options) = parse(arguments).context("see `querysmith corpus --help`")? else {
        print::out(HELP)?;
        return Ok(ExitCode::SUCCESS);
    };
    let root = current_directory()?;
    let models = models(&root.join(&options.models))?;
    let project = repository().ok();
    let mut workspace = Workspace::new(&root, project.as_deref());
    let mut rows = Vec::new();
    for (i, model) in models.iter().enumerate() {
        let place = format!("[{}/{}]", i + 1, models.len());
        rows.push(generate_crate(&root, model, &mut workspace, &place)?);
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

fn parse(mut arguments: lexopt::Parser) -> anyhow::Result<Option<Options>> {
    let (mut models, mut jobs, mut report) = (None, None, None);
    while let Some(argument) = arguments.next()? {
        match argument {
            Value(folder) if models.is_none() => models = Some(PathBuf::from(folder)),
            Long("jobs") => jobs = Some(number(&arguments.value()?)?),
            Long("report") => report = Some(arguments.value()?.into()),
            Long("help") | Short('h') => return Ok(None),
            other => {
                let known = ["help", "jobs", "report"];
                return Err(usage::unexpected(other, "querysmith corpus", &known));
            }
        }
    }
    let models = models.context("expected a directory of models")?;
    Ok(Some(Options {
        models,
        jobs,
        report,
    }))
}

fn number(value: &OsString) -> anyhow::Result<NonZeroUsize> {
    let number = value.to_str().and_then(|text| text.parse().ok());
    number.with_context(|| format!("--jobs {value:?} is not valid, expected a number from 1"))
}

/// The models of a directory, sorted by name.
fn models(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let context = || format!("cannot read {}", folder.display());
    let mut models = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(context)? {
        let path = entry.with_context(context)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_beside = name.ends_with(".overlay.json") || name.ends_with(".crate.json");
        let is_model = name.ends_with(".json") && !is_beside;
        // A directory with a model in botocore's format.
        if is_model || path.join("service-2.json").is_file() {
            models.push(path);
        }
    }
    anyhow::ensure!(
        !models.is_empty(),
        "{} has no models: expected files that end in .json, or directories with a service-2.json",
        folder.display()
    );
    models.sort();
    Ok(models)
}

/// Generates and writes a crate, or prints the defects of its model.
fn generate_crate(
    root: &Path,
    path: &Path,
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
    let count = rows.iter().filter(|row| row.package.is_some()).count();
    if count > 0 {
        // Built separately, so that their build time is not attributed to the first crate.
        report("[0] dependencies".to_owned());
        if let Err(error) = cargo.dependencies() {
            report(format!("{error:#}"));
        }
    }
    let mut number = 0;
    for row in rows {
        let Some(package) = row.package.clone() else {
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
