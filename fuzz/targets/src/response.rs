//! Parsing of success and error responses by emitted operations.

use querysmith_runtime::codegen_v1::Document;
use querysmith_runtime::http::{Response, StatusCode};
use querysmith_runtime::{Bytes, Operation, ProvideErrorMetadata};
use querysmith_sts::operation::assume_role::AssumeRoleInput;
use querysmith_sts::operation::get_caller_identity::GetCallerIdentityInput;

/// Parses a response. The first byte, a digit in the seeds, selects the HTTP status; the rest is
/// the body. The result must be an output, or an error whose message is on one line, and whose code is
/// the one in the body: errors are read by a more lenient parser, which must find the same in a valid
/// document.
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

fn read<O: Operation<Error: std::error::Error + ProvideErrorMetadata>>(response: &Response<Bytes>) {
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
            let status = response.status();
            if let Some(code) = code(response.body())
                && (status.is_client_error() || status.is_server_error())
            {
                assert_eq!(error.code(), Some(code.as_str()));
            }
        }
    }
}

/// The code of an error in its usual place in a valid document.
fn code(body: &[u8]) -> Option<String> {
    let document = Document::parse(body).ok()?;
    let root = document.root();
    let text = root.child("Error")?.child("Code")?.string();
    let code = text.trim();
    let is_usual = root.name() != "Error" && text.len() <= 256 && !code.is_empty();
    is_usual.then(|| code.to_owned())
}
