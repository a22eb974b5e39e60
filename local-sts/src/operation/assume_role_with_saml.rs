//! `AssumeRoleWithSAML`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use querysmith_sts::operation::assume_role_with_saml::{
    AssumeRoleWithSamlInput, AssumeRoleWithSamlOutput,
};
use ring::digest;

use super::tags::RequestedTags;
use super::{Call, duration, policies, role, trust};
use crate::arn::Arn;
use crate::policy::{CallerNames, Context};
use crate::refusal::Refusal;
use crate::saml::{Assertion, SamlError};
use crate::state::{SamlProvider, Tags};

const ACTION: &str = "sts:AssumeRoleWithSAML";

/// The audiences of assertions for AWS.
const AUDIENCES: [&str; 2] = [
    "https://signin.aws.amazon.com/saml",
    "urn:amazon:webservices",
];

/// How far the clock of an identity provider may be ahead, in seconds.
const TOLERANCE: i64 = 300;

#[expect(deprecated, reason = "STS still returns PackedPolicySize")]
pub(crate) fn respond(
    call: &Call<'_>,
    input: &AssumeRoleWithSamlInput,
) -> Result<AssumeRoleWithSamlOutput, Refusal> {
    let role_arn = input.role_arn.as_deref().unwrap_or_default();
    let principal_arn = input.principal_arn.as_deref().unwrap_or_default();
    role::check_arn(role_arn)?;
    let not_authorized = |action: &str, reason: String| {
        Refusal::access_denied(format!("Not authorized to perform {action}")).because(reason)
    };
    let assertion = Assertion::read(input.saml_assertion.as_deref().unwrap_or_default());
    let assertion = assertion.map_err(|error| match error {
        SamlError::InvalidBase64 => invalid_token("Invalid base64 SAMLResponse"),
        SamlError::InvalidResponse(reason) => {
            invalid_token("Unable to parse the SAML assertion").because(reason)
        }
    })?;
    let provider = find_provider(call, principal_arn)?;
    check_conditions(&assertion, provider, call.now)?;
    let session_name = session_name(&assertion)?;

    let pair = (role_arn.to_owned(), principal_arn.to_owned());
    if !assertion.roles.contains(&pair) {
        let reason = "the assertion has no attribute Role with this role and provider".to_owned();
        return Err(not_authorized(ACTION, reason));
    }
    let (account, role) = call
        .find_role(role_arn)
        .ok_or_else(|| not_authorized(ACTION, "there is no such role".to_owned()))?;
    let transitive = assertion.transitive_tag_keys.clone();
    let tags = RequestedTags::check(assertion.tags.clone(), transitive, &Tags::new())?;
    let qualifier = name_qualifier(&assertion.issuer, &account.id, &provider.name);
    let mut context = call.context();
    describe(&assertion, &qualifier, &mut context);
    tags.describe(&mut context);
    context.set("sts:RoleSessionName", session_name);
    context.set_if("sts:SourceIdentity", assertion.source_identity.as_deref());
    let request = trust::Request {
        action: ACTION,
        caller: &CallerNames {
            provider: Some(principal_arn),
            ..CallerNames::default()
        },
        context: &context,
        sets_tags: !tags.tags.is_empty(),
        sets_source_identity: assertion.source_identity.is_some(),
        sets_context: false,
    };
    trust::check(role, &request)
        .map_err(|(action, denial)| not_authorized(&action, denial.to_string()))?;

    let mut seconds = duration::of_role(input.duration_seconds, role.max_session_duration, false)?;
    if let Some(limit) = assertion.session_not_on_or_after {
        seconds = seconds.min(limit - call.now);
    }
    let mut session = call.session(seconds);
    session.policies = policies::check(input.policy.as_deref(), input.policy_arns.as_deref())?;
    let packed_size = policies::packed_size(&session.policies, &tags.tags);
    session
        .source_identity
        .clone_from(&assertion.source_identity);
    session.transitive_tag_keys = tags.transitive_keys;
    let principal = role::session_of(account, role, session_name, tags.tags, session);
    let user = role::assumed_role_user(&principal)?;
    let issued = call.issue(principal, input.minimum_session_token_size)?;
    Ok(AssumeRoleWithSamlOutput::builder()
        .credentials(issued.credentials)
        .assumed_role_user(user)
        .set_packed_policy_size(packed_size)
        .subject(&assertion.subject)
        .subject_type(&assertion.subject_type)
        .issuer(&assertion.issuer)
        .audience(&assertion.recipient)
        .name_qualifier(qualifier)
        .set_source_identity(assertion.source_identity.clone())
        .session_token_utilization(issued.utilization)
        .session_token_size(issued.size)
        .build())
}

