//! Role chaining.

use std::sync::Arc;
use std::time::Duration;

use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::{Config, Credentials, CredentialsError, ProvideCredentials};

use super::assume_role::AssumeRoleProvider;
use super::role::Role;

/// The maximum lifetime of a session of a role that is assumed with the session of another.
const LIMIT: Duration = Duration::from_secs(3600);

/// Provides the credentials of the last of several roles, each assumed with the session of the
/// previous one.
///
/// STS limits every session except the first to one hour, regardless of the role's maximum, and
/// rejects a call that requests more: see [`warnings`](Self::warnings).
///
/// ```
/// use querysmith::credentials::{Role, RoleChain};
/// # let config = querysmith::Config::builder().build();
/// let chain = RoleChain::builder(&config)
///     .role(Role::new("arn:aws:iam::111111111111:role/Gate"))
///     .role(Role::new("arn:aws:iam::222222222222:role/Deploy"))
///     .build()?;
/// assert!(chain.warnings().is_empty());
/// # Ok::<(), querysmith::credentials::CredentialsError>(())
/// ```
#[derive(Debug, Clone)]
pub struct RoleChain {
    last: Arc<dyn ProvideCredentials>,
    warnings: Vec<String>,
}

/// A builder of a [`RoleChain`].
#[derive(Debug, Clone)]
#[must_use = "call `build` to build the chain"]
pub struct RoleChainBuilder {
    config: Config,
    roles: Vec<Role>,
}

impl RoleChain {
    /// A builder of a chain whose first role is assumed with the credentials of `config`.
    pub fn builder(config: &Config) -> RoleChainBuilder {
        RoleChainBuilder {
            config: config.clone(),
            roles: Vec::new(),
        }
    }

    /// Warnings about roles whose session STS will reject: each role except the first with a
    /// lifetime of more than one hour. If the credentials of the config are those of a role, the
    /// same limit applies to the first role.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }
}

impl RoleChainBuilder {
    /// Adds a role at the end of the chain.
    pub fn role(mut self, role: Role) -> Self {
        self.roles.push(role);
        self
    }

    /// Builds the chain. Each intermediate session is cached. [Warnings](RoleChain::warnings) are
    /// also logged through `tracing`.
    ///
    /// # Errors
    ///
    /// If there is no role, or one occurs twice; the error shows the cycle.
    pub fn build(self) -> Result<RoleChain, CredentialsError> {
        refuse_loop(&self.roles)?;
        // It is not known yet whether the credentials of the config are those of a role.
        let warnings = warnings(
            false,
            self.roles
                .iter()
                .map(|role| (role.arn(), role.session.duration)),
        );
        log(&warnings);
        let last = assume_all(&self.config, None, self.roles).ok_or_else(|| {
            CredentialsError::failed("a role chain has no role; add at least one")
        })?;
        Ok(RoleChain { last, warnings })
    }
}

impl ProvideCredentials for RoleChain {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        self.last.provide_credentials()
    }

    fn reject(&self, credentials: &Credentials) {
        self.last.reject(credentials);
    }
}

/// The provider of the last of `roles`, each assumed with the session of the previous one. `None`
/// if there is neither a base nor a role.
pub(super) fn assume_all(
    config: &Config,
    base: Option<Arc<dyn ProvideCredentials>>,
    roles: impl IntoIterator<Item = Role>,
) -> Option<Arc<dyn ProvideCredentials>> {
    roles.into_iter().fold(base, |source, role| {
        let provider = AssumeRoleProvider::new(config, role);
        Some(match source {
            Some(source) => Arc::new(provider.with_source(source)),
            None => Arc::new(provider),
        })
    })
}

/// A warning for each of `roles` with a lifetime of more than an hour that is assumed with the
/// session of another role. `is_first_chained` states whether that applies to the first role.
pub(super) fn warnings<'r>(
    is_first_chained: bool,
    roles: impl IntoIterator<Item = (&'r str, Option<Duration>)>,
) -> Vec<String> {
    let too_long = |(arn, duration): (&str, Option<Duration>)| {
        let duration = duration.filter(|duration| *duration > LIMIT)?;
        Some(format!(
            "{arn} is assumed with the session of another role, which STS limits to {} s; found \
             {} s",
            LIMIT.as_secs(),
            duration.as_secs()
        ))
    };
    let unchained = usize::from(!is_first_chained);
    let chained = roles.into_iter().skip(unchained);
    chained.filter_map(too_long).collect()
}

/// Logs warnings through `tracing`.
pub(super) fn log(warnings: &[String]) {
    for warning in warnings {
        tracing::warn!(target: "querysmith", "{warning}");
    }
}

fn refuse_loop(roles: &[Role]) -> Result<(), CredentialsError> {
    for (index, role) in roles.iter().enumerate() {
        let before = roles.get(..index).unwrap_or_default();
        if let Some(first) = before.iter().position(|before| before.arn() == role.arn()) {
            let cycle = roles.get(first..=index).unwrap_or_default();
            let cycle: Vec<_> = cycle.iter().map(Role::arn).collect();
            return Err(CredentialsError::failed(format!(
                "the roles form a cycle: {}; name each role once",
                cycle.join(" -> ")
            )));
        }
    }
    Ok(())
}
