//! Writes a state as JSON.

use querysmith_runtime::testing_v1::json::{Limits, Object, Value};

use super::{Account, OidcProvider, Role, SamlProvider, State, Tags, User};
use crate::oidc::{SigningKey, write_set};

pub(super) fn state(state: &State) -> String {
    let mut root = Object::default();
    root.set("accounts", object(&state.accounts, account));
    let regions = state.disabled_regions.iter();
    root.set(
        "disabled_regions",
        list(regions.map(|region| Value::text(region))),
    );
    let encodes = Value::Boolean(state.encodes_denials);
    root.set("encode_authorization_messages", encodes);
    let json = Value::Object(root).to_pretty_json();
    String::from_utf8_lossy(&json).into_owned()
}

fn account(account: &Account) -> Value {
    let mut members = Object::default();
    members.set("management", Value::Boolean(account.is_management));
    let issues = Value::Boolean(account.issues_web_identity_tokens);
    members.set("outbound_web_identity_federation", issues);
    members.set("users", object(&account.users, user));
    members.set("roles", object(&account.roles, role));
    members.set(
        "oidc_providers",
        object(&account.oidc_providers, oidc_provider),
    );
    members.set(
        "saml_providers",
        object(&account.saml_providers, saml_provider),
    );
    Value::Object(members)
}

fn user(user: &User) -> Value {
    let keys = user.keys.iter().map(|key| {
        let members = [("id", &key.id), ("secret", &key.secret)];
        let members = members.map(|(name, value)| (name.to_owned(), Value::text(value)));
        Value::Object(members.into_iter().collect())
    });
    let devices = user.encoded_devices();
    let devices = devices.map(|(serial, seed)| (serial.to_owned(), Value::text(&seed)));
    let mut members = Object::default();
    members.set("path", Value::text(&user.path));
    members.set("access_keys", list(keys));
    members.set("mfa_devices", Value::Object(devices.collect()));
    members.set("tags", tags(&user.tags));
    Value::Object(members)
}

fn role(role: &Role) -> Value {
    let policy = role.trust_policy.text();
    let mut members = Object::default();
    members.set("path", Value::text(&role.path));
    // It was parsed before, so that it is not null.
    let limits = Limits::new(policy.len(), 16, policy.len());
    let policy = Value::parse(policy.as_bytes(), limits);
    members.set("trust_policy", policy.unwrap_or(Value::Null));
    let seconds = Value::Number(role.max_session_duration.to_string());
    members.set("max_session_duration", seconds);
    members.set("tags", tags(&role.tags));
    Value::Object(members)
}

fn oidc_provider(provider: &OidcProvider) -> Value {
    let mut members = Object::default();
    let audiences = provider.audiences.iter();
    members.set(
        "audiences",
        list(audiences.map(|audience| Value::text(audience))),
    );
    members.set("jwks", write_set(&provider.keys));
    if let Some(key) = &provider.signing_key {
        members.set("signing_key", Value::text(SigningKey::pkcs8(key)));
    }
    Value::Object(members)
}

fn saml_provider(provider: &SamlProvider) -> Value {
    let mut members = Object::default();
    let issuers = provider.issuers.iter();
    members.set("issuers", list(issuers.map(|issuer| Value::text(issuer))));
    Value::Object(members)
}

fn tags(tags: &Tags) -> Value {
    object(tags, |value| Value::text(value))
}

fn object<T>(values: &std::collections::BTreeMap<String, T>, write: impl Fn(&T) -> Value) -> Value {
    let members = values.iter();
    Value::Object(
        members
            .map(|(name, value)| (name.clone(), write(value)))
            .collect(),
    )
}

fn list(values: impl Iterator<Item = Value>) -> Value {
    Value::Array(values.collect())
}