fn invalid_token(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "InvalidIdentityToken", message)
}

fn find_provider<'a>(call: &'a Call<'_>, arn: &str) -> Result<&'a SamlProvider, Refusal> {
    let unknown = || invalid_token("Specified provider doesn't exist");
    let parts = Arn::parse(arn).ok_or_else(unknown)?;
    let account = call.state.get_account(parts.account).ok_or_else(unknown)?;
    let name = parts.name_of("saml-provider").ok_or_else(unknown)?;
    let provider = account.saml_providers.get(name).ok_or_else(unknown)?;
    match provider.arn(&account.id) == arn {
        true => Ok(provider),
        false => Err(unknown()),
    }
}

fn check_conditions(
    assertion: &Assertion,
    provider: &SamlProvider,
    now: i64,
) -> Result<(), Refusal> {
    if !provider.issuers.contains(&assertion.issuer) {
        let reason = format!("the issuer is {:?}", assertion.issuer);
        return Err(invalid_token("Issuer not present in specified provider").because(reason));
    }
    let ends = [assertion.not_on_or_after, assertion.session_not_on_or_after];
    if ends.into_iter().flatten().any(|end| end <= now) {
        let message = "Token must be redeemed within 5 minutes of issuance";
        return Err(Refusal::new(400, "ExpiredTokenException", message));
    }
    if assertion
        .not_before
        .is_some_and(|start| start > now.saturating_add(TOLERANCE))
    {
        return Err(invalid_token("The SAML assertion is not valid yet"));
    }
    let is_for_aws = |audience: &String| AUDIENCES.contains(&audience.as_str());
    if !assertion.audiences.iter().any(is_for_aws) {
        let reason = format!("the audiences are {:?}", assertion.audiences);
        return Err(invalid_token("Invalid audience in the SAML assertion").because(reason));
    }
    Ok(())
}

/// The name of the session, which the assertion must have.
fn session_name(assertion: &Assertion) -> Result<&str, Refusal> {
    let name = assertion.role_session_name.as_deref();
    let name = name.ok_or_else(|| invalid_token("RoleSessionName is required in AuthnResponse"))?;
    let is_valid =
        |character: char| character.is_ascii_alphanumeric() || "_+=,.@-".contains(character);
    match (2..=64).contains(&name.len()) && name.chars().all(is_valid) {
        true => Ok(name),
        false => Err(invalid_token(
            "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}",
        )),
    }
}

/// Sets the condition keys of SAML.
fn describe<'a>(assertion: &'a Assertion, qualifier: &'a str, context: &mut Context<'a>) {
    context.set("saml:iss", &assertion.issuer);
    context.set("saml:sub", &assertion.subject);
    context.set("saml:sub_type", &assertion.subject_type);
    context.set("saml:aud", &assertion.recipient);
    context.set("saml:namequalifier", qualifier);
}

/// Identifies a provider together with its issuer, as the documentation of STS describes it.
fn name_qualifier(issuer: &str, account: &str, provider: &str) -> String {
    let text = format!("{issuer}{account}/{provider}");
    let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes());
    STANDARD.encode(hash.as_ref())
}

#[cfg(test)]
mod tests {
    use super::name_qualifier;

    #[test]
    fn the_name_qualifier_is_a_hash() {
        let found = name_qualifier("https://example.com/saml", "123456789012", "MySAMLIdP");
        assert_eq!(found, "1uAJanUnBc2XeUkHURMht+xam2c=");
    }
}
