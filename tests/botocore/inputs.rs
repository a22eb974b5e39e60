//! Builds operation inputs from the JSON that botocore received.

use querysmith::sts::operation::assume_role::AssumeRoleInput;
use querysmith::sts::operation::assume_role_with_saml::AssumeRoleWithSamlInput;
use querysmith::sts::operation::assume_role_with_web_identity::AssumeRoleWithWebIdentityInput;
use querysmith::sts::operation::assume_root::AssumeRootInput;
use querysmith::sts::operation::decode_authorization_message::DecodeAuthorizationMessageInput;
use querysmith::sts::operation::get_access_key_info::GetAccessKeyInfoInput;
use querysmith::sts::operation::get_caller_identity::GetCallerIdentityInput;
use querysmith::sts::operation::get_delegated_access_token::GetDelegatedAccessTokenInput;
use querysmith::sts::operation::get_federation_token::GetFederationTokenInput;
use querysmith::sts::operation::get_session_token::GetSessionTokenInput;
use querysmith::sts::operation::get_web_identity_token::GetWebIdentityTokenInput;
use querysmith::sts::types::{PolicyDescriptorType, ProvidedContext, Tag};
use serde_json::Value;

/// A structure in JSON. If the code below does not read a member, the comparison of the request
/// bodies fails.
#[derive(Clone, Copy)]
pub(crate) struct Members<'j>(pub(crate) &'j Value);

impl<'j> Members<'j> {
    fn string<T: From<&'j str>>(self, name: &str) -> Option<T> {
        Some(self.0.get(name)?.as_str().expect("a string").into())
    }

    fn integer(self, name: &str) -> Option<i32> {
        let value = self.0.get(name)?.as_i64().expect("an integer");
        Some(value.try_into().expect("a 32-bit integer"))
    }

    fn list<T>(self, name: &str, item: impl Fn(&'j Value) -> T) -> Option<Vec<T>> {
        let items = self.0.get(name)?.as_array().expect("a list");
        Some(items.iter().map(item).collect())
    }

    fn strings(self, name: &str) -> Option<Vec<String>> {
        self.list(name, |item| item.as_str().expect("a string").to_owned())
    }

    fn tags(self, name: &str) -> Option<Vec<Tag>> {
        self.list(name, |item| {
            let builder = Tag::builder()
                .set_key(Members(item).string("Key"))
                .set_value(Members(item).string("Value"));
            builder.build().expect("a tag with key and value")
        })
    }

    fn policies(self, name: &str) -> Option<Vec<PolicyDescriptorType>> {
        self.list(name, policy)
    }

    fn contexts(self, name: &str) -> Option<Vec<ProvidedContext>> {
        self.list(name, |item| {
            ProvidedContext::builder()
                .set_provider_arn(Members(item).string("ProviderArn"))
                .set_context_assertion(Members(item).string("ContextAssertion"))
                .build()
        })
    }
}

fn policy(value: &Value) -> PolicyDescriptorType {
    let arn = Members(value).string("arn");
    PolicyDescriptorType::builder().set_arn(arn).build()
}

impl From<Members<'_>> for AssumeRoleInput {
    fn from(json: Members<'_>) -> Self {
        Self::builder()
            .set_role_arn(json.string("RoleArn"))
            .set_role_session_name(json.string("RoleSessionName"))
            .set_policy_arns(json.policies("PolicyArns"))
            .set_policy(json.string("Policy"))
            .set_duration_seconds(json.integer("DurationSeconds"))
            .set_tags(json.tags("Tags"))
            .set_transitive_tag_keys(json.strings("TransitiveTagKeys"))
            .set_external_id(json.string("ExternalId"))
            .set_serial_number(json.string("SerialNumber"))
            .set_token_code(json.string("TokenCode"))
            .set_source_identity(json.string("SourceIdentity"))
            .set_provided_contexts(json.contexts("ProvidedContexts"))
            .set_minimum_session_token_size(json.integer("MinimumSessionTokenSize"))
            .build()
    }
}

