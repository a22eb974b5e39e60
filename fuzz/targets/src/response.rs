//! Parsing of success and error responses by emitted operations.

use querysmith_runtime::http::{Response, StatusCode};
use querysmith_runtime::{Bytes, Operation};
use querysmith_sts::operation::assume_role::AssumeRoleInput;
use querysmith_sts::operation::get_caller_identity::GetCallerIdentityInput;

/// Parses a response. The first byte, a digit in the seeds, selects the HTTP status; the rest is
/// the body. The result must be an output, or an error whose message is on one line.
pub fn response(bytes: &[u8]) {
    let Some((choice, body)) = bytes.split_first() else {
        return;
    };
    let statuses = [200, 204, 301, 400, 403, 404, 429, 500, 503, 599];
    let status = statuses.get(usize::from(choice.wrapping_sub(b'0')) % statuses.len());
    let mut response = Response::new(Bytes::copy_from_slice(body));
    *response.status_mut() = status
        .and_then(|status| StatusCode::from_u16(*status).ok())
        .unwrap_or_default();
    read::<AssumeRoleInput>(&response);
    read::<GetCallerIdentityInput>(&response);
}

fn read<O: Operation<Error: std::error::Error>>(response: &Response<Bytes>) {
    let decision = O::classify(Ok(response));
    let _ = format!("{decision:?}");
    match O::parse_response(response) {
        Ok(output) => {
            assert!(response.status().is_success());
            let _ = format!("{output:?}");
        }
        Err(error) => {
            let shown = error.to_string();
            assert!(!shown.contains('\n'), "{shown:?}");
            let _ = format!("{error:?}");
        }
    }
}
