//! `AssumeRole`: trust policies, role chaining, durations, source identities.

use super::*;

#[tokio::test]
async fn a_role_is_assumed_and_its_session_is_accepted() {
    let sts = LocalSts::start().await.unwrap();
    let output = assume(&sts.config("alice"), DEPLOY).await;
    let user = output.assumed_role_user().unwrap();
    assert_eq!(
        user.arn(),
        "arn:aws:sts::111122223333:assumed-role/deploy/build-42"
    );
    let (role_id, name) = user.assumed_role_id().split_once(':').unwrap();
    assert!(
        role_id.starts_with("AROAFAKE") && name == "build-42",
        "{role_id}"
    );
    let config = session(&sts, output.credentials());
    let identity = Client::new(&config)
        .get_caller_identity()
        .send()
        .await
        .unwrap();
    assert_eq!(identity.arn(), Some(user.arn()));
    assert_eq!(identity.user_id(), Some(user.assumed_role_id()));
}

#[tokio::test]
async fn a_chain_of_roles_crosses_accounts() {
    let sts = LocalSts::start().await.unwrap();
    let deploy = assume(&sts.config("alice"), DEPLOY).await;
    let hall = assume(&session(&sts, deploy.credentials()), HALL).await;
    let config = session(&sts, hall.credentials());
    assert_eq!(
        arn_of(&config).await,
        "arn:aws:sts::444455556666:assumed-role/hall/build-42"
    );
    // The last role does not trust itself.
    let call = Client::new(&config)
        .assume_role()
        .role_arn(HALL)
        .role_session_name("again");
    assert_eq!(error(call.send().await).0, "AccessDenied");
}

#[tokio::test]
async fn a_refusal_has_the_words_of_aws_and_its_reason_is_in_the_log_only() {
    let sts = LocalSts::start().await.unwrap();
    for (user, role, why) in [
        (
            "bob",
            PARTNER,
            "trust policy: statement 1 (Guests): the caller is not one of its principals",
        ),
        (
            "alice",
            PARTNER,
            "trust policy: statement 1 (Guests): StringEquals sts:ExternalId: found nothing, expected \
             \"guest\"",
        ),
        (
            "alice",
            HALL,
            "trust policy: statement 1: the caller is not one of its principals",
        ),
        (
            "alice",
            "arn:aws:iam::111122223333:role/missing",
            "there is no such role",
        ),
        (
            "alice",
            "arn:aws:iam::111122223333:role/team/deploy",
            "there is no such role",
        ),
        (
            "alice",
            "arn:aws:iam::999999999999:role/deploy",
            "there is no such role",
        ),
        (
            "alice",
            "arn:aws:iam::111122223333:user/alice",
            "there is no such role",
        ),
    ] {
        let call = client(&sts, user)
            .assume_role()
            .role_arn(role)
            .role_session_name("build-42");
        let expected = format!(
            "User: arn:aws:iam::111122223333:user/{user} is not authorized to perform: \
             sts:AssumeRole on resource: {role}"
        );
        assert_eq!(
            error(call.send().await),
            ("AccessDenied".to_owned(), 403, expected)
        );
        assert_eq!(reason(&sts), why);
    }
}

#[tokio::test]
async fn an_external_id_that_matches_is_accepted() {
    let sts = LocalSts::start().await.unwrap();
    let call = client(&sts, "alice")
        .assume_role()
        .role_arn(PARTNER)
        .external_id("guest");
    call.role_session_name("build-42").send().await.unwrap();
}

#[tokio::test]
async fn a_session_lasts_as_long_as_requested_within_the_limits() {
    let time = ManualTime::at(start_time());
    let sts = server_in(&time);
    let deploy = |seconds: Option<i32>| {
        let call = client(&sts, "alice").assume_role().role_arn(DEPLOY);
        call.role_session_name("build-42")
            .set_duration_seconds(seconds)
            .send()
    };
    let started = i64::try_from(START).unwrap();
    for (requested, expected) in [(None, 3600), (Some(900), 900), (Some(43_200), 43_200)] {
        let output = deploy(requested).await.unwrap();
        assert_eq!(
            output.credentials().unwrap().expiration().secs(),
            started + expected
        );
    }
    let call = client(&sts, "alice")
        .assume_role()
        .role_arn(PARTNER)
        .external_id("guest");
    let (code, status, message) = error(
        call.role_session_name("build-42")
            .duration_seconds(3601)
            .send()
            .await,
    );
    assert_eq!((code.as_str(), status), ("ValidationError", 400));
    assert_eq!(
        message,
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    );
    let chained = session(&sts, deploy(None).await.unwrap().credentials());
    let call = Client::new(&chained)
        .assume_role()
        .role_arn(HALL)
        .role_session_name("build-42");
    let (code, _, message) = error(call.duration_seconds(3601).send().await);
    assert_eq!(code, "ValidationError");
    assert_eq!(
        message,
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role \
         chaining"
    );
}

#[tokio::test]
async fn a_session_expires() {
    let time = ManualTime::at(start_time());
    let sts = server_in(&time);
    let output = assume(&sts.config("alice"), DEPLOY).await;
    let config = session(&sts, output.credentials());
    time.advance(Duration::from_secs(3599));
    arn_of(&config).await;
    time.advance(Duration::from_secs(1));
    let (code, status, message) = error(Client::new(&config).get_caller_identity().send().await);
    assert_eq!((code.as_str(), status), ("ExpiredToken", 403));
    assert_eq!(
        message,
        "The security token included in the request is expired"
    );
}

#[tokio::test]
async fn a_source_identity_persists_in_a_chain_and_cannot_be_changed() {
    let sts = LocalSts::start().await.unwrap();
    let call = client(&sts, "alice")
        .assume_role()
        .role_arn(DEPLOY)
        .source_identity("alice");
    let deploy = call.role_session_name("build-42").send().await.unwrap();
    assert_eq!(deploy.source_identity(), Some("alice"));
    let config = session(&sts, deploy.credentials());
    let hall = assume(&config, HALL).await;
    assert_eq!(hall.source_identity(), Some("alice"));
    let call = Client::new(&config)
        .assume_role()
        .role_arn(HALL)
        .source_identity("mallory");
    let refused = error(call.role_session_name("build-42").send().await);
    assert_eq!(refused.0, "AccessDenied");
    assert_eq!(reason(&sts), "it is \"alice\"");
    // The role `partner` does not allow sts:SetSourceIdentity.
    let call = Client::new(&config)
        .assume_role()
        .role_arn(PARTNER)
        .external_id("guest");
    let (_, _, message) = error(call.role_session_name("build-42").send().await);
    assert!(
        message.contains("not authorized to perform: sts:SetSourceIdentity"),
        "{message}"
    );
}

#[tokio::test]
async fn provided_contexts_need_a_permission_of_their_own() {
    let sts = LocalSts::start().await.unwrap();
    let context = types::ProvidedContext::builder()
        .provider_arn("arn:aws:iam::aws:contextProvider/IdentityCenter")
        .context_assertion("assertion")
        .build();
    let call = |role: &str| {
        let call = client(&sts, "alice")
            .assume_role()
            .role_arn(role)
            .external_id("guest");
        call.role_session_name("build-42")
            .provided_contexts(context.clone())
            .send()
    };
    call(DEPLOY).await.unwrap();
    let (_, _, message) = error(call(PARTNER).await);
    assert!(
        message.contains("not authorized to perform: sts:SetContext"),
        "{message}"
    );
}
