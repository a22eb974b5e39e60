//! A profile that provides credentials itself.

use super::steps::{
    BaseStep, CredentialProcessStep, CredentialSource, LoginStep, SsoStep, WebIdentityStep,
    duration_seconds, invalid, value,
};
use crate::profile::error::{ProfileError, ProfileErrorKind};
use crate::profile::parse::Intended;
use crate::profile::section::{Profile, Section};
use crate::profile::set::ProfileSet;
use crate::region::invalid_region;
use querysmith_runtime::Credentials;

const ACCESS_KEY_ID: &str = "aws_access_key_id";
const SECRET_ACCESS_KEY: &str = "aws_secret_access_key";
const ACCOUNT_ID: &str = "aws_account_id";
const SOURCE_PROFILE: &str = "source_profile";
const CREDENTIAL_SOURCE: &str = "credential_source";
const TOKEN_FILE: &str = "web_identity_token_file";
const SSO_SESSION: &str = "sso_session";
const SSO_ACCOUNT_ID: &str = "sso_account_id";
const SSO_ROLE_NAME: &str = "sso_role_name";
const SSO_REGION: &str = "sso_region";
const SSO_START_URL: &str = "sso_start_url";
const CREDENTIAL_PROCESS: &str = "credential_process";
const LOGIN_SESSION: &str = "login_session";

/// The source of the credentials of `profile`. If `is_optional`, a profile without credentials is
/// not a mistake, because another source may have some.
pub(super) fn of(
    profiles: &ProfileSet,
    profile: &Profile,
    is_optional: bool,
) -> Result<BaseStep, ProfileError> {
    step(profiles, profile)?.ok_or_else(|| {
        let kind = if is_optional {
            ProfileErrorKind::NoCredentials
        } else {
            ProfileErrorKind::Invalid
        };
        let name = profile.name();
        let expected = match profile.value(SOURCE_PROFILE) == Some(name) {
            true => format!(
                "{ACCESS_KEY_ID} and {SECRET_ACCESS_KEY}, which a profile needs that is its own \
                 {SOURCE_PROFILE}"
            ),
            false => format!("{ACCESS_KEY_ID}, role_arn, {SSO_SESSION} or credential_process"),
        };
        let message = format!(
            "profile `{name}` did not contain credential information, such as {expected}{}",
            profiles.hint(name)
        );
        ProfileError::new(kind, message).at(profile.place())
    })
}

/// The first source that is configured, in order of precedence.
fn step(profiles: &ProfileSet, profile: &Profile) -> Result<Option<BaseStep>, ProfileError> {
    if let Some(source) = named_source(profile)? {
        return Ok(Some(BaseStep::NamedSource(source)));
    }
    if let Some(step) = web_identity(profile)? {
        return Ok(Some(BaseStep::WebIdentity(step)));
    }
    if let Some(step) = sso(profiles, profile)? {
        return Ok(Some(BaseStep::Sso(step)));
    }
    if let Some(step) = login(profile) {
        return Ok(Some(BaseStep::Login(step)));
    }
    if let Some(step) = process(profile)? {
        return Ok(Some(BaseStep::CredentialProcess(step)));
    }
    Ok(access_key(profile)?.map(BaseStep::AccessKey))
}

/// The access key of `profile`, if it has both the id and the secret.
pub(super) fn complete_access_key(profile: &Profile) -> Option<Credentials> {
    let id = profile.value(ACCESS_KEY_ID)?;
    let secret = profile.value(SECRET_ACCESS_KEY)?;
    let mut credentials = Credentials::new(id, secret);
    if let Some(token) = profile.value("aws_session_token") {
        credentials = credentials.with_session_token(token);
    }
    if let Some(account_id) = profile.value(ACCOUNT_ID) {
        credentials = credentials.with_account_id(account_id);
    }
    Some(credentials)
}

fn access_key(profile: &Profile) -> Result<Option<Credentials>, ProfileError> {
    let has_id = profile.value(ACCESS_KEY_ID).is_some();
    let has_secret = profile.value(SECRET_ACCESS_KEY).is_some();
    let (set, missing) = match (has_id, has_secret) {
        (true, false) => (ACCESS_KEY_ID, SECRET_ACCESS_KEY),
        (false, true) => (SECRET_ACCESS_KEY, ACCESS_KEY_ID),
        _ => return Ok(complete_access_key(profile)),
    };
    let name = profile.name();
    Err(invalid(
        profile,
        set,
        format!("profile missing {missing}: `{name}` has {set}; set both or neither"),
    ))
}

fn named_source(profile: &Profile) -> Result<Option<CredentialSource>, ProfileError> {
    let Some(found) = profile.value(CREDENTIAL_SOURCE) else {
        return Ok(None);
    };
    let mut all = CredentialSource::ALL.into_iter();
    match all.find(|source| source.as_str().eq_ignore_ascii_case(found)) {
        Some(source) => Ok(Some(source)),
        None => {
            let expected = CredentialSource::ALL.map(|source| source.as_str());
            let message = format!(
                "{CREDENTIAL_SOURCE} is {found:?}, expected {}",
                expected.join(" or ")
            );
            Err(invalid(profile, CREDENTIAL_SOURCE, message))
        }
    }
}

