//! From a typed request to the response of its operation.

use bytes::Bytes;
use http::Response;
use querysmith_sts::server::{Request, ToResponse};

use crate::operation::{self, Call};
use crate::refusal::Refusal;

/// The operations that are not signed: their tokens identify the caller.
const UNSIGNED: [&str; 2] = ["AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"];

/// Whether requests of an operation are signed.
pub(crate) fn is_signed(operation: &str) -> bool {
    !UNSIGNED.contains(&operation)
}

/// Performs the operation of a valid request.
pub(crate) fn respond(
    call: &Call<'_>,
    request: &Request,
    request_id: &str,
) -> Result<Response<Bytes>, Refusal> {
    use Request::{
        AssumeRole, AssumeRoleWithSaml, AssumeRoleWithWebIdentity, AssumeRoot,
        DecodeAuthorizationMessage, GetAccessKeyInfo, GetCallerIdentity, GetDelegatedAccessToken,
        GetFederationToken, GetSessionToken, GetWebIdentityToken,
    };
    Ok(match request {
        AssumeRole(input) => operation::assume_role::respond(call, input)?.to_response(request_id),
        AssumeRoleWithSaml(input) => {
            operation::assume_role_with_saml::respond(call, input)?.to_response(request_id)
        }
        AssumeRoleWithWebIdentity(input) => {
            operation::assume_role_with_web_identity::respond(call, input)?.to_response(request_id)
        }
        AssumeRoot(input) => operation::assume_root::respond(call, input)?.to_response(request_id),
        DecodeAuthorizationMessage(input) => {
            operation::decode_authorization_message::respond(call, input)?.to_response(request_id)
        }
        GetAccessKeyInfo(input) => {
            operation::get_access_key_info::respond(call, input)?.to_response(request_id)
        }
        GetCallerIdentity(_) => {
            operation::get_caller_identity::respond(call)?.to_response(request_id)
        }
        GetDelegatedAccessToken(input) => {
            operation::get_delegated_access_token::respond(call, input)?.to_response(request_id)
        }
        GetFederationToken(input) => {
            operation::get_federation_token::respond(call, input)?.to_response(request_id)
        }
        GetSessionToken(input) => {
            operation::get_session_token::respond(call, input)?.to_response(request_id)
        }
        GetWebIdentityToken(input) => {
            operation::get_web_identity_token::respond(call, input)?.to_response(request_id)
        }
        other => {
            let name = other.operation_name();
            return Err(Refusal::internal(format!("{name} is not implemented")));
        }
    })
}
