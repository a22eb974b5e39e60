//! `cargo xtask codegen`: generates the files of a crate from a model, or checks them.

use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context;
use lexopt::Arg::{Long, Short};
use querysmith_codegen::tree::{self, Change};
use querysmith_codegen::{Diagnostics, Generated, generate};

use crate::lock;
use crate::model::{Model, print_defects, shown, workspace_root};
use crate::print;

const HELP: &str = "\
Generate an SDK crate from its Smithy model.

Usage: cargo xtask codegen [options]

Options:
  --model PATH       the Smithy JSON model, or a directory with botocore's service-2.json
                                                  [default: model/sts.json]
  --overlay PATH     corrections to the model     [default: <model>.overlay.json, if it exists,
                     or else those that are known for the model's service]
  --out DIR          the directory of the crate   [default: generated]
  --crate-name NAME  the name of the crate        [default: querysmith-<SDK id>]
  --check            write nothing; exit with 1 if the crate is out of date
  --remove           permit the removal of many generated files outside src/
  --deny-warnings    treat warnings about the model as defects
  -h, --help         print this help

If the model has defects, all of them are printed, no file is changed, and the exit code is 1.
Files that this command did not write are never removed or replaced.
";

/// The maximum number of files outside `src/` that are removed without `--remove`.
const MAX_REMOVALS: usize = 5;

struct Options {
    model: PathBuf,
    overlay: Option<PathBuf>,
    out: PathBuf,
    crate_name: Option<String>,
    check: bool,
    deny_warnings: bool,
    remove: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            model: PathBuf::from("model/sts.json"),
            overlay: None,
            out: PathBuf::from("generated"),
            crate_name: None,
            check: false,
            deny_warnings: false,
            remove: false,
        }
    }
}

impl Options {
    /// The command line with these options, without `--check`.
    fn command(&self) -> String {
        let default = Options::default();
        let mut command = String::from("cargo xtask codegen");
        let mut add = |option: &str, value: &str| command.push_str(&format!(" {option} {value}"));
        if self.model != default.model {
            add("--model", &self.model.to_string_lossy());
        }
        if let Some(overlay) = &self.overlay {
            add("--overlay", &overlay.to_string_lossy());
        }
        if self.out != default.out {
            add("--out", &self.out.to_string_lossy());
        }
        if let Some(name) = &self.crate_name {
            add("--crate-name", name);
        }
        command
    }
}

/// The generated crate, and where it is written.
struct Plan {
    /// The path of the model for messages.
    model: String,
    out: PathBuf,
    generated: Result<Generated, Diagnostics>,
}

/// Runs the command with the arguments after its name.
pub(crate) fn run(arguments: lexopt::Parser) -> anyhow::Result<ExitCode> {
    let Some(options) = parse(arguments)? else {
        print::out(HELP)?;
        return Ok(ExitCode::SUCCESS);
    };
    let started = Instant::now();
    let root = workspace_root();
    let Plan {
        model,
        out,
        generated,
    } = plan(&root, &options)?;
    let generated = match generated {
        Ok(generated) => generated,
        Err(diagnostics) => {
            print_defects(&diagnostics, &format!("{model}; no file was changed"));
            return Ok(ExitCode::FAILURE);
        }
    };
    print_model(&model, &generated)?;
    for warning in &generated.warnings {
        print::err(warning);
    }
    let mut lock = lock::open(&root)?;
    // Two runs at once would mix their files. The lock ends with the process, however that ends.
    let _running = match options.check {
        true => None,
        false => Some(lock.write().context("cannot lock the output")?),
    };
    let changes = tree::compare(&out, &generated.files)?;
    let shown_out = shown(&root, &out);
    if options.check {
        return Ok(match drift(&shown_out, &options, &changes) {
            None => {
                let count = generated.files.len();
                print::out(format_args!("{shown_out}: {count} files are up to date\n"))?;
                ExitCode::SUCCESS
            }
            Some(message) => {
                print::err(message);
                ExitCode::FAILURE
            }
        });
    }
    let outside = tree::removals_outside_src(&changes);
    anyhow::ensure!(
        options.remove || outside <= MAX_REMOVALS,
        "{shown_out} has {outside} generated files outside src/ that are not in this crate; \
         no file was changed; if the directory is right, add --remove"
    );
    tree::apply(&out, &generated.files, &changes)?;
    let count = |is: fn(&Change) -> bool| changes.iter().filter(|change| is(change)).count();
    let removed = count(|change| matches!(change, Change::Orphaned { .. }));
    let written = changes.len() - removed;
    let kept = generated.files.len() - written;
    let milliseconds = started.elapsed().as_millis();
    print::out(format_args!(
        "{shown_out}: {written} files written, {kept} kept, {removed} removed, in {milliseconds} ms\n"
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// Reads the model and its overlay, and generates the crate in memory.
fn plan(root: &Path, options: &Options) -> anyhow::Result<Plan> {
    let model = Model::read(root, &options.model, options.overlay.as_deref())?;
    let out = root.join(&options.out);
    let project = project_path(root, &out);
    let mut inputs = model.inputs().project_path(&project);
    if options.out == Options::default().out {
        inputs = inputs.workspace_member();
    }
    if options.deny_warnings {
        inputs = inputs.deny_warnings();
    }
    if let Some(name) = &options.crate_name {
        inputs = inputs.crate_name(name);
    }
    let generated = generate(&inputs);
    Ok(Plan {
        model: model.path,
        out,
        generated,
    })
}

fn parse(mut arguments: lexopt::Parser) -> anyhow::Result<Option<Options>> {
    let mut options = Options::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("model") => options.model = arguments.value()?.into(),
            Long("overlay") => options.overlay = Some(arguments.value()?.into()),
            Long("out") => options.out = arguments.value()?.into(),
            Long("crate-name") => options.crate_name = Some(crate_name(arguments.value()?)?),
            Long("check") => options.check = true,
            Long("remove") => options.remove = true,
            Long("deny-warnings") => options.deny_warnings = true,
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected()).context("see `cargo xtask codegen --help`"),
        }
    }
    Ok(Some(options))
}

