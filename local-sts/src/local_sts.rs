//! The handle of a running server.

mod builder;
mod saml_assertion;
mod web_identity_token;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::{Config, Credentials, CredentialsError, ProvideCredentials};

pub use builder::LocalStsBuilder;
pub use saml_assertion::SamlAssertion;
pub use web_identity_token::WebIdentityToken;

use crate::fault::FaultRule;
use crate::log::LogEntry;
use crate::server::Server;
use crate::service::Service;
use crate::state::State;
use crate::totp;
use crate::trade_in::{self, TradeIn};

/// The region of configs.
const REGION: &str = "us-east-1";

/// A running stand-in for STS. It stops when it is dropped.
///
/// The server has threads of its own, so that it works in tests with any runtime, with paused time
/// and with blocking clients.
#[derive(Debug)]
pub struct LocalSts {
    server: Server,
    service: Arc<Service>,
}

impl LocalSts {
    /// Starts a server with the default [`State`] on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// If no port or thread is available.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start()
    }

    /// A builder, for another state, address, clock or log.
    pub fn builder() -> LocalStsBuilder {
        LocalStsBuilder::default()
    }

    /// The address that the server listens on.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// The URL of the endpoint: `http://127.0.0.1:4599`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// A config for clients of this server with the access key of a user: `alice` or, if several
    /// accounts have a user of that name, `444455556666/alice`. The region is `us-east-1`.
    ///
    /// If there is no such user, calls fail with a credentials error that lists the users.
    pub fn config(&self, user: &str) -> Config {
        match self.credentials(user) {
            Some(credentials) => self.config_with(credentials),
            None => {
                let state = self.service.state();
                let names = state.accounts().flat_map(|account| {
                    let users = account.users.keys();
                    users.map(|name| format!("{}/{name}", account.id))
                });
                let known: Vec<String> = names.collect();
                let message = format!(
                    "the local STS has no user {user:?}, expected one of {}",
                    known.join(", ")
                );
                self.config_with(UnknownUser(message))
            }
        }
    }

    /// A config for clients of this server with other credentials, such as those of a session.
    pub fn config_with(&self, credentials: impl ProvideCredentials + 'static) -> Config {
        Config::builder()
            .region(REGION)
            .endpoint_url(self.url())
            .clock(Arc::clone(&self.service.clock))
            .credentials_provider(credentials)
            .build()
    }

    /// A config without credentials, for operations that are not signed.
    pub fn anonymous_config(&self) -> Config {
        Config::builder()
            .region(REGION)
            .endpoint_url(self.url())
            .clock(Arc::clone(&self.service.clock))
            .build()
    }

    /// The access key of a user, named as in [`config`](Self::config).
    pub fn credentials(&self, user: &str) -> Option<Credentials> {
        let state = self.service.state();
        let (account, user) = state.user_named(user)?;
        let key = user.keys.first()?;
        let credentials = Credentials::new(&*key.id, &*key.secret);
        Some(credentials.with_account_id(&account.id))
    }

    /// The first user of the state and its access key, for a greeting.
    pub fn first_user(&self) -> Option<(String, Credentials)> {
        let state = self.service.state();
        let mut users = state.accounts().flat_map(|account| {
            let names = account.users.keys();
            names.map(|name| format!("{}/{name}", account.id))
        });
        users.find_map(|name| Some((name.clone(), self.credentials(&name)?)))
    }

    /// The serial number of the first MFA device of a user, and its code at the server's time.
    pub fn mfa_code(&self, user: &str) -> Option<(String, String)> {
        let state = self.service.state();
        let (_, user) = state.user_named(user)?;
        let (serial, seed) = user.mfa_devices.first_key_value()?;
        Some((serial.clone(), totp::code_at(seed, self.service.now())))
    }

    /// An OpenID Connect token with this subject, for `AssumeRoleWithWebIdentity`: by default of the
    /// first provider with a signing key and for its first audience, valid for an hour.
    pub fn web_identity_token(&self, subject: &str) -> WebIdentityToken {
        WebIdentityToken::new(&self.service, subject)
    }

    /// A SAML response for `AssumeRoleWithSAML` with a role and a provider, by their ARNs: by
    /// default of the provider's first issuer, valid for five minutes.
    pub fn saml_assertion(&self, role_arn: &str, provider_arn: &str) -> SamlAssertion {
        SamlAssertion::new(&self.service, role_arn, provider_arn)
    }

    /// A trade-in token for `GetDelegatedAccessToken`, with which anyone obtains credentials of a
    /// user, named as in [`config`](Self::config). At AWS, partners obtain such tokens with a
    /// delegation request.
    ///
    /// # Errors
    ///
    /// If the system has no randomness.
    pub fn trade_in_token(&self, user: &str, lifetime: Duration) -> io::Result<String> {
        let lifetime = i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX);
        let token = TradeIn {
            user: user.to_owned(),
            expires_at: self.service.now().saturating_add(lifetime),
        };
        trade_in::seal(&self.service.sealer, &token).map_err(|_| io::Error::other("no randomness"))
    }

    /// Responds to a request without the network; `None` if an injected fault cuts the connection.
    /// Latencies are ignored.
    pub fn respond(&self, request: &Request<Bytes>) -> Option<Response<Bytes>> {
        self.service.reply(request, None).response
    }

    /// The state.
    pub fn state(&self) -> State {
        State::clone(&self.service.state())
    }

    /// Replaces the state. Sessions that were issued stay valid.
    pub fn set_state(&self, state: State) {
        let mut current = self
            .service
            .state
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *current = Arc::new(state);
    }

    /// Adds a fault, which affects requests from now on.
    pub fn inject(&self, rule: FaultRule) {
        self.service.faults.add(rule);
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.service.faults.clear();
    }

    /// The log entries of the latest requests, at most 1,000, the oldest first.
    pub fn log(&self) -> Vec<LogEntry> {
        self.service.log.latest()
    }
}

/// The credentials of a user that does not exist.
#[derive(Debug)]
struct UnknownUser(String);

impl ProvideCredentials for UnknownUser {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async { Err(CredentialsError::failed(&self.0)) })
    }
}
