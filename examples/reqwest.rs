//! Says who the caller is, by reqwest: a call in two halves, with any HTTP client between them.
//!
//! An input turns into a plain `http::Request`, which is signed, and the answer into an output.
//! For calls with all their steps over such a client, see `custom_transport`.
//!
//! ```sh
//! AWS_REGION=eu-west-1 cargo run --example reqwest
//! AWS_REGION=eu-west-1 cargo run --example reqwest -- --endpoint-url http://localhost:4566
//! ```

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is a command-line program"
)]

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use querysmith::env::Env;
use querysmith::http::Response;
use querysmith::sts::operation::get_caller_identity::{
    GetCallerIdentityInput, GetCallerIdentityOutput,
};
use querysmith::{Config, ConfigBuilder, Operation};

const USAGE: &str = "usage: cargo run --example reqwest [-- --endpoint-url URL]";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let endpoint_url = match arguments.as_slice() {
        [] => None,
        ["--endpoint-url", url] => Some(*url),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match whoami(&Env::process(), endpoint_url).await {
        Ok(identity) => {
            println!("{}", identity.arn().unwrap_or("nobody"));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The identity of the credentials in `env`.
pub async fn whoami(
    env: &Env,
    endpoint_url: Option<&str>,
) -> Result<GetCallerIdentityOutput, Box<dyn Error>> {
    let mut builder = ConfigBuilder::from_env(env)?;
    if let Some(url) = endpoint_url {
        builder = builder.endpoint_url(url);
    }
    let config: Config = builder.build();
    let provider = config.credentials_provider().ok_or("no credentials")?;
    let credentials = provider.provide_credentials().await?;
    let client = client()?;

    let input = GetCallerIdentityInput::builder().build();
    let mut request = input.to_request(&config)?;
    GetCallerIdentityInput::sign(&mut request, &config, &credentials)?;
    let answer = client.execute(request.try_into()?).await?;

    let mut response = Response::builder().status(answer.status());
    if let Some(headers) = response.headers_mut() {
        headers.clone_from(answer.headers());
    }
    let response = response.body(answer.bytes().await?)?;
    Ok(GetCallerIdentityInput::parse_response(&response)?)
}

fn client() -> reqwest::Result<reqwest::Client> {
    // Built as it is here, reqwest leaves the choice of cryptography to the program. That somebody
    // has chosen before is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .timeout(Duration::from_secs(30))
        .build()
}
