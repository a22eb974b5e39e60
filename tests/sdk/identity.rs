//! Presigned identity URLs, which a client creates and a server verifies.

mod eks_token;
mod presigned;
mod refused_parameters;
mod refused_urls;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use querysmith::clock::Clock;
use querysmith::identity::{
    EksToken, IdentityError, IdentityPart, IdentityRules, PresignedIdentity, eks_token,
    presign_get_caller_identity,
};
use querysmith::presigning::PresigningConfig;
use querysmith::sts::Client;
use querysmith::{Config, Credentials, DateTime};

/// 2020-09-13T12:26:40Z.
const NOW: u64 = 1_600_000_000;
const SECRETS: [&str; 2] = ["hush-secret", "hush-token/+="];

#[derive(Debug)]
struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> SystemTime {
        at(NOW)
    }
}

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn time(seconds: u64) -> DateTime {
    DateTime::from(at(seconds))
}

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", SECRETS[0]).with_session_token(SECRETS[1])
}

fn client_of(credentials: Credentials) -> Client {
    let config = Config::builder()
        .region("eu-west-1")
        .credentials_provider(credentials)
        .clock(Fixed)
        .build();
    Client::new(&config)
}

fn client() -> Client {
    client_of(credentials())
}

async fn token() -> EksToken {
    eks_token(&client(), "production").await.expect("a token")
}

/// A URL that satisfies `server_rules`.
async fn valid_url() -> String {
    let presigning = PresigningConfig::expires_in(Duration::from_secs(60))
        .and_then(|config| config.with_header("x-server-id", "vault"))
        .expect("a config");
    let presigned = presign_get_caller_identity(&client(), presigning).await;
    presigned.expect("a URL").uri().to_owned()
}

fn server_rules() -> IdentityRules {
    IdentityRules::new().require_header("X-Server-Id")
}

fn parse(url: &str) -> Result<PresignedIdentity, IdentityError> {
    PresignedIdentity::parse(url, &server_rules(), at(NOW))
}

/// The error for a URL. Checks that it shows no secret of the URL.
fn rejection(url: &str, rules: &IdentityRules, now: u64) -> IdentityError {
    let error = match PresignedIdentity::parse(url, rules, at(now)) {
        Ok(identity) => panic!("{url} is accepted: {identity:?}"),
        Err(error) => error,
    };
    assert_no_secret(&format!("{error} {error:?}"), url);
    error
}

fn assert_no_secret(shown: &str, url: &str) {
    assert!(!shown.contains("hush"), "{shown}");
    if let Some((_, signature)) = url.rsplit_once("X-Amz-Signature=") {
        let start = signature.get(..8).unwrap_or("no signature");
        assert!(!shown.contains(start), "{shown}");
    }
}
