//! The arguments of `querysmith corpus`, and the models that they name.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use anyhow::Context;
use lexopt::Arg::{Long, Short, Value};

use crate::usage;

pub(super) const HELP: &str = "\
Generate a crate from every model of a directory, check each crate and run its tests.

Usage: querysmith corpus DIR [options]

Arguments:
  DIR  a directory of Smithy JSON models, and of directories with botocore's service-2.json or with
       a directory for each version of it, each with an optional <model>.overlay.json

Options:
  --jobs N         the number of parallel compilers  [default: the number of processors]
  --report FILE    write the report to a file: JSON if the name ends in .json, otherwise the table
  --check LIST     check only these models, and generate the others; paths below DIR, separated by
                   commas, such as sns.json or ec2/2016-11-15; can be repeated
  --deny-warnings  treat warnings about a model as defects
  --allow TEXT     permit the warnings with this summary nevertheless; can be repeated
  -h, --help       print this help

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

#[derive(Default)]
pub(super) struct Options {
    pub(super) models: PathBuf,
    pub(super) jobs: Option<NonZeroUsize>,
    pub(super) report: Option<PathBuf>,
    /// The models to check, all if it is empty.
    pub(super) check: Vec<PathBuf>,
    pub(super) deny_warnings: bool,
    /// The summaries of warnings that are permitted.
    pub(super) allow: Vec<String>,
}

pub(super) fn parse(mut arguments: lexopt::Parser) -> anyhow::Result<Option<Options>> {
    let (mut models, mut options) = (None, Options::default());
    while let Some(argument) = arguments.next()? {
        match argument {
            Value(folder) if models.is_none() => models = Some(PathBuf::from(folder)),
            Long("jobs") => options.jobs = Some(number(&arguments.value()?)?),
            Long("report") => options.report = Some(arguments.value()?.into()),
            Long("check") => {
                let list = arguments.value()?;
                let list = list.to_string_lossy();
                options.check.extend(list.split(',').map(PathBuf::from));
            }
            Long("deny-warnings") => options.deny_warnings = true,
            Long("allow") => options
                .allow
                .push(arguments.value()?.to_string_lossy().into_owned()),
            Long("help") | Short('h') => return Ok(None),
            other => {
                let known = ["allow", "check", "deny-warnings", "help", "jobs", "report"];
                return Err(usage::unexpected(other, "querysmith corpus", &known));
            }
        }
    }
    options.models = models.context("expected a directory of models")?;
    Ok(Some(options))
}

/// Whether a model is to be checked. An error for a path of the selection that is no model.
pub(super) fn selection(
    folder: &Path,
    models: &[PathBuf],
    selected: &[PathBuf],
) -> anyhow::Result<impl Fn(&Path) -> bool + use<>> {
    let selected: Vec<PathBuf> = selected.iter().map(|path| folder.join(path)).collect();
    for path in &selected {
        anyhow::ensure!(
            models.contains(path),
            "{} is not a model of the directory, expected a path such as {}",
            path.display(),
            models.first().map_or(folder, PathBuf::as_path).display()
        );
    }
    Ok(move |model: &Path| selected.is_empty() || selected.iter().any(|path| path == model))
}

fn number(value: &OsString) -> anyhow::Result<NonZeroUsize> {
    let number = value.to_str().and_then(|text| text.parse().ok());
    number.with_context(|| format!("--jobs {value:?} is not valid, expected a number from 1"))
}

/// The models of a directory, sorted by name.
pub(super) fn models(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut models = Vec::new();
    for path in entries(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_beside = name.ends_with(".overlay.json") || name.ends_with(".crate.json");
        let is_model = name.ends_with(".json") && !is_beside;
        // A directory with a model in botocore's format.
        let is_c2j = |path: &Path| path.join("service-2.json").is_file();
        if is_model || is_c2j(&path) {
            models.push(path);
        } else if path.is_dir() {
            // A directory for each version.
            models.extend(entries(&path)?.into_iter().filter(|path| is_c2j(path)));
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

/// The paths of the entries of a directory.
fn entries(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let context = || format!("cannot read {}", folder.display());
    let entries = std::fs::read_dir(folder).with_context(context)?;
    let paths = entries.map(|entry| Ok(entry.with_context(context)?.path()));
    paths.collect()
}
