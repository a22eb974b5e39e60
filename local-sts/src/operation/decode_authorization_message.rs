//! `DecodeAuthorizationMessage`.

use querysmith_sts::operation::decode_authorization_message::{
    DecodeAuthorizationMessageInput, DecodeAuthorizationMessageOutput,
};

use super::Call;
use crate::authorization_message;
use crate::refusal::Refusal;

pub(crate) fn respond(
    call: &Call<'_>,
    input: &DecodeAuthorizationMessageInput,
) -> Result<DecodeAuthorizationMessageOutput, Refusal> {
    let encoded = input.encoded_message.as_deref().unwrap_or_default();
    let decoded = authorization_message::decode(call.sealer, encoded).ok_or_else(|| {
        let code = "InvalidAuthorizationMessageException";
        Refusal::new(400, code, "Message is not valid").because("this server did not encode it")
    })?;
    let output = DecodeAuthorizationMessageOutput::builder().decoded_message(decoded);
    Ok(output.build())
}
