//! State that clients share works even if the tokio runtime that first used it is gone, is not
//! running, or runs at the same time.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use querysmith_runtime::clock::{BoxFuture, Sleep};
use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::credentials::{CredentialsError, ProvideCredentials};
use querysmith_runtime::{Config, ConfigBuilder, Credentials, DateTime, RetryMode};
use tokio::runtime::Builder;
use tokio::sync::mpsc;

use crate::support::{Script, Scripted, WEIGHED, parcel};
use crate::two_runtimes::{FIRSTS, Service, response, runtime, with_first};

/// Makes a call that must succeed in each of the kinds of second runtimes.
fn call_in_second(config: &Config) {
    let client = ClientCore::new(config);
    let output = runtime().block_on(client.call(&parcel())).unwrap();
    assert_eq!(output.grams, 750);
    #[cfg(feature = "blocking")]
    {
        let client = querysmith_runtime::blocking::ClientCore::new(config);
        assert_eq!(client.call(&parcel()).unwrap().grams, 750);
    }
}

fn config() -> ConfigBuilder {
    Config::builder()
        .region("eu-west-1")
        .credentials_provider(Credentials::new("AKID", "hush"))
        .endpoint_url("http://scale.example")
        .operation_timeout(Duration::from_secs(20))
}

/// A provider whose first request waits for a timer of its runtime. Its other requests take a
/// moment.
#[derive(Debug)]
struct SlowAtFirst {
    requests: AtomicUsize,
    report: mpsc::UnboundedSender<()>,
    lifetime: Duration,
}

impl ProvideCredentials for SlowAtFirst {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            if self.requests.fetch_add(1, SeqCst) == 0 {
                let timer = tokio::time::sleep(Duration::from_secs(3600));
                self.report.send(()).unwrap();
                timer.await;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
            let expires_at = std::time::SystemTime::now() + self.lifetime;
            let expires_at = DateTime::from(expires_at);
            Ok(Credentials::new("AKID", "hush").with_expires_at(expires_at))
        })
    }
}

#[test]
fn a_refresh_that_another_runtime_began_is_not_waited_for() {
    for first in FIRSTS {
        let (report, reached) = mpsc::unbounded_channel();
        let provider = SlowAtFirst {
            requests: AtomicUsize::new(0),
            report,
            lifetime: Duration::from_secs(3600),
        };
        let transport = Scripted::responding(200, WEIGHED);
        let config = config().transport(transport).credentials_provider(provider);
        let config = config.build();
        let client = ClientCore::new(&config);
        let work = async move {
            let _ = client.call(&parcel()).await;
        };
        with_first(first, work, reached, || call_in_second(&config));
    }
}

#[test]
fn a_call_that_moves_to_another_runtime_gets_credentials_there() {
    let (report, mut reached) = mpsc::unbounded_channel();
    let provider = SlowAtFirst {
        requests: AtomicUsize::new(0),
        report,
        lifetime: Duration::from_secs(3600),
    };
    let provider = querysmith_runtime::CachedCredentials::new(provider);
    let mut credentials = provider.provide_credentials();
    let first = runtime();
    first.block_on(async {
        tokio::select! {
            biased;
            _ = &mut credentials => panic!("the timer has not elapsed"),
            _ = reached.recv() => {}
        }
    });
    drop(first);
    let credentials = runtime().block_on(credentials).unwrap();
    assert_eq!(credentials.access_key_id(), "AKID");
}

/// A service that does not respond to requests whose numbers are in `silent`.
fn service(silent: Range<usize>) -> Service {
    crate::two_runtimes::service(silent, |_| response("", WEIGHED))
}

#[test]
fn idle_connections_of_another_runtime_are_left_alone() {
    for first in FIRSTS {
        let Service {
            url, connections, ..
        } = service(0..0);
        let config = config().endpoint_url(url).build();
        let (report, reached) = mpsc::unbounded_channel();
        let client = ClientCore::new(&config);
        let work = async move {
            client.call(&parcel()).await.unwrap();
            client.call(&parcel()).await.unwrap();
            report.send(()).unwrap();
        };
        with_first(first, work, reached, || {
            assert_eq!(connections.load(SeqCst), 1);
            call_in_second(&config);
        });
    }
}

#[test]
fn a_request_in_flight_in_another_runtime_affects_no_other() {
    for first in FIRSTS {
        let service = service(0..1);
        let config = config().endpoint_url(service.url).build();
        let client = ClientCore::new(&config);
        let work = async move {
            let _ = client.call(&parcel()).await;
        };
        with_first(first, work, service.ignored, || call_in_second(&config));
    }
}

#[test]
fn a_runtime_without_timers_or_io_is_an_error_that_says_what_to_enable() {
    let url = service(0..0).url;
    let without_time = Builder::new_current_thread().enable_io().build().unwrap();
    let without_io = Builder::new_current_thread().enable_time().build().unwrap();
    let bare = Builder::new_current_thread().build().unwrap();
    for (runtime, method) in [
        (without_time, "`enable_time`"),
        (without_io, "`enable_io`"),
        (bare, "`enable_time`"),
    ] {
        let client = ClientCore::new(&config().endpoint_url(&url).build());
        for _ in 0..2 {
            let error = runtime.block_on(client.call(&parcel())).unwrap_err();
            assert!(!error.is_retryable());
            assert_eq!(error.metadata().unwrap().attempts().len(), 1, "{error}");
            assert!(error.to_string().contains(method), "{error}");
        }
    }
    let client = ClientCore::new(&config().endpoint_url(&url).build());
    runtime().block_on(client.call(&parcel())).unwrap();
}

thread_local! {
    static NEVER_ENDS: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// A sleep that never ends in threads that opt in, and ends at once elsewhere.
#[derive(Debug)]
struct ReportingSleep(mpsc::UnboundedSender<()>);

impl Sleep for ReportingSleep {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let is_timeout = duration >= Duration::from_secs(20);
        if is_timeout || NEVER_ENDS.get() {
            if !is_timeout {
                self.0.send(()).unwrap();
            }
            return Box::pin(std::future::pending());
        }
        Box::pin(std::future::ready(()))
    }
}

#[test]
fn a_call_that_waits_for_the_rate_limiter_in_another_runtime_holds_up_no_other() {
    let throttling = "<E><Error><Code>Throttling</Code></Error></E>";
    for first in FIRSTS {
        let (report, reached) = mpsc::unbounded_channel();
        let script = [
            Script::Respond(400, throttling.into()),
            Script::Respond(200, WEIGHED.into()),
        ];
        let config = config()
            .transport(Scripted::steps(script))
            .retry_mode(RetryMode::Adaptive)
            .max_attempts(1)
            .sleep(ReportingSleep(report))
            .build();
        let client = ClientCore::new(&config);
        // From now on, the client limits the rate of its requests.
        runtime().block_on(client.call(&parcel())).unwrap_err();
        let waiting = client.clone();
        let work = async move {
            for _ in 0..10 {
                let _ = waiting.call(&parcel()).await;
            }
        };
        NEVER_ENDS.set(true);
        with_first(first, work, reached, || {
            NEVER_ENDS.set(false);
            for _ in 0..3 {
                let output = runtime().block_on(client.call(&parcel())).unwrap();
                assert_eq!(output.grams, 750);
            }
        });
    }
}