/// A valid package name that is also an identifier after `-` is replaced by `_`.
fn crate_name(value: std::ffi::OsString) -> anyhow::Result<String> {
    let name = value.to_string_lossy().into_owned();
    let rest = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let fits = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(rest);
    anyhow::ensure!(
        fits,
        "--crate-name {name:?} is not a valid crate name: expected a letter, then letters, digits, `-` and `_`"
    );
    Ok(name)
}

/// The path of this project, relative to the crate's manifest if the crate is in the workspace.
fn project_path(root: &Path, out: &Path) -> String {
    let inside = out.strip_prefix(root).ok();
    let is_down = |part: Component<'_>| matches!(part, Component::Normal(_));
    match inside.filter(|inside| inside.components().all(is_down)) {
        Some(inside) => vec![".."; inside.components().count()].join("/"),
        None => root.to_string_lossy().into_owned(),
    }
}

fn print_model(model: &str, generated: &Generated) -> anyhow::Result<()> {
    print::out(format_args!(
        "{model}: {} {}, {} operations, {} shapes\n",
        generated.service, generated.api_version, generated.operations, generated.shapes
    ))
}

/// The message of `--check` and of the drift test for a crate that is out of date: each difference,
/// and the command that fixes it.
fn drift(out: &str, options: &Options, changes: &[Change]) -> Option<String> {
    if changes.is_empty() {
        return None;
    }
    let mut message = String::new();
    for change in changes {
        message.push_str(&format!("{change}\n"));
    }
    let command = options.command();
    message.push_str(&format!(
        "{out} is out of date with the model and the generator; run `{command}`"
    ));
    Some(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generated_crate_is_up_to_date() {
        let (root, options) = (workspace_root(), Options::default());
        let plan = plan(&root, &options).expect("the model can be read");
        let generated = plan
            .generated
            .unwrap_or_else(|defects| panic!("{}:\n{defects}", plan.model));
        let changes = tree::compare(&plan.out, &generated.files).expect("the crate can be read");
        let drift = drift("generated", &options, &changes);
        assert!(drift.is_none(), "\n{}", drift.unwrap_or_default());
    }

    #[test]
    fn drift_lists_every_difference_and_the_command_that_fixes_it() {
        let changes = [
            Change::Missing {
                path: "src/a.rs".to_owned(),
            },
            Change::Stale {
                path: "src/b.rs".to_owned(),
                line: 3,
                found: "old".to_owned(),
                expected: "new".to_owned(),
            },
            Change::Orphaned {
                path: "src/c.rs".to_owned(),
            },
        ];
        let options = Options {
            out: PathBuf::from("elsewhere"),
            crate_name: Some("other".to_owned()),
            ..Options::default()
        };
        let expected = "\
missing: src/a.rs
stale: src/b.rs, line 3
  found:    old
  expected: new
orphaned: src/c.rs
out is out of date with the model and the generator; run `cargo xtask codegen --out elsewhere --crate-name other`";
        assert_eq!(drift("out", &options, &changes).as_deref(), Some(expected));
        assert_eq!(drift("out", &options, &[]), None);
    }
}
