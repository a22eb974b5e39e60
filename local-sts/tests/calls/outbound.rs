//! `GetWebIdentityToken` and `GetDelegatedAccessToken`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use querysmith_local_sts::Account;

use super::*;

#[tokio::test]
async fn a_web_identity_token_identifies_the_caller() {
    let time = ManualTime::at(start_time());
    let sts = server_in(&time);
    let deploy = assume(&sts.config("alice"), DEPLOY).await;
    let client = Client::new(&session(&sts, deploy.credentials()));
    let tag = types::Tag::builder()
        .key("build")
        .value("42")
        .build()
        .unwrap();
    for algorithm in ["RS256", "ES384"] {
        let call = client
            .get_web_identity_token()
            .audience("https://partner.example.com");
        let output = call
            .signing_algorithm(algorithm)
            .tags(tag.clone())
            .send()
            .await
            .unwrap();
        assert_eq!(
            output.expiration().map(|time| time.secs()),
            Some(1_600_000_300)
        );
        let token = output.web_identity_token().unwrap();
        let claims = token.split('.').nth(1).unwrap();
        let claims = String::from_utf8(URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
        for expected in [
            format!(r#""sub":"{DEPLOY}""#),
            r#""aud":"https://partner.example.com""#.to_owned(),
            r#""exp":1600000300"#.to_owned(),
            r#""request_tags":{"build":"42"}"#.to_owned(),
            r#""session_name":"build-42""#.to_owned(),
        ] {
            assert!(claims.contains(&expected), "{claims}");
        }
    }
    time.advance(Duration::from_secs(3000));
    let call = client
        .get_web_identity_token()
        .audience("a")
        .signing_algorithm("ES384");
    let late = call.duration_seconds(601).send().await.unwrap_err();
    assert!(late.is_session_duration_escalation_exception(), "{late}");
}

#[tokio::test]
async fn a_web_identity_token_needs_a_known_algorithm_and_an_account_that_issues_it() {
    let sts = LocalSts::start().await.unwrap();
    let call = client(&sts, "alice").get_web_identity_token().audience("a");
    assert_eq!(
        error(call.signing_algorithm("HS256").send().await).0,
        "ValidationError"
    );
    let account = Account::new("222233334444").user(querysmith_local_sts::User::new("ann"));
    sts.set_state(sts.state().account(account));
    let call = client(&sts, "ann").get_web_identity_token().audience("a");
    let disabled = call.signing_algorithm("ES384").send().await.unwrap_err();
    assert!(
        disabled.is_outbound_web_identity_federation_disabled_exception(),
        "{disabled}"
    );
}

#[tokio::test]
async fn a_trade_in_token_is_exchanged_for_credentials_of_its_user() {
    let time = ManualTime::at(start_time());
    let sts = server_in(&time);
    let token = sts
        .trade_in_token("alice", Duration::from_secs(60))
        .unwrap();
    let call = || {
        client(&sts, "bob")
            .get_delegated_access_token()
            .trade_in_token(&*token)
            .send()
    };
    let output = call().await.unwrap();
    let arn = "arn:aws:iam::111122223333:user/alice";
    assert_eq!(output.assumed_principal(), Some(arn));
    assert_eq!(arn_of(&session(&sts, output.credentials())).await, arn);
    time.advance(Duration::from_secs(60));
    let expired = call().await.unwrap_err();
    assert!(expired.is_expired_trade_in_token_exception(), "{expired}");
    let call = client(&sts, "bob")
        .get_delegated_access_token()
        .trade_in_token("forged");
    assert_eq!(error(call.send().await).0, "AccessDenied");
}
