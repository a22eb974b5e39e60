//! `AssumeRoleWithSAML`.

use super::*;

const PROVIDER: &str = "arn:aws:iam::111122223333:saml-provider/directory";

async fn exchange(
    sts: &LocalSts,
    assertion: String,
) -> Result<
    querysmith_sts::operation::assume_role_with_saml::AssumeRoleWithSamlOutput,
    querysmith_sts::operation::assume_role_with_saml::AssumeRoleWithSamlError,
> {
    let call = Client::new(&sts.anonymous_config()).assume_role_with_saml();
    call.role_arn(DIRECTORY)
        .principal_arn(PROVIDER)
        .saml_assertion(assertion)
        .send()
        .await
}

#[tokio::test]
async fn an_assertion_is_exchanged_for_a_session() {
    let sts = LocalSts::start().await.unwrap();
    let assertion = sts
        .saml_assertion(DIRECTORY, PROVIDER)
        .subject("ann@example.com")
        .session_name("ann")
        .source_identity("ann")
        .tag("team", "search");
    let output = exchange(&sts, assertion.encode()).await.unwrap();
    assert_eq!(output.subject(), Some("ann@example.com"));
    assert_eq!(output.subject_type(), Some("persistent"));
    assert_eq!(output.issuer(), Some("https://idp.local-sts.test"));
    assert_eq!(
        output.audience(),
        Some("https://signin.aws.amazon.com/saml")
    );
    assert_eq!(output.source_identity(), Some("ann"));
    assert_eq!(output.name_qualifier().map(str::len), Some(28));
    let arn = arn_of(&session(&sts, output.credentials())).await;
    assert_eq!(arn, "arn:aws:sts::111122223333:assumed-role/directory/ann");
}

#[tokio::test]
async fn the_session_ends_no_later_than_the_assertion_allows() {
    let time = ManualTime::at(start_time());
    let sts = server_in(&time);
    let assertion = sts.saml_assertion(DIRECTORY, PROVIDER);
    let assertion = assertion.session_lifetime(Duration::from_secs(1000));
    let output = exchange(&sts, assertion.encode()).await.unwrap();
    assert_eq!(
        output.credentials().unwrap().expiration().secs(),
        1_600_001_000
    );
}

#[tokio::test]
async fn an_assertion_that_is_invalid_is_refused() {
    let sts = LocalSts::start().await.unwrap();
    let valid = || sts.saml_assertion(DIRECTORY, PROVIDER);
    let other = sts.saml_assertion(DEPLOY, PROVIDER).encode();
    for (assertion, code, expected) in [
        (
            valid().lifetime(Duration::ZERO).encode(),
            "ExpiredTokenException",
            "Token must be redeemed within 5 minutes of issuance",
        ),
        (
            valid().issuer("https://other.example.com").encode(),
            "InvalidIdentityToken",
            "Issuer not present in specified provider",
        ),
        (
            valid().audience("https://other.example.com").encode(),
            "InvalidIdentityToken",
            "Invalid audience in the SAML assertion",
        ),
        (
            valid().session_name("a b").encode(),
            "InvalidIdentityToken",
            "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}",
        ),
        (
            "????".to_owned(),
            "InvalidIdentityToken",
            "Invalid base64 SAMLResponse",
        ),
        (
            "PGEvPg==".to_owned(),
            "InvalidIdentityToken",
            "Unable to parse the SAML assertion",
        ),
        (
            other,
            "AccessDenied",
            "Not authorized to perform sts:AssumeRoleWithSAML",
        ),
    ] {
        let (found, _, message) = error(exchange(&sts, assertion).await);
        assert_eq!((&*found, &*message), (code, expected));
    }
    let call = Client::new(&sts.anonymous_config())
        .assume_role_with_saml()
        .role_arn(DIRECTORY);
    let call = call.principal_arn("arn:aws:iam::111122223333:saml-provider/other");
    let (code, _, message) = error(call.saml_assertion(valid().encode()).send().await);
    assert_eq!(
        (&*code, &*message),
        ("InvalidIdentityToken", "Specified provider doesn't exist")
    );
}
