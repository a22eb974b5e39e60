//! Every operation: a call that succeeds, and one that fails with an error of its own.

use std::time::Duration;

use aws_sdk_sts::error::SdkError;

use super::*;

/// The error that the service returns.
fn service_error<T: std::fmt::Debug, E>(result: Result<T, SdkError<E>>) -> E
where
    SdkError<E>: std::fmt::Debug,
{
    match result {
        Err(SdkError::ServiceError(error)) => error.into_err(),
        other => panic!("{other:?}, expected an error of the service"),
    }
}

#[tokio::test]
async fn assume_role() {
    let setup = start();
    let call = || {
        let call = setup.alice().assume_role().role_arn(role("deploy"));
        call.role_session_name("build-42")
    };
    let tag = types::Tag::builder().key("team").value("a b/é").build();
    let arn = types::PolicyDescriptorType::builder().arn("arn:aws:iam::aws:policy/ReadOnlyAccess");
    let output = call()
        .tags(tag.expect("a tag"))
        .transitive_tag_keys("team")
        .source_identity("alice")
        .policy(r#"{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#)
        .policy_arns(arn.build())
        .duration_seconds(900)
        .send()
        .await
        .expect("AssumeRole succeeds");
    let user = output.assumed_role_user().expect("a user");
    assert_eq!(
        user.arn(),
        "arn:aws:sts::111122223333:assumed-role/deploy/build-42"
    );
    assert_eq!(output.source_identity(), Some("alice"));
    let expiration = output.credentials().expect("credentials").expiration();
    assert_eq!(expiration.secs(), 1_600_000_900);

    let chained = setup.client(session(output.credentials()));
    let chained = chained.assume_role().role_session_name("build-42");
    let chained = chained.role_arn("arn:aws:iam::444455556666:role/hall");
    let chained = chained.send().await.expect("the chain succeeds");
    assert_eq!(chained.source_identity(), Some("alice"));

    let (serial, mfa_code) = setup.mfa_code();
    let with_code = setup.alice().assume_role().role_arn(role("audit"));
    let with_code = with_code
        .role_session_name("build-42")
        .serial_number(serial);
    assert_eq!(code(with_code.token_code(mfa_code).send().await), "success");

    let error = service_error(call().policy("{").send().await);
    assert!(error.is_malformed_policy_document_exception(), "{error:?}");
    let error = call().role_arn(role("ci")).send().await;
    assert_eq!(code(error), "AccessDenied");
    let error = call().duration_seconds(1).send().await;
    assert_eq!(code(error), "ValidationError");
}

#[tokio::test]
async fn assume_role_with_saml() {
    let setup = start();
    let assertion = setup.sts.saml_assertion(&role("directory"), PROVIDER);
    let assertion = assertion.subject("ann").encode();
    let call = || {
        let call = setup.alice().assume_role_with_saml();
        let call = call.role_arn(role("directory")).principal_arn(PROVIDER);
        call.saml_assertion(&assertion)
    };
    let output = call().send().await.expect("AssumeRoleWithSAML succeeds");
    assert_eq!(output.subject(), Some("ann"));
    setup.time.advance(Duration::from_secs(300));
    let error = service_error(call().send().await);
    assert!(error.is_expired_token_exception(), "{error:?}");
    let error = service_error(call().saml_assertion("eHg+").send().await);
    assert!(error.is_invalid_identity_token_exception(), "{error:?}");
}

#[tokio::test]
async fn assume_role_with_web_identity() {
    let setup = start();
    let token = setup.web_identity_token();
    let call = || {
        let call = setup.alice().assume_role_with_web_identity();
        let call = call.role_arn(role("ci")).role_session_name("build-42");
        call.web_identity_token(&token)
    };
    let output = call().send().await;
    let output = output.expect("AssumeRoleWithWebIdentity succeeds");
    assert_eq!(
        output.subject_from_web_identity_token(),
        Some("repo:example/app:main")
    );
    setup.time.advance(Duration::from_secs(3600));
    let error = service_error(call().send().await);
    assert!(error.is_expired_token_exception(), "{error:?}");
    let error = service_error(call().web_identity_token("access-token").send().await);
    assert!(error.is_invalid_identity_token_exception(), "{error:?}");
}

#[tokio::test]
async fn assume_root() {
    let setup = start();
    let call = setup.alice().assume_root().target_principal("444455556666");
    let output = call.clone().task_policy_arn(root_task()).send().await;
    let output = output.expect("AssumeRoot succeeds");
    let root = setup.client(session(output.credentials()));
    let identity = root.get_caller_identity().send().await;
    let identity = identity.expect("GetCallerIdentity succeeds");
    assert_eq!(identity.arn(), Some("arn:aws:iam::444455556666:root"));
    let other = types::PolicyDescriptorType::builder().arn("arn:aws:iam::aws:policy/Other");
    let error = call.task_policy_arn(other.build()).send().await;
    assert_eq!(code(error), "AccessDenied");
}

#[tokio::test]
async fn decode_authorization_message() {
    let setup = start();
    let call = setup.alice().assume_role().role_arn(role("ci"));
    let denied = service_error(call.role_session_name("build-42").send().await);
    let message = denied.message().expect("a message");
    let (_, encoded) = message.rsplit_once(": ").expect("an encoded message");
    let decode = setup.alice().decode_authorization_message();
    let output = decode.clone().encoded_message(encoded).send().await;
    let output = output.expect("DecodeAuthorizationMessage succeeds");
    let decoded = output.decoded_message().expect("a message");
    assert!(
        decoded.contains(r#""action":"sts:AssumeRole""#),
        "{decoded}"
    );
    let error = service_error(decode.encoded_message("x").send().await);
    assert!(
        error.is_invalid_authorization_message_exception(),
        "{error:?}"
    );
}

#[tokio::test]
async fn get_access_key_info() {
    let setup = start();
    let call = setup.alice().get_access_key_info();
    let output = call.clone().access_key_id("AKIAFAKEALICEFAKE234").send();
    let output = output.await.expect("GetAccessKeyInfo succeeds");
    assert_eq!(output.account(), Some("111122223333"));
    let error = call.access_key_id("AKIAFAKEUNKNOWN12345").send().await;
    assert_eq!(code(error), "ValidationError");
}

#[tokio::test]
async fn get_caller_identity() {
    let setup = start();
    let output = setup.alice().get_caller_identity().send().await;
    let output = output.expect("GetCallerIdentity succeeds");
    assert_eq!(output.arn(), Some("arn:aws:iam::111122223333:user/alice"));
    assert_eq!(output.account(), Some("111122223333"));
}

#[tokio::test]
async fn get_delegated_access_token() {
    let setup = start();
    let token = setup.sts.trade_in_token("alice", Duration::from_secs(60));
    let token = token.expect("a token");
    let call = || setup.alice().get_delegated_access_token();
    let output = call().trade_in_token(&token).send().await;
    let output = output.expect("GetDelegatedAccessToken succeeds");
    assert_eq!(
        output.assumed_principal(),
        Some("arn:aws:iam::111122223333:user/alice")
    );
    setup.time.advance(Duration::from_secs(60));
    let error = service_error(call().trade_in_token(&token).send().await);
    assert!(error.is_expired_trade_in_token_exception(), "{error:?}");
}

#[tokio::test]
async fn get_federation_token() {
    let setup = start();
    let call = || setup.alice().get_federation_token().name("ann");
    let output = call().duration_seconds(900).send().await;
    let output = output.expect("GetFederationToken succeeds");
    let user = output.federated_user().expect("a user");
    assert_eq!(user.federated_user_id(), "111122223333:ann");
    let error = service_error(call().policy("{").send().await);
    assert!(error.is_malformed_policy_document_exception(), "{error:?}");
}

#[tokio::test]
async fn get_session_token() {
    let setup = start();
    let (serial, mfa_code) = setup.mfa_code();
    let call = setup.alice().get_session_token();
    let call = call.serial_number(serial).token_code(mfa_code);
    let output = call.send().await.expect("GetSessionToken succeeds");
    let client = setup.client(session(output.credentials()));
    let identity = client.get_caller_identity().send().await;
    let identity = identity.expect("GetCallerIdentity succeeds");
    assert_eq!(identity.arn(), Some("arn:aws:iam::111122223333:user/alice"));
    let error = client.get_session_token().send().await;
    assert_eq!(code(error), "AccessDenied");
}

#[tokio::test]
async fn a_region_that_is_disabled_is_a_modeled_error() {
    let setup = start();
    let state = setup.sts.state().disabled_region("us-east-1");
    setup.sts.set_state(state);
    let error = service_error(setup.alice().get_session_token().send().await);
    assert!(error.is_region_disabled_exception(), "{error:?}");
}

#[tokio::test]
async fn get_web_identity_token() {
    let setup = start();
    let call = || {
        let call = setup.alice().get_web_identity_token().audience("a");
        call.signing_algorithm("ES384")
    };
    let output = call().audience("b").send().await;
    let output = output.expect("GetWebIdentityToken succeeds");
    let token = output.web_identity_token().expect("a token");
    assert_eq!(token.matches('.').count(), 2);
    let tag = |number| {
        let tag = types::Tag::builder().key(format!("key-{number}"));
        tag.value("x".repeat(256)).build().expect("a tag")
    };
    let call = (0..20).map(tag).fold(call(), |call, tag| call.tags(tag));
    let error = service_error(call.send().await);
    assert!(error.is_jwt_payload_size_exceeded_exception(), "{error:?}");
}
