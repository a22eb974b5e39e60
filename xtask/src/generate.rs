//! `querysmith generate`, `check` and `codegen`: write the files of a crate, or check them.

mod options;

use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context;
use querysmith_codegen::tree::{self, Change};
use querysmith_codegen::{Diagnostics, Generated, Settings, generate};

use crate::flags;
use crate::lock;
use crate::model::{self, Model, print_defects, shown};
use crate::print;
use options::{NOTES, Options, USAGE, parse};

pub(crate) use options::Mode;

/// The maximum number of files outside `src/` that are removed without `--remove`.
const MAX_REMOVALS: usize = 5;

/// The size in bytes of a model that takes seconds.
const LARGE: u64 = 1 << 20;

/// The generated crate, and where it is written.
struct Plan {
    /// The path of the model for messages.
    model: String,
    out: PathBuf,
    settings: Kept,
    generated: Result<Generated, Diagnostics>,
}

/// The settings of the crate, and the file that keeps them.
struct Kept {
    path: PathBuf,
    /// As in the file.
    old: Settings,
    /// With the options.
    new: Settings,
}

/// Runs a command with the arguments after its name.
pub(crate) fn run(arguments: lexopt::Parser, mode: Mode) -> anyhow::Result<ExitCode> {
    let Some(options) = parse(arguments, mode)? else {
        print::out(format_args!("{USAGE}{}{NOTES}", flags::HELP))?;
        return Ok(ExitCode::SUCCESS);
    };
    let started = Instant::now();
    let base = match mode {
        Mode::Repository => model::repository()?,
        Mode::Generate | Mode::Check => model::current_directory()?,
    };
    let plan = plan(&base, &options)?;
    let generated = match &plan.generated {
        Ok(generated) => generated,
        Err(diagnostics) => {
            print_defects(diagnostics, &format!("{}; no file was changed", plan.model));
            return Ok(ExitCode::FAILURE);
        }
    };
    print_model(&plan.model, generated)?;
    for warning in &generated.warnings {
        print::err(warning);
    }
    let mut lock = lock::open(&plan.out)?;
    // Two runs at once would mix their files. The lock is released when the process ends, even if
    // it is killed.
    let _running = match options.check {
        true => None,
        false => Some(lock.write().context("cannot lock the output")?),
    };
    let changes = tree::compare(&plan.out, &generated.files)?;
    let shown_out = shown(&base, &plan.out);
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
    tree::apply(&plan.out, &generated.files, &changes)?;
    let Kept { path, old, new } = &plan.settings;
    if !options.flags.is_empty() && flags::keep(path, old, new)? {
        let path = shown(&base, path);
        print::out(format_args!(
            "{path}: keeps the settings for the next run\n"
        ))?;
    }
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

/// Reads the model with its overlay and settings, and generates the crate in memory.
fn plan(base: &Path, options: &Options) -> anyhow::Result<Plan> {
    let model = Model::read(base, &options.model, options.overlay.as_deref())?;
    let out = base.join(&options.out);
    let settings = read_settings(base, &out, options)?;
    let size = model.size();
    if size > LARGE {
        let megabytes = size as f64 / LARGE as f64;
        print::err(format_args!(
            "{}: {megabytes:.1} MB, generating",
            model.path
        ));
    }
    let project = project_path(base, &out);
    let mut inputs = model.inputs().settings(&settings.new);
    // Crates beside the published ones use the sources of this repository.
    if options.mode == Mode::Repository && !settings.new.has_runtime() {
        inputs = inputs.project_path(&project);
    }
    if options.deny_warnings {
        inputs = inputs.deny_warnings();
    }
    let started = Instant::now();
    let generated = generate(&inputs);
    if let Ok(generated) = generated.as_ref()
        && size > LARGE
    {
        let (files, seconds) = (generated.files.len(), started.elapsed().as_secs_f64());
        let path = &model.path;
        print::err(format_args!(
            "{path}: {files} files generated in {seconds:.1} s"
        ));
    }
    Ok(Plan {
        model: model.path,
        out,
        settings,
        generated,
    })
}

fn read_settings(base: &Path, out: &Path, options: &Options) -> anyhow::Result<Kept> {
    let path = match &options.settings {
        Some(path) => base.join(path),
        None => flags::settings_path(&base.join(&options.model)),
    };
    anyhow::ensure!(
        options.settings.is_none() || path.exists() || !options.flags.is_empty(),
        "cannot read {}: no such file",
        path.display()
    );
    let old = flags::read(&path, &shown(base, &path))?;
    let new = options
        .flags
        .apply(old.clone(), base, out, options.mode.command())?;
    Ok(Kept { path, old, new })
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

/// The message of a check and of the drift test for a crate that is out of date: each difference,
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

    fn options(arguments: &[&str], mode: Mode) -> Options {
        let options = parse(lexopt::Parser::from_args(arguments), mode);
        options.expect("they are valid").expect("it is not --help")
    }

    #[test]
    fn the_generated_crate_is_up_to_date() {
        let root = model::repository().expect("tests run in the repository");
        let options = options(&[], Mode::Repository);
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
        let arguments = ["--out", "elsewhere", "--crate-name", "other"];
        let here = options(&arguments, Mode::Repository);
        let expected = "\
missing: src/a.rs
stale: src/b.rs, line 3
  found:    old
  expected: new
orphaned: src/c.rs
out is out of date with the model and the generator; run `cargo xtask codegen --out elsewhere --crate-name other`";
        assert_eq!(drift("out", &here, &changes).as_deref(), Some(expected));
        assert_eq!(drift("out", &here, &[]), None);
        let check = options(&["--model", "a.json", "--out", "a"], Mode::Check);
        let command = "querysmith generate --model a.json --out a";
        assert_eq!(check.command(), command);
    }
}
