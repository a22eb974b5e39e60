//! Runs the command of a client's program.

use std::process::ExitCode;

use crate::arguments::{self, Arguments, Command};
use crate::measure::{self, Figures};
use crate::{Failure, StsClient, check};

/// Runs the command in the program's arguments, and prints its figures as lines `key=value`.
pub fn run<C: StsClient>() -> ExitCode {
    let arguments = match arguments::parse(std::env::args_os().skip(1)) {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    match figures::<C>(&arguments) {
        Ok(figures) => {
            for (key, value) in figures {
                println!("{key}={value:.3}");
            }
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn figures<C: StsClient>(arguments: &Arguments) -> Result<Figures, Failure> {
    let endpoint = || arguments.endpoint().map_err(Failure::because);
    match arguments.command {
        Command::Check => check::<C>(endpoint()?).map(|()| Figures::new()),
        Command::Sequential { calls } => {
            measure::sequential::<C>(endpoint()?, calls, arguments.warm_up(calls))
        }
        Command::Concurrent { calls, tasks } => {
            measure::concurrent::<C>(endpoint()?, calls, tasks, arguments.warm_up(calls))
        }
        Command::InMemory { calls } => measure::in_memory::<C>(calls, arguments.warm_up(calls)),
        Command::Allocations { calls } => {
            measure::allocations::<C>(calls, arguments.warm_up(calls))
        }
        Command::Create { clients } => measure::create::<C>(clients),
    }
}
