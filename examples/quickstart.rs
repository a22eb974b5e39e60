//! The first run: makes calls to a local stand-in for STS, without an AWS account or a network.
//!
//! ```sh
//! cargo run --example quickstart
//! ```
//!
//! The stand-in checks signatures and trust policies as STS does. Its accounts and keys are fakes.

#![allow(clippy::print_stdout, reason = "this is a command-line program")]

use std::error::Error;

use querysmith::credentials::{AssumeRoleProvider, Role};
use querysmith::sts::Client;
use querysmith_local_sts::LocalSts;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    run().await
}

pub(crate) async fn run() -> Result<(), Box<dyn Error>> {
    let sts = LocalSts::start().await?;
    println!("A local stand-in for STS listens on {}.\n", sts.url());

    // With an AWS account, this is `querysmith::load().await?` instead.
    let config = sts.config("alice");
    let identity = Client::new(&config).get_caller_identity().send().await?;
    println!("I am {}.", identity.arn().unwrap_or("unknown"));

    // The provider assumes the role when credentials are needed, and again before they expire.
    let role = Role::new("arn:aws:iam::111122223333:role/deploy").with_session_name("quickstart");
    let provider = AssumeRoleProvider::new(&config, role);
    let as_role = config.with_credentials_provider(provider);
    let identity = Client::new(&as_role).get_caller_identity().send().await?;
    println!("Now I am {}.\n", identity.arn().unwrap_or("unknown"));

    // This role requires the external id `guest`.
    let refused = Client::new(&config)
        .assume_role()
        .role_arn("arn:aws:iam::444455556666:role/partner")
        .role_session_name("quickstart")
        .external_id("stranger")
        .send()
        .await;
    match refused {
        Ok(_) => return Err("a role was assumed with a wrong external id".into()),
        Err(error) => println!("A refused call: {error}\n"),
    }

    println!("What the stand-in logged:");
    for entry in sts.log() {
        println!("  {entry}");
    }
    Ok(())
}
