//! Session tokens: the claims of temporary credentials, sealed.

use querysmith_runtime::testing_v1::json::{Limits, Object, Value};

use crate::principal::{Kind, Principal, Session};
use crate::seal::{NoRandomness, Purpose, Sealer, plain_length, sealed_length};
use crate::state::Tags;

/// The maximum length of a session token in characters, which is also the maximum length that a
/// caller can request.
pub(crate) const MAX_LENGTH: usize = 4096;

/// The limits of the claims.
const LIMITS: Limits = Limits::new(256 * 1024, 8, 4096);

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
    /// Writes the claims. The token will have at least `min_length` characters.
    pub(crate) fn of(claims: &Claims, min_length: usize) -> Self {
        let mut plain = write(claims);
        // White space after the claims is not part of them.
        if plain.len() < plain_length(min_length) {
            plain.resize(plain_length(min_length), b' ');
        }
        Self(plain)
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
    let mut object = Object::default();
    let mut set = |name: &str, value: &str| object.set(name, Value::text(value));
    set("id", &claims.access_key_id);
    set(
        "kind",
        match principal.kind {
            Kind::User => "user",
            Kind::AssumedRole => "role",
            Kind::FederatedUser => "federated",
            Kind::Root => "root",
        },
    );
    set("account", &principal.account);
    set("arn", &principal.arn);
    set("principal", &principal.principal_arn);
    set("user", &principal.user_id);
    if !principal.tags.is_empty() {
        let tags = principal.tags.iter();
        let tags = tags.map(|(key, value)| (key.clone(), Value::text(value)));
        object.set("tags", Value::Object(tags.collect()));
    }
    if let Some(session) = &principal.session {
        object.set("iat", number(session.issued_at));
        object.set("exp", number(session.expires_at));
        if let Some(at) = session.mfa_at {
            object.set("mfa", number(at));
        }
        if let Some(identity) = &session.source_identity {
            object.set("source", Value::text(identity));
        }
        for (name, texts) in [
            ("transitive", &session.transitive_tag_keys),
            ("policies", &session.policies),
        ] {
            if !texts.is_empty() {
                let texts = texts.iter().map(|text| Value::text(text));
                object.set(name, Value::Array(texts.collect()));
            }
        }
    }
    Value::Object(object).to_json().to_vec()
}

fn read(plain: &[u8]) -> Option<Claims> {
    let value = Value::parse(plain, LIMITS).ok()?;
    let object = value.as_object()?;
    let text = |name: &str| object.get(name).and_then(Value::as_text).map(str::to_owned);
    let integer = |name: &str| match object.get(name) {
        Some(Value::Number(number)) => number.parse().ok(),
        _ => None,
    };
    let texts = |name: &str| match object.get(name) {
        Some(Value::Array(texts)) => texts
            .iter()
            .filter_map(Value::as_text)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    };
    let tags = match object.get("tags") {
        Some(Value::Object(tags)) => tags
            .members()
            .iter()
            .filter_map(|(key, value)| Some((key.clone(), value.as_text()?.to_owned())))
            .collect(),
        _ => Tags::new(),
    };
    let session = Session {
        issued_at: integer("iat")?,
        expires_at: integer("exp")?,
        mfa_at: integer("mfa"),
        source_identity: text("source"),
        transitive_tag_keys: texts("transitive"),
        policies: texts("policies"),
    };
    Some(Claims {
        access_key_id: text("id")?,
        principal: Principal {
            kind: match text("kind")?.as_str() {
                "user" => Kind::User,
                "role" => Kind::AssumedRole,
                "federated" => Kind::FederatedUser,
                "root" => Kind::Root,
                _ => return None,
            },
            account: text("account")?,
            arn: text("arn")?,
            principal_arn: text("principal")?,
            user_id: text("user")?,
            tags,
            session: Some(session),
        },
    })
}

fn number(value: i64) -> Value {
    Value::Number(value.to_string())
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
            let plain = Plain::of(&claims(), min);
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
    fn tokens_of_equal_sessions_differ() {
        let sealer = Sealer::new().unwrap();
        let seal = || Plain::of(&claims(), 0).seal(&sealer).unwrap();
        assert_ne!(seal(), seal());
    }
}
