//! What follows from a fault, asserted as a whole.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use querysmith::transport::{TransportError, TransportErrorKind};
use querysmith::{Attempt, Config, ConfigBuilder, Error, ErrorKind};
use tokio_rustls::TlsAcceptor;

use crate::certificate;
use crate::client::{Waiting, bounded, call, call_ok, config};
use crate::kind::{Client, settle};
use crate::script::{Handshake, Read, Serve, Step};
use crate::server::Server;

/// Something that goes wrong in an attempt.
pub(crate) struct Fault {
    steps: Vec<Step>,
    breaks: bool,
    /// How the server does it right where it is called by `https`.
    tls: Option<TlsAcceptor>,
    connect_timeout: Option<Duration>,
}

/// A connection of which no more can be made. The next attempt is made over another.
pub(crate) fn breaks(steps: impl Into<Vec<Step>>) -> Fault {
    Fault {
        steps: steps.into(),
        breaks: true,
        tls: None,
        connect_timeout: None,
    }
}

/// An answer that is not what was asked for. The connection is good for more.
pub(crate) fn answers(step: Step) -> Fault {
    Fault {
        steps: vec![Read, step],
        breaks: false,
        tls: None,
        connect_timeout: None,
    }
}

impl Fault {
    /// Of a server that is called by `https`, and has this certificate where it does all right.
    pub(crate) fn over_tls(mut self, acceptor: TlsAcceptor) -> Self {
        self.tls = Some(acceptor);
        self
    }

