//! Runs one of the programs in `programs/`, by its name.

use std::process::{ExitCode, Termination};

include!(concat!(env!("OUT_DIR"), "/programs.rs"));

/// Runs the `main` of a program.
fn report<T: Termination>(main: fn() -> T) -> ExitCode {
    main().report()
}

fn main() -> ExitCode {
    let name = std::env::args().nth(1).unwrap_or_default();
    run(&name).unwrap_or_else(|| {
        eprintln!("no program {name}");
        ExitCode::FAILURE
    })
}
