//! Prints the identity that the credentials of this machine belong to: account, user id and ARN.
//!
//! ```sh
//! cargo run --example whoami
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

use querysmith::{Error, sts};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match whoami().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn whoami() -> Result<(), Error> {
    let client = sts::Client::new(&querysmith::load().await?);
    let identity = client.get_caller_identity().send().await?;
    println!("account  {}", identity.account().unwrap_or("unknown"));
    println!("user id  {}", identity.user_id().unwrap_or("unknown"));
    println!("arn      {}", identity.arn().unwrap_or("unknown"));
    Ok(())
}
