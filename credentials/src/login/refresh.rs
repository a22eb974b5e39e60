//! Refreshes a session with AWS Sign-In.

use std::mem;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, Uri, header};

use super::cache::{
    ACCESS_KEY_ID, ACCESS_TOKEN, CLIENT_ID, ID_TOKEN, REFRESH_TOKEN, Refreshed, SECRET_ACCESS_KEY,
    SESSION_TOKEN, Session, TOKEN_TYPE,
};
use super::key::Key;
use super::{dpop, log_in};
use crate::fetch::{Fetch, secret_header};
use crate::profile::LoginStep;
use crate::response::{describe_failure, parse_body};
use querysmith_runtime::CredentialsError;
use querysmith_runtime::date_time::DateTime;
use querysmith_runtime::provider_v1::json::{Object, Value};
use querysmith_runtime::randomness::Randomness;

const SOURCE: &str = "`aws login`: refreshing the credentials";
const PATH: &str = "/v1/token";
const DPOP: &str = "dpop";

/// A refresh of one session.
pub(super) struct Refresh<'a> {
    pub(super) fetch: &'a Fetch,
    /// The URL of the service; `None` if there is no region.
    pub(super) endpoint: Option<&'a Result<String, String>>,
    pub(super) randomness: &'a dyn Randomness,
    pub(super) step: &'a LoginStep,
    /// In seconds since 1970.
    pub(super) now: i64,
}

impl Refresh<'_> {
    /// Requests new credentials.
    pub(super) async fn send(&self, session: &Session) -> Result<Session, CredentialsError> {
        let url = self.url()?;
        let key = Key::parse(&session.dpop_key).map_err(|problem| self.in_key(problem))?;
        // Each attempt has a proof of its own, because a service may accept each only once.
        let build = || self.request(session, &key, &url);
        let sent = self.fetch.send_each(&build).await;
        let response = sent.map_err(|error| error.failed(SOURCE))?;
        if response.status() != StatusCode::OK {
            return Err(self.refused(session, &response));
        }
        parse_body(response)
            .and_then(|response| self.read(session, response))
            .map(|new| session.refreshed(new))
            .map_err(|problem| failed(&problem))
    }

    fn url(&self) -> Result<String, CredentialsError> {
        match self.endpoint {
            Some(Ok(endpoint)) => Ok(format!("{endpoint}{PATH}")),
            Some(Err(problem)) => Err(failed(problem)),
            None => Err(failed(&format!(
                "no region is set; add `region` to the profile `{}`",
                self.step.profile
            ))),
        }
    }

    fn request(
        &self,
        session: &Session,
        key: &Key,
        url: &str,
    ) -> Result<Request<Bytes>, CredentialsError> {
        let uri: Uri = url.parse().map_err(|_| {
            failed(
                "the region or the endpoint URL of the service does not result in a valid URL, \
                 expected a region like us-east-1",
            )
        })?;
        let proof = dpop::proof(key, url, self.now, self.randomness);
        let proof = proof.map_err(|problem| self.in_key(problem))?;
        let proof = secret_header(&proof)
            .ok_or_else(|| failed("the proof of possession is not a valid header"))?;
        let mut request = Request::new(form(session));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = uri;
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert(header::CONTENT_TYPE, json);
        request.headers_mut().insert(DPOP, proof);
        Ok(request)
    }

    fn in_key(&self, problem: &str) -> CredentialsError {
        let log_in = log_in(self.step);
        failed(&format!("dpopKey in the cache file: {problem}; {log_in}"))
    }

    fn read(&self, session: &Session, mut response: Object) -> Result<Refreshed, String> {
        let Some(Value::Object(mut access)) = response.take(ACCESS_TOKEN) else {
            return Err(format!("{ACCESS_TOKEN} is missing, expected an object"));
        };
        let lifetime = match response.take("expiresIn") {
            Some(Value::Number(seconds)) => seconds.parse().ok().filter(|seconds| *seconds > 0),
            _ => None,
        };
        let lifetime: i64 = lifetime
            .ok_or("expiresIn is not a positive number, expected the lifetime in seconds")?;
        Ok(Refreshed {
            access_key_id: access.take_required(ACCESS_KEY_ID)?,
            secret_access_key: access.take_required(SECRET_ACCESS_KEY)?.into(),
            session_token: access.take_required(SESSION_TOKEN)?.into(),
            expires_at: DateTime::from_secs(self.now.saturating_add(lifetime)),
            refresh_token: match response.take_text(REFRESH_TOKEN)? {
                Some(new) => new.into(),
                None => session.refresh_token.clone(),
            },
            id_token: response.take_text(ID_TOKEN)?.map(Into::into),
            token_type: response.take_text(TOKEN_TYPE)?,
        })
    }

    /// The error for an error response: what it means, and what to do.
    fn refused(&self, session: &Session, response: &Response<Bytes>) -> CredentialsError {
        let secrets = [&*session.refresh_token, &*session.dpop_key];
        let failure = describe_failure(response, &secrets);
        let error = |help: &str| failed(&format!("{failure}; {help}"));
        let log_in = log_in(self.step);
        match code(response).as_deref() {
            Some("TOKEN_EXPIRED") => error(&format!("the session has expired; {log_in}")),
            Some("USER_CREDENTIALS_CHANGED") => error(&format!(
                "the password was changed since the last login; {log_in}, with the new password"
            )),
            Some("INSUFFICIENT_PERMISSIONS") => error(&format!(
                "the identity lacks the permission `signin:CreateOAuth2Token`; add it to a \
                 policy of the identity, then {log_in}"
            )),
            Some("AUTHCODE_EXPIRED") => error(&format!(
                "the login was not completed in time; {log_in} again"
            )),
            Some("INVALID_REQUEST") => error(&format!(
                "the session in the cache file is not valid, or the clock of this computer is \
                 wrong; check the clock, then {log_in}"
            )),
            Some("server_error") => {
                return error("the service has a problem, which is usually temporary; try again");
            }
            _ => return error(&format!("{log_in} if this persists")),
        }
        .permanent()
    }
}

fn form(session: &Session) -> Bytes {
    let mut form = Object::default();
    form.set(CLIENT_ID, Value::text(&session.client_id));
    form.set("grantType", Value::text("refresh_token"));
    form.set(REFRESH_TOKEN, Value::text(&session.refresh_token));
    let mut json = Value::Object(form).to_json();
    mem::take(&mut *json).into()
}

/// The code of an error response.
fn code(response: &Response<Bytes>) -> Option<String> {
    let mut body = Object::parse(response.body()).ok()?;
    body.take_text("error").ok().flatten()
}

fn failed(problem: &str) -> CredentialsError {
    CredentialsError::failed(format!("{SOURCE}: {problem}"))
}
