//! The development commands of the project: `cargo xtask <command>`.

mod codegen;
mod corpus;
mod diff;
mod lock;
mod model;
mod print;

use std::process::ExitCode;

use lexopt::Arg::{Long, Short, Value};

const HELP: &str = "\
The development commands of the project.

Usage: cargo xtask <command> [options]

Commands:
  codegen  generate an SDK crate from its Smithy model
  corpus   generate, check and test a crate for every model of a directory
  diff     report the effects of a new version of a model on dependents

Options:
  -h, --help  print this help, or the help of a command
";

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            print::err(format_args!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<ExitCode> {
    let mut arguments = lexopt::Parser::from_env();
    match arguments.next()? {
        None => {
            print::out(HELP)?;
            Ok(ExitCode::FAILURE)
        }
        Some(Long("help") | Short('h')) => {
            print::out(HELP)?;
            Ok(ExitCode::SUCCESS)
        }
        Some(Value(command)) if command == "codegen" => codegen::run(arguments),
        Some(Value(command)) if command == "corpus" => corpus::run(arguments),
        Some(Value(command)) if command == "diff" => diff::run(arguments),
        Some(Value(command)) => anyhow::bail!(
            "unknown command {command:?}, expected codegen, corpus or diff; `cargo xtask --help` lists the commands"
        ),
        Some(other) => Err(other.unexpected().into()),
    }
}
