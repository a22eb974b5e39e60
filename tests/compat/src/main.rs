//! Runs one of the programs in `programs/`, by its name.

use std::process::ExitCode;

include!(concat!(env!("OUT_DIR"), "/programs.rs"));

/// What a program's `main` returns.
trait End {
    fn end(self) -> Result<(), String>;
}

impl End for () {
    fn end(self) -> Result<(), String> {
        Ok(())
    }
}

impl<E: std::fmt::Debug> End for Result<(), E> {
    fn end(self) -> Result<(), String> {
        self.map_err(|error| format!("{error:?}"))
    }
}

fn end(result: impl End) -> Result<(), String> {
    result.end()
}

fn main() -> ExitCode {
    let name = std::env::args().nth(1).unwrap_or_default();
    match run(&name) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("Error: {error}");
            ExitCode::FAILURE
        }
    }
}
