//! `GetFederationToken`.

use querysmith_sts::operation::get_federation_token::{
    GetFederationTokenInput, GetFederationTokenOutput,
};
use querysmith_sts::types::FederatedUser;

use super::tags::RequestedTags;
use super::{Call, policies};
use crate::principal::{Kind, Principal};
use crate::refusal::Refusal;
use crate::state::Tags;

/// The default duration of a session, in seconds.
const DEFAULT_DURATION: i32 = 43_200;

#[expect(deprecated, reason = "STS still returns PackedPolicySize")]
pub(crate) fn respond(
    call: &Call<'_>,
    input: &GetFederationTokenInput,
) -> Result<GetFederationTokenOutput, Refusal> {
    let caller = call.caller()?;
    if caller.session.is_some() {
        let message = "Cannot call GetFederationToken with session credentials";
        return Err(Refusal::access_denied(message));
    }
    call.check_region()?;
    let name = input.name.as_deref().unwrap_or_default();
    let tags = input.tags.as_deref().unwrap_or_default().iter();
    let tags = tags
        .map(|tag| (tag.key.clone(), tag.value.clone()))
        .collect();
    let tags = RequestedTags::check(tags, Vec::new(), &Tags::new())?;
    let mut session = call.session(input.duration_seconds.unwrap_or(DEFAULT_DURATION).into());
    session.policies = policies::check(input.policy.as_deref(), input.policy_arns.as_deref())?;
    let packed_size = policies::packed_size(&session.policies, &tags.tags);
    let account = &caller.account;
    let arn = format!("arn:aws:sts::{account}:federated-user/{name}");
    let principal = Principal {
        kind: Kind::FederatedUser,
        account: account.clone(),
        principal_arn: arn.clone(),
        arn: arn.clone(),
        user_id: format!("{account}:{name}"),
        tags: tags.tags,
        session: Some(session),
    };
    let user = FederatedUser::builder()
        .arn(arn)
        .federated_user_id(&principal.user_id)
        .build()?;
    let issued = call.issue(principal, input.minimum_session_token_size)?;
    Ok(GetFederationTokenOutput::builder()
        .credentials(issued.credentials)
        .federated_user(user)
        .packed_policy_size(packed_size.unwrap_or_default())
        .session_token_utilization(issued.utilization)
        .session_token_size(issued.size)
        .build())
}
