//! The log.

use std::sync::{Arc, Mutex};

use super::*;

#[tokio::test]
async fn there_is_one_line_for_each_request() {
    let lines: Arc<Mutex<Vec<String>>> = Arc::default();
    let sink = Arc::clone(&lines);
    let sts = LocalSts::builder()
        .clock(ManualTime::at(start_time()))
        .log(move |entry| sink.lock().unwrap().push(entry.to_string()))
        .start()
        .unwrap();
    arn_of(&sts.config("alice")).await;
    let deploy = assume(&sts.config("alice"), DEPLOY).await;
    arn_of(&session(&sts, deploy.credentials())).await;
    let call = client(&sts, "bob")
        .assume_role()
        .role_arn(AUDIT)
        .role_session_name("build-42");
    call.send().await.unwrap_err();
    let session_key = deploy.credentials().unwrap().access_key_id().to_owned();
    let bob = sts.credentials("bob").unwrap().access_key_id().to_owned();
    let alice = sts.credentials("alice").unwrap().access_key_id().to_owned();
    assert_eq!(
        *lines.lock().unwrap(),
        [
            format!("12:26:40 GetCallerIdentity user/alice ({alice}) ok"),
            format!("12:26:40 AssumeRole user/alice ({alice}) ok"),
            format!("12:26:40 GetCallerIdentity assumed-role/deploy/build-42 ({session_key}) ok"),
            format!(
                "12:26:40 AssumeRole user/bob ({bob}) AccessDenied: trust policy: statement 1 \
                 (AliceWithMfa): the caller is not one of its principals"
            ),
        ]
    );
}

#[tokio::test]
async fn no_secret_is_in_the_log() {
    let sts = LocalSts::start().await.unwrap();
    let deploy = assume(&sts.config("alice"), DEPLOY).await;
    let credentials = deploy.credentials().unwrap();
    let tampered = Credentials::new(credentials.access_key_id(), "wrong")
        .with_session_token(credentials.session_token());
    // The message for the caller has the canonical string, and that has the token.
    let refused = error(
        Client::new(&sts.config_with(tampered))
            .get_caller_identity()
            .send()
            .await,
    );
    assert_eq!(refused.0, "SignatureDoesNotMatch");
    let (serial, code) = sts.mfa_code("alice").unwrap();
    let call = client(&sts, "bob")
        .assume_role()
        .role_arn(AUDIT)
        .role_session_name("build-42");
    let _ = call.serial_number(serial).token_code(&*code).send().await;
    let token = sts.web_identity_token("repo:other").sign().unwrap();
    let call = Client::new(&sts.anonymous_config())
        .assume_role_with_web_identity()
        .role_arn(CI);
    let _ = call
        .role_session_name("build-42")
        .web_identity_token(&*token)
        .send()
        .await;
    let shown = format!("{:?} {:?} {:?}", sts.log(), sts, sts.state());
    let alice = sts.credentials("alice").unwrap();
    let secrets = [
        credentials.session_token(),
        credentials.secret_access_key(),
        alice.secret_access_key(),
        &*code,
        &*token,
    ];
    for secret in secrets {
        assert!(!shown.contains(secret), "{shown}");
    }
}
