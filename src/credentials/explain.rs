//! What a chain has tried, for people to read.

use std::fmt;

use querysmith_runtime::{Credentials, CredentialsError, DateTime};

/// What a chain has tried, what it found, and why others passed. It holds no secret.
///
/// `{}` is one line, `{:#}` has a line for each provider and each warning, with the same words. An
/// error that no provider is configured ends in the one line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// One for each provider, in the order in which they are asked.
    pub steps: Vec<ExplanationStep>,
    /// What works, and should still be looked at.
    pub warnings: Vec<String>,
}

/// One provider of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExplanationStep {
    /// The name of the provider: `environment`, `profile`.
    pub provider: &'static str,
    /// The variables, files or addresses that it looks at.
    pub looked_at: String,
    /// What came of it.
    pub outcome: StepOutcome,
}

/// What came of asking a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StepOutcome {
    /// It gave credentials. The id of an access key is no secret.
    Found {
        /// The id of the access key.
        access_key_id: String,
        /// The account, if it is known.
        account_id: Option<String>,
        /// When they expire, if they do.
        expires_at: Option<DateTime>,
    },
    /// Nothing configures it, and the next was asked.
    Passed(String),
    /// It is configured and failed, so no other was asked.
    Failed(String),
    /// One before it has decided.
    NotAsked,
}

impl StepOutcome {
    pub(super) fn of(outcome: &Result<Credentials, CredentialsError>) -> Self {
        match outcome {
            Ok(credentials) => Self::Found {
                access_key_id: credentials.access_key_id().to_owned(),
                account_id: credentials.account_id().map(str::to_owned),
                expires_at: credentials.expires_at(),
            },
            Err(error) if error.is_not_configured() => Self::Passed(error.message().to_owned()),
            Err(error) => Self::Failed(error.message().to_owned()),
        }
    }

    /// Whether no provider after this one is asked.
    pub(super) fn decides(&self) -> bool {
        matches!(self, Self::Found { .. } | Self::Failed(_))
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separator = if f.alternate() { "\n" } else { "; " };
        for (index, step) in self.steps.iter().enumerate() {
            if index > 0 {
                f.write_str(separator)?;
            }
            write!(f, "({}) {step}", index + 1)?;
        }
        for warning in &self.warnings {
            write!(f, "{separator}warning: {warning}")?;
        }
        Ok(())
    }
}

impl fmt::Display for ExplanationStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            provider,
            looked_at,
            outcome,
        } = self;
        write!(f, "{provider} ({looked_at}): {outcome}")
    }
}

impl fmt::Display for StepOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Found {
                access_key_id,
                account_id,
                expires_at,
            } => {
                write!(f, "found the access key {access_key_id}")?;
                if let Some(account_id) = account_id {
                    write!(f, " of account {account_id}")?;
                }
                match expires_at {
                    Some(time) => write!(f, ", which expires at {time}"),
                    None => f.write_str(", which does not expire"),
                }
            }
            Self::Passed(why) => write!(f, "passed: {why}"),
            Self::Failed(why) => write!(f, "failed: {why}"),
            Self::NotAsked => f.write_str("not asked"),
        }
    }
}
