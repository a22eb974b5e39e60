//! Credentials providers.

use std::time::Duration;

use querysmith::credentials::{
    AssumeRoleProvider, MfaPrompt, ProvideCredentials, Role, RoleChain, SamlProvider,
    SessionTokenProvider, TokenSource, WebIdentityProvider,
};

use super::*;

/// A prompt that returns the current code of alice's device, with its serial number.
fn mfa(sts: &LocalSts) -> (String, MfaPrompt) {
    let (serial, code) = sts.mfa_code("alice").expect("a device");
    let prompt = MfaPrompt::new(move |_| std::future::ready(Ok::<_, std::io::Error>(code.clone())));
    (serial, prompt)
}

/// The ARN and the number of seconds of the credentials of a provider.
async fn session(sts: &LocalSts, provider: impl ProvideCredentials + 'static) -> String {
    let credentials = provider.provide_credentials().await.expect("credentials");
    assert!(credentials.expires_at().is_some());
    arn_of(&sts.config_with(credentials)).await
}

#[tokio::test]
async fn a_chain_of_roles_ends_with_the_last_one() {
    let sts = LocalSts::start().await.unwrap();
    let chain = RoleChain::builder(&sts.config("alice"))
        .role(
            Role::new(DEPLOY)
                .with_session_name("build-42")
                .with_transitive_tag("team", "search"),
        )
        .role(Role::new(HALL).with_session_name("build-42"))
        .build()
        .unwrap();
    let arn = session(&sts, chain).await;
    assert_eq!(arn, "arn:aws:sts::444455556666:assumed-role/hall/build-42");
    let callers: Vec<String> = sts.log().into_iter().map(|entry| entry.caller).collect();
    assert!(callers[0].starts_with("user/alice ("), "{callers:?}");
    assert!(
        callers[1].starts_with("assumed-role/deploy/build-42 ("),
        "{callers:?}"
    );
}

#[tokio::test]
async fn a_chain_that_asks_for_more_than_an_hour_is_refused() {
    let sts = LocalSts::start().await.unwrap();
    let chain = RoleChain::builder(&sts.config("alice"))
        .role(Role::new(DEPLOY).with_session_name("build-42"))
        .role(
            Role::new(HALL)
                .with_session_name("build-42")
                .with_duration(Duration::from_secs(7200)),
        )
        .build();
    // The builder may refuse it before STS does.
    let message = match chain {
        Ok(chain) => chain.provide_credentials().await.unwrap_err().to_string(),
        Err(error) => error.to_string(),
    };
    assert!(message.contains("hour"), "{message}");
}

#[tokio::test]
async fn a_prompt_for_a_code_opens_a_role_that_requires_mfa() {
    let sts = LocalSts::start().await.unwrap();
    let (serial, prompt) = mfa(&sts);
    let role = Role::new(AUDIT)
        .with_session_name("build-42")
        .with_mfa(&serial, prompt.clone());
    let arn = session(&sts, AssumeRoleProvider::new(&sts.config("alice"), role)).await;
    assert_eq!(arn, "arn:aws:sts::111122223333:assumed-role/audit/build-42");

    let provider = SessionTokenProvider::new(&sts.config("alice")).with_mfa(serial, prompt);
    let with_mfa = sts.config_with(provider.provide_credentials().await.unwrap());
    let role = Role::new(AUDIT).with_session_name("build-43");
    let arn = session(&sts, AssumeRoleProvider::new(&with_mfa, role)).await;
    assert_eq!(arn, "arn:aws:sts::111122223333:assumed-role/audit/build-43");

    let without = AssumeRoleProvider::new(&sts.config("alice"), Role::new(AUDIT));
    let message = without.provide_credentials().await.unwrap_err().to_string();
    assert!(message.contains("AccessDenied"), "{message}");
}

#[tokio::test]
async fn a_web_identity_token_is_exchanged_for_a_role() {
    let sts = LocalSts::start().await.unwrap();
    let token = sts
        .web_identity_token("repo:example/app:main")
        .sign()
        .unwrap();
    let source =
        TokenSource::function(move || std::future::ready(Ok::<_, std::io::Error>(token.clone())));
    let role = "arn:aws:iam::111122223333:role/ci";
    let provider = WebIdentityProvider::new(&sts.anonymous_config(), role, source);
    let arn = session(&sts, provider.with_session_name("build-42")).await;
    assert_eq!(arn, "arn:aws:sts::111122223333:assumed-role/ci/build-42");
}

#[tokio::test]
async fn a_saml_assertion_is_exchanged_for_a_role() {
    let sts = LocalSts::start().await.unwrap();
    let role = "arn:aws:iam::111122223333:role/directory";
    let idp = "arn:aws:iam::111122223333:saml-provider/directory";
    let assertion = sts.saml_assertion(role, idp).session_name("ann").encode();
    let source = TokenSource::function(move || {
        std::future::ready(Ok::<_, std::io::Error>(assertion.clone()))
    });
    let provider = SamlProvider::new(&sts.anonymous_config(), role, idp, source);
    let arn = session(&sts, provider).await;
    assert_eq!(arn, "arn:aws:sts::111122223333:assumed-role/directory/ann");
}
