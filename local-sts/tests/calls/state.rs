//! States.

use querysmith_local_sts::{Account, Role, State, TrustPolicy, User};

use super::*;

#[tokio::test]
async fn a_server_runs_with_a_state_from_json() {
    let json = r#"{"accounts": {"222233334444": {
        "users": {"ann": {"path": "/team/"}},
        "roles": {"reader": {"path": "/team/", "trust_policy": {"Statement": [{
            "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"AWS": "arn:aws:iam::222233334444:user/team/ann"}}]}}}}}}"#;
    let state = State::from_json(json).unwrap();
    let sts = LocalSts::builder().state(state).start().unwrap();
    let config = sts.config("ann");
    assert_eq!(
        arn_of(&config).await,
        "arn:aws:iam::222233334444:user/team/ann"
    );
    let output = assume(&config, "arn:aws:iam::222233334444:role/team/reader").await;
    let arn = arn_of(&session(&sts, output.credentials())).await;
    assert_eq!(
        arn,
        "arn:aws:sts::222233334444:assumed-role/reader/build-42"
    );
}

#[tokio::test]
async fn a_state_that_is_replaced_applies_to_the_next_request() {
    let sts = LocalSts::builder().state(State::empty()).start().unwrap();
    let trust = r#"{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:*"}]}"#;
    let role = Role::new("open", TrustPolicy::parse(trust).unwrap());
    let account = Account::new("222233334444")
        .user(User::new("ann"))
        .role(role);
    sts.set_state(State::empty().account(account));
    assume(&sts.config("ann"), "arn:aws:iam::222233334444:role/open").await;
}

#[test]
fn a_state_is_read_from_a_file() {
    let error = State::from_file("/does/not/exist.json")
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("/does/not/exist.json: "), "{error}");
}
