//! Faults, and checks of their results.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use querysmith::transport::{TransportError, TransportErrorKind};
use querysmith::{Attempt, ConfigBuilder, Error, ErrorKind};
use tokio_rustls::TlsAcceptor;

use crate::certificate;
use crate::client::{FakeTimer, bounded, call, call_successfully, config};
use crate::kind::{Client, settle};
use crate::script::{Handshake, Read, Serve, Step, Wait};
use crate::server::Server;

/// A fault in an attempt.
pub(crate) struct Fault {
    steps: Vec<Step>,
    breaks: bool,
    /// The valid TLS configuration of the server, if it is called over `https`.
    tls: Option<TlsAcceptor>,
    connect_timeout: Option<Duration>,
}

/// A fault after which the connection cannot be reused. The next attempt uses a new one.
pub(crate) fn connection_fault(steps: impl Into<Vec<Step>>) -> Fault {
    Fault {
        steps: steps.into(),
        breaks: true,
        tls: None,
        connect_timeout: None,
    }
}

/// A faulty response after which the connection can be reused.
pub(crate) fn response_fault(step: Step) -> Fault {
    Fault {
        steps: vec![Read, step],
        breaks: false,
        tls: None,
        connect_timeout: None,
    }
}

/// A response that is retryable. Its connection is not reused, because it may lead to a server that
/// goes on failing.
pub(crate) fn retryable_response(step: Step) -> Fault {
    connection_fault([Read, step, Wait])
}

impl Fault {
    /// Calls the server over `https`. After the faults, it uses this valid certificate.
    pub(crate) fn over_tls(mut self, acceptor: TlsAcceptor) -> Self {
        self.tls = Some(acceptor);
        self
    }

    /// Sets the connect timeout, which the transport measures in real time.
    pub(crate) fn with_connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = Some(limit);
        self
    }

    /// If the fault occurs once, the call succeeds with a second attempt. If it occurs three times,
    /// the call fails with this error.
    pub(crate) async fn is_retried(&self, expected: ExpectedError) {
        self.succeeds_on_retry(&expected).await;
        self.is_returned(&expected, 3).await;
    }

    /// The call fails with this error after the first attempt, because a retry cannot help.
    pub(crate) async fn is_not_retried(&self, expected: ExpectedError) {
        self.is_returned(&expected, 1).await;
    }

    /// This call and the next succeed, and use this many connections in total.
    pub(crate) async fn is_harmless(&self, connections: usize) {
        let trial = self.trial(1).await;
        trial.succeeds().await;
        trial.server.resume_idle();
        if !matches!(self.steps.last(), Some(Serve)) {
            // Closing the connection during the next request would be a different fault.
            bounded(trial.server.wait_for_closed(1)).await;
            settle().await;
        }
        trial.succeeds().await;
        assert_eq!(trial.server.connections(), connections);
    }

    async fn succeeds_on_retry(&self, expected: &ExpectedError) {
        let trial = self.trial(1).await;
        let output = call_successfully(&trial.client).await;
        let attempts = output.response_metadata().attempts();
        let statuses: Vec<_> = attempts.iter().map(Attempt::status).collect();
        assert_eq!(statuses, [expected.attempt_status(), Some(200)]);
        assert_eq!(trial.timer.take_delays(), [500]);
        let attempts = if self.reads_request() {
            &[1, 2][..]
        } else {
            &[2]
        };
        trial.check_attempts(attempts);
        self.check_connections(&trial, 1);
    }

    async fn is_returned(&self, expected: &ExpectedError, attempts: usize) {
        let trial = self.trial(attempts).await;
        let error = trial.error().await;
        expected.check(&error, attempts);
        assert_eq!(error.is_retryable(), attempts > 1, "{error}");
        assert_eq!(trial.timer.take_delays(), [500, 1000][..attempts - 1]);
        let all = [1, 2, 3];
        trial.check_attempts(if self.reads_request() {
            &all[..attempts]
        } else {
            &[]
        });
        if self.breaks {
            // No connection is left open.
            bounded(trial.server.wait_for_closed(attempts)).await;
        }
        trial.succeeds().await;
        self.check_connections(&trial, attempts);
    }

    /// Checks the number of connections after these faults and a success.
    fn check_connections(&self, trial: &Trial, faults: usize) {
        let needed = if self.breaks { faults + 1 } else { 1 };
        assert_eq!(trial.server.connections(), needed, "connections");
    }

    /// A trial in which the fault occurs this many times, and then no more.
    async fn trial(&self, times: usize) -> Trial {
        let script = self.script(times);
        let Some(acceptor) = self.tls.clone() else {
            return Trial::of(script).await;
        };
        let server = Server::start_then(script, [Handshake(acceptor), Serve]).await;
        Trial::with(server, |config, server| {
            config
                .endpoint_url(format!("https://{}", server.address()))
                .connect_timeout(self.connect_timeout)
                .ca_bundle(certificate::BUNDLE)
                .files(certificate::trusted())
        })
    }

    fn reads_request(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Read))
    }

    fn script(&self, times: usize) -> Vec<Vec<Step>> {
        if self.breaks {
            return vec![self.steps.clone(); times];
        }
        let mut script = vec![self.steps.clone(); times].concat();
        script.push(Serve);
        vec![script]
    }
}

/// The expected properties of an error.
#[derive(Debug)]
pub(crate) struct ExpectedError {
    kind: ErrorKind,
    transport: Option<TransportErrorKind>,
    status: Option<u16>,
    code: Option<&'static str>,
    is_throttling: bool,
    is_credentials_problem: bool,
    text: &'static str,
}

