//! `GetDelegatedAccessToken`.

use querysmith_sts::operation::get_delegated_access_token::{
    GetDelegatedAccessTokenInput, GetDelegatedAccessTokenOutput,
};

use super::Call;
use crate::principal::Principal;
use crate::refusal::Refusal;
use crate::trade_in;

/// The duration of a delegated session, in seconds.
const DURATION: i64 = 3600;

pub(crate) fn respond(
    call: &Call<'_>,
    input: &GetDelegatedAccessTokenInput,
) -> Result<GetDelegatedAccessTokenOutput, Refusal> {
    call.caller()?;
    let token = input.trade_in_token.as_deref().unwrap_or_default();
    let invalid = |reason: &str| Refusal::access_denied("Invalid trade-in token").because(reason);
    let token = trade_in::open(call.sealer, token)
        .ok_or_else(|| invalid("this server did not issue it"))?;
    if token.expires_at <= call.now {
        let message = "The trade-in token has expired.";
        return Err(Refusal::new(400, "ExpiredTradeInTokenException", message));
    }
    call.check_region()?;
    let (account, user) = call
        .state
        .user_named(&token.user)
        .ok_or_else(|| invalid("its user does not exist"))?;
    let principal = Principal {
        session: Some(call.session(DURATION)),
        ..Principal::of_user(account, user)
    };
    let arn = principal.arn.clone();
    let issued = call.issue(principal, None)?;
    Ok(GetDelegatedAccessTokenOutput::builder()
        .credentials(issued.credentials)
        .assumed_principal(arn)
        .build())
}
