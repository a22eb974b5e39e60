//! `GetAccessKeyInfo`.

use querysmith_sts::operation::get_access_key_info::{
    GetAccessKeyInfoInput, GetAccessKeyInfoOutput,
};

use super::Call;
use crate::fakes;
use crate::refusal::Refusal;

pub(crate) fn respond(
    call: &Call<'_>,
    input: &GetAccessKeyInfoInput,
) -> Result<GetAccessKeyInfoOutput, Refusal> {
    let id = input.access_key_id.as_deref().unwrap_or_default();
    let account = match call.state.user_of_key(id) {
        Some((account, ..)) => account.id.clone(),
        None => fakes::session_account(id).ok_or_else(|| {
            let message = format!("The access key ID {id} does not exist.");
            Refusal::validation(message).because("it belongs to no user and to no session")
        })?,
    };
    Ok(GetAccessKeyInfoOutput::builder().account(account).build())
}
