//! `AssumeRoleWithWebIdentity`.

use querysmith_runtime::testing_v1::json::Value;
use querysmith_sts::operation::assume_role_with_web_identity::{
    AssumeRoleWithWebIdentityInput, AssumeRoleWithWebIdentityOutput,
};

use super::tags::RequestedTags;
use super::{Call, duration, policies, role, trust};
use crate::arn::Arn;
use crate::oidc::{Claims, Token, TokenError};
use crate::policy::{CallerNames, Context};
use crate::refusal::Refusal;
use crate::state::{OidcProvider, Tags};

const ACTION: &str = "sts:AssumeRoleWithWebIdentity";

/// The claim with session tags.
const TAGS: &str = "https://aws.amazon.com/tags";

/// The claim with the source identity.
const SOURCE_IDENTITY: &str = "https://aws.amazon.com/source_identity";

/// How far the clock of an identity provider may be ahead, in seconds.
const TOLERANCE: i64 = 300;

#[expect(deprecated, reason = "STS still returns PackedPolicySize")]
pub(crate) fn respond(
    call: &Call<'_>,
    input: &AssumeRoleWithWebIdentityInput,
) -> Result<AssumeRoleWithWebIdentityOutput, Refusal> {
    let role_arn = input.role_arn.as_deref().unwrap_or_default();
    let session_name = input.role_session_name.as_deref().unwrap_or_default();
    role::check_arn(role_arn)?;
    let not_authorized = |action: &str, reason: String| {
        Refusal::access_denied(format!("Not authorized to perform {action}")).because(reason)
    };
    if input.provider_id.is_some() {
        let message = "ProviderId is only for OAuth 2.0 access tokens, and not for OpenID Connect.";
        return Err(Refusal::invalid_value(message));
    }
    let token = input.web_identity_token.as_deref().unwrap_or_default();
    let token = Token::parse(token).map_err(refuse)?;
    let account = Arn::parse(role_arn).map_or("", |arn| arn.account);
    let provider = find_provider(call, account, &token)?;
    token.verify(provider.verifying_keys()).map_err(refuse)?;
    let claims = &token.claims;
    let (subject, audience) = check_claims(claims, provider, call.now)?;

    let (account, role) = call
        .find_role(role_arn)
        .ok_or_else(|| not_authorized(ACTION, "there is no such role".to_owned()))?;
    let tags = requested_tags(claims)?;
    let source_identity = claims.text(SOURCE_IDENTITY);
    let mut context = call.context();
    describe(claims, provider, &mut context);
    tags.describe(&mut context);
    context.set("sts:RoleSessionName", session_name);
    context.set_if("sts:SourceIdentity", source_identity);
    let request = trust::Request {
        action: ACTION,
        caller: &CallerNames {
            provider: Some(&provider.arn(&account.id)),
            ..CallerNames::default()
        },
        context: &context,
        sets_tags: !tags.tags.is_empty(),
        sets_source_identity: source_identity.is_some(),
        sets_context: false,
    };
    trust::check(role, &request)
        .map_err(|(action, denial)| not_authorized(&action, denial.to_string()))?;

    let max = role.max_session_duration;
    let mut session = call.session(duration::of_role(input.duration_seconds, max, false)?);
    session.policies = policies::check(input.policy.as_deref(), input.policy_arns.as_deref())?;
    let packed_size = policies::packed_size(&session.policies, &tags.tags);
    session.source_identity = source_identity.map(str::to_owned);
    session.transitive_tag_keys = tags.transitive_keys;
    let principal = role::session_of(account, role, session_name, tags.tags, session);
    let user = role::assumed_role_user(&principal)?;
    let issued = call.issue(principal, input.minimum_session_token_size)?;
    Ok(AssumeRoleWithWebIdentityOutput::builder()
        .credentials(issued.credentials)
        .subject_from_web_identity_token(subject)
        .assumed_role_user(user)
        .set_packed_policy_size(packed_size)
        .provider(&provider.issuer)
        .audience(audience)
        .set_source_identity(source_identity.map(str::to_owned))
        .session_token_utilization(issued.utilization)
        .session_token_size(issued.size)
        .build())
}

