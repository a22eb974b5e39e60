//! Says who the caller is, over a transport of one's own: one around a client of reqwest.
//!
//! A transport does one thing, carry a request there and an answer back. The steps around it, such
//! as credentials, signing, time limits and retries, stay as they are.
//!
//! ```sh
//! AWS_REGION=eu-west-1 cargo run --example custom_transport
//! AWS_REGION=eu-west-1 cargo run --example custom_transport -- --endpoint-url http://localhost:4566
//! ```

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

/// The most of an answer that is read, in bytes.
const RESPONSE_LIMIT: usize = 1024 * 1024;

const USAGE: &str = "usage: cargo run --example custom_transport [-- --endpoint-url URL]";

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
    let mut builder = ConfigBuilder::from_env(env)?.transport(Reqwest::new()?);
    if let Some(url) = endpoint_url {
        builder = builder.endpoint_url(url);
    }
    let config: Config = builder.build();
    let client = Client::new(&config);
    Ok(client.get_caller_identity().send().await?)
}

/// Sends requests by reqwest.
#[derive(Debug)]
struct Reqwest(reqwest::Client);

impl Reqwest {
    fn new() -> reqwest::Result<Self> {
        // Built as it is here, reqwest leaves the choice of cryptography to the program. That
        // somebody has chosen before is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // Redirections would be followed with a signature that is for somebody else.
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        Ok(Self(client.build()?))
    }

    async fn round_trip(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let request = request.try_into().map_err(failed)?;
        let mut answer = self.0.execute(request).await.map_err(failed)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let mut body = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(failed)? {
            if body.len() + part.len() > RESPONSE_LIMIT {
                return Err(TransportError::body_too_large(RESPONSE_LIMIT));
            }
            body.extend_from_slice(&part);
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

/// Its kind says whether another attempt is worth it.
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
    // Without the URL: a presigned one is a secret.
    let error = error.without_url();
    TransportError::new(kind, format!("reqwest: {error}")).with_source(error)
}
