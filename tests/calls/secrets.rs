//! Secrets stay out of every text that might be logged.

use std::error::Error as StdError;
use std::fmt::Debug;

use querysmith::sts::Client;
use querysmith::validate::ValidationLevel;

use crate::case::{Case, failure, success};
use crate::client::{SIGNING_SECRETS, bounded, client, config, error, outcome};
use crate::server::{Answer, Reply, Server};

/// Not in inputs, outputs, errors and what lies beneath them, configs or clients.
pub(crate) async fn none_shows_in_any_text<C: Case>() {
    let mut texts = Texts::default();

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

    texts.assert_free_of(SIGNING_SECRETS.iter().chain(C::SECRETS));
    every_secret_travels::<C>().await;
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

/// What was printed, and of what.
#[derive(Default)]
struct Texts(Vec<(String, String)>);

impl Texts {
    fn add(&mut self, what: &str, value: &dyn Debug) {
        self.0.push((what.to_owned(), format!("{value:?}")));
        self.0
            .push((format!("{what}, pretty"), format!("{value:#?}")));
    }

    /// The error, and each that lies beneath it.
    fn add_error(&mut self, what: &str, error: &dyn StdError) {
        let mut next = Some(error);
        while let Some(error) = next {
            self.add(what, error);
            self.0.push((format!("{what}, shown"), error.to_string()));
            next = error.source();
        }
    }

    fn assert_free_of<'s>(&self, secrets: impl Iterator<Item = &'s &'s str> + Clone) {
        for (what, text) in &self.0 {
            assert!(!text.is_empty(), "{what}");
            for secret in secrets.clone() {
                assert!(!text.contains(secret), "{what} shows {secret}: {text}");
            }
        }
    }
}
