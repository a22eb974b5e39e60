use super::*;
use crate::TrustPolicy;

const TRUST: &str = r#"{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:*"}]}"#;

fn problem(json: &str) -> String {
    State::from_json(json).unwrap_err().to_string()
}

fn in_account(members: &str) -> String {
    format!(r#"{{"accounts": {{"111122223333": {{{members}}}}}}}"#)
}

#[test]
fn the_default_state_round_trips() {
    let state = State::default();
    let again = State::from_json(&state.to_json()).unwrap();
    assert_eq!(again.to_json(), state.to_json());
    assert_eq!(again.keys, state.keys);
}

#[test]
fn a_state_that_was_built_round_trips() {
    let role = Role::new("deploy", TrustPolicy::parse(TRUST).unwrap())
        .path("/team/")
        .tag("a", "b");
    let account = Account::new("111122223333")
        .user(User::new("ann").mfa_device("GAHT12345678", *b"seed-seed"))
        .role(role)
        .saml_provider(SamlProvider::new("directory").issuer("https://idp.example.com"));
    let state = State::empty()
        .account(account)
        .disabled_region("eu-south-1");
    let again = State::from_json(&state.to_json()).unwrap();
    assert_eq!(again.to_json(), state.to_json());
    assert!(again.is_disabled("eu-south-1"));
}

#[test]
fn a_user_without_keys_gets_one_that_is_the_same_in_every_run() {
    let state = State::from_json(&in_account(r#""users": {"ann": {}}"#)).unwrap();
    let (_, user) = state.user_named("111122223333/ann").unwrap();
    let key = &user.keys[0];
    assert_eq!(key.id, "AKIAFAKEEK4JOGHQG2JU");
    assert_eq!(key.secret.len(), 40);
    assert!(state.user_of_key(&key.id).is_some());
    assert!(state.user_named("444455556666/ann").is_none());
}

#[test]
fn an_account_that_is_replaced_loses_its_keys() {
    let account = Account::new("111122223333").user(User::new("ann").access_key("OLD", "s"));
    let state = State::empty().account(account);
    let state = state.account(Account::new("111122223333"));
    assert!(state.user_of_key("OLD").is_none());
}

#[test]
fn an_invalid_state_is_reported_with_its_place() {
    for (json, expected) in [
        (
            "",
            "found invalid JSON at line 1, column 1, expected a JSON object",
        ),
        ("[]", "expected an object"),
        (
            r#"{"acounts": {}}"#,
            "found \"acounts\", expected only accounts, disabled_regions",
        ),
        (
            r#"{"accounts": {"1": {}}}"#,
            "accounts.1: found another name, expected an account id",
        ),
        (
            r#"{"disabled_regions": "eu-west-1"}"#,
            "disabled_regions: expected a list of strings",
        ),
    ] {
        let found = problem(json);
        assert!(found.starts_with(expected), "{json}: {found}");
    }
    for (members, expected) in [
        (r#""management": 1"#, "management: expected true or false"),
        (
            r#""users": {"a b": {}}"#,
            "users.a b: expected a name of 1 to 64 letters",
        ),
        (
            r#""users": {"ann": {"path": "team"}}"#,
            "users.ann.path: expected a path such as",
        ),
        (
            r#""users": {"ann": {"tags": {"a": 1}}}"#,
            "users.ann.tags: expected strings",
        ),
        (
            r#""users": {"ann": {"access_keys": [{"id": "SHORT"}]}}"#,
            "users.ann.access_keys[0]: expected an \"id\" of 16 to 128 letters and digits",
        ),
        (
            r#""users": {"ann": {"mfa_devices": {"GAHT12345678": "1"}}}"#,
            "users.ann.mfa_devices: expected serial numbers with seeds in base32",
        ),
        (
            r#""roles": {"deploy": {}}"#,
            "roles.deploy: there is no \"trust_policy\", expected one",
        ),
        (
            r#""roles": {"deploy": {"trust_policy": {"Statement": [{"Effect": "Maybe"}]}}}"#,
            "roles.deploy: the policy is invalid at Statement[0].Effect: expected \"Allow\" or \"Deny\"",
        ),
        (
            r#""roles": {"deploy": {"trust_policy": {"Statement": []}, "max_session_duration": 60}}"#,
            "roles.deploy: expected a \"max_session_duration\" from 3600 to 43200 seconds",
        ),
        (
            r#""oidc_providers": {"oidc.example.com": {}}"#,
            "oidc_providers.oidc.example.com: expected an issuer that starts with \"https://\"",
        ),
        (
            r#""oidc_providers": {"https://a": {"signing_key": "AAAA"}}"#,
            "oidc_providers.https://a: the signing key is invalid",
        ),
        (
            r#""oidc_providers": {"https://a": {"jwks": {"keys": [{"kty": "oct"}]}}}"#,
            "oidc_providers.https://a: the key at keys[0] is invalid",
        ),
    ] {
        let found = problem(&in_account(members));
        let expected = format!("accounts.111122223333.{expected}");
        assert!(found.starts_with(&expected), "{members}: {found}");
    }
}

#[test]
fn an_access_key_has_one_user() {
    let user = r#""users": {"ann": {"access_keys": [{"id": "AKIAFAKEAAAAAAAAAAAA"}]}}"#;
    let json =
        format!(r#"{{"accounts": {{"111122223333": {{{user}}}, "444455556666": {{{user}}}}}}}"#);
    let expected = "accounts.444455556666.users: the access key AKIAFAKEAAAAAAAAAAAA has two users";
    assert!(problem(&json).starts_with(expected), "{}", problem(&json));
}

#[test]
fn debug_output_shows_no_secrets() {
    let shown = format!("{:?}", State::default());
    assert!(shown.contains("alice"), "{shown}");
    for (_, user) in State::default().accounts["111122223333"].users.iter() {
        for key in &user.keys {
            assert!(!shown.contains(&key.secret), "{shown}");
        }
    }
    assert!(!shown.contains("MIGH"), "{shown}");
}
