//! Ids and secrets that are recognizable as fakes.

use ring::digest;
use ring::hmac;

use crate::base32;

/// The number of characters of an account in an access key id of a session.
const ACCOUNT_LENGTH: usize = 8;

/// The prefix of the access key ids of sessions.
const SESSION_PREFIX: &str = "ASIAFAKE";

/// An id such as `AROAFAKEMZXW6YTBOI23`, the same for the same subject in every run. The prefix is
/// AWS's for the kind of identity.
pub(crate) fn id_of(prefix: &str, subject: &str) -> String {
    let hash = digest::digest(&digest::SHA256, format!("{prefix} {subject}").as_bytes());
    let text = base32::encode(hash.as_ref());
    format!("{prefix}FAKE{}", text.get(..12).unwrap_or_default())
}

/// The secret access key of a user whose key has no secret in the state: 40 characters.
pub(crate) fn secret_of(access_key_id: &str) -> String {
    let hash = digest::digest(
        &digest::SHA256,
        format!("secret {access_key_id}").as_bytes(),
    );
    let text = base32::encode(hash.as_ref());
    format!("fake/{}", text.get(..35).unwrap_or_default())
}

/// The secret access key of a session, which only the holder of `key` can compute: 40 characters. The
/// beginning of the token is unique, because it contains the nonce.
pub(crate) fn session_secret(key: &hmac::Key, session_token: &str) -> String {
    let beginning = session_token.get(..64).unwrap_or(session_token);
    let tag = hmac::sign(key, beginning.as_bytes());
    let text = base32::encode(tag.as_ref());
    format!("fake/{}", text.get(..35).unwrap_or_default())
}

/// The access key id of a session, from which [`session_account`] reads the account. It is not a
/// secret, and 40 bits of the random number make it unique.
pub(crate) fn session_key_id(account: &str, random: u64) -> String {
    let number: u64 = account.parse().unwrap_or_default();
    let encoded = |number: u64| {
        let bytes = number.to_be_bytes();
        base32::encode(bytes.get(3..).unwrap_or_default())
    };
    [SESSION_PREFIX, &encoded(number), &encoded(random)].concat()
}

/// The account in the access key id of a session.
pub(crate) fn session_account(access_key_id: &str) -> Option<String> {
    let account = access_key_id.strip_prefix(SESSION_PREFIX)?;
    let bytes = base32::decode(account.get(..ACCOUNT_LENGTH)?)?;
    let number = bytes
        .iter()
        .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    (number < 1_000_000_000_000).then(|| format!("{number:012}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_marked_as_fakes_and_have_the_length_of_aws() {
        let id = id_of("AKIA", "111122223333/alice");
        assert!(id.starts_with("AKIAFAKE"), "{id}");
        assert_eq!(id.len(), 20);
        assert_eq!(id, id_of("AKIA", "111122223333/alice"));
        assert_ne!(id, id_of("AKIA", "111122223333/bob"));
        assert_eq!(secret_of(&id).len(), 40);
    }

    #[test]
    fn the_account_of_a_session_can_be_read_from_its_key_id() {
        for account in ["000000000000", "111122223333", "999999999999"] {
            let id = session_key_id(account, u64::MAX - 1);
            assert_eq!(id.len(), 24);
            assert_eq!(session_account(&id).as_deref(), Some(account));
        }
        for id in [
            "ASIAFAKE",
            "ASIAFAKE77777777AAAAAAAA",
            "AKIAFAKEAAAAAAAA",
            "ASIAFAKE1",
        ] {
            assert_eq!(session_account(id), None, "{id}");
        }
    }
}