impl From<Members<'_>> for AssumeRoleWithSamlInput {
    fn from(json: Members<'_>) -> Self {
        Self::builder()
            .set_role_arn(json.string("RoleArn"))
            .set_principal_arn(json.string("PrincipalArn"))
            .set_saml_assertion(json.string("SAMLAssertion"))
            .set_policy_arns(json.policies("PolicyArns"))
            .set_policy(json.string("Policy"))
            .set_duration_seconds(json.integer("DurationSeconds"))
            .set_minimum_session_token_size(json.integer("MinimumSessionTokenSize"))
            .build()
    }
}

impl From<Members<'_>> for AssumeRoleWithWebIdentityInput {
    fn from(json: Members<'_>) -> Self {
        Self::builder()
            .set_role_arn(json.string("RoleArn"))
            .set_role_session_name(json.string("RoleSessionName"))
            .set_web_identity_token(json.string("WebIdentityToken"))
            .set_provider_id(json.string("ProviderId"))
            .set_policy_arns(json.policies("PolicyArns"))
            .set_policy(json.string("Policy"))
            .set_duration_seconds(json.integer("DurationSeconds"))
            .set_minimum_session_token_size(json.integer("MinimumSessionTokenSize"))
            .build()
    }
}

impl From<Members<'_>> for AssumeRootInput {
    fn from(json: Members<'_>) -> Self {
        Self::builder()
            .set_target_principal(json.string("TargetPrincipal"))
            .set_task_policy_arn(json.0.get("TaskPolicyArn").map(policy))
            .set_duration_seconds(json.integer("DurationSeconds"))
            .set_minimum_session_token_size(json.integer("MinimumSessionTokenSize"))
            .build()
    }
}

impl From<Members<'_>> for DecodeAuthorizationMessageInput {
    fn from(json: Members<'_>) -> Self {
        let message = json.string("EncodedMessage");
        Self::builder().set_encoded_message(message).build()
    }
}

impl From<Members<'_>> for GetAccessKeyInfoInput {
    fn from(json: Members<'_>) -> Self {
        let id = json.string("AccessKeyId");
        Self::builder().set_access_key_id(id).build()
    }
}

impl From<Members<'_>> for GetCallerIdentityInput {
    fn from(_: Members<'_>) -> Self {
        Self::builder().build()
    }
}

impl From<Members<'_>> for GetDelegatedAccessTokenInput {
    fn from(json: Members<'_>) -> Self {
        let token = json.string("TradeInToken");
        Self::builder().set_trade_in_token(token).build()
    }
}

impl From<Members<'_>> for GetFederationTokenInput {
    fn from(json: Members<'_>) -> Self {
        Self::builder()
            .set_name(json.string("Name"))
            .set_policy(json.string("Policy"))
            .set_policy_arns(json.policies("PolicyArns"))
            .set_duration_seconds(json.integer("DurationSeconds"))
            .set_tags(json.tags("Tags"))
            .set_minimum_session_token_size(json.integer("MinimumSessionTokenSize"))
            .build()
    }
}

impl From<Members<'_>> for GetSessionTokenInput {
    fn from(json: Members<'_>) -> Self {
        Self::builder()
            .set_duration_seconds(json.integer("DurationSeconds"))
            .set_serial_number(json.string("SerialNumber"))
            .set_token_code(json.string("TokenCode"))
            .set_minimum_session_token_size(json.integer("MinimumSessionTokenSize"))
            .build()
    }
}

impl From<Members<'_>> for GetWebIdentityTokenInput {
    fn from(json: Members<'_>) -> Self {
        Self::builder()
            .set_audience(json.strings("Audience"))
            .set_duration_seconds(json.integer("DurationSeconds"))
            .set_signing_algorithm(json.string("SigningAlgorithm"))
            .set_tags(json.tags("Tags"))
            .build()
    }
}
