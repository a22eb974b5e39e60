//! Users of accounts.

use std::collections::BTreeMap;
use std::fmt;

use super::Tags;
use crate::{base32, fakes};

/// A user of an account.
#[derive(Clone, PartialEq)]
pub struct User {
    pub(crate) name: String,
    /// The unique id, which the account sets that the user is added to.
    pub(crate) id: String,
    pub(crate) path: String,
    pub(crate) keys: Vec<AccessKey>,
    /// The seeds of MFA devices by their serial numbers.
    pub(crate) mfa_devices: BTreeMap<String, Vec<u8>>,
    pub(crate) tags: Tags,
}

/// An access key of a user.
#[derive(Clone, PartialEq)]
pub(crate) struct AccessKey {
    pub(crate) id: String,
    pub(crate) secret: String,
}

impl User {
    /// A user with this name, and without an access key: the account that it is added to gives it
    /// one.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            id: String::new(),
            path: "/".to_owned(),
            keys: Vec::new(),
            mfa_devices: BTreeMap::new(),
            tags: Tags::new(),
        }
    }

    /// Sets the path, which starts and ends with a slash; `/` by default.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// Adds an access key. Its id should be recognizable as a fake: `AKIAFAKE...`, with 16 to 128
    /// letters and digits.
    #[must_use]
    pub fn access_key(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.keys.push(AccessKey {
            id: id.into(),
            secret: secret.into(),
        });
        self
    }

    /// Adds an MFA device with a serial number or ARN, and a seed.
    #[must_use]
    pub fn mfa_device(mut self, serial: impl Into<String>, seed: impl Into<Vec<u8>>) -> Self {
        self.mfa_devices.insert(serial.into(), seed.into());
        self
    }

    /// Adds a tag.
    #[must_use]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.insert(key.into(), value.into());
        self
    }

    /// Sets the unique id, which depends on the account, and gives the user an access key if it has
    /// none.
    pub(super) fn with_ids_in(mut self, account: &str) -> Self {
        self.id = fakes::id_of("AIDA", &format!("{account}/{}", self.name));
        if self.keys.is_empty() {
            let id = fakes::id_of("AKIA", &format!("{account}/{}", self.name));
            let secret = fakes::secret_of(&id);
            self = self.access_key(id, secret);
        }
        self
    }

    pub(crate) fn arn(&self, account: &str) -> String {
        format!("arn:aws:iam::{account}:user{}{}", self.path, self.name)
    }

    /// The seeds of the devices in base32, by their serial numbers.
    pub(super) fn encoded_devices(&self) -> impl Iterator<Item = (&str, String)> {
        let devices = self.mfa_devices.iter();
        devices.map(|(serial, seed)| (serial.as_str(), base32::encode(seed)))
    }
}

impl fmt::Debug for User {
    /// Omits secrets and seeds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys: Vec<&str> = self.keys.iter().map(|key| key.id.as_str()).collect();
        let devices: Vec<&String> = self.mfa_devices.keys().collect();
        f.debug_struct("User")
            .field("name", &self.name)
            .field("path", &self.path)
            .field("access_keys", &keys)
            .field("mfa_devices", &devices)
            .field("tags", &self.tags)
            .finish()
    }
}
