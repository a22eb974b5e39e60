//! Every way that a call can take, told at the most talkative level.

use std::time::Duration;

use querysmith::credentials::CredentialsError;
use querysmith::interceptor::{HookResult, Interceptor, InterceptorContext};
use querysmith::presigning::PresigningConfig;
use querysmith::sts::Client;
use querysmith::testing::{
    Answer, ManualTime, RecordingTransport, ReplayTransport, ScriptedTransport,
};
use querysmith::validate::ValidationLevel;
use querysmith::{Bytes, Config, ConfigBuilder, Error, RetryMode, http};

use super::outcomes::{self, whole};
use super::texts::Texts;
use crate::call::AsyncCall;
use crate::case::Case;
use crate::client::{SIGNING_SECRETS, credentials};
use crate::listener::Listener;

/// What `set` makes of the settings that a call needs.
type Set = fn(ConfigBuilder) -> ConfigBuilder;

/// Not in what is logged, nor in what becomes of a call, whatever that is.
pub(crate) async fn none_shows_whatever_becomes_of_the_call<C: Case + AsyncCall>() {
    let mut heard = 0;
    for (what, answers) in outcomes::all::<C>() {
        for set in [(|b| b.log_bodies(false)) as Set, |b| b.log_bodies(true)] {
            heard += Path::<C>::new(answers.clone(), set).take(&what);
        }
    }
    assert!(heard > 10_000, "only {heard} bytes were told");
}

/// Nor when settings make it fail, before or while it is sent.
pub(crate) async fn none_shows_whatever_the_config_says<C: Case + AsyncCall>() {
    let settings: [(&str, Set); 9] = [
        ("every constraint", |b| {
            b.validation(ValidationLevel::Strict)
        }),
        ("adaptive", |b| b.retry_mode(RetryMode::Adaptive)),
        ("one attempt", |b| b.retry_mode(RetryMode::Off)),
        ("no time", |b| b.operation_timeout(Duration::ZERO)),
        ("a failing hook", |b| b.interceptor(Nosy { fails: true })),
        ("a failing provider", |b| {
            b.credentials_provider(FailingProvider)
        }),
        ("FIPS at a URL", |b| {
            b.use_fips(true).endpoint_url("https://sts.example")
        }),
        ("a password in a URL", |b| {
            b.endpoint_url("https://ann:hush-password@sts.example")
        }),
        ("a presigned URL for an endpoint", |b| {
            b.endpoint_url("https://sts.example/?X-Amz-Signature=hush-signature")
        }),
    ];
    for (what, set) in settings {
        for answer in [whole::<C>(), Answer::hang(), Answer::new(500, "Busy.")] {
            let path = Path::<C>::new(vec![answer], set);
            path.show();
            path.take(what);
        }
    }
}

/// Nor in a URL's `Debug`, nor where one cannot be made.
pub(crate) async fn none_shows_in_presigning<C: Case + AsyncCall>() {
    let settings: [(&str, Set); 4] = [
        ("as it is", |b| b.log_bodies(true)),
        ("a failing hook", |b| b.interceptor(Nosy { fails: true })),
        ("no credentials", |b| {
            b.credentials_provider(FailingProvider)
        }),
        ("a bad URL", |b| {
            b.endpoint_url("https://ann:hush-password@h")
        }),
    ];
    for (what, set) in settings {
        let path = Path::<C>::new(vec![], set);
        let minute = PresigningConfig::expires_in(Duration::from_secs(60)).unwrap();
        let presigned = C::presigned(C::start(&path.client).fill(), minute);
        let (listener, _guard) = Listener::start();
        let outcome = path.time.run(presigned);
        let mut texts = Texts::default();
        texts.add_text("told", format!("{}.", listener.told()));
        let mut secrets = path.secrets();
        match &outcome {
            Ok(presigned) => {
                texts.add(what, presigned);
                secrets.extend(signature(presigned.uri()));
            }
            Err(error) => texts.add_error(what, error),
        }
        texts.assert_free_of(secrets);
    }
}

/// Nor in what the tests of others print and write down.
pub(crate) async fn none_shows_in_recordings<C: Case + AsyncCall>() {
    let settings: Set = |b| b;
    for (what, answers) in outcomes::all::<C>() {
        let path = Path::<C>::new(answers, settings);
        let recorder = RecordingTransport::new(path.transport.clone());
        let config = path.config(settings).transport(recorder.clone()).build();
        let call = C::start(&Client::new(&config)).fill();
        path.time.run(call.send()).err();

        let recording = recorder.recording();
        let mut texts = Texts::default();
        texts.add("requests", &path.transport.requests());
        texts.add("transports", &(&path.transport, &recorder));
        texts.add_text(&format!("{what}, recorded"), recording.to_json());

        // Another call of the same operation is none of those recorded.
        let replay = ReplayTransport::new(recording).ignoring("Version");
        texts.add("replay", &replay);
        let config = path.config(settings).transport(replay);
        let config = config.validation(ValidationLevel::Off).build();
        let call = C::start(&Client::new(&config));
        if let Err(error) = path.time.run(call.send()) {
            texts.add_error(&format!("{what}, replayed"), &error);
        }
        texts.assert_free_of(path.secrets());
    }
}

