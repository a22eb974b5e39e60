//! A readable explanation of what a chain tried.

use std::error::Error as StdError;
use std::fmt::{self, Write};

use querysmith_credentials::profile::{Place, ProfileError};
use querysmith_runtime::{Credentials, CredentialsError, DateTime};

/// An explanation of what a chain tried, what it found, and why providers were skipped. It contains
/// no secrets.
///
/// `{:#}` prints a table with a row for each provider, and a line for each warning. `{}` prints the
/// same in one line, which is also the end of the error if no provider is configured.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// A step for each provider, in the order in which they are tried.
    pub steps: Vec<ExplanationStep>,
    /// Problems that do not prevent credentials from being found.
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
    /// The outcome.
    pub outcome: StepOutcome,
    /// The line of the shared files that is the cause of the outcome, if there is one.
    pub place: Option<Place>,
}

/// The outcome of calling a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StepOutcome {
    /// It returned credentials. The id of an access key is not a secret.
    Found {
        /// The id of the access key.
        access_key_id: String,
        /// The account, if it is known.
        account_id: Option<String>,
        /// When they expire, if they do.
        expires_at: Option<DateTime>,
    },
    /// It is not configured, so the next provider was tried.
    Skipped(String),
    /// It is configured but failed, so no other provider was tried.
    Failed(String),
    /// It was not tried, because an earlier provider ended the chain.
    NotTried,
}

/// The result of calling a provider.
pub(super) struct Attempt {
    pub(super) outcome: StepOutcome,
    /// The line of the files that an error is about.
    pub(super) place: Option<Place>,
}

impl Attempt {
    pub(super) fn of(outcome: &Result<Credentials, CredentialsError>) -> Self {
        let place = outcome.as_ref().err().and_then(place_of);
        let outcome = match outcome {
            Ok(credentials) => StepOutcome::Found {
                access_key_id: credentials.access_key_id().to_owned(),
                account_id: credentials.account_id().map(str::to_owned),
                expires_at: credentials.expires_at(),
            },
            Err(error) => {
                let message = error.message().to_owned();
                match error.is_not_configured() {
                    true => StepOutcome::Skipped(message),
                    false => StepOutcome::Failed(message),
                }
            }
        };
        Self { outcome, place }
    }

    pub(super) fn not_tried() -> Self {
        Self {
            outcome: StepOutcome::NotTried,
            place: None,
        }
    }
}

/// The line of the files that `error` or one of its sources is about.
fn place_of(error: &CredentialsError) -> Option<Place> {
    let mut next: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = next {
        let profile_error = error.downcast_ref::<ProfileError>();
        if let Some(place) = profile_error.and_then(ProfileError::place) {
            return Some(place.clone());
        }
        next = error.source();
    }
    None
}

impl StepOutcome {
    /// Whether this outcome ends the chain.
    pub(super) fn decides(&self) -> bool {
        matches!(self, Self::Found { .. } | Self::Failed(_))
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            self.write_table(f)?;
        } else {
            for (index, step) in self.steps.iter().enumerate() {
                let separator = if index > 0 { "; " } else { "" };
                write!(f, "{separator}({}) {step}", index + 1)?;
            }
        }
        let separator = if f.alternate() { "\n" } else { "; " };
        for warning in &self.warnings {
            write!(f, "{separator}warning: {warning}")?;
        }
        Ok(())
    }
}

const HEADINGS: [&str; COLUMNS] = ["", "provider", "looked at", "outcome", "why", "line"];
const COLUMNS: usize = 6;

impl Explanation {
    fn write_table(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps = self.steps.iter().enumerate();
        let rows = steps.map(|(index, step)| step.row(index + 1));
        let rows: Vec<_> = std::iter::once(HEADINGS.map(str::to_owned))
            .chain(rows)
            .collect();
        let mut widths = [0; COLUMNS];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        for (index, row) in rows.iter().enumerate() {
            if index > 0 {
                f.write_char('\n')?;
            }
            let mut line = String::new();
            for (cell, width) in row.iter().zip(widths) {
                write!(line, "{cell:width$}  ")?;
            }
            f.write_str(line.trim_end())?;
        }
        Ok(())
    }
}

impl ExplanationStep {
    fn row(&self, number: usize) -> [String; COLUMNS] {
        let text = self.outcome.to_string();
        let outcome = match self.outcome {
            StepOutcome::Found { .. } => "found",
            StepOutcome::Skipped(_) => "skipped",
            StepOutcome::Failed(_) => "failed",
            StepOutcome::NotTried => "not tried",
        };
        let why = text.strip_prefix(outcome).unwrap_or(&text);
        let why = why.trim_start_matches([':', ' ']);
        let place = self.place.as_ref().map(Place::to_string);
        [
            format!("({number})"),
            self.provider.to_owned(),
            self.looked_at.clone(),
            outcome.to_owned(),
            why.to_owned(),
            place.unwrap_or_default(),
        ]
        .map(|cell| cell.replace('\n', " "))
    }
}

impl fmt::Display for ExplanationStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            provider,
            looked_at,
            outcome,
            ..
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
            Self::Skipped(why) => write!(f, "skipped: {why}"),
            Self::Failed(why) => write!(f, "failed: {why}"),
            Self::NotTried => f.write_str("not tried"),
        }
    }
}
