//! Adapters between the providers of this crate and those of the AWS SDK for Rust and, with the
//! feature `aws-types`, conversions of configs, so that one config serves STS here and other
//! services there.
//!
//! Both adapters preserve "not configured", so chains of either kind try their next provider.
//!
//! ```
//! use aws_credential_types::provider::SharedCredentialsProvider;
//! use querysmith::ConfigLoader;
//! use querysmith::credentials::interop::ToAws;
//!
//! let chain = ConfigLoader::new().default_chain();
//! let for_another_sdk = SharedCredentialsProvider::new(ToAws(chain));
//! ```

#[cfg(feature = "aws-types")]
mod config;

use std::time::SystemTime;

use aws_credential_types::Credentials as AwsCredentials;
use aws_credential_types::provider::error::CredentialsError as AwsError;
use aws_credential_types::provider::{ProvideCredentials as AwsProvider, future};
use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::{Credentials, CredentialsError, ProvideCredentials};

#[cfg(feature = "aws-types")]
pub use config::{from_sdk_config, to_sdk_config};

/// The name that the AWS SDK shows for credentials of this crate.
const NAME: &str = "querysmith";

/// Adapts a provider of this crate to the AWS SDK.
///
/// The AWS SDK has its own cache, and does not notify the provider when a service rejects its
/// credentials.
///
/// ```
/// use aws_credential_types::provider::SharedCredentialsProvider;
/// use querysmith::ConfigLoader;
/// use querysmith::credentials::interop::ToAws;
///
/// let chain = ConfigLoader::new().default_chain();
/// let provider = SharedCredentialsProvider::new(ToAws(chain));
/// ```
#[derive(Debug, Clone)]
pub struct ToAws<P>(pub P);

/// Adapts a provider of the AWS SDK to this crate.
///
/// ```
/// use querysmith::Config;
/// use querysmith::credentials::interop::FromAws;
///
/// let theirs = aws_credential_types::Credentials::builder()
///     .access_key_id("AKID")
///     .secret_access_key("secret")
///     .provider_name("theirs")
///     .build();
/// let config = Config::builder().credentials_provider(FromAws(theirs)).build();
/// ```
#[derive(Debug, Clone)]
pub struct FromAws<P>(pub P);

impl<P: ProvideCredentials> AwsProvider for ToAws<P> {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            match self.0.provide_credentials().await {
                Ok(credentials) => Ok(to_aws(&credentials)),
                Err(error) if error.is_not_configured() => Err(AwsError::not_loaded(error)),
                Err(error) => Err(AwsError::provider_error(error)),
            }
        })
    }
}

impl<P: AwsProvider> ProvideCredentials for FromAws<P> {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            match self.0.provide_credentials().await {
                Ok(credentials) => Ok(from_aws(&credentials)),
                Err(error) => Err(convert_error(error)),
            }
        })
    }
}

fn to_aws(credentials: &Credentials) -> AwsCredentials {
    let mut builder = AwsCredentials::builder()
        .access_key_id(credentials.access_key_id())
        .secret_access_key(credentials.secret_access_key().as_ref())
        .provider_name(NAME);
    if let Some(token) = credentials.session_token() {
        builder = builder.session_token(token.as_ref());
    }
    // On some systems `SystemTime` cannot represent a time before 1970, or one far in the future.
    let expires_at = credentials.expires_at();
    if let Some(time) = expires_at.and_then(|time| SystemTime::try_from(time).ok()) {
        builder = builder.expiry(time);
    }
    if let Some(account_id) = credentials.account_id() {
        builder = builder.account_id(account_id);
    }
    builder.build()
}

fn from_aws(theirs: &AwsCredentials) -> Credentials {
    let mut credentials = Credentials::new(theirs.access_key_id(), theirs.secret_access_key());
    if let Some(token) = theirs.session_token() {
        credentials = credentials.with_session_token(token);
    }
    if let Some(time) = theirs.expiry() {
        credentials = credentials.with_expires_at(time.into());
    }
    if let Some(account_id) = theirs.account_id() {
        credentials = credentials.with_account_id(account_id.as_str());
    }
    credentials
}

/// Converts an error of the AWS SDK. Its message has few details, so those of its sources are
/// appended.
fn convert_error(error: AwsError) -> CredentialsError {
    let mut message = error.to_string();
    let mut next = std::error::Error::source(&error);
    while let Some(source) = next {
        message = format!("{message}: {source}");
        next = source.source();
    }
    match error {
        AwsError::CredentialsNotLoaded(_) => CredentialsError::not_configured(message),
        _ => CredentialsError::failed(message),
    }
    .with_source(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use querysmith_runtime::DateTime;
    use querysmith_runtime::credentials::EnvironmentProvider;
    use querysmith_runtime::env::Env;

    #[tokio::test]
    async fn credentials_round_trip() {
        let complete = Credentials::new("AKID", "hush-key")
            .with_session_token("hush-token")
            .with_account_id("123456789012")
            .with_expires_at(DateTime::from_secs(1_896_091_200));
        for credentials in [complete, Credentials::new("AKID", "hush-key")] {
            let round_trip = FromAws(ToAws(credentials.clone()));
            assert_eq!(round_trip.provide_credentials().await.unwrap(), credentials);
            assert!(!format!("{round_trip:?}").contains("hush"));
        }
    }

    #[tokio::test]
    async fn the_error_kind_round_trips() {
        for (variables, is_not_configured) in
            [(&[][..], true), (&[("AWS_ACCESS_KEY_ID", "x")], false)]
        {
            let env: Env = variables.iter().copied().collect();
            let ours = EnvironmentProvider::new(env);
            let message = ours.provide_credentials().await.unwrap_err().to_string();
            let theirs = AwsProvider::provide_credentials(&ToAws(ours.clone()))
                .await
                .unwrap_err();
            assert_eq!(
                matches!(theirs, AwsError::CredentialsNotLoaded(_)),
                is_not_configured
            );
            let back = FromAws(ToAws(ours))
                .provide_credentials()
                .await
                .unwrap_err();
            assert_eq!(back.is_not_configured(), is_not_configured);
            assert!(back.to_string().contains(&message), "{back}");
        }
    }

    #[tokio::test]
    async fn the_source_of_a_failure_is_preserved() {
        #[derive(Debug)]
        struct Refused;
        impl ProvideCredentials for Refused {
            fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
                let error = CredentialsError::failed("sign in again").permanent();
                Box::pin(std::future::ready(Err(error)))
            }
        }
        let error = FromAws(ToAws(Refused))
            .provide_credentials()
            .await
            .unwrap_err();
        assert!(error.is_permanent());
    }
}
