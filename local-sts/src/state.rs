//! The identities that the server knows: accounts with their users, roles and identity providers.

mod account;
mod default;
mod provider;
mod read;
mod role;
mod user;
mod write;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::path::Path;

pub use account::Account;
pub use default::{ACCOUNT, WEB_IDENTITY_AUDIENCE, WEB_IDENTITY_ISSUER};
pub use provider::{OidcProvider, SamlProvider};
pub use role::Role;
pub use user::User;

pub(crate) use user::AccessKey;

/// Tags of a user, a role or a session.
pub(crate) type Tags = BTreeMap<String, String>;

/// The identities that the server knows. The [default](Self::default) has two accounts with users
/// and roles for first steps, and [`to_json`](Self::to_json) prints it.
///
/// The format of the file is described in the documentation of [`from_json`](Self::from_json).
#[derive(Clone, PartialEq)]
pub struct State {
    accounts: BTreeMap<String, Account>,
    disabled_regions: BTreeSet<String>,
    encodes_denials: bool,
    /// The account and the user of every access key.
    keys: HashMap<String, (String, String)>,
}

impl State {
    /// A state without accounts.
    pub fn empty() -> Self {
        Self {
            accounts: BTreeMap::new(),
            disabled_regions: BTreeSet::new(),
            encodes_denials: false,
            keys: HashMap::new(),
        }
    }

    /// Adds an account, or replaces the one with the same id.
    #[must_use]
    pub fn account(mut self, account: Account) -> Self {
        self.keys.retain(|_, (owner, _)| *owner != account.id);
        for user in account.users.values() {
            for key in &user.keys {
                let owner = (account.id.clone(), user.name.clone());
                self.keys.insert(key.id.clone(), owner);
            }
        }
        self.accounts.insert(account.id.clone(), account);
        self
    }

    /// Disables a region: calls that are signed for it, and that create credentials, fail with
    /// `RegionDisabledException`.
    #[must_use]
    pub fn disabled_region(mut self, region: impl Into<String>) -> Self {
        self.disabled_regions.insert(region.into());
        self
    }

    /// Sets whether the message of `AccessDenied` ends with an encoded authorization message, for
    /// `DecodeAuthorizationMessage`, as in some other AWS services. The default is `false`, as in
    /// STS.
    #[must_use]
    pub fn encode_authorization_messages(mut self, encodes: bool) -> Self {
        self.encodes_denials = encodes;
        self
    }

    /// Reads a state from JSON.
    ///
    /// ```json
    /// {
    ///   "accounts": {
    ///     "111122223333": {
    ///       "management": true,
    ///       "outbound_web_identity_federation": true,
    ///       "users": {
    ///         "alice": {
    ///           "path": "/team/",
    ///           "access_keys": [{"id": "AKIAFAKEALICE1234567", "secret": "fake-secret-of-alice"}],
    ///           "mfa_devices": {"arn:aws:iam::111122223333:mfa/alice": "MZQWWZJAON2GKZBAN5TCAYLM"},
    ///           "tags": {"team": "search"}
    ///         }
    ///       },
    ///       "roles": {
    ///         "deploy": {
    ///           "path": "/",
    ///           "trust_policy": {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
    ///             "Principal": {"AWS": "111122223333"}}]},
    ///           "max_session_duration": 3600,
    ///           "tags": {}
    ///         }
    ///       },
    ///       "oidc_providers": {
    ///         "https://oidc.example.com": {
    ///           "audiences": ["sts.amazonaws.com"],
    ///           "jwks": {"keys": []},
    ///           "signing_key": "a private key, PKCS #8 in base64, that signs tokens for tests"
    ///         }
    ///       },
    ///       "saml_providers": {"directory": {"issuers": ["https://idp.example.com"]}}
    ///     }
    ///   },
    ///   "disabled_regions": [],
    ///   "encode_authorization_messages": false
    /// }
    /// ```
    ///
    /// Every member is optional except `trust_policy`. A user without `access_keys` has one access
    /// key, whose id and secret depend only on the account and the name; a key without `secret` has
    /// a secret that depends only on its id. `max_session_duration` is from 3600 to 43200 seconds.
    /// The keys of `mfa_devices` are serial numbers, the values seeds in base32. A provider accepts
    /// tokens that are signed with a key of `jwks` (RSA for RS256, P-256 for ES256) or with
    /// `signing_key`.
    ///
    /// # Errors
    ///
    /// [`StateError`] if the text is not JSON, has a member that is not listed above, or a value of
    /// the wrong type or out of range.
    pub fn from_json(json: &str) -> Result<Self, StateError> {
        read::state(json)
    }

