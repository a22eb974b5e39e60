//! Refreshes the token of an SSO session.

use std::mem;

use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header};

use super::token::{Refresh, Token};
use super::{LOG_IN, request};
use crate::fetch::Fetch;
use crate::response::{describe_failure, parse_body};
use querysmith_runtime::CredentialsError;
use querysmith_runtime::date_time::DateTime;
use querysmith_runtime::provider_v1::json::{Object, Value};

/// Requests a new token from the service at `oidc`; `now` is in seconds since 1970.
pub(super) async fn refresh(
    fetch: &Fetch,
    oidc: &str,
    token: &Token,
    now: i64,
) -> Result<Token, CredentialsError> {
    const SOURCE: &str = "SSO: refreshing the token";
    let failed = |problem: &str| CredentialsError::failed(format!("{SOURCE}: {problem}"));
    let Some(old) = &token.refresh else {
        return Err(failed("the file contains no refresh token"));
    };
    if let Some(end) = old.registration_expires_at
        && end.secs() <= now
    {
        return Err(failed(&format!(
            "the client's registration has expired; {LOG_IN}"
        )));
    }
    let mut request = request(Method::POST, &format!("{oidc}/token"), form(old))?;
    let json = HeaderValue::from_static("application/json");
    request.headers_mut().insert(header::CONTENT_TYPE, json);
    let sent = fetch.send(&request).await;
    let response = sent.map_err(|error| error.failed(SOURCE))?;
    if response.status() != StatusCode::OK {
        let secrets = [token.access_token(), &old.refresh_token, &old.client_secret];
        return Err(failed(&describe_failure(&response, &secrets)));
    }
    parse_body(response)
        .and_then(|response| refreshed(response, token, old, now))
        .map_err(|problem| failed(&problem))
}

fn form(old: &Refresh) -> Bytes {
    let mut form = Object::default();
    form.set("clientId", Value::text(&old.client_id));
    form.set("clientSecret", Value::text(&old.client_secret));
    form.set("grantType", Value::text("refresh_token"));
    form.set("refreshToken", Value::text(&old.refresh_token));
    let mut json = Value::Object(form).to_json();
    mem::take(&mut *json).into()
}

fn refreshed(
    mut response: Object,
    token: &Token,
    old: &Refresh,
    now: i64,
) -> Result<Token, String> {
    let access_token = response.take_required("accessToken")?.into();
    let lifetime = match response.take("expiresIn") {
        Some(Value::Number(seconds)) => seconds.parse().ok(),
        _ => None,
    };
    let lifetime = lifetime.ok_or("expiresIn is missing, expected a number of seconds")?;
    let refresh = Refresh {
        refresh_token: match response.take_text("refreshToken")? {
            Some(new) => new.into(),
            None => old.refresh_token.clone(),
        },
        ..old.clone()
    };
    let expires_at = DateTime::from_secs(now.saturating_add(lifetime));
    Ok(token.refreshed(access_token, expires_at, refresh))
}
