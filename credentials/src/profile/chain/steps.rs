//! The steps of a chain.

use crate::profile::error::{ProfileError, ProfileErrorKind};
use crate::profile::section::Profile;
use querysmith_runtime::Credentials;
use querysmith_runtime::sensitive::SensitiveString;

/// The source of the first credentials of a chain.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum BaseStep {
    /// An access key in the files, with `aws_session_token` and `aws_account_id` if those are set.
    AccessKey(Credentials),
    /// A command that prints them.
    CredentialProcess(CredentialProcessStep),
    /// IAM Identity Center.
    Sso(SsoStep),
    /// A session of `aws login`.
    Login(LoginStep),
    /// A role that is assumed with a token in a file.
    WebIdentity(WebIdentityStep),
    /// A source outside the files.
    NamedSource(CredentialSource),
}

/// A value of a profile's `credential_source`, which is case-insensitive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CredentialSource {
    /// `Environment`: environment variables.
    Environment,
    /// `Ec2InstanceMetadata`: the instance metadata service.
    Ec2InstanceMetadata,
    /// `EcsContainer`: the container credentials endpoint.
    EcsContainer,
}

impl CredentialSource {
    pub(super) const ALL: [Self; 3] = [
        Self::Environment,
        Self::Ec2InstanceMetadata,
        Self::EcsContainer,
    ];

    /// Its name in a profile.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Environment => "Environment",
            Self::Ec2InstanceMetadata => "Ec2InstanceMetadata",
            Self::EcsContainer => "EcsContainer",
        }
    }
}

/// `credential_process`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CredentialProcessStep {
    /// The command line. It may contain secrets, so `Debug` does not show it.
    pub command: SensitiveString,
    /// The profile's `aws_account_id`, which is used if the command does not print an account id.
    pub account_id: Option<String>,
}

/// The `sso_` keys of a profile, and of the `sso-session` that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SsoStep {
    /// `sso_session`. Without it the profile has the legacy form, whose token is not refreshed.
    pub session_name: Option<String>,
    /// `sso_start_url`.
    pub start_url: String,
    /// `sso_region`: the region of IAM Identity Center.
    pub region: String,
    /// `sso_account_id`. Like `role_name`, absent in a profile that is for bearer tokens only.
    pub account_id: Option<String>,
    /// `sso_role_name`.
    pub role_name: Option<String>,
}

impl SsoStep {
    /// A role in an account, in the legacy form without a session.
    pub fn new(
        start_url: impl Into<String>,
        region: impl Into<String>,
        account_id: impl Into<String>,
        role_name: impl Into<String>,
    ) -> Self {
        Self {
            session_name: None,
            start_url: start_url.into(),
            region: region.into(),
            account_id: Some(account_id.into()),
            role_name: Some(role_name.into()),
        }
    }

    /// Sets the session, whose token is refreshed.
    #[must_use]
    pub fn with_session_name(mut self, name: impl Into<String>) -> Self {
        self.session_name = Some(name.into());
        self
    }
}

/// `login_session`: a session of `aws login`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoginStep {
    /// `login_session`: the ARN of the user or role that signed in.
    pub session: String,
    /// `region` of the profile: where its tokens are refreshed.
    pub region: Option<String>,
    /// The name of the profile, for errors.
    pub profile: String,
}

impl LoginStep {
    /// The session of this ARN, in a profile.
    pub fn new(session: impl Into<String>, profile: impl Into<String>) -> Self {
        Self {
            session: session.into(),
            region: None,
            profile: profile.into(),
        }
    }

    /// Sets the region in which the tokens of the session are refreshed.
    #[must_use]
    pub fn with_region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }
}

/// `web_identity_token_file`, with the role to assume.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WebIdentityStep {
    /// `role_arn`.
    pub role_arn: String,
    /// `role_session_name`.
    pub role_session_name: Option<String>,
    /// `web_identity_token_file`, verbatim.
    pub token_file: String,
    /// `duration_seconds`.
    pub duration_seconds: Option<i32>,
}

/// A role that is assumed with the credentials of the previous step.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AssumeRoleStep {
    /// `role_arn`.
    pub role_arn: String,
    /// `role_session_name`.
    pub role_session_name: Option<String>,
    /// `external_id`.
    pub external_id: Option<String>,
    /// `mfa_serial`: the user must be prompted for a code of this device.
    pub mfa_serial: Option<String>,
    /// `duration_seconds`.
    pub duration_seconds: Option<i32>,
    /// The name of the profile that assumes the role.
    pub profile: String,
}

/// The value of `key`, if it is not blank.
pub(super) fn value(profile: &Profile, key: &str) -> Option<String> {
    profile.value(key).map(str::to_owned)
}

/// `duration_seconds`.
pub(super) fn duration_seconds(profile: &Profile) -> Result<Option<i32>, ProfileError> {
    const KEY: &str = "duration_seconds";
    let Some(found) = profile.value(KEY) else {
        return Ok(None);
    };
    match found.parse() {
        Ok(seconds) if seconds > 0 => Ok(Some(seconds)),
        _ => {
            let found: String = found.chars().take(20).collect();
            let message = format!("{KEY} is {found:?}, expected a positive number of seconds");
            Err(invalid(profile, KEY, message))
        }
    }
}

/// An error about `profile`, at the line of `key` if it has one.
pub(super) fn invalid(profile: &Profile, key: &str, message: String) -> ProfileError {
    ProfileError::new(ProfileErrorKind::Invalid, message).at(profile.place_of_or_own(key))
}
