//! Prints the caller's identity over a custom transport, which wraps a reqwest client.
//!
//! A transport only sends a request and returns the response. The other steps of a call, such as
//! credentials, signing, time limits and retries, are unchanged.
//!
//! ```sh
//! cargo run --manifest-path examples/http-clients/Cargo.toml --bin custom_transport
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

use querysmith::clock::BoxFuture;
use querysmith::env::Env;
use querysmith::http::{Request, Response};
use querysmith::sts::Client;
use querysmith::sts::operation::get_caller_identity::GetCallerIdentityOutput;
use querysmith::transport::{Transport, TransportError, TransportErrorKind};
use querysmith::{Bytes, Config, ConfigBuilder};

/// The maximum size of a response body, in bytes.
const RESPONSE_LIMIT: usize = 1024 * 1024;

const USAGE: &str = "usage: cargo run --bin custom_transport [-- --endpoint-url URL]";

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
    let mut builder = ConfigBuilder::from_env(env)?.transport(Reqwest::new()?);
    if let Some(url) = endpoint_url {
        builder = builder.endpoint_url(url);
    }
    let config: Config = builder.build();
    let client = Client::new(&config);
    Ok(client.get_caller_identity().send().await?)
}

/// A transport that sends requests with reqwest.
#[derive(Debug)]
struct Reqwest(reqwest::Client);

impl Reqwest {
    fn new() -> reqwest::Result<Self> {
        // With the features enabled here, reqwest leaves the choice of the crypto provider to the
        // program. An error means that one is already installed, which is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // A redirected request would carry a signature made for another host.
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        Ok(Self(client.build()?))
    }

    async fn round_trip(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let request = request.try_into().map_err(failed)?;
        let mut received = self.0.execute(request).await.map_err(failed)?;
        let (status, headers) = (received.status(), received.headers().clone());
        let mut body = Vec::new();
        while let Some(chunk) = received.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > RESPONSE_LIMIT {
                return Err(TransportError::body_too_large(RESPONSE_LIMIT));
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

impl Transport for Reqwest {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(self.round_trip(request))
    }
}

/// Converts an error. Its kind decides whether the attempt is retried.
fn failed(error: reqwest::Error) -> TransportError {
    let kind = if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_builder() {
        TransportErrorKind::Other
    } else {
        TransportErrorKind::Io
    };
    // Without the URL, which is a secret if it is presigned.
    let error = error.without_url();
    TransportError::new(kind, format!("reqwest: {error}")).with_source(error)
}
