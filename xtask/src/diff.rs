//! `cargo xtask diff`: what a new version of a model means for those who depend on the crate.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use lexopt::Arg::{Long, Short, Value};
use querysmith_codegen::{Level, diff};

use crate::model::{Model, print_defects, workspace_root};
use crate::print;

const HELP: &str = "\
Tell what a new version of a model means for code that depends on the crate.

Usage: cargo xtask diff OLD NEW [options]

Arguments:
  OLD  the Smithy JSON model that the published crate is made from
  NEW  the one that the next crate is to be made from

Options:
  --overlay PATH   corrections of both models  [default: <model>.overlay.json, where it exists]
  --format FORMAT  text or json                [default: text]
  --fail-on LEVEL  exit with 2 if any change is major, or minor, or patch, or graver
  -h, --help       print this help

What is compared is the code that would be emitted. Every change is judged by Cargo's rules:
  major  code that compiled and worked may not do so any more: something is gone, has another
         name or type, or a value that was sent is refused
  minor  something is new, or an answer can come out differently
  patch  all that a caller's code cannot see: documentation, names on the wire

Exits with 0 whatever is found, unless --fail-on says otherwise, and with 1 if a model has defects.
";

#[derive(Default)]
struct Options {
    models: Vec<PathBuf>,
    overlay: Option<PathBuf>,
    json: bool,
    fail_on: Option<Level>,
}

/// Runs the command with what follows its name.
pub(crate) fn run(arguments: lexopt::Parser) -> anyhow::Result<ExitCode> {
    let Some(options) = parse(arguments).context("see `cargo xtask diff --help`")? else {
        print::out(HELP)?;
        return Ok(ExitCode::SUCCESS);
    };
    let [old, new] = options.models.as_slice() else {
        anyhow::bail!(
            "found {} models, expected two: the old and the new one; see `cargo xtask diff --help`",
            options.models.len()
        );
    };
    let root = workspace_root();
    let read = |path: &PathBuf| Model::read(&root, path, options.overlay.as_deref());
    let (old, new) = (read(old)?, read(new)?);
    let diff = match diff(&old.inputs(), &new.inputs()) {
        Ok(diff) => diff,
        Err(diagnostics) => {
            print_defects(&diagnostics, "the models; nothing was compared");
            return Ok(ExitCode::FAILURE);
        }
    };
    match options.json {
        true => print::out(diff.to_json())?,
        false => print::out(&diff)?,
    }
    let is_too_grave = options
        .fail_on
        .is_some_and(|limit| diff.level() >= Some(limit));
    Ok(match is_too_grave {
        true => ExitCode::from(2),
        false => ExitCode::SUCCESS,
    })
}

fn parse(mut arguments: lexopt::Parser) -> anyhow::Result<Option<Options>> {
    let mut options = Options::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Value(model) => options.models.push(model.into()),
            Long("overlay") => options.overlay = Some(arguments.value()?.into()),
            Long("format") => options.json = is_json(arguments.value()?)?,
            Long("fail-on") => options.fail_on = Some(level(arguments.value()?)?),
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Some(options))
}

fn is_json(format: OsString) -> anyhow::Result<bool> {
    match format.to_str() {
        Some("json") => Ok(true),
        Some("text") => Ok(false),
        _ => anyhow::bail!("unknown format {format:?}, expected text or json"),
    }
}

fn level(name: OsString) -> anyhow::Result<Level> {
    let level = Level::ALL.into_iter().find(|level| name == level.as_str());
    level.with_context(|| format!("unknown level {name:?}, expected major, minor or patch"))
}
