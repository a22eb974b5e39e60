// A session with MFA, kept as credentials for further clients.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use aws_config::SdkConfig;
use aws_credential_types::Credentials;
use aws_sdk_sts::primitives::DateTimeFormat;
use aws_types::region::Region;

struct Session {
    credentials: Credentials,
    expires_at: SystemTime,
}

impl Session {
    async fn start(config: &SdkConfig, serial: &str, code: String) -> Result<Self> {
        let client = aws_sdk_sts::Client::new(config);
        let output = client
            .get_session_token()
            .duration_seconds(3600)
            .serial_number(serial)
            .token_code(code)
            .send()
            .await
            .context("failed to get a session token")?;
        let Some(creds) = output.credentials() else {
            bail!("no credentials");
        };
        println!(
            "valid until {}",
            creds.expiration().fmt(DateTimeFormat::DateTime)?
        );
        println!("or {}", creds.expiration().fmt(DateTimeFormat::HttpDate)?);
        println!(
            "or {} s, {} ms",
            creds.expiration().secs(),
            creds.expiration().to_millis()?
        );
        let expires_at = SystemTime::try_from(*creds.expiration())?;
        let credentials = Credentials::new(
            creds.access_key_id(),
            creds.secret_access_key(),
            Some(creds.session_token().to_string()),
            Some(expires_at),
            "MfaSession",
        );
        Ok(Self {
            credentials,
            expires_at,
        })
    }

    fn is_fresh(&self, now: SystemTime) -> bool {
        self.expires_at.duration_since(now).unwrap_or_default() > Duration::from_secs(300)
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let config = aws_config::from_env()
        .region(Region::new("eu-north-1"))
        .load()
        .await;
    let session = Session::start(
        &config,
        "arn:aws:iam::111122223333:mfa/ann",
        "123456".to_string(),
    )
    .await?;
    println!("fresh at the epoch: {}", session.is_fresh(UNIX_EPOCH));
    println!(
        "expiry {:?}",
        session.credentials.expiry() == Some(session.expires_at)
    );

    let config = aws_sdk_sts::config::Builder::from(&config)
        .credentials_provider(session.credentials.clone())
        .build();
    let client = aws_sdk_sts::Client::from_conf(config);
    let who = client.get_caller_identity().send().await?;
    println!("{}", who.arn().unwrap());

    let refused = Session::start(
        &aws_config::from_env()
            .region("eu-north-1")
            .credentials_provider(session.credentials)
            .load()
            .await,
        "arn:aws:iam::111122223333:mfa/ann",
        "000000".to_string(),
    )
    .await;
    println!("{}", refused.err().unwrap());
    Ok(())
}
