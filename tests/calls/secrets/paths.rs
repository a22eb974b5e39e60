//! Every path that a call can take, logged at the most verbose level.

use std::time::Duration;

use querysmith::credentials::CredentialsError;
use querysmith::interceptor::{HookResult, Interceptor, InterceptorContext};
use querysmith::presigning::PresigningConfig;
use querysmith::sts::Client;
use querysmith::testing::{
    ManualTime, RecordingTransport, ReplayTransport, Response, ScriptedTransport,
};
use querysmith::validate::ValidationLevel;
use querysmith::{Bytes, Config, ConfigBuilder, Error, RetryMode, http};

use super::outcomes::{self, success_response};
use super::texts::Texts;
use crate::call::AsyncCall;
use crate::case::Case;
use crate::client::{SIGNING_SECRETS, credentials};
use crate::listener::LogCapture;

/// Changes the settings of a call.
type Set = fn(ConfigBuilder) -> ConfigBuilder;

/// Checks the log and the result of a call, for every possible result.
pub(crate) async fn no_secret_for_any_result<C: Case + AsyncCall>() {
    let mut logged = 0;
    for (what, responses) in outcomes::all::<C>() {
        for set in [(|b| b.log_bodies(false)) as Set, |b| b.log_bodies(true)] {
            logged += Scenario::<C>::new(responses.clone(), set).run(&what);
        }
    }
    assert!(logged > 10_000, "only {logged} bytes were logged");
}

/// Checks calls that fail because of their settings, before or while they are sent.
pub(crate) async fn no_secret_for_any_config<C: Case + AsyncCall>() {
    let settings: [(&str, Set); 9] = [
        ("every constraint", |b| {
            b.validation(ValidationLevel::Strict)
        }),
        ("adaptive", |b| b.retry_mode(RetryMode::Adaptive)),
        ("one attempt", |b| b.retry_mode(RetryMode::Off)),
        ("a time limit of zero", |b| {
            b.operation_timeout(Duration::ZERO)
        }),
        ("a failing hook", |b| {
            b.interceptor(LoggingHook { fails: true })
        }),
        ("a failing provider", |b| {
            b.credentials_provider(FailingProvider)
        }),
        ("FIPS with a custom endpoint", |b| {
            b.use_fips(true).endpoint_url("https://sts.example")
        }),
        ("a password in a URL", |b| {
            b.endpoint_url("https://ann:hush-password@sts.example")
        }),
        ("a presigned URL as endpoint", |b| {
            b.endpoint_url("https://sts.example/?X-Amz-Signature=hush-signature")
        }),
    ];
    for (what, set) in settings {
        for response in [
            success_response::<C>(),
            Response::hang(),
            Response::new(500, "Busy."),
        ] {
            let scenario = Scenario::<C>::new(vec![response], set);
            scenario.check_before_the_call();
            scenario.run(what);
        }
    }
}

/// Checks the `Debug` output of presigned URLs, and the errors of presigning.
pub(crate) async fn no_secret_in_presigning<C: Case + AsyncCall>() {
    let settings: [(&str, Set); 4] = [
        ("success", |b| b.log_bodies(true)),
        ("a failing hook", |b| {
            b.interceptor(LoggingHook { fails: true })
        }),
        ("no credentials", |b| {
            b.credentials_provider(FailingProvider)
        }),
        ("a bad URL", |b| {
            b.endpoint_url("https://ann:hush-password@h")
        }),
    ];
    for (what, set) in settings {
        let scenario = Scenario::<C>::new(vec![], set);
        let minute = PresigningConfig::expires_in(Duration::from_secs(60)).unwrap();
        let presigned = C::presigned(C::start(&scenario.client).fill(), minute);
        let (log, _guard) = LogCapture::start();
        let outcome = scenario.time.run(presigned);
        let mut texts = Texts::default();
        texts.add_text("log", format!("{}.", log.text()));
        let mut secrets = scenario.secrets();
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

/// Checks the requests, transports and recordings that users' tests print and save.
pub(crate) async fn no_secret_in_recordings<C: Case + AsyncCall>() {
    let settings: Set = |b| b;
    for (what, responses) in outcomes::all::<C>() {
        let scenario = Scenario::<C>::new(responses, settings);
        let recorder = RecordingTransport::new(scenario.transport.clone());
        let config = scenario
            .config(settings)
            .transport(recorder.clone())
            .build();
        let call = C::start(&Client::new(&config)).fill();
        scenario.time.run(call.send()).err();

        let recording = recorder.recording();
        let mut texts = Texts::default();
        texts.add("requests", &scenario.transport.requests());
        texts.add("transports", &(&scenario.transport, &recorder));
        texts.add_text(&format!("{what}, recorded"), recording.to_json());

        // This call of the same operation does not match the recorded ones.
        let replay = ReplayTransport::new(recording).ignoring("Version");
        texts.add("replay", &replay);
        let config = scenario.config(settings).transport(replay);
        let config = config.validation(ValidationLevel::Off).build();
        let call = C::start(&Client::new(&config));
        if let Err(error) = scenario.time.run(call.send()) {
            texts.add_error(&format!("{what}, replayed"), &error);
        }
        texts.assert_free_of(scenario.secrets());
    }
}

/// A call with every member set, over a scripted transport and with manual time.
struct Scenario<C> {
    transport: ScriptedTransport,
    time: ManualTime,
    client: Client,
    call: C,
}

impl<C: Case + AsyncCall> Scenario<C> {
    fn new(responses: Vec<Response>, set: Set) -> Self {
        let time = ManualTime::new();
        let transport = ScriptedTransport::new(responses).repeating_last();
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

    /// Makes the call and checks its log and its result. Returns the number of bytes logged.
    fn run(&self, what: &str) -> usize {
        let mut texts = Texts::default();
        let send = self.call.clone().send();
        let (log, _guard) = LogCapture::start();
        let outcome = self.time.run(send);
        let text = log.text();
        let logged = text.len();
        texts.add_text(&format!("{what}, log"), text);
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
        logged
    }

    /// Checks the `Debug` output of everything that exists before the call is made.
    fn check_before_the_call(&self) {
        let mut texts = Texts::default();
        texts.add("config", self.client.config());
        texts.add("client", &self.client);
        texts.add("call", &self.call);
        texts.add("customized call", &C::customized(self.call.clone()));
        texts.assert_free_of(self.secrets());
    }

    /// The secrets of the operation and of the config, and each signature.
    fn secrets(&self) -> Vec<String> {
        let of_config = [
            "hush-password",
            "hush-signature",
            "hush-header",
            "hush-provider",
        ];
        let known = SIGNING_SECRETS.iter().chain(C::SECRETS).chain(&of_config);
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
        .interceptor(LoggingHook { fails: false })
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
        let error = CredentialsError::failed("the vault is locked");
        Box::pin(std::future::ready(Err(error)))
    }
}

/// An interceptor that logs the `Debug` output of everything that it is given.
#[derive(Debug)]
struct LoggingHook {
    fails: bool,
}

impl Interceptor for LoggingHook {
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
            true => Err("rejected by the hook".into()),
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
