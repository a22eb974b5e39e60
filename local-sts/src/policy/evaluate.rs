//! The decision on a request.

use super::wildcard::matches_ignoring_case;
use super::{Actions, CallerNames, Context, Effect, Statement, TrustPolicy};

/// A question that a policy decides: may this caller perform this action in this context?
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question<'a> {
    /// Such as `sts:AssumeRole`.
    pub(crate) action: &'a str,
    pub(crate) caller: &'a CallerNames<'a>,
    pub(crate) context: &'a Context<'a>,
}

/// Why a policy does not allow a request. `Display` is for the log, never for the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Denial {
    /// Whether a statement with the effect `Deny` applies.
    pub(crate) is_explicit: bool,
    reasons: Vec<String>,
}

impl TrustPolicy {
    /// Decides a request.
    pub(crate) fn decide(&self, question: Question<'_>) -> Result<(), Denial> {
        let mut is_allowed = false;
        let mut reasons = Vec::new();
        for statement in &self.statements {
            match (statement.mismatch(question), statement.effect) {
                (None, Effect::Deny) => {
                    return Err(Denial {
                        is_explicit: true,
                        reasons: vec![format!("{} denies it", statement.name)],
                    });
                }
                (None, Effect::Allow) => is_allowed = true,
                (Some(mismatch), Effect::Allow) => {
                    reasons.push(format!("{}: {mismatch}", statement.name));
                }
                (Some(_), Effect::Deny) => {}
            }
        }
        if is_allowed {
            return Ok(());
        }
        if reasons.is_empty() {
            reasons.push("it has no statement that allows anything".to_owned());
        }
        Err(Denial {
            is_explicit: false,
            reasons,
        })
    }
}

impl Statement {
    /// Returns why the statement does not apply; `None` if it does.
    fn mismatch(&self, question: Question<'_>) -> Option<String> {
        let Question {
            action,
            caller,
            context,
        } = question;
        if !self.actions.include(action) {
            return Some(format!("it is not for the action {action}"));
        }
        if !self.principals.match_caller(caller) {
            return Some("the caller is not one of its principals".to_owned());
        }
        let mut conditions = self.conditions.iter();
        conditions.find_map(|condition| condition.failure(context))
    }
}

impl Actions {
    fn include(&self, action: &str) -> bool {
        let mut patterns = self.patterns.iter();
        patterns.any(|pattern| matches_ignoring_case(pattern, action)) != self.is_negated
    }
}

impl std::fmt::Display for Denial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "trust policy: {}", self.reasons.join("; "))
    }
}
