//! `querysmith diff`: reports the effects of a new version of a model on dependents of the crate.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use lexopt::Arg::{Long, Short, Value};
use querysmith_codegen::{Level, diff};

use crate::model::{Model, current_directory, print_defects};
use crate::print;
use crate::usage::{self, Usage};

const HELP: &str = "\
Report the effects of a new version of a model on code that depends on the crate.

Usage: querysmith diff OLD NEW [options]

Arguments:
  OLD  the model of the published crate: Smithy JSON, or a directory with botocore's service-2.json
  NEW  the model of the next release, in either format

Options:
  --overlay PATH   corrections to both models  [default: <model>.overlay.json, if it exists, or
                   else those that are known for the service]
  --format FORMAT  text or json                [default: text]
  --fail-on LEVEL  exit with 2 if there is a change of this level (major, minor, patch) or higher
  -h, --help       print this help

The emitted code is compared. The changes are grouped by what users of the crate have to do:
  breaking       code that uses the item no longer compiles: adapt it
  behavior       code compiles, but requests, responses, values or checks differ at run time, or the
                 compiler warns: check whether it matters
  addition       something is new: nothing to do
  documentation  documentation, examples or tests differ: nothing to do; only their numbers are
                 printed

Each change also has a level, according to Cargo's SemVer rules, which determines the next version:
  major  code that compiled and worked may no longer do so: an item was removed or has another
         name or type, or a value that was accepted is rejected
  minor  an item was added, or responses can be handled differently
  patch  changes that callers cannot see: documentation, wire names

Exit status:
  0  the models were compared, whether there are changes or not
  1  a model has defects or cannot be read, or an argument is wrong
  2  there is a change of the level of --fail-on or higher
";

const COMMAND: &str = "querysmith diff";

#[derive(Default)]
struct Options {
    models: Vec<PathBuf>,
    overlay: Option<PathBuf>,
    json: bool,
    fail_on: Option<Level>,
}

/// Runs the command with the arguments after its name.
pub(crate) fn run(arguments: lexopt::Parser) -> anyhow::Result<ExitCode> {
    let Some(options) = parse(arguments)? else {
        print::out(HELP)?;
        return Ok(ExitCode::SUCCESS);
    };
    let [old, new] = options.models.as_slice() else {
        let count = options.models.len();
        let usage = Usage::new("wrong number of models", COMMAND).found(&count.to_string());
        return Err(usage.expected("two: the old and the new one").into_error());
    };
    let root = current_directory()?;
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
    let fails = options
        .fail_on
        .is_some_and(|limit| diff.level() >= Some(limit));
    Ok(match fails {
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
            other => {
                let known = ["fail-on", "format", "help", "overlay"];
                return Err(usage::unexpected(other, COMMAND, &known));
            }
        }
    }
    Ok(Some(options))
}

fn is_json(format: OsString) -> anyhow::Result<bool> {
    match format.to_str() {
        Some("json") => Ok(true),
        Some("text") => Ok(false),
        _ => Err(Usage::new("unknown format", COMMAND)
            .found(&format.to_string_lossy())
            .expected("text or json")
            .into_error()),
    }
}

fn level(name: OsString) -> anyhow::Result<Level> {
    let level = Level::ALL.into_iter().find(|level| name == level.as_str());
    level.ok_or_else(|| {
        Usage::new("unknown level", COMMAND)
            .found(&name.to_string_lossy())
            .expected("major, minor or patch")
            .into_error()
    })
}
