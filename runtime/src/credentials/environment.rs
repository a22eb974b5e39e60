//! Credentials from environment variables.

use super::{Credentials, CredentialsError, ProvideCredentials};
use crate::system::clock::BoxFuture;
use crate::system::env::Env;
use crate::value::date_time::{DateTime, TimestampFormat};
use crate::value::sensitive::SensitiveString;

const ACCESS_KEY_ID: &str = "AWS_ACCESS_KEY_ID";
const SECRET_ACCESS_KEY: &str = "AWS_SECRET_ACCESS_KEY";
const SESSION_TOKEN: &str = "AWS_SESSION_TOKEN";
const ACCOUNT_ID: &str = "AWS_ACCOUNT_ID";
const EXPIRATION: &str = "AWS_CREDENTIAL_EXPIRATION";
const PROFILE: &str = "AWS_PROFILE";

/// The end of the error if the environment is the only source.
const FILES_NOT_READ: &str = "; the shared files are not read here: use `load()` to read them too";
const PROFILE_NOT_READ: &str = "; AWS_PROFILE selects a profile, but the shared files are not read here: use `load()` to read them too";

/// Provides the credentials in `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, with
/// `AWS_SESSION_TOKEN`, `AWS_ACCOUNT_ID` and `AWS_CREDENTIAL_EXPIRATION` (RFC 3339) if those are
/// set. The variables are read on each call, so that a program may change them.
#[derive(Debug, Clone, Default)]
pub struct EnvironmentProvider {
    env: Env,
    /// No other source of credentials is tried.
    is_alone: bool,
}

impl EnvironmentProvider {
    /// A provider that reads `env`.
    pub fn new(env: Env) -> Self {
        Self {
            env,
            is_alone: false,
        }
    }

    /// A provider that is the only source of credentials, which its error mentions.
    pub(crate) fn alone(env: Env) -> Self {
        Self {
            env,
            is_alone: true,
        }
    }

    fn credentials(&self) -> Result<Credentials, CredentialsError> {
        let (access_key_id, secret) = self.key_pair()?;
        let mut credentials = Credentials::new(access_key_id, secret);
        if let Some(token) = self.env.get(SESSION_TOKEN) {
            credentials = credentials.with_session_token(token);
        }
        if let Some(account_id) = self.env.get(ACCOUNT_ID) {
            credentials = credentials.with_account_id(account_id);
        }
        if let Some(expiration) = self.env.get(EXPIRATION) {
            credentials = credentials.with_expires_at(parse_expiration(&expiration)?);
        }
        credentials.checked("in the environment")
    }

    fn key_pair(&self) -> Result<(String, SensitiveString), CredentialsError> {
        match (self.env.get(ACCESS_KEY_ID), self.env.get(SECRET_ACCESS_KEY)) {
            (Some(access_key_id), Some(secret)) => Ok((access_key_id, secret.into())),
            (None, None) => {
                let note = match (self.is_alone, self.env.get(PROFILE)) {
                    (true, None) => FILES_NOT_READ,
                    (true, Some(_)) => PROFILE_NOT_READ,
                    (false, _) => "",
                };
                Err(CredentialsError::not_configured(format!(
                    "looked in the environment for {ACCESS_KEY_ID} and {SECRET_ACCESS_KEY}, which \
                     are unset or blank{note}"
                )))
            }
            (Some(_), None) => Err(incomplete(ACCESS_KEY_ID, SECRET_ACCESS_KEY)),
            (None, Some(_)) => Err(incomplete(SECRET_ACCESS_KEY, ACCESS_KEY_ID)),
        }
    }
}

impl ProvideCredentials for EnvironmentProvider {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(std::future::ready(self.credentials()))
    }

    /// A cache would miss a change of the variables.
    fn needs_cache(&self) -> bool {
        false
    }
}

fn incomplete(set: &str, unset: &str) -> CredentialsError {
    CredentialsError::failed(format!(
        "in the environment, {set} is set but {unset} is unset or blank; set both or neither"
    ))
}

fn parse_expiration(text: &str) -> Result<DateTime, CredentialsError> {
    DateTime::parse(text, TimestampFormat::DateTime).map_err(|error| {
        CredentialsError::failed(format!(
            "in the environment, {EXPIRATION} is {text:?}, expected a time like 2030-01-31T12:00:00Z"
        ))
        .with_source(error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provide(variables: &[(&str, &str)]) -> Result<Credentials, CredentialsError> {
        let env = variables.iter().copied().collect();
        EnvironmentProvider::new(env).credentials()
    }

    #[test]
    fn all_five_variables_are_read() {
        let credentials = provide(&[
            (ACCESS_KEY_ID, "AKID"),
            (SECRET_ACCESS_KEY, "secret"),
            (SESSION_TOKEN, "token"),
            (ACCOUNT_ID, "123456789012"),
            (EXPIRATION, "2030-01-31T12:00:00Z"),
        ])
        .unwrap();
        let expected = Credentials::new("AKID", "secret")
            .with_session_token("token")
            .with_account_id("123456789012")
            .with_expires_at(DateTime::from_secs(1_896_091_200));
        assert_eq!(credentials, expected);
    }

    #[test]
    fn blank_variables_are_not_configured_and_the_error_names_them() {
        let error = provide(&[(ACCESS_KEY_ID, " "), (SECRET_ACCESS_KEY, "")]).unwrap_err();
        assert!(error.is_not_configured());
        assert_eq!(
            error.to_string(),
            "no credentials found: looked in the environment for AWS_ACCESS_KEY_ID and \
             AWS_SECRET_ACCESS_KEY, which are unset or blank"
        );
    }

    #[test]
    fn the_error_of_the_only_provider_names_the_function_that_reads_the_shared_files() {
        let provider = EnvironmentProvider::alone(Env::empty());
        let text = provider.credentials().unwrap_err().to_string();
        assert!(
            text.ends_with("the shared files are not read here: use `load()` to read them too"),
            "{text}"
        );
    }

    #[test]
    fn an_incomplete_key_pair_is_a_failure_that_names_the_missing_variable() {
        let error = provide(&[(SECRET_ACCESS_KEY, "hush")]).unwrap_err();
        assert!(!error.is_not_configured());
        assert_eq!(
            error.to_string(),
            "the credentials cannot be used: in the environment, AWS_SECRET_ACCESS_KEY is set but \
             AWS_ACCESS_KEY_ID is unset or blank; set both or neither"
        );
    }

    #[test]
    fn an_invalid_expiration_is_shown_with_the_expected_format() {
        let error = provide(&[
            (ACCESS_KEY_ID, "AKID"),
            (SECRET_ACCESS_KEY, "hush"),
            (EXPIRATION, "tomorrow"),
        ])
        .unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains(r#"AWS_CREDENTIAL_EXPIRATION is "tomorrow", expected a time like"#),
            "{text}"
        );
        assert!(!text.contains("hush"));
    }

    #[tokio::test]
    async fn it_implements_provide_credentials() {
        let env = [(ACCESS_KEY_ID, "AKID"), (SECRET_ACCESS_KEY, "secret")];
        let provider = EnvironmentProvider::new(env.into_iter().collect());
        let credentials = provider.provide_credentials().await.unwrap();
        assert_eq!(credentials.access_key_id(), "AKID");
    }
}
