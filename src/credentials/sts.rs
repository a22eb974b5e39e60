//! What all providers that call STS have in common.

use std::time::{Duration, UNIX_EPOCH};

use querysmith_runtime::{Config, Credentials, CredentialsError, Error};
use querysmith_sts::{Client, types};

/// What a call for credentials may take. It is half of what a call has by default, so that whoever
/// waits for the credentials with a call of their own can still make it with the old ones.
const LIMIT: Duration = Duration::from_secs(30);

/// A client that has [`LIMIT`] for a call, or what the config says if that is less.
pub(super) fn client(config: &Config) -> Client {
    let limit = config.timeouts().operation.unwrap_or(LIMIT).min(LIMIT);
    Client::new(&config.to_builder().operation_timeout(limit).build())
}

/// A name for a session that nobody has named: `querysmith-<milliseconds since 1970>`.
pub(super) fn default_session_name(config: &Config) -> String {
    let since = config.clock().now().duration_since(UNIX_EPOCH);
    format!("querysmith-{}", since.unwrap_or_default().as_millis())
}

/// The credentials in an answer.
pub(super) fn credentials_of(
    whom: &str,
    found: Option<types::Credentials>,
    user_arn: Option<&str>,
) -> Result<Credentials, CredentialsError> {
    let found = found.ok_or_else(|| {
        CredentialsError::failed(format!("{whom}: the answer of STS has no Credentials"))
    })?;
    let credentials = Credentials::new(found.access_key_id, found.secret_access_key)
        .with_session_token(found.session_token)
        .with_expires_at(found.expiration);
    Ok(match user_arn.and_then(account_of) {
        Some(account) => credentials.with_account_id(account),
        None => credentials,
    })
}

/// A call has failed. The error of the call stays beneath, where its code can be read.
pub(super) fn failed(whom: &str, error: impl Into<Error>) -> CredentialsError {
    let error = error.into();
    CredentialsError::failed(format!("{whom}: {error}")).with_source(error)
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
