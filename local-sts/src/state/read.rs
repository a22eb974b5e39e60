//! Reads a state from JSON.

mod members;

use std::collections::HashSet;

use querysmith_runtime::testing_v1::json::{Limits, Value};

use super::role::MAX_SESSION_DURATION;
use super::{Account, OidcProvider, Role, SamlProvider, State, StateError, User};
use crate::arn::is_account_id;
use crate::{TrustPolicy, base32, fakes};

use members::Members;

/// The limits of a state.
const LIMITS: Limits = Limits::new(16 * 1024 * 1024, 24, 1_000_000);

type Result<T> = std::result::Result<T, StateError>;

pub(super) fn state(json: &str) -> Result<State> {
    let value =
        Value::parse(json.as_bytes(), LIMITS).map_err(|problem| StateError::new("", problem))?;
    let root = Members::of(&value, "")?;
    root.known(&[
        "accounts",
        "disabled_regions",
        "encode_authorization_messages",
    ])?;
    let mut state = State::empty();
    let mut key_ids = HashSet::new();
    for account in root.children("accounts")? {
        let account = read_account(account)?;
        let mut keys = account.users.values().flat_map(|user| &user.keys);
        if let Some(key) = keys.find(|key| !key_ids.insert(key.id.clone())) {
            let path = format!("accounts.{}.users", account.id);
            let problem = format!("the access key {} has two users, expected one", key.id);
            return Err(StateError::new(path, problem));
        }
        state = state.account(account);
    }
    for region in root.texts("disabled_regions")? {
        state = state.disabled_region(region);
    }
    let encodes = root.boolean("encode_authorization_messages")?;
    Ok(state.encode_authorization_messages(encodes))
}

fn read_account((id, members): (&str, Members<'_>)) -> Result<Account> {
    if !is_account_id(id) {
        return Err(members.invalid("found another name, expected an account id of 12 digits"));
    }
    members.known(&[
        "management",
        "outbound_web_identity_federation",
        "users",
        "roles",
        "oidc_providers",
        "saml_providers",
    ])?;
    let mut account = Account::new(id)
        .management(members.boolean("management")?)
        .outbound_web_identity_federation(members.boolean("outbound_web_identity_federation")?);
    for user in members.children("users")? {
        account = account.user(read_user(user)?);
    }
    for role in members.children("roles")? {
        account = account.role(read_role(role)?);
    }
    for provider in members.children("oidc_providers")? {
        account = account.oidc_provider(read_oidc_provider(provider)?);
    }
    for (name, members) in members.children("saml_providers")? {
        members.known(&["issuers"])?;
        let issuers = members.texts("issuers")?;
        let provider = SamlProvider::new(name);
        account = account.saml_provider(issuers.into_iter().fold(provider, SamlProvider::issuer));
    }
    Ok(account)
}

fn read_user((name, members): (&str, Members<'_>)) -> Result<User> {
    members.is_named(name)?;
    members.known(&["path", "access_keys", "mfa_devices", "tags"])?;
    let mut user = User::new(name);
    user.path = members.path("path")?;
    user.tags = members.tags()?;
    for key in members.items("access_keys")? {
        key.known(&["id", "secret"])?;
        let id = key.text("id")?.unwrap_or_default();
        let is_valid = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if !(16..=128).contains(&id.len()) || !id.bytes().all(is_valid) {
            return Err(key.invalid("expected an \"id\" of 16 to 128 letters and digits"));
        }
        let secret = key
            .text("secret")?
            .map_or_else(|| fakes::secret_of(id), str::to_owned);
        user = user.access_key(id, secret);
    }
    if let Some(devices) = members.object("mfa_devices")? {
        for (serial, seed) in devices.object.members() {
            let seed = seed.as_text().and_then(base32::decode);
            let seed = seed.filter(|seed| !seed.is_empty());
            let expected = "expected serial numbers with seeds in base32";
            user = user.mfa_device(serial, seed.ok_or_else(|| devices.invalid(expected))?);
        }
    }
    Ok(user)
}

fn read_role((name, members): (&str, Members<'_>)) -> Result<Role> {
    members.is_named(name)?;
    members.known(&["path", "trust_policy", "max_session_duration", "tags"])?;
    let policy = members
        .value("trust_policy")
        .ok_or_else(|| members.invalid("there is no \"trust_policy\", expected one"))?;
    let json = policy.to_json();
    let policy = TrustPolicy::parse(&String::from_utf8_lossy(&json))
        .map_err(|error| members.invalid(error.to_string()))?;
    let mut role = Role::new(name, policy);
    role.path = members.path("path")?;
    role.tags = members.tags()?;
    match members.value("max_session_duration") {
        None => {}
        Some(Value::Number(number)) => {
            let seconds = number
                .parse()
                .ok()
                .filter(|seconds| MAX_SESSION_DURATION.contains(seconds));
            role.max_session_duration = seconds.ok_or_else(|| {
                members.invalid("expected a \"max_session_duration\" from 3600 to 43200 seconds")
            })?;
        }
        Some(_) => return Err(members.invalid("expected a number as \"max_session_duration\"")),
    }
    Ok(role)
}

fn read_oidc_provider((issuer, members): (&str, Members<'_>)) -> Result<OidcProvider> {
    members.known(&["audiences", "jwks", "signing_key"])?;
    if !issuer.starts_with("https://") {
        return Err(members.invalid("expected an issuer that starts with \"https://\""));
    }
    let audiences = members.texts("audiences")?;
    let mut provider = OidcProvider::new(issuer);
    provider = audiences.into_iter().fold(provider, OidcProvider::audience);
    if let Some(keys) = members.value("jwks") {
        provider = provider
            .jwks(&String::from_utf8_lossy(&keys.to_json()))
            .map_err(|error| members.invalid(error.to_string()))?;
    }
    if let Some(key) = members.text("signing_key")? {
        provider = provider
            .signing_key(key)
            .map_err(|error| members.invalid(error.to_string()))?;
    }
    Ok(provider)
}
