//! `GetSessionToken`, `GetFederationToken`, and the size of session tokens.

use super::*;

#[tokio::test]
async fn a_session_token_has_the_identity_of_its_user() {
    let time = ManualTime::at(start_time());
    let sts = server_in(&time);
    let output = client(&sts, "alice")
        .get_session_token()
        .send()
        .await
        .unwrap();
    let credentials = output.credentials().unwrap();
    assert_eq!(credentials.expiration().secs(), 1_600_043_200);
    assert!(credentials.access_key_id().starts_with("ASIAFAKE"));
    let config = session(&sts, output.credentials());
    assert_eq!(
        arn_of(&config).await,
        "arn:aws:iam::111122223333:user/alice"
    );
    assume(&config, DEPLOY).await;
    let client = Client::new(&config);
    for (code, message) in [
        error(client.get_session_token().send().await),
        error(client.get_federation_token().name("ann").send().await),
    ]
    .map(|(code, _, message)| (code, message))
    {
        assert_eq!(code, "AccessDenied");
        assert!(message.starts_with("Cannot call Get"), "{message}");
        assert!(message.ends_with(" with session credentials"), "{message}");
    }
}

#[tokio::test]
async fn a_federated_user_has_an_identity_and_cannot_assume_roles() {
    let sts = LocalSts::start().await.unwrap();
    let call = client(&sts, "alice").get_federation_token().name("ann");
    let output = call.duration_seconds(900).send().await.unwrap();
    let user = output.federated_user().unwrap();
    assert_eq!(user.arn(), "arn:aws:sts::111122223333:federated-user/ann");
    assert_eq!(user.federated_user_id(), "111122223333:ann");
    let config = session(&sts, output.credentials());
    assert_eq!(arn_of(&config).await, user.arn());
    let call = Client::new(&config)
        .assume_role()
        .role_arn(DEPLOY)
        .role_session_name("build-42");
    assert_eq!(error(call.send().await).0, "AccessDenied");
}

#[tokio::test]
async fn the_size_of_a_token_is_reported_and_can_be_raised() {
    let sts = LocalSts::start().await.unwrap();
    let call = |size: Option<i32>| {
        let call = client(&sts, "alice").assume_role().role_arn(DEPLOY);
        call.role_session_name("build-42")
            .set_minimum_session_token_size(size)
            .send()
    };
    for (size, expected) in [
        (None, 300..1000),
        (Some(2000), 2000..2004),
        (Some(4096), 4096..4097),
    ] {
        let output = call(size).await.unwrap();
        let found = output.session_token_size().unwrap();
        let token = output.credentials().unwrap().session_token();
        assert_eq!(token.len(), usize::try_from(found).unwrap());
        assert!(expected.contains(&found), "{size:?}: {found}");
        let percent = (found * 100 + 4095) / 4096;
        assert_eq!(output.session_token_utilization(), Some(percent));
        arn_of(&session(&sts, output.credentials())).await;
    }
}

#[tokio::test]
async fn session_policies_are_checked_and_take_space() {
    let sts = LocalSts::start().await.unwrap();
    let statement = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#;
    let policy =
        |padding: usize| format!(r#"{{"Statement": [{statement}]}}{}"#, " ".repeat(padding));
    let call = |policy: String, arns: usize| {
        let arn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
        let arn = types::PolicyDescriptorType::builder().arn(arn).build();
        let call = client(&sts, "alice")
            .assume_role()
            .role_arn(DEPLOY)
            .policy(policy);
        call.role_session_name("build-42")
            .set_policy_arns(Some(vec![arn; arns]))
            .send()
    };
    let small = call(policy(0), 1)
        .await
        .unwrap()
        .session_token_utilization()
        .unwrap();
    let large = call(policy(1500), 1)
        .await
        .unwrap()
        .session_token_utilization()
        .unwrap();
    assert!(large > small + 30, "{small} {large}");
    let refused = call(policy(3000), 0).await.unwrap_err();
    assert!(refused.is_packed_policy_too_large_exception(), "{refused}");
    let message = refused.message().unwrap();
    assert_eq!(
        message,
        "Packed policy consumes 150% of allotted space, please use smaller policy."
    );
    let refused = call("{".to_owned(), 0).await.unwrap_err();
    assert!(
        refused.is_malformed_policy_document_exception(),
        "{refused}"
    );
    assert_eq!(error(call(policy(0), 11).await).0, "ValidationError");
}

#[tokio::test]
async fn no_credentials_are_issued_in_a_disabled_region() {
    let sts = LocalSts::start().await.unwrap();
    sts.set_state(sts.state().disabled_region("us-east-1"));
    let disabled = client(&sts, "alice")
        .get_session_token()
        .send()
        .await
        .unwrap_err();
    assert!(disabled.is_region_disabled_exception(), "{disabled}");
    arn_of(&sts.config("alice")).await;
    let config = sts.config("alice").to_builder().region("eu-west-1").build();
    Client::new(&config)
        .get_session_token()
        .send()
        .await
        .unwrap();
}
