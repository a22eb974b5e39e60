//! Prints the caller's identity without async: `whoami` with the feature `blocking`.
//!
//! ```sh
//! cargo run --example blocking --features blocking
//! ```
//!
//! ```text
//! account  111122223333
//! user id  AIDA…
//! arn      arn:aws:iam::111122223333:user/alice
//! ```

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is a command-line program"
)]

use std::process::ExitCode;

use querysmith::{Error, blocking, sts};

fn main() -> ExitCode {
    match whoami() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn whoami() -> Result<(), Error> {
    // `wait` runs any future of this crate to completion.
    let config = blocking::wait(querysmith::load())?;
    let client = sts::blocking::Client::new(&config);
    let identity = client.get_caller_identity().send()?;
    println!("account  {}", identity.account().unwrap_or("unknown"));
    println!("user id  {}", identity.user_id().unwrap_or("unknown"));
    println!("arn      {}", identity.arn().unwrap_or("unknown"));
    Ok(())
}
