//! Session tokens: the claims of temporary credentials, sealed.

mod record;

use crate::principal::{Kind, Principal, Session};
use crate::seal::{NoRandomness, Purpose, Sealer, plain_length, sealed_length};
use crate::state::Tags;

use record::{Reader, Writer};

/// The maximum length of a session token in characters, which is also the maximum length that a
/// caller can request.
pub(crate) const MAX_LENGTH: usize = 4096;

/// The version of the format, because tokens can outlive the program.
const VERSION: u8 = 1;

/// The session of an access key id, with its token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Claims {
    pub(crate) access_key_id: String,
    pub(crate) principal: Principal,
}

/// The token of a session that is about to be created.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Plain(Vec<u8>);

impl Plain {
    /// Writes the claims.
    pub(crate) fn of(claims: &Claims) -> Self {
        Self(write(claims))
    }

    /// Makes the token at least this long, in characters. What follows the claims is not part of
    /// them.
    pub(crate) fn pad(&mut self, min_length: usize) {
        if self.0.len() < plain_length(min_length) {
            self.0.resize(plain_length(min_length), 0);
        }
    }

    /// The length of the token in characters.
    pub(crate) fn token_length(&self) -> usize {
        sealed_length(self.0.len())
    }

    pub(crate) fn seal(&self, sealer: &Sealer) -> Result<String, NoRandomness> {
        sealer.seal(Purpose::SessionToken, &self.0)
    }
}

/// Opens a session token; `None` if this server did not issue it.
pub(crate) fn open(sealer: &Sealer, token: &str) -> Option<Claims> {
    read(&sealer.open(Purpose::SessionToken, token)?)
}

fn write(claims: &Claims) -> Vec<u8> {
    let principal = &claims.principal;
    let mut writer = Writer(Vec::with_capacity(1024));
    writer.byte(VERSION);
    writer.byte(match principal.kind {
        Kind::User => b'u',
        Kind::AssumedRole => b'a',
        Kind::FederatedUser => b'f',
        Kind::Root => b'r',
    });
    for text in [
        &claims.access_key_id,
        &principal.account,
        &principal.arn,
        &principal.principal_arn,
        &principal.user_id,
    ] {
        writer.text(text);
    }
    writer.texts(principal.tags.keys());
    writer.texts(principal.tags.values());
    writer.optional(principal.session.as_ref(), write_session);
    writer.0
}

fn write_session(writer: &mut Writer, session: &Session) {
    writer.number(session.issued_at);
    writer.number(session.expires_at);
    writer.optional(session.mfa_at, Writer::number);
    writer.optional(session.source_identity.as_deref(), Writer::text);
    writer.texts(session.transitive_tag_keys.iter());
    writer.texts(session.policies.iter());
}

fn read(plain: &[u8]) -> Option<Claims> {
    let mut reader = Reader(plain);
    if reader.byte()? != VERSION {
        return None;
    }
    let kind = match reader.byte()? {
        b'u' => Kind::User,
        b'a' => Kind::AssumedRole,
        b'f' => Kind::FederatedUser,
        b'r' => Kind::Root,
        _ => return None,
    };
    Some(Claims {
        access_key_id: reader.text()?,
        principal: Principal {
            kind,
            account: reader.text()?,
            arn: reader.text()?,
            principal_arn: reader.text()?,
            user_id: reader.text()?,
            tags: read_tags(&mut reader)?,
            session: reader.optional(read_session)?,
        },
    })
}

fn read_tags(reader: &mut Reader<'_>) -> Option<Tags> {
    let (keys, values) = (reader.texts()?, reader.texts()?);
    Some(keys.into_iter().zip(values).collect())
}

fn read_session(reader: &mut Reader<'_>) -> Option<Session> {
    Some(Session {
        issued_at: reader.number()?,
        expires_at: reader.number()?,
        mfa_at: reader.optional(Reader::number)?,
        source_identity: reader.optional(Reader::text)?,
        transitive_tag_keys: reader.texts()?,
        policies: reader.texts()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims() -> Claims {
        Claims {
            access_key_id: "ASIAFAKEAAAAAAAAAAAAAAAA".to_owned(),
            principal: Principal {
                kind: Kind::AssumedRole,
                account: "111122223333".to_owned(),
                arn: "arn:aws:sts::111122223333:assumed-role/deploy/build".to_owned(),
                principal_arn: "arn:aws:iam::111122223333:role/deploy".to_owned(),
                user_id: "AROAFAKE:build".to_owned(),
                tags: Tags::from([("team".to_owned(), "search \"é\"".to_owned())]),
                session: Some(Session {
                    issued_at: 1_700_000_000,
                    expires_at: 1_700_003_600,
                    mfa_at: Some(1_700_000_000),
                    source_identity: Some("alice".to_owned()),
                    transitive_tag_keys: vec!["team".to_owned()],
                    policies: vec!["{}".to_owned()],
                }),
            },
        }
    }

    #[test]
    fn a_token_contains_its_session() {
        let sealer = Sealer::new().unwrap();
        for min in [0, 1000, MAX_LENGTH] {
            let mut plain = Plain::of(&claims());
            plain.pad(min);
            let token = plain.seal(&sealer).unwrap();
            assert_eq!(token.len(), plain.token_length());
            assert!(
                token.len() >= min && token.len() < min.max(700) + 4,
                "{}",
                token.len()
            );
            assert_eq!(open(&sealer, &token), Some(claims()));
        }
    }

    #[test]
    fn a_token_without_a_session_or_of_another_version_is_not_accepted() {
        let sealer = Sealer::new().unwrap();
        let open = |plain: Vec<u8>| open(&sealer, &Plain(plain).seal(&sealer).unwrap());
        let plain = Plain::of(&claims()).0;
        assert_eq!(open(plain.clone()), Some(claims()));
        let other_version = [&[VERSION + 1], &plain[1..]].concat();
        assert_eq!(open(other_version), None);
        for length in 0..plain.len() {
            assert_eq!(open(plain[..length].to_vec()), None, "{length}");
        }
    }

    #[test]
    fn tokens_of_equal_sessions_differ() {
        let sealer = Sealer::new().unwrap();
        let seal = || Plain::of(&claims()).seal(&sealer).unwrap();
        assert_ne!(seal(), seal());
    }
}
