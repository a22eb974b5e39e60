//! The times of signatures and in metadata, when steps of a call take long.

use std::time::{Duration, SystemTime};

use querysmith_runtime::clock::{BoxFuture, Clock, Sleep};
use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::credentials::{CredentialsError, ProvideCredentials};
use querysmith_runtime::interceptor::{HookResult, Interceptor, InterceptorContext};
use querysmith_runtime::transport::{Transport, TransportError};
use querysmith_runtime::{Bytes, Credentials, http};

use crate::support::time::secs;
use crate::support::{ManualTime, Script, Scripted, WEIGHED, parcel, retrying};

/// The seconds of the minute at which each request was signed. Time starts at 40 seconds.
fn signed_at(transport: &Scripted) -> Vec<String> {
    let seconds = |request: &http::Request<Bytes>| {
        let date = request.headers()["x-amz-date"].to_str().unwrap();
        date["20200913T1226".len()..].to_owned()
    };
    transport.requests().iter().map(seconds).collect()
}

#[test]
fn a_request_is_signed_with_the_time_after_waiting_for_credentials() {
    #[derive(Debug)]
    struct Slow(ManualTime);
    impl ProvideCredentials for Slow {
        fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
            Box::pin(async {
                self.0.sleep(secs(10)).await;
                Ok(Credentials::new("AKID", "hush"))
            })
        }
    }
    let time = ManualTime::default();
    let transport = Scripted::new(Script::Respond(200, WEIGHED.into()).after(secs(3)));
    let transport = transport.in_time(&time);
    let config = retrying(&transport, &time).credentials_provider(Slow(time.clone()));
    let output = time.run(ClientCore::new(&config.build()).call(&parcel()));
    assert_eq!(signed_at(&transport), ["50Z"]);
    let metadata = output.unwrap().metadata;
    assert_eq!(metadata.duration(), secs(13));
    assert_eq!(metadata.attempts()[0].duration(), secs(3));
}

#[test]
fn a_request_is_signed_with_the_time_after_a_slow_hook() {
    #[derive(Debug)]
    struct Slow(ManualTime);
    impl Interceptor for Slow {
        fn read_before_signing(
            &self,
            _: &mut InterceptorContext<'_>,
            _: &http::Request<Bytes>,
        ) -> HookResult {
            self.0.advance(secs(7));
            Ok(())
        }
        fn read_after_transmit(
            &self,
            _: &mut InterceptorContext<'_>,
            _: &http::Response<Bytes>,
        ) -> HookResult {
            self.0.advance(secs(2));
            Ok(())
        }
    }
    let time = ManualTime::default();
    let transport = Scripted::responding(200, WEIGHED);
    let config = retrying(&transport, &time).interceptor(Slow(time.clone()));
    let output = time.run(ClientCore::new(&config.build()).call(&parcel()));
    assert_eq!(signed_at(&transport), ["47Z"]);
    let metadata = output.unwrap().metadata;
    assert_eq!(metadata.duration(), secs(9));
    assert_eq!(metadata.attempts()[0].duration(), Duration::ZERO);
}

#[test]
fn a_retry_is_signed_with_the_time_after_the_failure_and_the_pause() {
    let time = ManualTime::default();
    let fails = || Script::Respond(500, String::new()).after(secs(4));
    let transport = Scripted::steps([fails(), fails(), Script::Respond(200, WEIGHED.into())]);
    let transport = transport.in_time(&time);
    let output = time.run(ClientCore::new(&retrying(&transport, &time).build()).call(&parcel()));
    // The pauses are 0.5 and 1 seconds.
    assert_eq!(signed_at(&transport), ["40Z", "44Z", "49Z"]);
    let metadata = output.unwrap().metadata;
    let durations: Vec<_> = metadata
        .attempts()
        .iter()
        .map(|attempt| attempt.duration())
        .collect();
    assert_eq!(durations, [secs(4), secs(4), Duration::ZERO]);
}

#[test]
fn the_operation_timeout_elapses_in_time_if_a_transport_blocks_before_it_waits() {
    #[derive(Debug)]
    struct Blocking(ManualTime);
    impl Transport for Blocking {
        fn send(
            &self,
            _: http::Request<Bytes>,
        ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
            self.0.advance(secs(40));
            Box::pin(std::future::pending())
        }
    }
    let time = ManualTime::default();
    let config = retrying(&Scripted::responding(200, WEIGHED), &time);
    let config = config.transport(Blocking(time.clone())).build();
    let error = time
        .run(ClientCore::new(&config).call(&parcel()))
        .unwrap_err();
    assert!(
        error.to_string().contains("within 60s (operation timeout)"),
        "{error}"
    );
    assert_eq!(time.elapsed(), secs(60));
}

#[test]
fn setting_the_clock_while_a_response_is_awaited_ends_no_call() {
    /// Its monotonic time is the default one, which is set too.
    #[derive(Debug)]
    struct WallClock(ManualTime);
    impl Clock for WallClock {
        fn now(&self) -> SystemTime {
            self.0.now()
        }
    }
    #[derive(Debug)]
    struct Slow(ManualTime, Scripted);
    impl Transport for Slow {
        fn send(
            &self,
            request: http::Request<Bytes>,
        ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
            Box::pin(async move {
                self.0.sleep(secs(1)).await;
                self.0.set_clock(self.0.now() + secs(7200));
                self.0.sleep(secs(1)).await;
                self.1.send(request).await
            })
        }
    }
    let time = ManualTime::default();
    let responding = Scripted::responding(200, WEIGHED);
    let config = retrying(&responding, &time)
        .clock(WallClock(time.clone()))
        .transport(Slow(time.clone(), responding.clone()))
        .build();
    time.run(ClientCore::new(&config).call(&parcel())).unwrap();
}
