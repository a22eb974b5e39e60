//! The default credentials chain.

mod link;

use std::fmt;
use std::sync::{Arc, OnceLock};

use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::{Credentials, CredentialsError, ProvideCredentials};

use super::ProviderContext;
use super::explain::{Attempt, Explanation, ExplanationStep, StepOutcome};
use super::mfa::MfaPrompt;
use super::scope::Scope;
use link::Link;

#[cfg(feature = "compat")]
pub(crate) use link::EnvironmentWebIdentity;

/// The default credentials chain. It provides the credentials of the first of these sources that is
/// configured:
///
/// 1. [environment variables](super::EnvironmentProvider);
/// 2. the selected [profile](super::ProfileProvider) of the shared files;
/// 3. the web identity token in the file that `AWS_WEB_IDENTITY_TOKEN_FILE` names, for the role in
///    `AWS_ROLE_ARN`, with the session name in `AWS_ROLE_SESSION_NAME`;
/// 4. the [container](super::ContainerProvider) agent;
/// 5. the [instance metadata service](super::InstanceMetadataProvider) of EC2.
///
/// A profile that is selected in code takes precedence over the environment, which may be intended
/// for other programs: with [`with_profile`](Self::with_profile), 2 comes before 1. A profile that
/// is selected, in code or by `AWS_PROFILE`, and does not exist ends the chain with an error.
///
/// A provider that is configured but fails ends the chain with its error. A provider that is not
/// configured is skipped. If all are skipped, the error lists each with what it looked at, like
/// [`explain`](Self::explain).
///
/// The chain does not cache credentials. [`load`](crate::load()) wraps it in a
/// [cache](super::CachedCredentials), and so does any config.
#[derive(Clone)]
pub struct DefaultChain {
    scope: Scope,
    /// Created on first use, so that files are not read and no transport is created before.
    links: Arc<OnceLock<Vec<Link>>>,
}

impl DefaultChain {
    /// A chain that uses the environment, files, clock and transport of `context`.
    pub fn new(context: &ProviderContext) -> Self {
        Self::of(Scope::new(context))
    }

    pub(crate) fn of(scope: Scope) -> Self {
        Self {
            scope,
            links: Arc::default(),
        }
    }

    /// Selects the profile of this name, which takes precedence over `AWS_PROFILE` and over an access
    /// key in the environment.
    #[must_use]
    pub fn with_profile(self, name: impl Into<String>) -> Self {
        Self::of(self.scope.with_profile(name.into()))
    }

    /// Sets the region for calls to STS, which takes precedence over those of the environment, the
    /// profile and the EC2 instance.
    #[must_use]
    pub fn with_region(self, region: impl Into<String>) -> Self {
        Self::of(self.scope.with_region(region.into()))
    }

    /// Sets the prompt for the codes of MFA devices that profiles name in `mfa_serial`.
    #[must_use]
    pub fn with_mfa_prompt(self, prompt: MfaPrompt) -> Self {
        Self::of(self.scope.with_mfa_prompt(prompt))
    }

    /// Calls the providers, as for credentials, and reports what each looked at and its outcome.
    /// The explanation contains no secrets.
    ///
    /// ```no_run
    /// # async fn example() {
    /// let chain = querysmith::ConfigLoader::new().default_chain();
    /// println!("{:#}", chain.explain().await);
    /// # }
    /// ```
    pub async fn explain(&self) -> Explanation {
        let mut attempts = Vec::new();
        for link in self.links() {
            let attempt = Attempt::of(&link.provider().provide_credentials().await);
            let decides = attempt.outcome.decides();
            attempts.push(attempt);
            if decides {
                break;
            }
        }
        if self.scope.profiles().is_none() {
            // The files are described although they were not needed. Their errors do not matter.
            let _ = self.scope.load().await;
        }
        self.explanation(attempts)
    }

    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        let mut skipped = Vec::new();
        for link in self.links() {
            match link.provider().provide_credentials().await {
                Err(error) if error.is_not_configured() => {
                    skipped.push(Attempt::of(&Err(error)));
                }
                Err(error) => {
                    let message = format!("{}: {}", link.name(), error.message());
                    return Err(CredentialsError::failed(message).with_source(error));
                }
                Ok(credentials) => return Ok(credentials),
            }
        }
        let explanation = self.explanation(skipped);
        Err(CredentialsError::not_configured(format!(
            "no provider of the default chain is configured: {explanation}"
        )))
    }

    /// Describes the links. `attempts` are those of the first links; the others were not called.
    fn explanation(&self, attempts: Vec<Attempt>) -> Explanation {
        let mut attempts = attempts.into_iter();
        let links = self.links();
        let steps = links.iter().map(|link| {
            let attempt = attempts.next().unwrap_or_else(Attempt::not_tried);
            let place = match attempt.outcome {
                StepOutcome::Found { .. } | StepOutcome::Failed(_) => {
                    attempt.place.or_else(|| link.place())
                }
                _ => attempt.place,
            };
            ExplanationStep {
                provider: link.name(),
                looked_at: link.looked_at(),
                outcome: attempt.outcome,
                place,
            }
        });
        let steps = steps.collect();
        let of_links = links.iter().flat_map(Link::warnings);
        Explanation {
            steps,
            warnings: self.scope.warnings().into_iter().chain(of_links).collect(),
        }
    }

    fn links(&self) -> &[Link] {
        self.links.get_or_init(|| Link::all(&self.scope))
    }
}

impl fmt::Debug for DefaultChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DefaultChain").field(&self.scope).finish()
    }
}

impl ProvideCredentials for DefaultChain {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.credentials())
    }

    fn reject(&self, credentials: &Credentials) {
        for link in self.links.get().into_iter().flatten() {
            link.provider().reject(credentials);
        }
    }
}
