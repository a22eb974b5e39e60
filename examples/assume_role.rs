//! Assumes a role and prints its credentials as shell commands.
//!
//! ```sh
//! cargo run --example assume_role arn:aws:iam::111122223333:role/deploy build-42
//! ```
//!
//! ```text
//! export AWS_ACCESS_KEY_ID='ASIA…'
//! export AWS_SECRET_ACCESS_KEY='…'
//! export AWS_SESSION_TOKEN='…'
//! ```
//!
//! In a shell, `eval "$(cargo run --quiet --example assume_role ...)"` makes them the credentials of
//! the next commands: `cargo run --example whoami` then prints the session of the role. Programs that
//! keep using a role should use `AssumeRoleProvider`, which renews its sessions.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is a command-line program"
)]

use std::error::Error;
use std::process::ExitCode;

use querysmith::sts;

const USAGE: &str = "usage: cargo run --example assume_role ROLE_ARN SESSION_NAME";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(role_arn), Some(session_name), None) =
        (arguments.next(), arguments.next(), arguments.next())
    else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match assume_role(role_arn, session_name).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn assume_role(role_arn: String, session_name: String) -> Result<(), Box<dyn Error>> {
    let client = sts::Client::new(&querysmith::load().await?);
    let output = client
        .assume_role()
        .role_arn(role_arn)
        .role_session_name(session_name)
        .send()
        .await?;
    let credentials = output
        .credentials()
        .ok_or("the response has no credentials")?;

    // Printing the secrets is the purpose of this program.
    export("AWS_ACCESS_KEY_ID", credentials.access_key_id());
    export("AWS_SECRET_ACCESS_KEY", credentials.secret_access_key());
    export("AWS_SESSION_TOKEN", credentials.session_token());
    eprintln!("valid until {}", credentials.expiration());
    Ok(())
}

/// Prints an `export` command. Within single quotes, a shell interprets only the quote itself.
fn export(name: &str, value: &str) {
    println!("export {name}='{}'", value.replace('\'', r"'\''"));
}
