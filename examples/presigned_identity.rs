//! Proves the caller's identity to a server with a presigned `GetCallerIdentity` request, which
//! the server sends. Both sides run in this program; only the server side calls STS.
//!
//! The server accepts only URLs of STS itself. With the option `--eks-token`, the program prints a token
//! for the Kubernetes API of a cluster, for which nothing is sent:
//!
//! ```sh
//! cargo run --example presigned_identity -- --eks-token production
//! ```
//!
//! ```text
//! k8s-aws-v1.…
//! ```
//!
//! The token is a secret.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is a command-line program"
)]

use std::error::Error;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use querysmith::identity::{
    IdentityRules, PresignedIdentity, eks_token, presign_get_caller_identity,
};
use querysmith::presigning::PresigningConfig;
use querysmith::sts::Client;
use querysmith::sts::operation::get_caller_identity::{
    GetCallerIdentityInput, GetCallerIdentityOutput,
};
use querysmith::{Config, Operation};

const USAGE: &str = "usage: cargo run --example presigned_identity [-- --eks-token CLUSTER]";

/// A header that the client signs and the server sends, so that this server does not accept URLs
/// made for other servers.
const SERVER_HEADER: &str = "x-server-id";
const SERVER: &str = "vault.example.org";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        [] => prove_identity().await,
        ["--eks-token", cluster] => print_eks_token(cluster).await,
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn prove_identity() -> Result<(), Box<dyn Error>> {
    let config = Config::from_env()?;
    let url = sign(&Client::new(&config)).await?;
    let identity = verify(&config, &url).await?;
    println!("account  {}", identity.account().unwrap_or("unknown"));
    println!("arn      {}", identity.arn().unwrap_or("unknown"));
    Ok(())
}

/// The client side. It sends nothing to STS; the URL is for the server only.
async fn sign(client: &Client) -> Result<String, querysmith::Error> {
    let presigning = PresigningConfig::expires_in(Duration::from_secs(60))?
        .with_header(SERVER_HEADER, SERVER)?;
    let presigned = presign_get_caller_identity(client, presigning).await?;
    // Its `Debug` output contains no secrets.
    println!("client   {presigned:?}");
    Ok(presigned.uri().to_owned())
}

/// The server side. It has no credentials, only the URL received from the client.
async fn verify(config: &Config, url: &str) -> Result<GetCallerIdentityOutput, Box<dyn Error>> {
    let rules = IdentityRules::new()
        .require_header(SERVER_HEADER)
        .max_expires(Duration::from_secs(60));
    let identity = PresignedIdentity::parse(url, &rules, SystemTime::now())?;
    println!("server   {identity:?}");

    let request = identity.into_request([(SERVER_HEADER, SERVER)])?;
    let transport = config
        .transport()
        .ok_or("no transport is configured: build with the feature `hyper`")?;
    let response = transport.send(request).await?;
    // Only now is the identity proven: STS has verified the signature.
    Ok(GetCallerIdentityInput::parse_response(&response)?)
}

async fn print_eks_token(cluster: &str) -> Result<(), Box<dyn Error>> {
    let config = Config::from_env()?;
    let token = eks_token(&Client::new(&config), cluster).await?;
    eprintln!("use it until {}", token.expires_at());
    println!("{}", &**token.token());
    Ok(())
}
