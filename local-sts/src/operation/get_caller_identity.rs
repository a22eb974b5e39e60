//! `GetCallerIdentity`.

use querysmith_sts::operation::get_caller_identity::GetCallerIdentityOutput;

use super::Call;
use crate::refusal::Refusal;

pub(crate) fn respond(call: &Call<'_>) -> Result<GetCallerIdentityOutput, Refusal> {
    let caller = call.caller()?;
    Ok(GetCallerIdentityOutput::builder()
        .account(&caller.account)
        .arn(&caller.arn)
        .user_id(&caller.user_id)
        .build())
}
