//! The arguments of `querysmith generate`, `check` and `codegen`.

use std::path::{Path, PathBuf};

use lexopt::Arg::{Long, Short};

use crate::flags::{self, Flags};
use crate::usage::{self, Usage};

pub(super) const USAGE: &str = "\
Generate an SDK crate from a model.

Usage: querysmith generate --model PATH --out DIR [options]
       querysmith check --model PATH --out DIR [options]
       cargo xtask codegen [options]

`check` writes nothing, and exits with 1 if the crate is out of date. `codegen` is for the repository
of querysmith itself: it generates generated/ from model/sts.json, and paths are relative to the root.

Options:
  --model PATH       a file of Smithy JSON, a service-2.json of botocore, or a directory with such a
                     file and those beside it
  --out DIR          the directory of the crate
  --overlay PATH     corrections to the model   [default: <model>.overlay.json, if it exists, or else
                     those that are known for the model's service]
  --settings PATH    settings of the crate      [default: <model>.crate.json, if it exists]
  --check            write nothing; exit with 1 if the crate is out of date
  --remove           permit the removal of many generated files outside src/
  --deny-warnings    treat warnings about the model as defects
  -h, --help         print this help

";

pub(super) const NOTES: &str = "
If the model has defects, all of them are printed, no file is changed, and the exit code is 1.
Files that this command did not write are never removed or replaced.
";

/// The options besides the settings of the crate, without dashes.
const OPTIONS: [&str; 8] = [
    "check",
    "deny-warnings",
    "help",
    "model",
    "out",
    "overlay",
    "remove",
    "settings",
];

/// Which of the commands runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Generate,
    Check,
    /// With the model and the crate of the repository as defaults.
    Repository,
}

impl Mode {
    pub(super) fn command(self) -> &'static str {
        match self {
            Mode::Generate => "querysmith generate",
            Mode::Check => "querysmith check",
            Mode::Repository => "cargo xtask codegen",
        }
    }
}

pub(super) struct Options {
    pub(super) mode: Mode,
    pub(super) model: PathBuf,
    pub(super) overlay: Option<PathBuf>,
    pub(super) settings: Option<PathBuf>,
    pub(super) out: PathBuf,
    pub(super) flags: Flags,
    pub(super) check: bool,
    pub(super) deny_warnings: bool,
    pub(super) remove: bool,
}

/// The paths of the repository.
const MODEL: &str = "model/sts.json";
const OUT: &str = "generated";

impl Options {
    /// The command line that writes the files, with these options.
    pub(super) fn command(&self) -> String {
        let is_default = |path: &Path, default: &str| {
            self.mode == Mode::Repository && path == Path::new(default)
        };
        let mut command = match self.mode {
            Mode::Check => Mode::Generate.command().to_owned(),
            mode => mode.command().to_owned(),
        };
        let mut add = |option: &str, value: &Path| {
            command.push_str(&format!(" {option} {}", value.to_string_lossy()));
        };
        if !is_default(&self.model, MODEL) {
            add("--model", &self.model);
        }
        if let Some(overlay) = &self.overlay {
            add("--overlay", overlay);
        }
        if let Some(settings) = &self.settings {
            add("--settings", settings);
        }
        if !is_default(&self.out, OUT) {
            add("--out", &self.out);
        }
        command + &self.flags.command()
    }
}

pub(super) fn parse(mut arguments: lexopt::Parser, mode: Mode) -> anyhow::Result<Option<Options>> {
    let (mut model, mut out) = match mode {
        Mode::Repository => (Some(PathBuf::from(MODEL)), Some(PathBuf::from(OUT))),
        Mode::Generate | Mode::Check => (None, None),
    };
    let (mut overlay, mut settings, mut flags) = (None, None, Flags::default());
    let (mut check, mut deny_warnings, mut remove) = (mode == Mode::Check, false, false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("model") => model = Some(arguments.value()?.into()),
            Long("overlay") => overlay = Some(arguments.value()?.into()),
            Long("settings") => settings = Some(arguments.value()?.into()),
            Long("out") => out = Some(arguments.value()?.into()),
            Long("check") => check = true,
            Long("remove") => remove = true,
            Long("deny-warnings") => deny_warnings = true,
            Long("help") | Short('h') => return Ok(None),
            Long(name) => match flags::OPTIONS.iter().find(|option| **option == name) {
                Some(option) => flags.add(option, arguments.value()?)?,
                None => return Err(unexpected(Long(name), mode)),
            },
            other => return Err(unexpected(other, mode)),
        }
    }
    let missing = |option: &str, what: &str| {
        let usage = Usage::new(format!("{option} is missing"), mode.command());
        usage.expected(what).into_error()
    };
    Ok(Some(Options {
        mode,
        model: model.ok_or_else(|| missing("--model", "--model with the path of a model"))?,
        overlay,
        settings,
        out: out.ok_or_else(|| missing("--out", "--out with the directory of the crate"))?,
        flags,
        check,
        deny_warnings,
        remove,
    }))
}

fn unexpected(argument: lexopt::Arg<'_>, mode: Mode) -> anyhow::Error {
    let known = [&OPTIONS[..], &flags::OPTIONS].concat();
    usage::unexpected(argument, mode.command(), &known)
}
