//! Errors of authentication and routing, over the wire.

use querysmith_testing::ManualTime;

use super::*;

async fn whoami(config: &Config) -> (String, u16, String) {
    error(Client::new(config).get_caller_identity().send().await)
}

#[tokio::test]
async fn wrong_credentials_are_refused() {
    let sts = LocalSts::start().await.unwrap();
    let alice = sts.credentials("alice").unwrap();
    let wrong = sts.config_with(Credentials::new(alice.access_key_id(), "wrong"));
    let (code, status, message) = whoami(&wrong).await;
    assert_eq!((code.as_str(), status), ("SignatureDoesNotMatch", 403));
    assert!(message.contains("The Canonical String for this request should have been\n'POST\n/\n"));
    assert!(message.contains("The String-to-Sign should have been\n'AWS4-HMAC-SHA256\n"));
    let unknown = sts.config_with(Credentials::new("AKIAFAKEUNKNOWN12345", "wrong"));
    let (code, status, message) = whoami(&unknown).await;
    assert_eq!((code.as_str(), status), ("InvalidClientTokenId", 403));
    assert_eq!(
        message,
        "The security token included in the request is invalid."
    );
    let log = sts.log();
    let callers: Vec<&str> = log.iter().map(|entry| entry.caller.as_str()).collect();
    assert_eq!(callers, [alice.access_key_id(), "AKIAFAKEUNKNOWN12345"]);
}

#[tokio::test]
async fn a_session_of_another_server_is_refused() {
    let (one, other) = (
        LocalSts::start().await.unwrap(),
        LocalSts::start().await.unwrap(),
    );
    let output = assume(&one.config("alice"), DEPLOY).await;
    let config = session(&other, output.credentials());
    assert_eq!(whoami(&config).await.0, "InvalidClientTokenId");
}

#[tokio::test]
async fn a_session_stays_valid_after_a_restart_with_the_same_key() {
    let start = || {
        LocalSts::builder()
            .session_key("configured")
            .start()
            .unwrap()
    };
    let one = start();
    let output = assume(&one.config("alice"), DEPLOY).await;
    drop(one);
    let other = start();
    let arn = arn_of(&session(&other, output.credentials())).await;
    assert_eq!(
        arn,
        "arn:aws:sts::111122223333:assumed-role/deploy/build-42"
    );
}

#[tokio::test]
async fn a_client_whose_clock_is_wrong_learns_the_time_and_succeeds() {
    let sts = LocalSts::start().await.unwrap();
    let behind = ManualTime::at(SystemTime::now() - Duration::from_secs(7200));
    let config = sts.config("alice").to_builder().clock(behind).build();
    let identity = Client::new(&config)
        .get_caller_identity()
        .send()
        .await
        .unwrap();
    assert_eq!(identity.response_metadata().attempts().len(), 2);
    let log = sts.log();
    assert_eq!(log[0].code.as_deref(), Some("SignatureDoesNotMatch"));
    let detail = log[0].detail.as_deref().unwrap();
    assert!(
        detail.starts_with("the request was signed -7") && detail.ends_with(" s from now"),
        "{detail}"
    );
    assert_eq!(log[1].code, None);
}

#[tokio::test]
async fn a_request_without_an_action_or_a_signature_is_refused() {
    let sts = LocalSts::start().await.unwrap();
    for (form, expected_status, code) in [
        ("", 400, "MissingAction"),
        ("Version=2011-06-15", 400, "MissingAction"),
        ("Action=Nothing&Version=2011-06-15", 400, "InvalidAction"),
        (
            "Action=GetCallerIdentity&Version=2010-05-08",
            400,
            "InvalidAction",
        ),
        (
            "Action=GetCallerIdentity&Version=2011-06-15",
            403,
            "MissingAuthenticationToken",
        ),
        // A missing parameter is reported after a missing signature.
        (
            "Action=AssumeRole&Version=2011-06-15",
            403,
            "MissingAuthenticationToken",
        ),
        (
            "Action=AssumeRoleWithSAML&Version=2011-06-15",
            400,
            "ValidationError",
        ),
    ] {
        let (status, body) = raw::post(&sts, form).await;
        assert_eq!(status, expected_status, "{form}: {body}");
        assert!(
            body.contains(&format!("<Code>{code}</Code>")),
            "{form}: {body}"
        );
        assert!(
            body.contains("<Type>Sender</Type>") && body.contains("<RequestId>"),
            "{body}"
        );
        assert_eq!(sts.log().last().unwrap().caller, "anonymous");
    }
}

#[tokio::test]
async fn an_arn_that_is_not_that_of_a_role_is_invalid() {
    let sts = LocalSts::start().await.unwrap();
    for arn in [
        "nothing-valid-in-here",
        "arn::b:::something/test-role",
        "arn:a::::something/test-role",
        "arn:a:::something/test-role",
        "arn:a:a::aaaaaaaaaa:",
    ] {
        let call = client(&sts, "alice").assume_role().role_arn(arn);
        let (code, status, message) = error(call.role_session_name("build-42").send().await);
        assert_eq!((code.as_str(), status), ("ValidationError", 400), "{arn}");
        assert_eq!(message, format!("{arn} is invalid"));
    }
    for arn in [
        "nothing-valid-in-here",
        "arn:aws:iam::111122223333:user/alice",
    ] {
        let call = client(&sts, "alice").assume_role_with_web_identity();
        let call = call.role_arn(arn).role_session_name("build-42");
        let (code, status, message) = error(call.web_identity_token("token").send().await);
        assert_eq!((code.as_str(), status), ("ValidationError", 400), "{arn}");
        assert_eq!(message, "Request ARN is invalid");
        let call = client(&sts, "alice").assume_role_with_saml();
        let call = call.role_arn(arn).saml_assertion("eHg+");
        let call = call.principal_arn("arn:aws:iam::111122223333:saml-provider/directory");
        let (code, _, message) = error(call.send().await);
        assert_eq!(
            (code.as_str(), message.as_str()),
            ("ValidationError", "Request ARN is invalid")
        );
    }
}