fn refuse(error: TokenError) -> Refusal {
    match error {
        TokenError::Malformed => invalid_token(
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an \
             Access Token)",
        ),
        TokenError::UnknownKey => invalid_token(
            "Couldn't retrieve verification key from your identity provider,  please reference \
             AssumeRoleWithWebIdentity documentation for requirements",
        ),
        TokenError::InvalidSignature => invalid_token("Token signature invalid"),
    }
}

fn invalid_token(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "InvalidIdentityToken", message)
}

fn find_provider<'a>(
    call: &'a Call<'_>,
    account: &str,
    token: &Token<'_>,
) -> Result<&'a OidcProvider, Refusal> {
    let issuer = token
        .claims
        .text("iss")
        .ok_or_else(|| invalid_token("Missing a required claim: iss"))?;
    let account = call.state.get_account(account);
    account
        .and_then(|account| account.oidc_providers.get(issuer))
        .ok_or_else(|| {
            let issuer: String = issuer.chars().take(255).collect();
            invalid_token(format!(
                "No OpenIDConnect provider found in your account for {issuer}"
            ))
        })
}

/// Checks the claims. Returns the subject and the audience.
fn check_claims(
    claims: &Claims,
    provider: &OidcProvider,
    now: i64,
) -> Result<(String, String), Refusal> {
    let missing = |name: &str| invalid_token(format!("Missing a required claim: {name}"));
    let expires_at = claims.time("exp").ok_or_else(|| missing("exp"))?;
    let issued_at = claims.time("iat").ok_or_else(|| missing("iat"))?;
    if expires_at <= now {
        return Err(Refusal::new(
            400,
            "ExpiredTokenException",
            format!(
                "Token expired: current date/time {now} must be before the expiration date/time \
                 {expires_at}"
            ),
        ));
    }
    let not_before = claims.time("nbf").unwrap_or(issued_at).max(issued_at);
    if not_before > now.saturating_add(TOLERANCE) {
        let reason = format!("it is valid in {} s", not_before - now);
        return Err(invalid_token("The ID Token provided is not valid yet.").because(reason));
    }
    let audience = match claims.text("azp") {
        Some(party) => vec![party.to_owned()],
        None => claims.texts("aud"),
    };
    let audience = audience
        .into_iter()
        .find(|audience| provider.audiences.contains(audience))
        .ok_or_else(|| invalid_token("Incorrect token audience"))?;
    let subject = claims.text("sub").ok_or_else(|| missing("sub"))?;
    if !(1..=255).contains(&subject.len()) {
        return Err(Refusal::new(
            403,
            "IDPRejectedClaim",
            "The subject of the token is invalid",
        ));
    }
    Ok((subject.to_owned(), audience))
}

/// Sets the condition keys of the provider: each claim with the prefix of the issuer.
fn describe<'a>(claims: &'a Claims, provider: &OidcProvider, context: &mut Context<'a>) {
    let host = provider.host();
    for (name, values) in claims.scalars() {
        context.set_all(format!("{host}:{name}"), values);
    }
    // The audience of a token with an authorized party is that party.
    if let Some(party) = claims.text("azp") {
        context.set_all(format!("{host}:oaud"), claims.texts("aud"));
        context.set(format!("{host}:aud"), party);
    }
}

fn requested_tags(claims: &Claims) -> Result<RequestedTags, Refusal> {
    let Some(tags) = claims.object(TAGS) else {
        return Ok(RequestedTags::default());
    };
    let invalid = || invalid_token(format!("The claim {TAGS} is invalid"));
    let mut pairs = Vec::new();
    if let Some(principal_tags) = tags.get("principal_tags") {
        let principal_tags = principal_tags.as_object().ok_or_else(invalid)?;
        for (key, value) in principal_tags.members() {
            match crate::oidc::texts(value).as_slice() {
                [value] => pairs.push((key.clone(), value.clone())),
                _ => return Err(invalid()),
            }
        }
    }
    let transitive = tags.get("transitive_tag_keys").unwrap_or(&Value::Null);
    RequestedTags::check(pairs, crate::oidc::texts(transitive), &Tags::new())
}