fn web_identity(profile: &Profile) -> Result<Option<WebIdentityStep>, ProfileError> {
    let Some(token_file) = value(profile, TOKEN_FILE) else {
        return Ok(None);
    };
    let Some(role_arn) = value(profile, "role_arn") else {
        let name = profile.name();
        let message =
            format!("`{TOKEN_FILE}` was specified but `role_arn` was missing in profile `{name}`");
        return Err(invalid(profile, TOKEN_FILE, message));
    };
    Ok(Some(WebIdentityStep {
        role_arn,
        role_session_name: value(profile, "role_session_name"),
        token_file,
        duration_seconds: duration_seconds(profile)?,
    }))
}

fn login(profile: &Profile) -> Option<LoginStep> {
    let step = LoginStep::new(profile.value(LOGIN_SESSION)?, profile.name());
    Some(match profile.value("region") {
        Some(region) => step.with_region(region),
        None => step,
    })
}

fn process(profile: &Profile) -> Result<Option<CredentialProcessStep>, ProfileError> {
    let Some(command) = profile.value(CREDENTIAL_PROCESS) else {
        return Ok(None);
    };
    if profile.is_cut(CREDENTIAL_PROCESS) && has_open_quote(command) {
        let message = format!(
            "the value of {CREDENTIAL_PROCESS} is cut at a comment, inside quotes: a `#` or `;` \
             after a space or tab begins a comment in any case; move the command to a script"
        );
        return Err(invalid(profile, CREDENTIAL_PROCESS, message));
    }
    Ok(Some(CredentialProcessStep {
        command: command.into(),
        account_id: value(profile, ACCOUNT_ID),
    }))
}

/// Whether `command` ends inside of quotes, by the rules of POSIX shells.
fn has_open_quote(command: &str) -> bool {
    let mut quote = None;
    let mut chars = command.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None | Some('"'), '\\') => {
                chars.next();
            }
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
    }
    quote.is_some()
}

fn sso(profiles: &ProfileSet, profile: &Profile) -> Result<Option<SsoStep>, ProfileError> {
    let keys = [
        SSO_SESSION,
        SSO_ACCOUNT_ID,
        SSO_ROLE_NAME,
        SSO_REGION,
        SSO_START_URL,
    ];
    if keys.iter().all(|key| profile.value(key).is_none()) {
        return Ok(None);
    }
    let session = sso_session(profiles, profile)?;
    let (account_id, role_name) = sso_role(profile)?;
    if session.is_none() && account_id.is_none() {
        let message = format!(
            "profile `{}` has neither `{SSO_SESSION}` nor `{SSO_ACCOUNT_ID}` and \
             `{SSO_ROLE_NAME}`, so it selects neither a role nor a token",
            profile.name()
        );
        return Err(invalid(profile, SSO_START_URL, message));
    }
    Ok(Some(SsoStep {
        start_url: sso_setting(profile, session, SSO_START_URL)?,
        region: sso_setting(profile, session, SSO_REGION)?,
        session_name: session.map(|session| session.name().to_owned()),
        account_id,
        role_name,
    }))
}

fn sso_session<'p>(
    profiles: &'p ProfileSet,
    profile: &Profile,
) -> Result<Option<&'p Section>, ProfileError> {
    let Some(name) = profile.value(SSO_SESSION) else {
        return Ok(None);
    };
    match profiles.sso_session(name) {
        Some(session) => Ok(Some(session.checked()?)),
        None => {
            let message = format!(
                "sso-session named `{name}` (referenced by profile `{}`) was not found in {}{}",
                profile.name(),
                profiles.searched(),
                profiles.notes(name, Intended::SsoSession)
            );
            Err(invalid(profile, SSO_SESSION, message))
        }
    }
}

/// The account and the role: both or neither.
fn sso_role(profile: &Profile) -> Result<(Option<String>, Option<String>), ProfileError> {
    let account_id = value(profile, SSO_ACCOUNT_ID);
    let role_name = value(profile, SSO_ROLE_NAME);
    let (set, missing) = match (&account_id, &role_name) {
        (Some(_), None) => (SSO_ACCOUNT_ID, SSO_ROLE_NAME),
        (None, Some(_)) => (SSO_ROLE_NAME, SSO_ACCOUNT_ID),
        _ => return Ok((account_id, role_name)),
    };
    let message = format!(
        "if `{set}` is set, then `{missing}` must also be set, in profile `{}`",
        profile.name()
    );
    Err(invalid(profile, set, message))
}

/// The region or start URL: from the session if there is one, otherwise from the profile.
fn sso_setting(
    profile: &Profile,
    session: Option<&Section>,
    key: &str,
) -> Result<String, ProfileError> {
    let in_profile = profile.value(key);
    let in_session = session.and_then(|session| session.value(key));
    if session.is_some() && in_profile.is_some() && in_profile != in_session {
        let message = format!(
            "`{key}` can only be specified in the [sso-session] config when a session name is \
             given; remove it from profile `{}`",
            profile.name()
        );
        return Err(invalid(profile, key, message));
    }
    let section = match in_profile {
        Some(_) => profile,
        None => session.unwrap_or(profile),
    };
    match in_profile.or(in_session) {
        Some(value) if key == SSO_REGION => sso_region(profile, section, value),
        Some(value) => Ok(value.to_owned()),
        None => {
            let message = format!("`{}` has no `{key}`, which SSO requires", section.name());
            Err(invalid(section, key, message))
        }
    }
}

/// The region, which becomes part of a host name.
fn sso_region(profile: &Profile, section: &Section, value: &str) -> Result<String, ProfileError> {
    let Some(found) = invalid_region(value) else {
        return Ok(value.to_owned());
    };
    let message = format!(
        "{SSO_REGION} of profile `{}` is {found}, expected a region such as `us-east-1`",
        profile.name()
    );
    Err(invalid(section, SSO_REGION, message))
}
