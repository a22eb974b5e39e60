//! `GetCallerIdentity`, `GetAccessKeyInfo` and `DecodeAuthorizationMessage`.

use super::*;

#[tokio::test]
async fn a_user_is_identified_by_the_access_key() {
    let sts = LocalSts::start().await.unwrap();
    let identity = client(&sts, "alice")
        .get_caller_identity()
        .send()
        .await
        .unwrap();
    assert_eq!(identity.account(), Some("111122223333"));
    assert_eq!(identity.arn(), Some("arn:aws:iam::111122223333:user/alice"));
    let id = identity.user_id().unwrap();
    assert!(id.starts_with("AIDAFAKE") && id.len() == 20, "{id}");
    assert!(identity.request_id().is_some_and(|id| id.len() == 36));
    let content_type = identity.response_metadata().headers().get("content-type");
    assert_eq!(
        content_type.map(|value| value.as_bytes()),
        Some(&b"text/xml"[..])
    );
}

#[tokio::test]
async fn a_user_who_does_not_exist_is_reported_with_those_who_do() {
    let sts = LocalSts::start().await.unwrap();
    let result = client(&sts, "carol").get_caller_identity().send().await;
    let message = result.unwrap_err().to_string();
    assert!(
        message.contains("no user \"carol\", expected one of 111122223333/alice"),
        "{message}"
    );
}

#[tokio::test]
async fn a_presigned_url_is_accepted_without_any_headers() {
    let sts = LocalSts::start().await.unwrap();
    let call = client(&sts, "alice").get_caller_identity().customize();
    let presigning = querysmith_runtime::PresigningConfig::expires_in(Duration::from_secs(60));
    let presigned = call.presigned(presigning.unwrap()).await.unwrap();
    let target = presigned.uri().strip_prefix(&sts.url()).unwrap().to_owned();
    let (status, body) = raw::get(&sts, &target).await;
    assert_eq!(status, 200, "{body}");
    assert!(
        body.contains("<Arn>arn:aws:iam::111122223333:user/alice</Arn>"),
        "{body}"
    );
    let (status, body) = raw::get(
        &sts,
        &target.replace("GetCallerIdentity", "GetSessionToken"),
    )
    .await;
    assert_eq!(status, 403, "{body}");
    assert!(
        body.contains("<Code>SignatureDoesNotMatch</Code>"),
        "{body}"
    );
}

#[tokio::test]
async fn the_account_of_every_key_is_known() {
    let sts = LocalSts::start().await.unwrap();
    let client = client(&sts, "alice");
    let session = assume(&sts.config("alice"), DEPLOY).await;
    let keys = [
        sts.credentials("bob").unwrap().access_key_id().to_owned(),
        session.credentials().unwrap().access_key_id().to_owned(),
    ];
    for key in keys {
        let info = client
            .get_access_key_info()
            .access_key_id(key)
            .send()
            .await
            .unwrap();
        assert_eq!(info.account(), Some("111122223333"));
    }
    let unknown = client
        .get_access_key_info()
        .access_key_id("AKIAFAKEUNKNOWN12345")
        .send()
        .await;
    assert_eq!(error(unknown).0, "ValidationError");
}

#[tokio::test]
async fn an_encoded_authorization_message_is_decoded() {
    let sts = LocalSts::start().await.unwrap();
    sts.set_state(sts.state().encode_authorization_messages(true));
    let client = client(&sts, "bob");
    let call = client
        .assume_role()
        .role_arn(PARTNER)
        .role_session_name("build-42");
    let (code, _, message) = error(call.send().await);
    assert_eq!(code, "AccessDenied");
    let (start, encoded) = message
        .split_once(". Encoded authorization failure message: ")
        .unwrap();
    assert!(
        start.ends_with(&format!("sts:AssumeRole on resource: {PARTNER}")),
        "{start}"
    );
    let call = client
        .decode_authorization_message()
        .encoded_message(encoded);
    let decoded = call
        .send()
        .await
        .unwrap()
        .decoded_message()
        .unwrap()
        .to_owned();
    let start = r#"{"allowed":false,"explicitDeny":false,"matchedStatements":{"items":[]}"#;
    assert!(decoded.starts_with(start), "{decoded}");
    let caller = r#""principal":{"arn":"arn:aws:iam::111122223333:user/bob"}"#;
    assert!(decoded.contains(caller), "{decoded}");

    let other = client
        .decode_authorization_message()
        .encoded_message("abc")
        .send()
        .await;
    let other = other.unwrap_err();
    assert!(
        other.is_invalid_authorization_message_exception(),
        "{other}"
    );
}
