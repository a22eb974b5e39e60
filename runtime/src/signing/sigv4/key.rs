//! Signing keys, and a small cache of them.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use http::HeaderValue;
use zeroize::Zeroizing;

use super::SigningError;
use super::scope::{Scope, Timestamp, whole_seconds};
use crate::value::hash::{Hash, Hex, HmacKey};
use crate::value::latest::Latest;

/// The number of keys in a cache: enough for a client that signs for a few regions, or whose
/// credentials change during calls.
const CAPACITY: usize = 4;

/// A signing key for one day, region and service. It is wiped from memory when its last clone is
/// dropped.
#[derive(Clone)]
pub struct SigningKey(Arc<HmacKey>);

impl SigningKey {
    /// Derives the key of a scope from a secret access key.
    pub fn derive(secret_access_key: &str, scope: &Scope<'_>) -> Self {
        Self(Arc::new(HmacKey::new(&*derive(secret_access_key, scope))))
    }

    /// Signs a string to sign; returns 64 lower-case hexadecimal digits.
    pub fn sign(&self, string_to_sign: &str) -> String {
        Hex::new(&self.0.sign(string_to_sign.as_bytes()))
            .as_str()
            .to_owned()
    }

    /// Appends the signature of a string to sign.
    pub(super) fn push_signature(&self, out: &mut Vec<u8>, string_to_sign: &[u8]) {
        let signature = self.0.sign(string_to_sign);
        out.extend_from_slice(Hex::new(&signature).as_bytes());
    }
}

/// The key of a scope as its bytes.
fn derive(secret_access_key: &str, scope: &Scope<'_>) -> Zeroizing<Hash> {
    let mut secret = Zeroizing::new(Vec::with_capacity(4 + secret_access_key.len()));
    secret.extend_from_slice(b"AWS4");
    secret.extend_from_slice(secret_access_key.as_bytes());
    let mut key = HmacKey::new(&secret);
    for part in [scope.date(), scope.region(), scope.service()] {
        key = HmacKey::new(&*Zeroizing::new(key.sign(part.as_bytes())));
    }
    Zeroizing::new(key.sign(b"aws4_request"))
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(** redacted **)")
    }
}

/// A cache of the last used signing keys, so that a key is derived once per day, region and service
/// instead of once per request. The calls of a client share it.
#[derive(Default)]
pub struct SigningKeyCache {
    /// The most recently used entry first.
    entries: Mutex<Vec<Entry>>,
    /// The time of the last signature in whole seconds, which many signatures may share.
    timestamp: Latest<u64, (Timestamp, HeaderValue)>,
}

struct Entry {
    access_key_id: String,
    /// Kept to find the key: a comparison takes a fraction of the time of a hash.
    secret_access_key: Zeroizing<String>,
    date: String,
    region: String,
    service: String,
    key: SigningKey,
}

impl Entry {
    fn is_for(&self, access_key_id: &str, secret_access_key: &str, scope: &Scope<'_>) -> bool {
        self.access_key_id == access_key_id
            && *self.secret_access_key == secret_access_key
            && self.date == scope.date()
            && self.region == scope.region()
            && self.service == scope.service()
    }
}

impl SigningKeyCache {
    /// Creates an empty cache.
    pub fn new() -> Self {
        Self::default()
    }

    /// The time of a signature, and the header with it.
    pub(super) fn timestamp(
        &self,
        time: SystemTime,
    ) -> Result<(Timestamp, HeaderValue), SigningError> {
        let seconds = whole_seconds(time).ok_or(SigningError::TimeOutOfRange)?;
        self.timestamp.get(seconds, || {
            let timestamp = Timestamp::from_secs(seconds)?;
            let header = HeaderValue::from_bytes(timestamp.as_bytes());
            let header = header.map_err(|_| SigningError::TimeOutOfRange)?;
            Ok((timestamp, header))
        })
    }

    /// Returns the key of these credentials for a scope, and derives it only if it is not cached.
    pub fn signing_key(
        &self,
        access_key_id: &str,
        secret_access_key: &str,
        scope: &Scope<'_>,
    ) -> SigningKey {
        // A thread that panicked while holding the lock cannot have left a partial entry.
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = entries
            .iter()
            .position(|entry| entry.is_for(access_key_id, secret_access_key, scope))
        {
            entries[..=at].rotate_right(1);
            return entries[0].key.clone();
        }
        let key = SigningKey::derive(secret_access_key, scope);
        entries.truncate(CAPACITY - 1);
        let entry = Entry {
            access_key_id: access_key_id.to_owned(),
            secret_access_key: Zeroizing::new(secret_access_key.to_owned()),
            date: scope.date().to_owned(),
            region: scope.region().to_owned(),
            service: scope.service().to_owned(),
            key: key.clone(),
        };
        entries.insert(0, entry);
        key
    }
}

