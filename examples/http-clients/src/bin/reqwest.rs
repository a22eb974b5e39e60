//! Prints the caller's identity with reqwest: the SDK builds the request and parses the response,
//! and any HTTP client can send the request.
//!
//! An input converts to a plain `http::Request`, which is signed, and the response to an output.
//! For calls with all their steps over such a client, see `custom_transport`.
//!
//! ```sh
//! cargo run --manifest-path examples/http-clients/Cargo.toml --bin reqwest
//! ```
//!
//! ```text
//! arn:aws:iam::111122223333:user/alice
//! ```
//!
//! The option `--endpoint-url http://localhost:4566` selects another server.

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

const USAGE: &str = "usage: cargo run --bin reqwest [-- --endpoint-url URL]";

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
            println!("{}", identity.arn().unwrap_or("unknown"));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Returns the identity that the credentials in `env` belong to.
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
    let received = client.execute(request.try_into()?).await?;

    let mut response = Response::builder().status(received.status());
    if let Some(headers) = response.headers_mut() {
        headers.clone_from(received.headers());
    }
    let response = response.body(received.bytes().await?)?;
    Ok(GetCallerIdentityInput::parse_response(&response)?)
}

fn client() -> reqwest::Result<reqwest::Client> {
    // With the features enabled here, reqwest leaves the choice of the crypto provider to the
    // program. An error means that one is already installed, which is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .timeout(Duration::from_secs(30))
        .build()
}
