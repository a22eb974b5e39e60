//! `querysmith model update`: updates a maintained model with the facts of a newer one.

use std::path::PathBuf;
use std::process::ExitCode;

use lexopt::Arg::{Long, Short, Value};
use querysmith_codegen::{read_model, tree, update_model};

use crate::model::{cannot_read, current_directory, print_defects, read, repository, shown};
use crate::print;
use crate::usage::{self, Usage};

const HELP: &str = "\
Update a maintained model with the facts of a newer one.

Usage: querysmith model update NEW --model PATH [options]
       cargo xtask model update NEW [options]

Arguments:
  NEW  the newer model: a file of Smithy JSON, a service-2.json of botocore, or a directory with such a
       file and those beside it

Options:
  --model PATH  the maintained model, in Smithy JSON  [default: model/sts.json in the repository of
                querysmith]
  --dry-run     print the report, and write nothing
  -h, --help    print this help

Shapes, members, targets, traits and their order become those of NEW. Documentation, messages of
deprecations, examples, endpoint tests and the form of the endpoint rules are kept. New items have empty
documentation, which `generate` reports until it is written. Removed texts are printed.

The file keeps its formatting, and is replaced atomically. A second run changes nothing.
";

const AT: &str = "querysmith model update";

/// Runs `model` with the arguments after its name.
pub(crate) fn run(mut arguments: lexopt::Parser) -> anyhow::Result<ExitCode> {
    match arguments.next()? {
        Some(Value(command)) if command == "update" => update(arguments),
        Some(Long("help") | Short('h')) => {
            print::out(HELP)?;
            Ok(ExitCode::SUCCESS)
        }
        other => {
            let found = match other {
                Some(Value(command)) => command.to_string_lossy().into_owned(),
                _ => "none".to_owned(),
            };
            let usage = Usage::new("unknown command of `model`", AT).found(&found);
            Err(usage
                .expected("update")
                .nearest(&found, ["update"])
                .into_error())
        }
    }
}

fn update(mut arguments: lexopt::Parser) -> anyhow::Result<ExitCode> {
    let (mut new, mut model, mut is_dry) = (None, None, false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Value(path) if new.is_none() => new = Some(PathBuf::from(path)),
            Long("model") => model = Some(PathBuf::from(arguments.value()?)),
            Long("dry-run") => is_dry = true,
            Long("help") | Short('h') => {
                print::out(HELP)?;
                return Ok(ExitCode::SUCCESS);
            }
            other => return Err(usage::unexpected(other, AT, &["dry-run", "help", "model"])),
        }
    }
    let missing = |what: &str| {
        Usage::new("a model is missing", AT)
            .expected(what)
            .into_error()
    };
    let here = current_directory()?;
    let path = match (model, repository()) {
        (Some(model), _) => here.join(model),
        (None, Ok(root)) => root.join("model/sts.json"),
        (None, Err(_)) => return Err(missing("--model with the path of the maintained model")),
    };
    let new = new.ok_or_else(|| missing("the path of the newer model"))?;
    let files = read_model(&here.join(new), |file| shown(&here, file))
        .map_err(|(path, error)| cannot_read(&path, error))?;
    let (text, name) = (read(&path)?, shown(&here, &path));
    let update = match update_model(&name, &text, &files) {
        Ok(update) => update,
        Err(diagnostics) => {
            print_defects(&diagnostics, &format!("{name}; no file was changed"));
            return Ok(ExitCode::FAILURE);
        }
    };
    print::out(&update)?;
    if !is_dry {
        tree::replace(&path, &update.text)?;
    }
    let unchanged = if update.text == text {
        ", unchanged"
    } else {
        ""
    };
    print::out(format_args!(
        "{name}{unchanged}: {} added, {} changed, {} removed; {} texts kept, {} removed; {} to write\n",
        update.added.len(),
        update.changed.len(),
        update.removed.len(),
        update.kept_texts,
        update.removed_texts.len(),
        update.to_write.len(),
    ))?;
    Ok(ExitCode::SUCCESS)
}