impl fmt::Debug for SigningKeyCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKeyCache").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    use super::*;

    const DAY: u64 = 24 * 60 * 60;

    fn on_day(day: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(day * DAY + 3600)
    }

    fn scope(day: u64, region: &'static str) -> Scope<'static> {
        Scope::new(on_day(day), region, "sts").expect("a valid scope")
    }

    impl SigningKeyCache {
        /// Date and region of the entries, the most recently used first.
        fn contents(&self) -> Vec<String> {
            let entries = self.entries.lock().unwrap();
            entries
                .iter()
                .map(|entry| format!("{} {}", entry.date, entry.region))
                .collect()
        }
    }

    #[test]
    fn a_derived_key_matches_the_published_example() {
        let time = UNIX_EPOCH + Duration::from_secs(1_440_938_160);
        let scope = Scope::new(time, "us-east-1", "iam").unwrap();
        let key = derive("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", &scope);
        assert_eq!(
            Hex::new(&key).as_str(),
            "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"
        );
    }

    #[test]
    fn a_cached_key_equals_the_derived_key() {
        let cache = SigningKeyCache::new();
        for (id, secret, scope) in [
            ("ID", "one", scope(1, "us-east-1")),
            ("ID", "two", scope(1, "us-east-1")),
            ("ID", "one", scope(2, "us-east-1")),
            ("ID", "one", scope(1, "eu-west-1")),
            ("ID", "one", scope(1, "us-east-1")),
            (
                "ID",
                "one",
                Scope::new(on_day(1), "us-east-1", "other").unwrap(),
            ),
        ] {
            for _ in 0..2 {
                let key = cache.signing_key(id, secret, &scope);
                let derived = SigningKey::derive(secret, &scope);
                assert_eq!(key.sign("text"), derived.sign("text"), "{secret} {scope}");
            }
        }
    }

    #[test]
    fn a_key_is_stored_once_and_the_least_recently_used_is_evicted() {
        let cache = SigningKeyCache::new();
        let use_key = |day, region| {
            cache.signing_key("ID", "secret", &scope(day, region));
        };
        use_key(1, "a");
        use_key(1, "b");
        use_key(1, "c");
        use_key(1, "d");
        use_key(1, "a");
        assert_eq!(
            cache.contents(),
            ["19700102 a", "19700102 d", "19700102 c", "19700102 b"]
        );
        use_key(2, "a");
        assert_eq!(
            cache.contents(),
            ["19700103 a", "19700102 a", "19700102 d", "19700102 c"]
        );
    }

    #[test]
    fn a_cached_key_is_not_derived_again() {
        let cache = SigningKeyCache::new();
        let scope = scope(1, "us-east-1");
        let cached = cache.signing_key("ID", "secret", &scope);
        let is_cached = |id, secret| {
            let key = cache.signing_key(id, secret, &scope);
            Arc::ptr_eq(&key.0, &cached.0)
        };
        assert!(is_cached("ID", "secret"));
        assert!(!is_cached("ID2", "secret"));
        assert!(!is_cached("ID", "secret2"));
    }

    #[test]
    fn the_time_of_a_signature_is_that_of_its_second() {
        let cache = SigningKeyCache::new();
        let at =
            |seconds: u64| UNIX_EPOCH + Duration::from_millis(1_440_938_160_500 + seconds * 1000);
        for (seconds, expected) in [
            (0, "20150830T123600Z"),
            (0, "20150830T123600Z"),
            (1, "20150830T123601Z"),
            (0, "20150830T123600Z"),
        ] {
            let (timestamp, header) = cache.timestamp(at(seconds)).unwrap();
            assert_eq!(timestamp.as_str(), expected);
            assert_eq!(header, expected);
        }
        let before = UNIX_EPOCH - Duration::from_nanos(1);
        assert_eq!(cache.timestamp(before), Err(SigningError::TimeOutOfRange));
    }

    #[test]
    fn debug_of_key_and_cache_is_redacted() {
        let cache = SigningKeyCache::new();
        let key = cache.signing_key("ID", "secret", &scope(1, "us-east-1"));
        assert_eq!(
            format!("{key:?} {cache:?}"),
            "SigningKey(** redacted **) SigningKeyCache { .. }"
        );
    }
}
