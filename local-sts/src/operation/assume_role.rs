//! `AssumeRole`.

use querysmith_sts::operation::assume_role::{AssumeRoleInput, AssumeRoleOutput};

use super::tags::RequestedTags;
use super::{Call, duration, policies, role, trust};
use crate::arn::Arn;
use crate::policy::Context;
use crate::principal::{Kind, Principal};
use crate::refusal::{Denied, Refusal};
use crate::state::Tags;

#[expect(deprecated, reason = "STS still returns PackedPolicySize")]
pub(crate) fn respond(
    call: &Call<'_>,
    input: &AssumeRoleInput,
) -> Result<AssumeRoleOutput, Refusal> {
    let caller = call.caller()?;
    let role_arn = input.role_arn.as_deref().unwrap_or_default();
    let session_name = input.role_session_name.as_deref().unwrap_or_default();
    if Arn::parse(role_arn).is_none() {
        return Err(Refusal::validation(format!("{role_arn} is invalid")));
    }
    let refused = |action: &str, is_explicit, reason: String| {
        let denied = Denied {
            caller: caller.arn.clone(),
            action: action.to_owned(),
            resource: role_arn.to_owned(),
            is_explicit,
        };
        Refusal::not_authorized(denied).because(reason)
    };
    match caller.kind {
        Kind::User | Kind::AssumedRole => {}
        Kind::Root => {
            return Err(Refusal::access_denied(
                "Roles may not be assumed by root accounts.",
            ));
        }
        Kind::FederatedUser => {
            let reason = "a federated user cannot call AssumeRole".to_owned();
            return Err(refused("sts:AssumeRole", false, reason));
        }
    }
    // A role that does not exist is refused like one that does not trust the caller.
    let (account, role) = call
        .find_role(role_arn)
        .ok_or_else(|| refused("sts:AssumeRole", false, "there is no such role".to_owned()))?;
    let code = input.token_code.as_deref();
    let has_code = call.verify_mfa(caller, input.serial_number.as_deref(), code)?;
    let inherited = caller.transitive_tags();
    let tags = requested_tags(input, &inherited)?;
    let source_identity = source_identity(input, caller)?;

    let mut context = call.context();
    caller.describe(&mut context, call.now);
    tags.describe(&mut context);
    describe(input, source_identity, has_code, &mut context);
    context.set("aws:ResourceAccount", &account.id);
    let request = trust::Request {
        action: "sts:AssumeRole",
        caller: &caller.names(),
        context: &context,
        sets_tags: !tags.tags.is_empty(),
        sets_source_identity: source_identity.is_some(),
        sets_context: input.provided_contexts.is_some(),
    };
    trust::check(role, &request)
        .map_err(|(action, denial)| refused(&action, denial.is_explicit, denial.to_string()))?;
    call.check_region()?;

    let is_chained = caller.kind == Kind::AssumedRole;
    let max = role.max_session_duration;
    let mut session = call.session(duration::of_role(input.duration_seconds, max, is_chained)?);
    session.policies = policies::check(input.policy.as_deref(), input.policy_arns.as_deref())?;
    let packed_size = policies::packed_size(&session.policies, &tags.tags);
    session.mfa_at = has_code.then_some(call.now);
    session.source_identity = source_identity.map(str::to_owned);
    session.transitive_tag_keys = tags.transitive_keys;
    session
        .transitive_tag_keys
        .extend(inherited.keys().cloned());
    let mut session_tags = inherited;
    session_tags.extend(tags.tags);
    let principal = role::session_of(account, role, session_name, session_tags, session);
    let user = role::assumed_role_user(&principal)?;
    let issued = call.issue(principal, input.minimum_session_token_size)?;
    Ok(AssumeRoleOutput::builder()
        .credentials(issued.credentials)
        .assumed_role_user(user)
        .set_packed_policy_size(packed_size)
        .session_token_utilization(issued.utilization)
        .session_token_size(issued.size)
        .set_source_identity(source_identity.map(str::to_owned))
        .build())
}

fn requested_tags(input: &AssumeRoleInput, inherited: &Tags) -> Result<RequestedTags, Refusal> {
    let tags = input.tags.as_deref().unwrap_or_default().iter();
    let tags = tags
        .map(|tag| (tag.key.clone(), tag.value.clone()))
        .collect();
    let transitive = input.transitive_tag_keys.clone().unwrap_or_default();
    RequestedTags::check(tags, transitive, inherited)
}

/// The source identity of the session: that of the caller's session, which cannot be changed, or the
/// requested one.
fn source_identity<'a>(
    input: &'a AssumeRoleInput,
    caller: &'a Principal,
) -> Result<Option<&'a str>, Refusal> {
    match (input.source_identity.as_deref(), caller.source_identity()) {
        (Some(requested), Some(inherited)) if requested != inherited => {
            let message = "The source identity of the calling session cannot be changed.";
            Err(Refusal::access_denied(message).because(format!("it is {inherited:?}")))
        }
        (requested, inherited) => Ok(inherited.or(requested)),
    }
}

/// Sets the condition keys of the request.
fn describe<'a>(
    input: &'a AssumeRoleInput,
    source_identity: Option<&'a str>,
    has_code: bool,
    context: &mut Context<'a>,
) {
    context.set_if("sts:ExternalId", input.external_id.as_deref());
    context.set_if("sts:RoleSessionName", input.role_session_name.as_deref());
    context.set_if("sts:SourceIdentity", source_identity);
    let duration = input.duration_seconds.map(|seconds| seconds.to_string());
    context.set_if("sts:DurationSeconds", duration);
    if has_code {
        context.set("aws:MultiFactorAuthPresent", "true");
        context.set("aws:MultiFactorAuthAge", "0");
    }
    let contexts = input
        .provided_contexts
        .as_deref()
        .unwrap_or_default()
        .iter();
    let providers = contexts.filter_map(|context| context.provider_arn.as_deref());
    context.set_all("sts:RequestContextProviders", providers);
}