    /// With this limit for a connection, which is the transport's own and passes as it is.
    pub(crate) fn with_connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = Some(limit);
        self
    }

    /// Once, it does not show but in the number of attempts; three times, it is the error.
    pub(crate) async fn is_tried_again(&self, told: Told) {
        self.is_mended_by_another_attempt(&told).await;
        self.is_told(&told, 3).await;
    }

    /// It is the error at once, for another attempt would end the same.
    pub(crate) async fn is_final(&self, told: Told) {
        self.is_told(&told, 1).await;
    }

    /// It does not matter to the call, or to the next, which needs this many connections in all.
    pub(crate) async fn does_no_harm(&self, connections: usize) {
        let trial = self.trial(1).await;
        trial.goes_on().await;
        trial.server.has_answered();
        if !matches!(self.steps.last(), Some(Serve)) {
            // A request that meets the end of its connection half-way would be another fault.
            bounded(trial.server.have_closed(1)).await;
            settle().await;
        }
        trial.goes_on().await;
        assert_eq!(trial.server.connections(), connections);
    }

    async fn is_mended_by_another_attempt(&self, told: &Told) {
        let trial = self.trial(1).await;
        let output = call_ok(&trial.client).await;
        let attempts = output.response_metadata().attempts();
        let statuses: Vec<_> = attempts.iter().map(Attempt::status).collect();
        assert_eq!(statuses, [told.attempt_status(), Some(200)]);
        assert_eq!(trial.waiting.take_pauses(), [500]);
        let seen = if self.is_read() { &[1, 2][..] } else { &[2] };
        trial.saw(seen);
        self.used(&trial, 1);
    }

    async fn is_told(&self, told: &Told, attempts: usize) {
        let trial = self.trial(attempts).await;
        let error = trial.error().await;
        told.holds_for(&error, attempts);
        assert_eq!(error.is_retryable(), attempts > 1, "{error}");
        assert_eq!(trial.waiting.take_pauses(), [500, 1000][..attempts - 1]);
        let all = [1, 2, 3];
        trial.saw(if self.is_read() {
            &all[..attempts]
        } else {
            &[]
        });
        if self.breaks {
            // Nothing is left open.
            bounded(trial.server.have_closed(attempts)).await;
        }
        trial.goes_on().await;
        self.used(&trial, attempts);
    }

    /// After these faults and a success, the connections are as many as were needed.
    fn used(&self, trial: &Trial, faults: usize) {
        let needed = if self.breaks { faults + 1 } else { 1 };
        assert_eq!(trial.server.connections(), needed, "connections");
    }

    /// A trial in which it happens this many times, and never again.
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

    fn is_read(&self) -> bool {
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

/// What the error says of it.
#[derive(Debug)]
pub(crate) struct Told {
    kind: ErrorKind,
    transport: Option<TransportErrorKind>,
    status: Option<u16>,
    code: Option<&'static str>,
    is_throttling: bool,
    is_credentials_problem: bool,
    text: &'static str,
}

/// There is no whole answer.
pub(crate) fn lost(transport: TransportErrorKind, text: &'static str) -> Told {
    Told {
        transport: Some(transport),
        ..Told::of_kind(ErrorKind::Transport, text)
    }
}

/// There is no whole answer in time.
pub(crate) fn timed_out(text: &'static str) -> Told {
    Told::of_kind(ErrorKind::Timeout, text)
}

/// An answer of failure.
pub(crate) fn refused(status: u16, code: Option<&'static str>, text: &'static str) -> Told {
    Told {
        status: Some(status),
        code,
        ..Told::of_kind(ErrorKind::Service, text)
    }
}

/// An answer of success that makes no sense.
pub(crate) fn unreadable(status: u16, text: &'static str) -> Told {
    Told {
        status: Some(status),
        ..Told::of_kind(ErrorKind::Response, text)
    }
}

impl Told {
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

    /// The status of an attempt that ends with it.
    fn attempt_status(&self) -> Option<u16> {
        self.status
    }

    pub(crate) fn holds_for(&self, error: &Error, attempts: usize) {
        assert_eq!(error.kind(), self.kind, "{error}");
        assert_eq!(error.is_timeout(), self.kind == ErrorKind::Timeout);
        assert_eq!(error.is_throttling(), self.is_throttling, "{error}");
        let credentials = error.is_credentials_problem();
        assert_eq!(credentials, self.is_credentials_problem, "{error}");
        assert_eq!(error.status(), self.status, "{error}");
        assert_eq!(error.code(), self.code, "{error}");
        if let Some(expected) = self.transport {
            let beneath = error.source().expect("what the transport said");
            let beneath = beneath.downcast_ref::<TransportError>();
            assert_eq!(
                beneath.expect("of the transport").kind(),
                expected,
                "{error}"
            );
        }
        let made = error.metadata().expect("of a call").attempts();
        assert_eq!(made.len(), attempts, "attempts");
        assert!(
            made.iter()
                .all(|made| made.status() == self.attempt_status())
        );
        self.is_one_line(&error.to_string(), attempts);
    }

    fn is_one_line(&self, text: &str, attempts: usize) {
        assert!(text.starts_with("GetCallerIdentity failed: "), "{text}");
        assert!(text.contains(self.text), "{text:?} has no {:?}", self.text);
        assert!(!text.contains(char::is_control), "{text:?}");
        assert!(!text.contains("hush"), "{text}");
        let number = format!("{attempts} attempts)");
        assert_eq!(text.contains(&number), attempts > 1, "{text}");
    }
}

/// A client, and the server that it calls.
pub(crate) struct Trial {
    pub(crate) server: Arc<Server>,
    pub(crate) waiting: Arc<Waiting>,
    pub(crate) client: Client,
}

impl Trial {
    /// A client with the defaults, of a server with this script.
    pub(crate) async fn of(script: impl IntoIterator<Item = Vec<Step>>) -> Self {
        Self::with(Server::start(script).await, |config, _| config)
    }

    /// A client of this server, configured by `configure`.
    pub(crate) fn with(
        server: Server,
        configure: impl FnOnce(ConfigBuilder, &Server) -> ConfigBuilder,
    ) -> Self {
        let server = Arc::new(server);
        let waiting = Waiting::for_server(&server);
        let config = configure(config(&server, &waiting), &server).build();
        Self {
            client: Client::new(&config),
            server,
            waiting,
        }
    }

    /// The error of a call.
    pub(crate) async fn error(&self) -> Error {
        call(&self.client)
            .await
            .expect_err("a call that fails")
            .into()
    }

    /// A call succeeds at once.
    pub(crate) async fn goes_on(&self) {
        let output = call_ok(&self.client).await;
        assert_eq!(output.response_metadata().attempts().len(), 1);
    }

    /// The server saw these attempts of one call, and nothing else.
    pub(crate) fn saw(&self, attempts: &[u32]) {
        let requests = self.server.requests();
        let expected: Vec<String> = attempts
            .iter()
            .map(|attempt| format!("attempt={attempt}; max=3"))
            .collect();
        let seen: Vec<&str> = requests
            .iter()
            .map(|request| request.header("amz-sdk-request"))
            .collect();
        assert_eq!(seen, expected);
        for request in &requests {
            assert_eq!(request.body, "Action=GetCallerIdentity&Version=2011-06-15");
            let id = request.header("amz-sdk-invocation-id");
            assert_eq!(id, requests[0].header("amz-sdk-invocation-id"));
            let signature = request.header("authorization");
            assert!(signature.starts_with("AWS4-HMAC-SHA256 "), "{signature}");
        }
    }
}