    /// Reads a state from a JSON file. [`from_json`](Self::from_json) describes the format.
    ///
    /// # Errors
    ///
    /// [`StateError`] if the file cannot be read, and those of [`from_json`](Self::from_json).
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, StateError> {
        let path = path.as_ref();
        let located = |problem: &dyn fmt::Display| StateError {
            path: path.display().to_string(),
            problem: problem.to_string(),
        };
        let text = std::fs::read_to_string(path).map_err(|error| located(&error))?;
        Self::from_json(&text).map_err(|error| located(&error))
    }

    /// The state as JSON that [`from_json`](Self::from_json) reads, with its fake secrets.
    pub fn to_json(&self) -> String {
        write::state(self)
    }

    /// The account with this id.
    pub(crate) fn get_account(&self, id: &str) -> Option<&Account> {
        self.accounts.get(id)
    }

    /// The user of an access key, and the key.
    pub(crate) fn user_of_key(&self, id: &str) -> Option<(&Account, &User, &AccessKey)> {
        let (account, user) = self.keys.get(id)?;
        let account = self.accounts.get(account)?;
        let user = account.users.get(user)?;
        let key = user.keys.iter().find(|key| key.id == id)?;
        Some((account, user, key))
    }

    /// The user that a test names: `alice`, which is looked up in the accounts in the order of their
    /// ids, or `444455556666/bob`.
    pub(crate) fn user_named(&self, name: &str) -> Option<(&Account, &User)> {
        let (account, name) = match name.split_once('/') {
            Some((account, name)) => (Some(account), name),
            None => (None, name),
        };
        let mut accounts = self.accounts.values();
        accounts.find_map(|candidate| {
            let is_meant = account.is_none_or(|id| id == candidate.id);
            let user = candidate.users.get(name).filter(|_| is_meant)?;
            Some((candidate, user))
        })
    }

    /// The accounts, by id.
    pub(crate) fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.accounts.values()
    }

    /// Whether a region is disabled.
    pub(crate) fn is_disabled(&self, region: &str) -> bool {
        self.disabled_regions.contains(region)
    }

    /// Whether the message of `AccessDenied` ends with an encoded authorization message.
    pub(crate) fn encodes_denials(&self) -> bool {
        self.encodes_denials
    }
}

impl Default for State {
    /// Two accounts for first steps, whose ids are those of AWS's documentation:
    ///
    /// | identity | purpose |
    /// |---|---|
    /// | user `alice` of `111122223333` | everything; MFA device `arn:aws:iam::111122223333:mfa/alice` |
    /// | user `bob` of `111122223333` | being refused: `audit` and `partner` do not trust him |
    /// | role `deploy` of `111122223333` | `AssumeRole` by anyone in the account, with tags and source identity; up to 12 hours |
    /// | role `audit` of `111122223333` | `AssumeRole` by `alice` with an MFA code |
    /// | role `partner` of `444455556666` | `AssumeRole` by `alice` or by sessions of `deploy`, with the external id `guest` |
    /// | role `hall` of `444455556666` | role chaining: trusts sessions of `deploy` |
    /// | role `ci` of `111122223333` | `AssumeRoleWithWebIdentity` by `repo:example/app:*` |
    /// | role `directory` of `111122223333` | `AssumeRoleWithSAML` |
    fn default() -> Self {
        default::state()
    }
}

impl fmt::Debug for State {
    /// Shows names only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("accounts", &self.accounts)
            .field("disabled_regions", &self.disabled_regions)
            .finish_non_exhaustive()
    }
}

/// The error of a state that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateError {
    /// Such as `accounts.111122223333.users.alice.path`, or a file.
    path: String,
    problem: String,
}

impl StateError {
    fn new(path: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            problem: problem.into(),
        }
    }
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str(&self.problem),
            path => write!(f, "{path}: {}", self.problem),
        }
    }
}

impl std::error::Error for StateError {}

#[cfg(test)]
mod tests;
