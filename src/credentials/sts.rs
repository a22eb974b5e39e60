//! Functions that all providers that call STS share.

use std::time::{Duration, UNIX_EPOCH};

use querysmith_runtime::{Config, Credentials, CredentialsError, Error};
use querysmith_sts::{Client, types};

/// The time limit of a call for credentials. It is half of the default limit of a call, so that a
/// call that waits for the credentials still has time to use the old ones.
const LIMIT: Duration = Duration::from_secs(30);

/// A client with the time limit [`LIMIT`] for a call, or the config's limit if that is less.
pub(super) fn client(config: &Config) -> Client {
    let limit = config.timeouts().operation.unwrap_or(LIMIT).min(LIMIT);
    Client::new(&config.to_builder().operation_timeout(limit).build())
}

/// The default name of a session: `querysmith-<milliseconds since 1970>`.
pub(super) fn default_session_name(config: &Config) -> String {
    let since = config.clock().now().duration_since(UNIX_EPOCH);
    format!("querysmith-{}", since.unwrap_or_default().as_millis())
}

/// The credentials in a response of STS, such as `output.credentials` of `assume_role`. As a
/// provider, they are not renewed when they expire;
/// [`AssumeRoleProvider`](super::AssumeRoleProvider) gets new ones.
///
/// ```no_run
/// use querysmith::credentials::from_sts;
/// use querysmith::sts::Client;
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let config = querysmith::load().await?;
/// let output = Client::new(&config)
///     .assume_role()
///     .role_arn("arn:aws:iam::123456789012:role/Deploy")
///     .role_session_name("ann")
///     .send()
///     .await?;
/// let deploy = config.with_credentials_provider(from_sts(output.credentials)?);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`failed`](CredentialsError::failed) if the response has none, or if they cannot be valid.
pub fn from_sts(
    credentials: impl Into<Option<types::Credentials>>,
) -> Result<Credentials, CredentialsError> {
    credentials_of("from_sts", credentials.into(), None)
}

/// The credentials in a response.
pub(super) fn credentials_of(
    subject: &str,
    found: Option<types::Credentials>,
    user_arn: Option<&str>,
) -> Result<Credentials, CredentialsError> {
    let found = found.ok_or_else(|| {
        CredentialsError::failed(format!("{subject}: the response of STS has no Credentials"))
    })?;
    // Members that the response lacks have been read as empty; the conversion rejects them.
    let credentials = Credentials::try_from(found)
        .map_err(|error| CredentialsError::failed(format!("{subject}: {}", error.message())))?;
    Ok(match user_arn.and_then(account_of) {
        Some(account) => credentials.with_account_id(account),
        None => credentials,
    })
}

/// The error of a provider whose call failed. The error of the call is its source, so that callers
/// can read the code.
pub(super) fn failed(subject: &str, error: impl Into<Error>) -> CredentialsError {
    let error = error.into();
    CredentialsError::failed(format!("{subject}: {error}")).with_source(error)
}

/// The account in an ARN like `arn:aws:sts::123456789012:assumed-role/Deploy/session`.
fn account_of(arn: &str) -> Option<&str> {
    let account = arn.split(':').nth(4)?;
    (!account.is_empty()).then_some(account)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_is_the_fifth_part_of_an_arn() {
        let arn = "arn:aws:sts::123456789012:assumed-role/Deploy/session";
        assert_eq!(account_of(arn), Some("123456789012"));
        assert_eq!(account_of("arn:aws:s3:::bucket"), None);
        assert_eq!(account_of("no arn"), None);
    }
}
