//! A profile that assumes a role.

use super::steps::{AssumeRoleStep, duration_seconds, invalid, value};
use crate::profile::error::ProfileError;
use crate::profile::section::Profile;

const ROLE_ARN: &str = "role_arn";
const SOURCE_PROFILE: &str = "source_profile";
const CREDENTIAL_SOURCE: &str = "credential_source";

/// The source of the credentials with which a role is assumed.
pub(super) enum Source<'p> {
    /// The profile that assumes the role.
    Itself,
    /// Another profile.
    Profile(&'p str),
}

/// The role that `profile` assumes, and the source of the credentials for it. `None` if it assumes
/// no role, or assumes it with a web identity: that needs no credentials, so it begins a chain.
pub(super) fn of(profile: &Profile) -> Result<Option<(AssumeRoleStep, Source<'_>)>, ProfileError> {
    let Some(role_arn) = value(profile, ROLE_ARN) else {
        return Ok(None);
    };
    if profile.value("web_identity_token_file").is_some() {
        return Ok(None);
    }
    let step = AssumeRoleStep {
        role_arn,
        role_session_name: value(profile, "role_session_name"),
        external_id: value(profile, "external_id"),
        mfa_serial: value(profile, "mfa_serial"),
        duration_seconds: duration_seconds(profile)?,
        profile: profile.name().to_owned(),
    };
    Ok(Some((step, source(profile)?)))
}

fn source(profile: &Profile) -> Result<Source<'_>, ProfileError> {
    let source_profile = profile.value(SOURCE_PROFILE);
    let credential_source = profile.value(CREDENTIAL_SOURCE);
    match (source_profile, credential_source) {
        (Some(_), Some(_)) => Err(invalid(
            profile,
            CREDENTIAL_SOURCE,
            format!(
                "profile contained both source_profile and credential_source (`{}`); keep one",
                profile.name()
            ),
        )),
        (None, None) => Err(invalid(
            profile,
            ROLE_ARN,
            format!(
                "`{}` has a role_arn but no credentials to assume it with: a profile must contain \
                 `source_profile`, `credential_source` or `web_identity_token_file` as well",
                profile.name()
            ),
        )),
        (None, Some(_)) => Ok(Source::Itself),
        (Some(name), None) if name == profile.name() => Ok(Source::Itself),
        (Some(name), None) => Ok(Source::Profile(name)),
    }
}

/// Returns an error that shows the cycle, if `profile` was visited before.
pub(super) fn refuse_loop(profile: &Profile, visited: &[&str]) -> Result<(), ProfileError> {
    let name = profile.name();
    let Some(begin) = visited.iter().position(|&visited| visited == name) else {
        return Ok(());
    };
    let cycle: Vec<_> = visited.iter().skip(begin).chain([&name]).copied().collect();
    Err(invalid(
        profile,
        SOURCE_PROFILE,
        format!(
            "profile formed an infinite loop by source_profile: {}; give one of them credentials \
             of its own",
            cycle.join(" -> ")
        ),
    ))
}
