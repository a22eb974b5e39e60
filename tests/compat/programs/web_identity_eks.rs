// Credentials of a pod: with the provider, and with a call.

use std::path::PathBuf;

use aws_config::provider_config::ProviderConfig;
use aws_config::web_identity_token::{StaticConfiguration, WebIdentityTokenCredentialsProvider};
use aws_credential_types::provider::ProvideCredentials;
use aws_sdk_sts::config::{BehaviorVersion, Region};

const REGION: Region = Region::from_static("us-east-2");

mod token {
    use std::io;
    use std::path::Path;

    use aws_sdk_sts::Client;
    use aws_sdk_sts::error::SdkError;
    use aws_sdk_sts::operation::assume_role_with_web_identity::{
        AssumeRoleWithWebIdentityError, AssumeRoleWithWebIdentityOutput,
    };

    #[derive(Debug)]
    pub enum ExchangeError {
        Io(io::Error),
        Sts(SdkError<AssumeRoleWithWebIdentityError>),
    }

    impl From<io::Error> for ExchangeError {
        fn from(err: io::Error) -> Self {
            Self::Io(err)
        }
    }

    impl From<SdkError<AssumeRoleWithWebIdentityError>> for ExchangeError {
        fn from(err: SdkError<AssumeRoleWithWebIdentityError>) -> Self {
            Self::Sts(err)
        }
    }

    pub async fn exchange(
        client: &Client,
        role: &str,
        file: &Path,
    ) -> Result<AssumeRoleWithWebIdentityOutput, ExchangeError> {
        let token = std::fs::read_to_string(file)?;
        Ok(client
            .assume_role_with_web_identity()
            .role_arn(role)
            .role_session_name("pod-1")
            .web_identity_token(token.trim())
            .send()
            .await?)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let file = PathBuf::from(std::env::var("HOME").unwrap()).join("token");
    let provider = WebIdentityTokenCredentialsProvider::builder()
        .configure(&ProviderConfig::without_region().with_region(Some(REGION)))
        .static_configuration(StaticConfiguration {
            web_identity_token_file: file.clone(),
            role_arn: "arn:aws:iam::111122223333:role/Pod".into(),
            session_name: "pod-1".into(),
        })
        .build();
    let credentials = provider.provide_credentials().await.unwrap();
    println!(
        "{} {:?}",
        credentials.access_key_id(),
        credentials.session_token()
    );

    let conf = aws_sdk_sts::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(REGION)
        .endpoint_url(std::env::var("AWS_ENDPOINT_URL").unwrap())
        .build();
    let client = aws_sdk_sts::Client::from_conf(conf);
    match token::exchange(&client, "arn:aws:iam::111122223333:role/Pod", &file).await {
        Ok(output) => {
            let user = output.assumed_role_user().unwrap();
            println!("{} {}", user.assumed_role_id(), user.arn());
            println!(
                "{}",
                output.subject_from_web_identity_token().unwrap_or("-")
            );
        }
        Err(err) => println!("{err:?}"),
    }
    match token::exchange(&client, "arn:aws:iam::111122223333:role/Stale", &file).await {
        Err(token::ExchangeError::Sts(err)) => match err.into_service_error() {
            err if err.is_expired_token_exception() => {
                println!("expired: {}", err.meta().message().unwrap_or(""))
            }
            err => println!("other: {err}"),
        },
        other => println!("{other:?}"),
    }
    if let Err(token::ExchangeError::Io(err)) =
        token::exchange(&client, "x", &file.with_file_name("none")).await
    {
        println!("{:?}", err.kind());
    }
}