/// A call with every member set, over a transport that follows a script, in time that leaps.
struct Path<C> {
    transport: ScriptedTransport,
    time: ManualTime,
    client: Client,
    call: C,
}

impl<C: Case + AsyncCall> Path<C> {
    fn new(answers: Vec<Answer>, set: Set) -> Self {
        let time = ManualTime::new();
        let transport = ScriptedTransport::new(answers).repeating_last();
        let config = config_of(&transport, &time, set).build();
        let client = Client::new(&config);
        Self {
            transport,
            time,
            call: C::start(&client).fill(),
            client,
        }
    }

    fn config(&self, set: Set) -> ConfigBuilder {
        config_of(&self.transport, &self.time, set)
    }

    /// Makes the call, and searches all that it told and gave. Answers how much was told.
    fn take(&self, what: &str) -> usize {
        let mut texts = Texts::default();
        let send = self.call.clone().send();
        let (listener, _guard) = Listener::start();
        let outcome = self.time.run(send);
        let told = listener.told();
        let heard = told.len();
        texts.add_text(&format!("{what}, told"), told);
        match &outcome {
            Ok(output) => texts.add(what, output),
            Err(error) => {
                let call: &Error = error;
                texts.add_error(what, error);
                texts.add_error(what, call);
                texts.add(what, &call.metadata());
            }
        }
        texts.assert_free_of(self.secrets());
        heard
    }

    /// What shows before a call is made.
    fn show(&self) {
        let mut texts = Texts::default();
        texts.add("config", self.client.config());
        texts.add("client", &self.client);
        texts.add("call", &self.call);
        texts.add("call of its own", &C::customized(self.call.clone()));
        texts.assert_free_of(self.secrets());
    }

    /// Those of the operation and of the config, and each signature that was made with them.
    fn secrets(&self) -> Vec<String> {
        let written = [
            "hush-password",
            "hush-signature",
            "hush-header",
            "hush-provider",
        ];
        let known = SIGNING_SECRETS.iter().chain(C::SECRETS).chain(&written);
        let mut secrets: Vec<String> = known.map(|secret| (*secret).to_owned()).collect();
        for request in self.transport.requests() {
            secrets.extend(request.header("authorization").and_then(signature));
        }
        secrets
    }
}

fn config_of(transport: &ScriptedTransport, time: &ManualTime, set: Set) -> ConfigBuilder {
    let builder = Config::builder()
        .region("eu-west-1")
        .credentials_provider(credentials())
        .clock(time.clone())
        .sleep(time.clone())
        .interceptor(Nosy { fails: false })
        .transport(transport.clone());
    set(builder)
}

/// The signature in a header or a query.
fn signature(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("Signature=")?;
    let signature = rest.split(['&', ',']).next()?;
    assert_eq!(signature.len(), 64, "{signature}");
    Some(signature.to_owned())
}

/// A provider that fails.
#[derive(Debug)]
struct FailingProvider;

impl querysmith::ProvideCredentials for FailingProvider {
    fn provide_credentials(
        &self,
    ) -> querysmith::clock::BoxFuture<'_, Result<querysmith::Credentials, CredentialsError>> {
        let error = CredentialsError::failed("the drawer is locked");
        Box::pin(std::future::ready(Err(error)))
    }
}

/// A hook that tells all that `Debug` shows it, as hooks that log do.
#[derive(Debug)]
struct Nosy {
    fails: bool,
}

impl Interceptor for Nosy {
    fn read_before_execution(&self, context: &mut InterceptorContext<'_>) -> HookResult {
        tracing::trace!(?context, "before");
        Ok(())
    }

    fn read_after_signing(
        &self,
        context: &mut InterceptorContext<'_>,
        _: &http::Request<Bytes>,
    ) -> HookResult {
        tracing::trace!(?context, "signed");
        match self.fails {
            true => Err("the hook does not like it".into()),
            false => Ok(()),
        }
    }

    fn read_after_execution(
        &self,
        context: &mut InterceptorContext<'_>,
        outcome: querysmith::interceptor::Outcome<'_>,
    ) {
        tracing::trace!(?context, ?outcome, "after");
    }
}
