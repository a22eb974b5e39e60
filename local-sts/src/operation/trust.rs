//! Decisions by trust policies.

use crate::policy::{CallerNames, Context, Denial, Question};
use crate::state::Role;

/// A request for a decision by the trust policy of a role.
pub(super) struct Request<'a> {
    /// Such as `sts:AssumeRole`.
    pub(super) action: &'a str,
    pub(super) caller: &'a CallerNames<'a>,
    pub(super) context: &'a Context<'a>,
    /// Whether the request sets tags, a source identity or contexts, each of which is an action of
    /// its own.
    pub(super) sets_tags: bool,
    pub(super) sets_source_identity: bool,
    pub(super) sets_context: bool,
}

/// The first action that the trust policy does not allow, and why.
pub(super) fn check(role: &Role, request: &Request<'_>) -> Result<(), (String, Denial)> {
    let actions = [
        (request.action, true),
        ("sts:TagSession", request.sets_tags),
        ("sts:SetSourceIdentity", request.sets_source_identity),
        ("sts:SetContext", request.sets_context),
    ];
    for (action, _) in actions.iter().filter(|(_, is_needed)| *is_needed) {
        let question = Question {
            action,
            caller: request.caller,
            context: request.context,
        };
        let decision = role.trust_policy.decide(question);
        decision.map_err(|denial| ((*action).to_owned(), denial))?;
    }
    Ok(())
}
