//! The places where AWS puts credentials, one after another.

mod link;

use std::sync::{Arc, OnceLock};

use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::{Credentials, CredentialsError, ProvideCredentials};

use super::ProviderContext;
use super::explain::{Explanation, ExplanationStep, StepOutcome};
use super::mfa::MfaPrompt;
use super::scope::Scope;
use link::Link;

/// Gives the first credentials that are configured, of:
///
/// 1. [environment variables](super::EnvironmentProvider);
/// 2. the selected [profile](super::ProfileProvider) of the shared files;
/// 3. the web identity token in the file that `AWS_WEB_IDENTITY_TOKEN_FILE` names, for the role in
///    `AWS_ROLE_ARN`, with the session name in `AWS_ROLE_SESSION_NAME`;
/// 4. the agent of the [container](super::ContainerProvider);
/// 5. [instance metadata](super::InstanceMetadataProvider) of EC2.
///
/// One that is configured and fails ends the chain with its error. One that is not configured is
/// passed over. When all are, the error lists each with what it looked at, like
/// [`explain`](Self::explain).
///
/// It remembers no credentials. [`load`](crate::load()) puts a
/// [cache](super::CachedCredentials) around it, and so does a config that it is given to.
#[derive(Debug, Clone)]
pub struct DefaultChain {
    scope: Scope,
    /// Made when first asked, so that nothing is read and no transport made before.
    links: Arc<OnceLock<Vec<Link>>>,
}

impl DefaultChain {
    /// A chain that reaches the world through `context`.
    pub fn new(context: &ProviderContext) -> Self {
        Self::of(Scope::new(context))
    }

    pub(crate) fn of(scope: Scope) -> Self {
        Self {
            scope,
            links: Arc::default(),
        }
    }

    /// With the profile of this name, which comes before `AWS_PROFILE`.
    #[must_use]
    pub fn with_profile(self, name: impl Into<String>) -> Self {
        Self::of(self.scope.with_profile(name.into()))
    }

    /// With a region for calls of STS, which comes before those of the environment, the profile and
    /// the EC2 instance.
    #[must_use]
    pub fn with_region(self, region: impl Into<String>) -> Self {
        Self::of(self.scope.with_region(region.into()))
    }

    /// With a prompt for the codes of MFA devices that profiles name in `mfa_serial`.
    #[must_use]
    pub fn with_mfa_prompt(self, prompt: MfaPrompt) -> Self {
        Self::of(self.scope.with_mfa_prompt(prompt))
    }

    /// Asks the providers, as for credentials, and tells what each looked at and what came of it.
    /// It holds no secret.
    ///
    /// ```no_run
    /// # async fn example() {
    /// let chain = querysmith::ConfigLoader::new().default_chain();
    /// println!("{:#}", chain.explain().await);
    /// # }
    /// ```
    pub async fn explain(&self) -> Explanation {
        let mut outcomes = Vec::new();
        for link in self.links() {
            let outcome = StepOutcome::of(&link.provider().provide_credentials().await);
            let decides = outcome.decides();
            outcomes.push(outcome);
            if decides {
                break;
            }
        }
        self.explanation(outcomes)
    }

    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        let mut passed = Vec::new();
        for link in self.links() {
            match link.provider().provide_credentials().await {
                Err(error) if error.is_not_configured() => {
                    passed.push(StepOutcome::Passed(error.message().to_owned()));
                }
                Err(error) => {
                    let message = format!("{}: {}", link.name(), error.message());
                    return Err(CredentialsError::failed(message).with_source(error));
                }
                Ok(credentials) => return Ok(credentials),
            }
        }
        let explanation = self.explanation(passed);
        Err(CredentialsError::not_configured(format!(
            "none of the places where they may be has any: {explanation}"
        )))
    }

    /// `outcomes` are those of the first links.
    fn explanation(&self, outcomes: Vec<StepOutcome>) -> Explanation {
        let outcomes = outcomes
            .into_iter()
            .chain(std::iter::repeat(StepOutcome::NotAsked));
        let links = self.links();
        let steps = links
            .iter()
            .zip(outcomes)
            .map(|(link, outcome)| ExplanationStep {
                provider: link.name(),
                looked_at: link.looked_at(),
                outcome,
            });
        let steps: Vec<_> = steps.collect();
        let of_links = links.iter().flat_map(Link::warnings);
        Explanation {
            warnings: self
                .profile_in_vain(&steps)
                .into_iter()
                .chain(of_links)
                .collect(),
            steps,
        }
    }

    /// A warning that somebody asked for a profile, and does not get it.
    fn profile_in_vain(&self, steps: &[ExplanationStep]) -> Option<String> {
        let environment = steps.first().map(|step| &step.outcome);
        if !matches!(environment, Some(StepOutcome::Found { .. })) {
            return None;
        }
        let name = self.scope.asked_profile()?;
        Some(format!(
            "the profile `{name}` is selected, but the access key in the environment comes before \
             it; to use the profile, unset AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        ))
    }

    fn links(&self) -> &[Link] {
        self.links.get_or_init(|| Link::all(&self.scope))
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
