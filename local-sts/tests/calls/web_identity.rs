//! `AssumeRoleWithWebIdentity`.

use querysmith_sts::operation::assume_role_with_web_identity::{
    AssumeRoleWithWebIdentityError, AssumeRoleWithWebIdentityOutput,
};

use super::*;

async fn exchange(
    sts: &LocalSts,
    token: &str,
) -> Result<AssumeRoleWithWebIdentityOutput, AssumeRoleWithWebIdentityError> {
    let call = Client::new(&sts.anonymous_config()).assume_role_with_web_identity();
    call.role_arn(CI)
        .role_session_name("build-42")
        .web_identity_token(token)
        .send()
        .await
}

#[tokio::test]
async fn a_token_is_exchanged_for_a_session() {
    let sts = LocalSts::start().await.unwrap();
    let token = sts
        .web_identity_token("repo:example/app:main")
        .tag("team", "search")
        .sign();
    let output = exchange(&sts, &token.unwrap()).await.unwrap();
    assert_eq!(
        output.subject_from_web_identity_token(),
        Some("repo:example/app:main")
    );
    assert_eq!(output.provider(), Some("https://oidc.local-sts.test"));
    assert_eq!(output.audience(), Some("sts.amazonaws.com"));
    let arn = arn_of(&session(&sts, output.credentials())).await;
    assert_eq!(arn, "arn:aws:sts::111122223333:assumed-role/ci/build-42");
    assert_eq!(sts.log()[0].caller, "anonymous");
}

#[tokio::test]
async fn a_token_that_is_invalid_is_refused() {
    let sts = LocalSts::start().await.unwrap();
    let valid = || sts.web_identity_token("repo:example/app:main");
    let signed = valid().sign().unwrap();
    let forged = format!("{}AAAA", &signed[..signed.len() - 4]);
    let access_token = "an-access-token".to_owned();
    let jwt_message = "The ID Token provided is not a valid JWT. (You may see this error if you sent an \
                       Access Token)";
    for (token, code, expected) in [
        (access_token, "InvalidIdentityToken", jwt_message),
        (forged, "InvalidIdentityToken", "Token signature invalid"),
        (
            valid()
                .claim("iss", "\"https://other.test\"")
                .sign()
                .unwrap(),
            "InvalidIdentityToken",
            "No OpenIDConnect provider found in your account for https://other.test",
        ),
        (
            valid().audience("other").sign().unwrap(),
            "InvalidIdentityToken",
            "Incorrect token audience",
        ),
        (
            valid().claim("azp", "\"other\"").sign().unwrap(),
            "InvalidIdentityToken",
            "Incorrect token audience",
        ),
        (
            valid().claim("exp", "").sign().unwrap(),
            "InvalidIdentityToken",
            "Missing a required claim: exp",
        ),
        (
            valid().claim("nbf", "99999999999").sign().unwrap(),
            "InvalidIdentityToken",
            "The ID Token provided is not valid yet.",
        ),
        (
            valid().claim("sub", "\"\"").sign().unwrap(),
            "IDPRejectedClaim",
            "The subject of the token is invalid",
        ),
        (
            valid()
                .claim("sub", "\"repo:other/app:main\"")
                .sign()
                .unwrap(),
            "AccessDenied",
            "Not authorized to perform sts:AssumeRoleWithWebIdentity",
        ),
    ] {
        let (found, _, message) = error(exchange(&sts, &token).await);
        assert_eq!((&*found, &*message), (code, expected));
    }
    assert!(
        reason(&sts).contains("StringLike oidc.local-sts.test:sub: found"),
        "{}",
        reason(&sts)
    );
    let expired = valid().lifetime(Duration::ZERO).sign().unwrap();
    let expired = exchange(&sts, &expired).await.unwrap_err();
    assert!(expired.is_expired_token_exception(), "{expired}");
}

#[tokio::test]
async fn tags_of_a_token_need_a_permission_of_their_own() {
    let sts = LocalSts::start().await.unwrap();
    let token = sts.web_identity_token("repo:example/app:main");
    let token = token
        .claim("https://aws.amazon.com/source_identity", "\"ann\"")
        .sign()
        .unwrap();
    let (_, _, message) = error(exchange(&sts, &token).await);
    assert_eq!(message, "Not authorized to perform sts:SetSourceIdentity");
}

#[tokio::test]
async fn a_provider_id_is_for_other_tokens() {
    let sts = LocalSts::start().await.unwrap();
    let token = sts
        .web_identity_token("repo:example/app:main")
        .sign()
        .unwrap();
    let call = Client::new(&sts.anonymous_config())
        .assume_role_with_web_identity()
        .role_arn(CI);
    let call = call
        .role_session_name("build-42")
        .provider_id("www.amazon.com");
    let refused = error(call.web_identity_token(token).send().await);
    assert_eq!(refused.0, "InvalidParameterValue");
}
