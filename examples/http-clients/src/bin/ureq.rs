//! Prints the caller's identity with ureq: the SDK builds the request and parses the response, and
//! any HTTP client can send the request.
//!
//! This example uses no async and no transport of this crate. An input converts to a plain
//! `http::Request`, which is signed for each attempt, and the response to an output.
//!
//! ```sh
//! cargo run --manifest-path examples/http-clients/Cargo.toml --bin ureq
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
use querysmith::http::{Request, Response};
use querysmith::sts::operation::get_caller_identity::{
    GetCallerIdentityInput, GetCallerIdentityOutput,
};
use querysmith::transport::{TransportError, TransportErrorKind};
use querysmith::{Bytes, Config, ConfigBuilder, Credentials, Operation};

/// The maximum size of a response body, in bytes.
const RESPONSE_LIMIT: u64 = 1024 * 1024;

const USAGE: &str = "usage: cargo run --bin ureq [-- --endpoint-url URL]";

fn main() -> ExitCode {
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
    match whoami(&Env::process(), endpoint_url, std::thread::sleep) {
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

/// Returns the identity that the credentials in `env` belong to. Calls `sleep` between attempts.
pub fn whoami(
    env: &Env,
    endpoint_url: Option<&str>,
    sleep: impl Fn(Duration),
) -> Result<GetCallerIdentityOutput, Box<dyn Error>> {
    let mut builder = ConfigBuilder::from_env(env)?;
    if let Some(url) = endpoint_url {
        builder = builder.endpoint_url(url);
    }
    let config: Config = builder.build();
    let credentials = credentials(env).ok_or("AWS_ACCESS_KEY_ID is not set")?;
    let agent: ureq::Agent = ureq::Agent::config_builder()
        // `parse_response` converts an error response to an error.
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(30)))
        .build()
        .into();

    let input = GetCallerIdentityInput::builder().build();
    let request = input.to_request(&config)?;
    let mut retries = 0;
    loop {
        let mut attempt = request.clone();
        GetCallerIdentityInput::sign(&mut attempt, &config, &credentials)?;
        let outcome = send(&agent, attempt);
        let decision = GetCallerIdentityInput::classify(outcome.as_ref());
        retries += 1;
        match decision.pause(&config, retries) {
            Some(pause) if retries < config.max_attempts() => sleep(pause),
            _ => return Ok(GetCallerIdentityInput::parse_response(&outcome?)?),
        }
    }
}

/// Reads credentials from `env`. An async program would use the config's provider.
fn credentials(env: &Env) -> Option<Credentials> {
    let key = env.get("AWS_ACCESS_KEY_ID")?;
    let credentials = Credentials::new(key, env.get("AWS_SECRET_ACCESS_KEY")?);
    Some(match env.get("AWS_SESSION_TOKEN") {
        Some(token) => credentials.with_session_token(token),
        None => credentials,
    })
}

/// Sends the request and reads the complete response.
fn send(agent: &ureq::Agent, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
    let failed = |error: ureq::Error| {
        let kind = match error {
            ureq::Error::Timeout(_) => TransportErrorKind::Timeout,
            ureq::Error::ConnectionFailed | ureq::Error::HostNotFound => {
                TransportErrorKind::Connect
            }
            ureq::Error::Io(_) => TransportErrorKind::Io,
            _ => TransportErrorKind::Other,
        };
        TransportError::new(kind, format!("ureq: {error}")).with_source(error)
    };
    let response = agent.run(request.map(Vec::from)).map_err(failed)?;
    let (head, mut body) = response.into_parts();
    let body = body.with_config().limit(RESPONSE_LIMIT).read_to_vec();
    let body = body.map_err(failed)?;
    Ok(Response::from_parts(head, Bytes::from(body)))
}
