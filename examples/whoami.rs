//! Prints the identity that the credentials in the environment belong to: account, user id and ARN.
//!
//! ```sh
//! AWS_REGION=eu-west-1 cargo run --example whoami
//! ```

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is a command-line program"
)]

use std::process::ExitCode;

use querysmith::{Config, Error, sts};

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
    let config = Config::from_env()?;
    let client = sts::Client::new(&config);
    let identity = client.get_caller_identity().send().await?;
    println!("account  {}", identity.account().unwrap_or("unknown"));
    println!("user id  {}", identity.user_id().unwrap_or("unknown"));
    println!("arn      {}", identity.arn().unwrap_or("unknown"));
    Ok(())
}