/// An error because there was no complete response.
pub(crate) fn transport_error(transport: TransportErrorKind, text: &'static str) -> ExpectedError {
    ExpectedError {
        transport: Some(transport),
        ..ExpectedError::of_kind(ErrorKind::Transport, text)
    }
}

/// An error because there was no complete response in time.
pub(crate) fn timeout_error(text: &'static str) -> ExpectedError {
    ExpectedError::of_kind(ErrorKind::Timeout, text)
}

/// An error response of the service.
pub(crate) fn service_error(
    status: u16,
    code: Option<&'static str>,
    text: &'static str,
) -> ExpectedError {
    ExpectedError {
        status: Some(status),
        code,
        ..ExpectedError::of_kind(ErrorKind::Service, text)
    }
}

/// An error because a success response could not be parsed.
pub(crate) fn parse_error(status: u16, text: &'static str) -> ExpectedError {
    ExpectedError {
        status: Some(status),
        ..ExpectedError::of_kind(ErrorKind::Response, text)
    }
}

impl ExpectedError {
    fn of_kind(kind: ErrorKind, text: &'static str) -> Self {
        Self {
            kind,
            transport: None,
            status: None,
            code: None,
            is_throttling: false,
            is_credentials_problem: false,
            text,
        }
    }

    pub(crate) fn throttling(mut self) -> Self {
        self.is_throttling = true;
        self
    }

    pub(crate) fn credentials_problem(mut self) -> Self {
        self.is_credentials_problem = true;
        self
    }

    /// The status of an attempt that ends with this error.
    fn attempt_status(&self) -> Option<u16> {
        self.status
    }

    /// Checks an error that was returned after this many attempts.
    pub(crate) fn check(&self, error: &Error, attempts: usize) {
        assert_eq!(error.kind(), self.kind, "{error}");
        assert_eq!(error.is_timeout(), self.kind == ErrorKind::Timeout);
        assert_eq!(error.is_throttling(), self.is_throttling, "{error}");
        let credentials = error.is_credentials_problem();
        assert_eq!(credentials, self.is_credentials_problem, "{error}");
        assert_eq!(error.status(), self.status, "{error}");
        assert_eq!(error.code(), self.code, "{error}");
        if let Some(expected) = self.transport {
            let source = error.source().expect("the error of the transport");
            let source = source.downcast_ref::<TransportError>();
            assert_eq!(
                source.expect("a `TransportError`").kind(),
                expected,
                "{error}"
            );
        }
        let made = error.metadata().expect("the metadata of a call").attempts();
        assert_eq!(made.len(), attempts, "attempts");
        assert!(
            made.iter()
                .all(|attempt| attempt.status() == self.attempt_status())
        );
        self.check_message(&error.to_string(), attempts);
    }

    fn check_message(&self, text: &str, attempts: usize) {
        assert!(text.starts_with("GetCallerIdentity failed: "), "{text}");
        assert!(
            text.contains(self.text),
            "{text:?} does not contain {:?}",
            self.text
        );
        assert!(!text.contains(char::is_control), "{text:?}");
        assert!(!text.contains("hush"), "{text}");
        let number = format!("{attempts} attempts)");
        assert_eq!(text.contains(&number), attempts > 1, "{text}");
    }
}

/// A client and the server that it calls.
pub(crate) struct Trial {
    pub(crate) server: Arc<Server>,
    pub(crate) timer: Arc<FakeTimer>,
    pub(crate) client: Client,
}

impl Trial {
    /// A client with default settings, and a server with this script.
    pub(crate) async fn of(script: impl IntoIterator<Item = Vec<Step>>) -> Self {
        Self::with(Server::start(script).await, |config, _| config)
    }

    /// A client of this server, configured by `configure`.
    pub(crate) fn with(
        server: Server,
        configure: impl FnOnce(ConfigBuilder, &Server) -> ConfigBuilder,
    ) -> Self {
        let server = Arc::new(server);
        let timer = FakeTimer::for_server(&server);
        let config = configure(config(&server, &timer), &server).build();
        Self {
            client: Client::new(&config),
            server,
            timer,
        }
    }

    /// Makes a call and returns its error.
    pub(crate) async fn error(&self) -> Error {
        call(&self.client)
            .await
            .expect_err("a call that fails")
            .into()
    }

    /// Makes a call and checks that its first attempt succeeds.
    pub(crate) async fn succeeds(&self) {
        let output = call_successfully(&self.client).await;
        assert_eq!(output.response_metadata().attempts().len(), 1);
    }

    /// Checks that the server received these attempts of one call and no other requests.
    pub(crate) fn check_attempts(&self, attempts: &[u32]) {
        let requests = self.server.requests();
        let expected: Vec<String> = attempts
            .iter()
            .map(|attempt| format!("attempt={attempt}; max=3"))
            .collect();
        let received: Vec<&str> = requests
            .iter()
            .map(|request| request.header("amz-sdk-request"))
            .collect();
        assert_eq!(received, expected);
        for request in &requests {
            assert_eq!(request.body, "Action=GetCallerIdentity&Version=2011-06-15");
            let id = request.header("amz-sdk-invocation-id");
            assert_eq!(id, requests[0].header("amz-sdk-invocation-id"));
            let signature = request.header("authorization");
            assert!(signature.starts_with("AWS4-HMAC-SHA256 "), "{signature}");
        }
    }
}
