//! `GetSessionToken`.

use querysmith_sts::operation::get_session_token::{GetSessionTokenInput, GetSessionTokenOutput};

use super::Call;
use crate::principal::Principal;
use crate::refusal::Refusal;

/// The default duration of a session, in seconds.
const DEFAULT_DURATION: i32 = 43_200;

pub(crate) fn respond(
    call: &Call<'_>,
    input: &GetSessionTokenInput,
) -> Result<GetSessionTokenOutput, Refusal> {
    let caller = call.caller()?;
    if caller.session.is_some() {
        let message = "Cannot call GetSessionToken with session credentials";
        return Err(Refusal::access_denied(message));
    }
    let code = input.token_code.as_deref();
    let has_code = call.verify_mfa(caller, input.serial_number.as_deref(), code)?;
    call.check_region()?;
    let mut session = call.session(input.duration_seconds.unwrap_or(DEFAULT_DURATION).into());
    session.mfa_at = has_code.then_some(call.now);
    let principal = Principal {
        session: Some(session),
        ..caller.clone()
    };
    let issued = call.issue(principal, input.minimum_session_token_size)?;
    Ok(GetSessionTokenOutput::builder()
        .credentials(issued.credentials)
        .session_token_utilization(issued.utilization)
        .session_token_size(issued.size)
        .build())
}
