//! Secrets stay out of every text that might be logged.

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
use crate::listener::Listener;
use crate::server::{Answer, Reply, Server};
pub(crate) use paths::{
    none_shows_in_presigning, none_shows_in_recordings, none_shows_whatever_becomes_of_the_call,
    none_shows_whatever_the_config_says,
};
use texts::Texts;

/// Not in inputs, outputs, errors and what lies beneath them, configs or clients.
pub(crate) async fn none_shows_in_any_text<C: Case>() {
    let mut texts = Texts::default();
    let (listener, _guard) = Listener::start();

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

    let output = outcome::<C>(Answer::Whole(success::<C>())).await.unwrap();
    texts.add("output", &output);

    for (what, answer) in failing_answers::<C>() {
        texts.add_error(what, &error::<C>(answer).await);
    }

    texts.add_text("told", format!("{}.", listener.told()));
    texts.assert_free_of(SIGNING_SECRETS.iter().chain(C::SECRETS));
    every_secret_travels::<C>().await;
}

#[test]
fn a_secret_that_breaks_a_constraint_is_not_shown() {
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

/// Answers that hold what they should, secrets included, and yet make a call fail.
fn failing_answers<C: Case>() -> Vec<(&'static str, Answer)> {
    let success = success::<C>();
    let mut cut = success.clone();
    cut.body.truncate(cut.body.len() - 40);
    let mut answers = vec![
        ("a cut answer", Answer::Whole(cut)),
        ("a broken connection", Answer::CutOff(success.clone())),
        (
            "a modelled error",
            Answer::Whole(failure(400, "ExpiredTokenException", "Old.")),
        ),
        (
            "a refused signature that is explained",
            Answer::Whole(failure(403, "SignatureDoesNotMatch", &explained::<C>())),
        ),
        (
            "a page of a proxy that shows the request",
            Answer::Whole(Reply::new(502, explained::<C>())),
        ),
    ];
    let text = String::from_utf8(success.body).unwrap();
    for (what, from, to) in [
        ("no result", "Result>", "Outcome>"),
        ("no date", "2030-01-02T", "tomorrow at "),
        ("no expiration", "Expiration>", "BestBefore>"),
    ] {
        // Without credentials in it, the last two leave an answer as it is, or as good.
        if text.contains(from) && (from == "Result>" || text.contains("<Credentials><")) {
            let body = text.replace(from, to);
            answers.push((what, Answer::Whole(Reply::new(200, body))));
        }
    }
    answers
}

/// The request as services and proxies quote it.
fn explained<C: Case>() -> String {
    let form = C::FORM
        .iter()
        .map(|(name, value)| format!("{name}={value}"));
    let [_, token] = SIGNING_SECRETS;
    format!(
        "you sent\nPOST\n/\n\nx-amz-security-token:{token}\n\nhost;x-amz-security-token\n\n{}",
        form.collect::<Vec<_>>().join("&")
    )
}

/// The list of secrets would be worth nothing if it named what is not there.
async fn every_secret_travels<C: Case>() {
    let server = Server::start([Answer::Whole(success::<C>())]).await;
    let call = C::start(&client::<C>(&server)).fill();
    bounded(call.send()).await.unwrap();
    let result = C::result();
    for secret in C::SECRETS {
        let in_form = C::FORM.iter().any(|(_, value)| value == secret);
        assert!(in_form || result.contains(secret), "{secret}");
    }
}
