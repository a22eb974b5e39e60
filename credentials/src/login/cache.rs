//! The cache file of `aws login`.

use std::path::PathBuf;
use std::{fmt, io};

use zeroize::Zeroizing;

use super::log_in;
use crate::profile::LoginStep;
use crate::response::take_time;
use querysmith_runtime::date_time::{DateTime, TimestampFormat};
use querysmith_runtime::env::Env;
use querysmith_runtime::files::{Files, expand_home};
use querysmith_runtime::provider_v1::json::{Object, Value};
use querysmith_runtime::provider_v1::sha256_hex;
use querysmith_runtime::sensitive::SensitiveString;
use querysmith_runtime::{Credentials, CredentialsError};

/// The maximum size of the file in bytes.
const FILE_LIMIT: usize = 1024 * 1024;

const DIRECTORY: &str = "AWS_LOGIN_CACHE_DIRECTORY";
const DEFAULT_DIRECTORY: &str = "~/.aws/login/cache";

pub(super) const ACCESS_TOKEN: &str = "accessToken";
pub(super) const ACCESS_KEY_ID: &str = "accessKeyId";
pub(super) const SECRET_ACCESS_KEY: &str = "secretAccessKey";
pub(super) const SESSION_TOKEN: &str = "sessionToken";
pub(super) const REFRESH_TOKEN: &str = "refreshToken";
pub(super) const ID_TOKEN: &str = "idToken";
pub(super) const TOKEN_TYPE: &str = "tokenType";
pub(super) const CLIENT_ID: &str = "clientId";
const ACCOUNT_ID: &str = "accountId";
const EXPIRES_AT: &str = "expiresAt";
const DPOP_KEY: &str = "dpopKey";

/// The cache file of one session.
#[derive(Debug, Clone)]
pub(super) struct Cache {
    path: PathBuf,
    /// What to do if it cannot be used.
    help: String,
}

/// The contents of the file.
#[derive(Clone)]
pub(super) struct Session {
    access_key_id: String,
    secret_access_key: SensitiveString,
    session_token: SensitiveString,
    account_id: Option<String>,
    expires_at: DateTime,
    pub(super) refresh_token: SensitiveString,
    pub(super) client_id: String,
    /// A private key in PEM form.
    pub(super) dpop_key: SensitiveString,
    /// The whole file, for rewriting it.
    file: Object,
}

/// The part of a session that a refresh replaces.
pub(super) struct Refreshed {
    pub(super) access_key_id: String,
    pub(super) secret_access_key: SensitiveString,
    pub(super) session_token: SensitiveString,
    pub(super) expires_at: DateTime,
    pub(super) refresh_token: SensitiveString,
    pub(super) id_token: Option<SensitiveString>,
    pub(super) token_type: Option<String>,
}

impl Cache {
    pub(super) fn find(env: &Env, step: &LoginStep) -> Result<Self, CredentialsError> {
        let directory = env.get(DIRECTORY);
        let directory = directory.as_deref().unwrap_or(DEFAULT_DIRECTORY);
        let directory = expand_home(directory, env).ok_or_else(|| {
            CredentialsError::failed(
                "`aws login`: neither HOME nor USERPROFILE is set to the home directory, which \
                 contains the cache file",
            )
        })?;
        let name = sha256_hex(step.session.trim().as_bytes());
        Ok(Self {
            path: directory.join(format!("{name}.json")),
            help: log_in(step),
        })
    }

    pub(super) async fn read(&self, files: &Files) -> Result<Session, CredentialsError> {
        let help = &self.help;
        let contents = files.read_async(&self.path, FILE_LIMIT).await;
        let contents = contents.map_err(|error| {
            let help = match error.is_not_found() {
                true => format!("; {help}"),
                false => String::new(),
            };
            let path = error.path().display();
            let reason = error.message();
            CredentialsError::failed(format!(
                "`aws login`: failed to read the cache file `{path}`: {reason}{help}"
            ))
            .with_source(error)
        })?;
        let session = Object::parse(contents.bytes()).and_then(Session::of);
        session.map_err(|problem| {
            let path = self.path.display();
            CredentialsError::failed(format!(
                "`aws login`: the cache file `{path}`: {problem}; {help}"
            ))
        })
    }

    pub(super) async fn write(&self, files: &Files, session: &Session) -> io::Result<()> {
        let json = session.to_json();
        let written = files.write_private_async(&self.path, &json).await;
        written.map_err(io::Error::other)
    }
}

impl Session {
    fn of(file: Object) -> Result<Self, String> {
        let mut members = file.clone();
        let Some(Value::Object(mut access)) = members.take(ACCESS_TOKEN) else {
            return Err(format!("{ACCESS_TOKEN} is missing, expected an object"));
        };
        let in_access = |problem| format!("{ACCESS_TOKEN}: {problem}");
        Ok(Self {
            access_key_id: access.take_required(ACCESS_KEY_ID).map_err(in_access)?,
            secret_access_key: access
                .take_required(SECRET_ACCESS_KEY)
                .map_err(in_access)?
                .into(),
            session_token: access
                .take_required(SESSION_TOKEN)
                .map_err(in_access)?
                .into(),
            account_id: access.take_text(ACCOUNT_ID).map_err(in_access)?,
            expires_at: take_time(&mut access, EXPIRES_AT)
                .and_then(|time| time.ok_or(format!("{EXPIRES_AT} is missing, expected a time")))
                .map_err(in_access)?,
            refresh_token: members.take_required(REFRESH_TOKEN)?.into(),
            client_id: members.take_required(CLIENT_ID)?,
            dpop_key: members.take_required(DPOP_KEY)?.into(),
            file,
        })
    }

    /// In seconds since 1970.
    pub(super) fn expires_at(&self) -> i64 {
        self.expires_at.secs()
    }

    pub(super) fn credentials(&self) -> Credentials {
        let credentials = Credentials::new(&self.access_key_id, self.secret_access_key.clone())
            .with_session_token(self.session_token.clone())
            .with_expires_at(self.expires_at);
        match &self.account_id {
            Some(account_id) => credentials.with_account_id(account_id),
            None => credentials,
        }
    }

    /// This session after a refresh. The account stays the same.
    pub(super) fn refreshed(&self, new: Refreshed) -> Self {
        let mut file = self.file.clone();
        let mut access = match file.take(ACCESS_TOKEN) {
            Some(Value::Object(access)) => access,
            _ => Object::default(),
        };
        access.set(ACCESS_KEY_ID, Value::text(&new.access_key_id));
        access.set(SECRET_ACCESS_KEY, Value::text(&new.secret_access_key));
        access.set(SESSION_TOKEN, Value::text(&new.session_token));
        let expires_at = new.expires_at.format(TimestampFormat::DateTime);
        access.set(EXPIRES_AT, Value::text(&expires_at));
        file.set(ACCESS_TOKEN, Value::Object(access));
        file.set(REFRESH_TOKEN, Value::text(&new.refresh_token));
        if let Some(token) = &new.id_token {
            file.set(ID_TOKEN, Value::text(token));
        }
        if let Some(token_type) = &new.token_type {
            file.set(TOKEN_TYPE, Value::text(token_type));
        }
        Self {
            access_key_id: new.access_key_id,
            secret_access_key: new.secret_access_key,
            session_token: new.session_token,
            expires_at: new.expires_at,
            refresh_token: new.refresh_token,
            file,
            ..self.clone()
        }
    }

    fn to_json(&self) -> Zeroizing<Vec<u8>> {
        Value::Object(self.file.clone()).to_json()
    }
}

/// Omits secrets and the rest of the file.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("access_key_id", &self.access_key_id)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}
