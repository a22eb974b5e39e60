//! Refreshes the token of an SSO session.

use std::{io, mem};

use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header};

use super::token::{Refresh, Token};
use super::{LOG_IN, request};
use crate::credentials::CredentialsError;
use crate::credentials::fetch::Fetch;
use crate::credentials::json::{Object, Value, describe_failure};
use crate::date_time::DateTime;

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
    let form = form(old).map_err(|error| failed(&error.to_string()))?;
    let mut request = request(Method::POST, &format!("{oidc}/token"), form)?;
    let json = HeaderValue::from_static("application/json");
    request.headers_mut().insert(header::CONTENT_TYPE, json);
    let sent = fetch.send(&request).await;
    let response = sent.map_err(|error| error.failed(SOURCE))?;
    if response.status() != StatusCode::OK {
        let secrets = [token.access_token(), &old.refresh_token, &old.client_secret];
        return Err(failed(&describe_failure(&response, &secrets)));
    }
    Object::parse_response(response)
        .and_then(|response| refreshed(response, token, old, now))
        .map_err(|problem| failed(&problem))
}

fn form(old: &Refresh) -> io::Result<Bytes> {
    let mut form = Object::default();
    form.set_text("clientId", &old.client_id);
    form.set_text("clientSecret", &old.client_secret);
    form.set_text("grantType", "refresh_token");
    form.set_text("refreshToken", &old.refresh_token);
    let mut json = form.to_json()?;
    Ok(mem::take(&mut *json).into())
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
