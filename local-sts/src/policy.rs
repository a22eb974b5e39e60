//! Trust policies of roles: who may assume a role, and under which conditions.
//!
//! The evaluator follows the rules that AWS documents: a statement applies if its principals,
//! actions and all of its conditions match; a statement that denies takes precedence over all that
//! allow, and a request that no statement allows is denied.

mod condition;
mod context;
mod evaluate;
mod operator;
mod parse;
mod principal;
mod session;
mod wildcard;

use std::fmt;

pub(crate) use context::Context;
pub(crate) use evaluate::{Denial, Question};
pub(crate) use principal::CallerNames;
pub(crate) use session::check as check_session_policy;

use condition::Condition;
use principal::Principals;

/// A trust policy, parsed and checked.
///
/// Supported: `Principal` (`AWS`, `Federated`, `Service`, `*`), `Action` and `NotAction` with
/// wildcards, `Effect`, and `Condition` with the operators for strings, ARNs, numbers, dates,
/// booleans, IP addresses and `Null`, with `IfExists`, `ForAnyValue:` and `ForAllValues:`. Policy
/// variables such as `${aws:username}` are replaced if the version is `2012-10-17`. Anything else is
/// an error, so that no part of a policy is ignored.
///
/// ```
/// use querysmith_local_sts::TrustPolicy;
///
/// let policy = TrustPolicy::parse(
///     r#"{"Statement": [{"Effect": "Allow", "Principal": {"AWS": "111122223333"},
///         "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"sts:ExternalId": "guest"}}}]}"#,
/// )?;
/// assert!(policy.text().contains("guest"));
/// # Ok::<(), querysmith_local_sts::PolicyError>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct TrustPolicy {
    text: String,
    statements: Vec<Statement>,
}

#[derive(Clone, Debug, PartialEq)]
struct Statement {
    /// For the log: `statement 1 (AllowDeploy)`.
    name: String,
    effect: Effect,
    principals: Principals,
    actions: Actions,
    conditions: Vec<Condition>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    Allow,
    Deny,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Actions {
    /// Whether these are the actions of `NotAction`.
    is_negated: bool,
    patterns: Vec<String>,
}

impl TrustPolicy {
    /// Parses a policy document.
    ///
    /// # Errors
    ///
    /// [`PolicyError`] if the text is not JSON, or contains something that is not supported.
    pub fn parse(json: &str) -> Result<Self, PolicyError> {
        parse::parse(json)
    }

    /// The document, verbatim.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for TrustPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TrustPolicy").field(&self.text).finish()
    }
}

/// The error of a policy document that cannot be parsed or is not supported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    /// Such as `Statement[0].Condition.StringEquals`.
    path: String,
    problem: String,
}

impl PolicyError {
    fn new(path: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            problem: problem.into(),
        }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, problem } = self;
        match path.as_str() {
            "" => write!(f, "the policy is invalid: {problem}"),
            path => write!(f, "the policy is invalid at {path}: {problem}"),
        }
    }
}

impl std::error::Error for PolicyError {}

#[cfg(test)]
mod tests;
