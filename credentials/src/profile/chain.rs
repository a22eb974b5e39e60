//! The steps that lead from a profile to credentials.

mod base;
mod role;
mod steps;

use super::error::ProfileError;
use super::parse::Intended;
use super::section::Profile;
use super::set::ProfileSet;
pub use steps::{
    AssumeRoleStep, BaseStep, CredentialProcessStep, CredentialSource, LoginStep, SsoStep,
    WebIdentityStep,
};

/// The steps that lead from a profile to credentials, as data: the source of the first
/// credentials, and the roles that are assumed with them in order.
///
/// A profile with `role_arn` and `source_profile` needs the credentials of that other profile
/// first; its own access key is then ignored, unless it names itself. A source profile that has a
/// complete access key provides it, whatever else it contains. With `credential_source` instead of
/// `source_profile`, the first credentials come from a source outside the files. Without
/// `role_arn`, or with `web_identity_token_file`, a profile provides credentials itself, from the
/// first of these that it has: `credential_source`, `web_identity_token_file`, `sso_session` or
/// other `sso_` keys, `login_session`, `credential_process`, and an access key.
///
/// ```
/// # mod querysmith {
/// #     pub use querysmith_credentials::*;
/// #     pub use querysmith_credentials::providers as credentials;
/// #     pub use querysmith_runtime::*;
/// # }
/// use querysmith::profile::{BaseStep, ProfileChain, ProfileSet};
///
/// let profiles = ProfileSet::parse(
///     "[profile admin]\nrole_arn = arn:aws:iam::123456789012:role/Admin\nsource_profile = base",
///     "[base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = secret",
/// )?;
/// let chain = ProfileChain::resolve(&profiles.with_selected("admin"))?;
/// assert!(matches!(chain.base, BaseStep::AccessKey(_)));
/// assert_eq!(chain.roles[0].role_arn, "arn:aws:iam::123456789012:role/Admin");
/// # Ok::<(), querysmith::profile::ProfileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ProfileChain {
    /// The source of the first credentials.
    pub base: BaseStep,
    /// The roles to assume, the first one with the credentials of `base`.
    pub roles: Vec<AssumeRoleStep>,
    /// The names of the profiles in the chain, the selected one first.
    pub profiles: Vec<String>,
}

impl ProfileChain {
    /// Resolves the selected profile.
    ///
    /// # Errors
    ///
    /// An error of kind [`NoProfile`](super::ProfileErrorKind::NoProfile) if there is no default
    /// profile and none was requested, [`Syntax`](super::ProfileErrorKind::Syntax) if a line of a
    /// section that is needed does not follow the grammar,
    /// [`NoCredentials`](super::ProfileErrorKind::NoCredentials) if the selected profile configures
    /// no credentials, and [`Invalid`](super::ProfileErrorKind::Invalid) if its configuration is
    /// invalid: a missing profile, a cycle, incomplete settings, or settings that exclude each
    /// other.
    pub fn resolve(profiles: &ProfileSet) -> Result<Self, ProfileError> {
        let mut profile = profiles.require_selected()?;
        let mut visited: Vec<&str> = Vec::new();
        let mut roles = Vec::new();
        let base = loop {
            role::refuse_loop(profile, &visited)?;
            visited.push(profile.name());
            if visited.len() > 1
                && let Some(keys) = base::complete_access_key(profile)
            {
                break BaseStep::AccessKey(keys);
            }
            let Some((step, source)) = role::of(profile)? else {
                let is_selected = visited.len() == 1;
                break base::of(profiles, profile, is_selected)?;
            };
            roles.push(step);
            match source {
                role::Source::Itself => break base::of(profiles, profile, false)?,
                role::Source::Profile(name) => {
                    profile = source_profile(profiles, profile, name)?;
                }
            }
        };
        roles.reverse();
        Ok(Self {
            base,
            roles,
            profiles: visited.into_iter().map(str::to_owned).collect(),
        })
    }
}

fn source_profile<'p>(
    profiles: &'p ProfileSet,
    profile: &Profile,
    name: &str,
) -> Result<&'p Profile, ProfileError> {
    let found = profiles.get(name).ok_or_else(|| {
        steps::invalid(
            profile,
            "source_profile",
            format!(
                "could not find source profile {name} referenced from {} in {}{}",
                profile.name(),
                profiles.searched(),
                profiles.notes(name, Intended::Profile)
            ),
        )
    })?;
    found.checked()
}
