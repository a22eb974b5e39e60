//! The responses of the service, in the layout of STS.

use std::time::SystemTime;

use bytes::Bytes;

use crate::RoleSession;
use crate::call::AssumeRole;
use crate::call::REFUSED;

/// The error code of the refused call.
pub const ERROR_CODE: &str = "ExpiredTokenException";

const REQUEST_ID: &str = "8d2f6a4e-0b9c-4c5d-a7e3-5b1f9c6d2e70";
const TOKEN_LENGTH: usize = 1024;

/// A response of the service.
#[derive(Clone, Debug)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Bytes,
}

impl Response {
    /// The response to a call.
    pub fn to(call: &AssumeRole) -> Self {
        Self::to_role(call.role_arn)
    }

    /// The response to a call with this role.
    pub fn to_role(arn: &str) -> Self {
        if arn == REFUSED.role_arn {
            let message = "The security token included in the request is expired";
            return Self::error(ERROR_CODE, message);
        }
        Self::new(200, role_session())
    }

    /// An error response. `message` is escaped.
    pub fn error(code: &str, message: &str) -> Self {
        let message = message.replace('&', "&amp;").replace('<', "&lt;");
        let body = format!(
            r#"<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error>
    <Type>Sender</Type>
    <Code>{code}</Code>
    <Message>{message}</Message>
  </Error>
  <RequestId>{REQUEST_ID}</RequestId>
</ErrorResponse>
"#
        );
        Self::new(400, body)
    }

    fn new(status: u16, body: String) -> Self {
        let headers = vec![
            ("x-amzn-RequestId", REQUEST_ID.to_owned()),
            ("Content-Type", "text/xml".to_owned()),
            ("Content-Length", body.len().to_string()),
            ("Date", httpdate::fmt_http_date(SystemTime::now())),
        ];
        let body = Bytes::from(body);
        Self {
            status,
            headers,
            body,
        }
    }
}

/// What a client must read from the response to the accepted call.
pub fn expected_session() -> RoleSession {
    RoleSession {
        access_key_id: "ASIAIOSFODNN7EXAMPLE".into(),
        secret_access_key: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY".into(),
        session_token: session_token(),
        // 2036-07-08T09:10:11Z
        expiration: 2_099_121_011,
        assumed_role_id: "AROAIOSFODNN7EXAMPLE2:report-worker@example.org".into(),
        assumed_role_arn:
            "arn:aws:sts::444455556666:assumed-role/nightly-report/report-worker@example.org".into(),
        packed_policy_size: 37,
    }
}

fn role_session() -> String {
    let expected = expected_session();
    format!(
        r#"<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleResult>
    <AssumedRoleUser>
      <AssumedRoleId>{}</AssumedRoleId>
      <Arn>{}</Arn>
    </AssumedRoleUser>
    <Credentials>
      <AccessKeyId>{}</AccessKeyId>
      <SecretAccessKey>{}</SecretAccessKey>
      <SessionToken>{}</SessionToken>
      <Expiration>2036-07-08T09:10:11Z</Expiration>
    </Credentials>
    <PackedPolicySize>{}</PackedPolicySize>
  </AssumeRoleResult>
  <ResponseMetadata>
    <RequestId>{REQUEST_ID}</RequestId>
  </ResponseMetadata>
</AssumeRoleResponse>
"#,
        expected.assumed_role_id,
        expected.assumed_role_arn,
        expected.access_key_id,
        expected.secret_access_key,
        expected.session_token,
        expected.packed_policy_size,
    )
}

/// A session token of the usual length, in the alphabet of base64.
fn session_token() -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let character = |index: usize| char::from(ALPHABET[(index * index * 7 + index / 5) % 64]);
    (1..=TOKEN_LENGTH).map(character).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::ACCEPTED;

    #[test]
    fn the_responses_have_the_documented_sizes_and_statuses() {
        let accepted = Response::to(&ACCEPTED);
        let length = accepted.body.len();
        assert_eq!(accepted.status, 200);
        assert!((1750..=1850).contains(&length), "{length} bytes");
        assert_eq!(Response::to(&REFUSED).status, 400);
    }

    #[test]
    fn the_date_in_the_response_is_the_expected_expiration() {
        let expiration = SystemTime::UNIX_EPOCH
            + std::time::Duration::from_secs(expected_session().expiration.unsigned_abs());
        let date = httpdate::fmt_http_date(expiration);
        assert_eq!(date, "Tue, 08 Jul 2036 09:10:11 GMT");
    }
}
