//! `GetWebIdentityToken`.

use querysmith_runtime::DateTime;
use querysmith_runtime::testing_v1::json::{Object, Value};
use querysmith_sts::operation::get_web_identity_token::{
    GetWebIdentityTokenInput, GetWebIdentityTokenOutput,
};

use super::Call;
use super::tags::RequestedTags;
use crate::oidc::{Claims, SigningKey, sign};
use crate::principal::Principal;
use crate::refusal::Refusal;
use crate::seal;
use crate::state::Tags;

/// Keys that everyone can read in the source, in PKCS #8.
const RS256: &str = include_str!("../../keys/fake-rs256.txt");
const ES384: &str = include_str!("../../keys/fake-es384.txt");

/// The default lifetime of a token, in seconds.
const DEFAULT_DURATION: i32 = 300;

/// The maximum size of the tags of a token in bytes.
const MAX_TAGS_SIZE: usize = 4096;

pub(crate) fn respond(
    call: &Call<'_>,
    input: &GetWebIdentityTokenInput,
) -> Result<GetWebIdentityTokenOutput, Refusal> {
    let caller = call.caller()?;
    let account = call.state.get_account(&caller.account);
    if !account.is_some_and(|account| account.issues_web_identity_tokens) {
        return Err(Refusal::new(
            403,
            "OutboundWebIdentityFederationDisabledException",
            "Outbound web identity federation is not enabled for this account.",
        ));
    }
    let key = match input.signing_algorithm.as_deref() {
        Some("RS256") => RS256,
        Some("ES384") => ES384,
        _ => {
            let message = "The signing algorithm must be one of: RS256, ES384";
            return Err(Refusal::validation(message));
        }
    };
    let expires_at = call.now + i64::from(input.duration_seconds.unwrap_or(DEFAULT_DURATION));
    if let Some(session) = &caller.session
        && expires_at > session.expires_at
    {
        return Err(Refusal::new(
            403,
            "SessionDurationEscalationException",
            "The requested token duration would extend the session beyond its original expiration \
             time.",
        ));
    }
    let tags = input.tags.as_deref().unwrap_or_default().iter();
    let tags = tags
        .map(|tag| (tag.key.clone(), tag.value.clone()))
        .collect();
    let tags = RequestedTags::check(tags, Vec::new(), &Tags::new())?.tags;
    let size: usize = tags
        .iter()
        .map(|(key, value)| key.len() + value.len())
        .sum();
    if size > MAX_TAGS_SIZE {
        let message = "The requested token payload size exceeds the maximum allowed size.";
        return Err(Refusal::new(
            400,
            "JWTPayloadSizeExceededException",
            message,
        ));
    }
    let audience = input.audience.as_deref().unwrap_or_default();
    let claims = claims(call, caller, audience, &tags, expires_at)?;
    let token = SigningKey::from_pkcs8(key).and_then(|key| sign(claims, &key));
    let token = token.map_err(|error| Refusal::internal(error.to_string()))?;
    Ok(GetWebIdentityTokenOutput::builder()
        .web_identity_token(token)
        .expiration(DateTime::from_secs(expires_at))
        .build())
}

fn claims(
    call: &Call<'_>,
    caller: &Principal,
    audience: &[String],
    tags: &Tags,
    expires_at: i64,
) -> Result<Claims, Refusal> {
    let number = |number: i64| Value::Number(number.to_string());
    let texts = |texts: &Tags| {
        let texts = texts.iter();
        Value::Object(
            texts
                .map(|(key, value)| (key.clone(), Value::text(value)))
                .collect(),
        )
    };
    let account = &caller.account;
    let id: [u8; 16] = seal::random()?;
    let mut claims = Claims::default();
    claims.set(
        "iss",
        Value::text(&format!("https://{account}.tokens.local-sts.test")),
    );
    claims.set("sub", Value::text(&caller.principal_arn));
    claims.set(
        "aud",
        match audience {
            [one] => Value::text(one),
            several => Value::Array(
                several
                    .iter()
                    .map(|audience| Value::text(audience))
                    .collect(),
            ),
        },
    );
    claims.set("iat", number(call.now));
    claims.set("exp", number(expires_at));
    claims.set(
        "jti",
        Value::text(&querysmith_runtime::provider_v1::uuid_v4(id)),
    );
    let mut about = Object::default();
    about.set("aws_account", Value::text(account));
    about.set("principal_id", Value::text(&caller.principal_arn));
    about.set("principal_tags", texts(&caller.tags));
    about.set("request_tags", texts(tags));
    if let Some(identity) = caller.source_identity() {
        about.set("source_identity", Value::text(identity));
    }
    if let Some(session) = &caller.session {
        about.set(
            "session_name",
            Value::text(caller.arn.rsplit('/').next().unwrap_or_default()),
        );
        about.set("session_expiration", number(session.expires_at));
    }
    claims.set("https://sts.amazonaws.com/", Value::Object(about));
    Ok(claims)
}
