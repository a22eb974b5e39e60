//! The command `querysmith`, which is also `cargo xtask` in the repository of the generator.

mod corpus;
mod diff;
mod flags;
mod generate;
mod lock;
mod model;
mod print;
mod update;
mod usage;

use std::process::ExitCode;

use lexopt::Arg::{Long, Short, Value};

use querysmith_codegen::Diagnostics;
use usage::Usage;

const HELP: &str = "\
Generates Rust SDK crates from the models of AWS Query services.

Usage: querysmith <command> [options]

Commands:
  generate      generate an SDK crate from a model
  check         check that a generated crate is up to date with its model
  model update  update a maintained model with the facts of a newer one
  diff          report the effects of a new version of a model on users of the crate
  corpus        generate, check and test a crate for every model of a directory
  codegen       generate or check the crate of STS, in the repository of querysmith itself

Options:
  -h, --help     print this help, or the help of a command
  -V, --version  print the version

A model is a file of Smithy JSON, a service-2.json of botocore, or a directory with such a file and
those beside it. For example:

  querysmith generate --model sns.json --out ./sns --license MIT
  querysmith generate --model rds.json --out ./rds --operations 'DescribeDB*,StartDBInstance'
";

/// The commands, for suggestions.
const COMMANDS: [&str; 6] = [
    "check",
    "codegen",
    "corpus",
    "diff",
    "generate",
    "model update",
];

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            match error.downcast_ref::<Diagnostics>() {
                // Defects of settings, each of which starts with the word.
                Some(defects) => print::err(defects),
                None => print::err(format_args!("error: {error:#}")),
            }
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<ExitCode> {
    let mut arguments = lexopt::Parser::from_env();
    let command = match arguments.next()? {
        None => {
            print::out(HELP)?;
            return Ok(ExitCode::FAILURE);
        }
        Some(Long("help") | Short('h')) => {
            print::out(HELP)?;
            return Ok(ExitCode::SUCCESS);
        }
        Some(Long("version") | Short('V')) => {
            print::out(concat!("querysmith ", env!("CARGO_PKG_VERSION"), "\n"))?;
            return Ok(ExitCode::SUCCESS);
        }
        Some(Value(command)) => command,
        Some(other) => return Err(usage::unexpected(other, "querysmith", &["help", "version"])),
    };
    match command.to_str() {
        Some("generate") => generate::run(arguments, generate::Mode::Generate),
        Some("check") => generate::run(arguments, generate::Mode::Check),
        Some("codegen") => generate::run(arguments, generate::Mode::Repository),
        Some("corpus") => corpus::run(arguments),
        Some("diff") => diff::run(arguments),
        Some("model") => update::run(arguments),
        _ => {
            let name = command.to_string_lossy();
            let usage = Usage::new("unknown command", "querysmith")
                .found(&name)
                .expected(&format!("one of: {}", COMMANDS.join(", ")));
            Err(usage.nearest(&name, COMMANDS).into_error())
        }
    }
}
