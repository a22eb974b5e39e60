//! Prints a line for each call that the program makes, and adds a header to all of them, with an
//! interceptor.
//!
//! ```sh
//! cargo run --example interceptor
//! ```
//!
//! ```text
//! STS GetCallerIdentity: succeeded; 1 attempts in …
//! STS GetCallerIdentity: succeeded; 1 attempts in …
//! ```

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is a command-line program"
)]

use std::process::ExitCode;

use querysmith::interceptor::{HookResult, Interceptor, InterceptorContext, Outcome};
use querysmith::{Bytes, ConfigLoader, Error, http, sts};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match calls().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn calls() -> Result<(), Error> {
    let builder = ConfigLoader::new().builder().await?;
    let client = sts::Client::new(&builder.interceptor(Journal).build());
    client.get_caller_identity().send().await?;
    // The same operation, with other settings for this call only.
    client
        .get_caller_identity()
        .customize()
        .config_override(|config| config.region("us-east-2").max_attempts(1))
        .header("x-ticket", "42")
        .send()
        .await?;
    Ok(())
}

/// Prints the result of each call.
#[derive(Debug)]
struct Journal;

impl Interceptor for Journal {
    fn modify_before_signing(
        &self,
        context: &mut InterceptorContext<'_>,
        request: &mut http::Request<Bytes>,
    ) -> HookResult {
        let value = format!("journal/{}", context.attempt()).parse()?;
        request.headers_mut().insert("x-seen-by", value);
        Ok(())
    }

    fn read_after_execution(&self, context: &mut InterceptorContext<'_>, outcome: Outcome<'_>) {
        let (service, operation) = (context.service(), context.operation());
        let (result, metadata) = match outcome {
            Ok(metadata) => ("succeeded".to_owned(), Some(metadata)),
            Err(error) => (error.to_string(), error.metadata()),
        };
        let attempts = metadata.map_or(0, |metadata| metadata.attempts().len());
        let duration = metadata
            .map(|metadata| metadata.duration())
            .unwrap_or_default();
        println!("{service} {operation}: {result}; {attempts} attempts in {duration:?}");
    }
}
