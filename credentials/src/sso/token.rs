//! The token in the cache of `aws sso login`.

use std::path::PathBuf;
use std::{fmt, io};

use zeroize::Zeroizing;

use super::LOG_IN;
use crate::profile::SsoStep;
use querysmith_runtime::CredentialsError;
use querysmith_runtime::date_time::{DateTime, TimestampFormat};
use querysmith_runtime::env::Env;
use querysmith_runtime::files::{Files, home_dir};
use querysmith_runtime::provider_v1::json::{Object, Value};
use querysmith_runtime::provider_v1::sha1_hex;
use querysmith_runtime::sensitive::SensitiveString;

/// The maximum size of the file in bytes.
const FILE_LIMIT: usize = 1024 * 1024;

const ACCESS_TOKEN: &str = "accessToken";
const EXPIRES_AT: &str = "expiresAt";
const REFRESH_TOKEN: &str = "refreshToken";
const CLIENT_ID: &str = "clientId";
const CLIENT_SECRET: &str = "clientSecret";
const REGISTRATION_EXPIRES_AT: &str = "registrationExpiresAt";

/// The cache file of one session, or of one start URL.
#[derive(Debug, Clone)]
pub(super) struct Cache {
    path: PathBuf,
}

/// An access token, with the data to refresh it.
#[derive(Clone)]
pub(super) struct Token {
    access_token: SensitiveString,
    expires_at: DateTime,
    pub(super) refresh: Option<Refresh>,
    /// The other members of the file, for rewriting it.
    rest: Object,
}

/// The data that a refresh of the token requires.
#[derive(Clone)]
pub(super) struct Refresh {
    pub(super) refresh_token: SensitiveString,
    pub(super) client_id: SensitiveString,
    pub(super) client_secret: SensitiveString,
    /// When the client's registration expires, if that is known.
    pub(super) registration_expires_at: Option<DateTime>,
}

impl Cache {
    pub(super) fn find(env: &Env, step: &SsoStep) -> Result<Self, CredentialsError> {
        let home = home_dir(env).ok_or_else(|| {
            CredentialsError::failed(
                "SSO: neither HOME nor USERPROFILE is set to the home directory, which contains the \
                 token",
            )
        })?;
        let key = step.session_name.as_ref().unwrap_or(&step.start_url);
        let name = format!("{}.json", sha1_hex(key.as_bytes()));
        let dir = home.join(".aws").join("sso").join("cache");
        Ok(Self {
            path: dir.join(name),
        })
    }

    pub(super) async fn read(&self, files: &Files) -> Result<Token, CredentialsError> {
        let contents = files.read_async(&self.path, FILE_LIMIT).await;
        let contents = contents.map_err(|error| {
            let help = match error.is_not_found() {
                true => format!("; {LOG_IN}"),
                false => String::new(),
            };
            let path = error.path().display();
            let reason = error.message();
            CredentialsError::failed(format!("SSO: failed to read `{path}`: {reason}{help}"))
                .with_source(error)
        })?;
        let token = Object::parse(contents.bytes()).and_then(Token::of);
        token.map_err(|problem| {
            CredentialsError::failed(format!(
                "SSO: the token file {}: {problem}; {LOG_IN}",
                self.path.display()
            ))
        })
    }

    pub(super) async fn write(&self, files: &Files, token: &Token) -> io::Result<()> {
        let json = token.to_json();
        let written = files.write_private_async(&self.path, &json).await;
        written.map_err(io::Error::other)
    }
}

impl Token {
    fn of(mut file: Object) -> Result<Self, String> {
        let access_token = file.take_required(ACCESS_TOKEN)?.into();
        let expires_at = file.take_required(EXPIRES_AT)?;
        let expires_at = parse_time(&expires_at).ok_or_else(|| {
            format!("{EXPIRES_AT} is not a time, expected one like 2030-01-31T12:00:00Z")
        })?;
        Ok(Self {
            access_token,
            expires_at,
            refresh: Refresh::of(&mut file)?,
            rest: file,
        })
    }

    pub(super) fn access_token(&self) -> &str {
        &self.access_token
    }

    /// In seconds since 1970.
    pub(super) fn expires_at(&self) -> i64 {
        self.expires_at.secs()
    }

    /// This token after a refresh.
    pub(super) fn refreshed(
        &self,
        access_token: SensitiveString,
        expires_at: DateTime,
        refresh: Refresh,
    ) -> Self {
        Self {
            access_token,
            expires_at,
            refresh: Some(refresh),
            rest: self.rest.clone(),
        }
    }

    fn to_json(&self) -> Zeroizing<Vec<u8>> {
        let mut members = self.rest.clone();
        let mut set = |name: &str, value: &str| members.set(name, Value::text(value));
        set(ACCESS_TOKEN, &self.access_token);
        set(EXPIRES_AT, &format_time(self.expires_at));
        if let Some(refresh) = &self.refresh {
            set(REFRESH_TOKEN, &refresh.refresh_token);
            set(CLIENT_ID, &refresh.client_id);
            set(CLIENT_SECRET, &refresh.client_secret);
            if let Some(time) = refresh.registration_expires_at {
                set(REGISTRATION_EXPIRES_AT, &format_time(time));
            }
        }
        Value::Object(members).to_json()
    }
}

impl Refresh {
    fn of(file: &mut Object) -> Result<Option<Self>, String> {
        let refresh_token = file.take_text(REFRESH_TOKEN)?;
        let client_id = file.take_text(CLIENT_ID)?;
        let client_secret = file.take_text(CLIENT_SECRET)?;
        let registration = file.take_text(REGISTRATION_EXPIRES_AT)?;
        let (Some(refresh_token), Some(client_id), Some(client_secret)) =
            (refresh_token, client_id, client_secret)
        else {
            return Ok(None);
        };
        Ok(Some(Self {
            refresh_token: refresh_token.into(),
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            registration_expires_at: registration.as_deref().and_then(parse_time),
        }))
    }
}

/// Without secrets, and without the rest of the file.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("expires_at", &self.expires_at)
            .field("can_be_refreshed", &self.refresh.is_some())
            .finish_non_exhaustive()
    }
}

/// Parses RFC 3339, or the same with `UTC` in place of `Z`, as older tools write it.
fn parse_time(text: &str) -> Option<DateTime> {
    let text = text.trim();
    let text = match text.strip_suffix("UTC") {
        Some(time) => format!("{time}Z"),
        None => text.to_owned(),
    };
    DateTime::parse(&text, TimestampFormat::DateTime).ok()
}

fn format_time(time: DateTime) -> String {
    time.format(TimestampFormat::DateTime)
}
