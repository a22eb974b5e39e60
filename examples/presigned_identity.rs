//! Proves to a server who one is, by a `GetCallerIdentity` that is signed here and sent there.
//! Both sides run in this one program; only the server's side talks to STS.
//!
//! ```sh
//! AWS_REGION=eu-west-1 cargo run --example presigned_identity
//! AWS_REGION=eu-west-1 cargo run --example presigned_identity -- --eks-token production
//! ```
//!
//! The second form prints a token for the Kubernetes API of a cluster, which is a secret.

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

/// Signed by the client and sent by the server: a URL for another server is of no use here.
const SERVER_HEADER: &str = "x-server-id";
const SERVER: &str = "vault.example.org";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        [] => prove().await,
        ["--eks-token", cluster] => print_eks_token(cluster).await,
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn prove() -> Result<(), Box<dyn Error>> {
    let config = Config::from_env()?;
    let url = sign(&Client::new(&config)).await?;
    let identity = verify(&config, &url).await?;
    println!("account  {}", identity.account().unwrap_or("unknown"));
    println!("arn      {}", identity.arn().unwrap_or("unknown"));
    Ok(())
}

/// The client's side. It sends nothing; the URL is for the server alone.
async fn sign(client: &Client) -> Result<String, querysmith::Error> {
    let presigning = PresigningConfig::expires_in(Duration::from_secs(60))?
        .with_header(SERVER_HEADER, SERVER)?;
    let presigned = presign_get_caller_identity(client, presigning).await?;
    // What `Debug` prints of it is no secret.
    println!("client   {presigned:?}");
    Ok(presigned.uri().to_owned())
}

/// The server's side. It has no credentials, only the URL that came from outside.
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
    // Only now is it proved: STS has verified the signature.
    Ok(GetCallerIdentityInput::parse_response(&response)?)
}

async fn print_eks_token(cluster: &str) -> Result<(), Box<dyn Error>> {
    let config = Config::from_env()?;
    let token = eks_token(&Client::new(&config), cluster).await?;
    eprintln!("use it until {}", token.expires_at());
    println!("{}", &**token.token());
    Ok(())
}
