//! Secrets appear in no text that might be logged.

mod outcomes;
mod paths;
mod texts;

use querysmith::sts::Client;
use querysmith::sts::operation::assume_role::AssumeRoleInput;
use querysmith::sts::operation::assume_role_with_saml::AssumeRoleWithSamlInput;
use querysmith::sts::operation::assume_role_with_web_identity::AssumeRoleWithWebIdentityInput;
use querysmith::sts::operation::get_session_token::GetSessionTokenInput;
use querysmith::sts::types::ProvidedContext;
use querysmith::validate::ValidationLevel;
use querysmith::{Config, Operation};

use crate::case::{Case, failure, success};
use crate::client::{SIGNING_SECRETS, bounded, client, config, error, outcome};
use crate::listener::LogCapture;
use crate::server::{Behavior, Reply, Server};
pub(crate) use paths::{
    no_secret_for_any_config, no_secret_for_any_result, no_secret_in_presigning,
    no_secret_in_recordings,
};
use texts::Texts;

/// Checks inputs, outputs, errors and their sources, configs and clients.
pub(crate) async fn no_secret_in_any_text<C: Case>() {
    let mut texts = Texts::default();
    let (log, _guard) = LogCapture::start();

    let server = Server::start([]).await;
    let config = config(&server);
    texts.add("config builder", &config);
    let config = config.validation(ValidationLevel::Strict).build();
    texts.add("config", &config);
    let client = Client::new(&config);
    texts.add("client", &client);
    let call = C::start(&client).fill();
    texts.add("call", &call);
    texts.add("input", call.input());

    let output = outcome::<C>(Behavior::Complete(success::<C>()))
        .await
        .unwrap();
    texts.add("output", &output);

    for (what, behavior) in failures::<C>() {
        texts.add_error(what, &error::<C>(behavior).await);
    }

    texts.add_text("log", format!("{}.", log.text()));
    texts.assert_free_of(SIGNING_SECRETS.iter().chain(C::SECRETS));
    every_secret_is_sent_or_received::<C>().await;
}

#[test]
fn a_secret_that_violates_a_constraint_is_not_shown() {
    let secret = "hush-token".repeat(10_001);
    let config = Config::builder().region("eu-west-1");
    let config = config.validation(ValidationLevel::Strict).build();
    let mut texts = Texts::default();
    let web = AssumeRoleWithWebIdentityInput::builder().web_identity_token(&*secret);
    let saml = AssumeRoleWithSamlInput::builder().saml_assertion(&*secret);
    let mfa = GetSessionTokenInput::builder().token_code(&*secret);
    let context = ProvidedContext::builder().context_assertion(&*secret);
    let context = AssumeRoleInput::builder().provided_contexts(context.build());
    texts.add_error("web", &web.build().to_request(&config).unwrap_err());
    texts.add_error("SAML", &saml.build().to_request(&config).unwrap_err());
    texts.add_error("MFA", &mfa.build().to_request(&config).unwrap_err());
    texts.add_error("context", &context.build().to_request(&config).unwrap_err());
    texts.assert_free_of(["hush-token"]);
}

/// Behaviors of the server that make a call fail, with secrets in the responses.
fn failures<C: Case>() -> Vec<(&'static str, Behavior)> {
    let success = success::<C>();
    let mut truncated = success.clone();
    truncated.body.truncate(truncated.body.len() - 40);
    let mut failures = vec![
        ("a truncated response", Behavior::Complete(truncated)),
        ("a broken connection", Behavior::Truncated(success.clone())),
        (
            "a modeled error",
            Behavior::Complete(failure(400, "ExpiredTokenException", "Old.")),
        ),
        (
            "a rejected signature with an explanation",
            Behavior::Complete(failure(
                403,
                "SignatureDoesNotMatch",
                &quoted_request::<C>(),
            )),
        ),
        (
            "an error page of a proxy that quotes the request",
            Behavior::Complete(Reply::new(502, quoted_request::<C>())),
        ),
    ];
    let text = String::from_utf8(success.body).unwrap();
    for (what, from, to) in [
        ("no result", "Result>", "Outcome>"),
        ("no date", "2030-01-02T", "tomorrow at "),
        ("another end tag", "</Expiration>", "</BestBefore>"),
    ] {
        // The last two affect only responses with credentials.
        if text.contains(from) && (from == "Result>" || text.contains("<Credentials><")) {
            let body = text.replace(from, to);
            failures.push((what, Behavior::Complete(Reply::new(200, body))));
        }
    }
    failures
}

/// The request as services and proxies quote it.
fn quoted_request<C: Case>() -> String {
    let form = C::FORM
        .iter()
        .map(|(name, value)| format!("{name}={value}"));
    let [_, token] = SIGNING_SECRETS;
    format!(
        "you sent\nPOST\n/\n\nx-amz-security-token:{token}\n\nhost;x-amz-security-token\n\n{}",
        form.collect::<Vec<_>>().join("&")
    )
}

/// Checks that the list of secrets has no value that the call does not contain.
async fn every_secret_is_sent_or_received<C: Case>() {
    let server = Server::start([Behavior::Complete(success::<C>())]).await;
    let call = C::start(&client::<C>(&server)).fill();
    bounded(call.send()).await.unwrap();
    let result = C::result();
    for secret in C::SECRETS {
        let in_form = C::FORM.iter().any(|(_, value)| value == secret);
        assert!(in_form || result.contains(secret), "{secret}");
    }
}
