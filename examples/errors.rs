//! Shows the errors that users meet first, and how a program distinguishes them.
//!
//! Nothing is sent: the config has no region, the input is not valid, and the responses are scripted.
//!
//! ```sh
//! cargo run --example errors
//! ```
//!
//! ```text
//! Configuration: GetCallerIdentity failed: no region is set; looked in the config; set AWS_REGION and load the config from the environment, or set a region in the config
//! Validation: AssumeRole failed: …RoleArn: missing…RoleSessionName: missing…
//! not allowed: AssumeRole failed: AccessDenied: User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:AssumeRole (HTTP 403, …); check that the caller's policies allow the action and, for a role, that its trust policy lets the caller assume it
//! later, after 3 attempts: AssumeRole failed: Throttling: Rate exceeded (HTTP 400, …)
//! ```

#![allow(clippy::print_stdout, reason = "this is a command-line program")]

use querysmith::sts::Client;
use querysmith::sts::operation::assume_role::{AssumeRoleError, AssumeRoleOutput};
use querysmith::testing::{Response, ScriptedTransport, config};
use querysmith::{Config, Error};

const DENIED: &str =
    "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:AssumeRole";

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let without_region = Client::new(&Config::builder().build());
    if let Err(error) = without_region.get_caller_identity().send().await {
        // Every error of an operation converts to `Error`.
        let error = Error::from(error);
        println!("{:?}: {error}", error.kind());
    }

    let transport = ScriptedTransport::new([
        Response::error(403, "AccessDenied", DENIED),
        Response::error(400, "Throttling", "Rate exceeded"),
        Response::error(400, "Throttling", "Rate exceeded"),
        Response::error(400, "Throttling", "Rate exceeded"),
    ]);
    let client = Client::new(&config().transport(transport).build());
    let invalid = client.assume_role().send().await;
    describe(invalid);
    for _ in 0..2 {
        let role = "arn:aws:iam::111122223333:role/deploy";
        let call = client.assume_role().role_arn(role);
        describe(call.role_session_name("build-42").send().await);
    }
}

fn describe(result: Result<AssumeRoleOutput, AssumeRoleError>) {
    match result {
        Ok(output) => println!("assumed {:?}", output.assumed_role_user()),
        Err(AssumeRoleError::ExpiredTokenException(error)) => println!("log in again: {error}"),
        Err(error) if error.code() == Some("AccessDenied") => println!("not allowed: {error}"),
        Err(error) if error.is_retryable() => {
            let attempts = error.metadata().map_or(0, |call| call.attempts().len());
            println!("later, after {attempts} attempts: {error}");
        }
        Err(error) => println!("{:?}: {error}", error.kind()),
    }
}
