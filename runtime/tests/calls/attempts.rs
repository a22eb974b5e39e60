//! The headers that each attempt sends, and the metadata recorded about it.

use std::time::Duration;

use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::env::Env;
use querysmith_runtime::transport::{TransportError, TransportErrorKind};
use querysmith_runtime::{Bytes, Config, ConfigBuilder, Credentials, RetryMode, http};

use crate::support::time::{millis, secs};
use crate::support::{
    KnockInput, ManualTime, Script, Scripted, ScriptedRandomness, WEIGHED, parcel, response,
    retrying,
};

fn fails() -> Script {
    Script::Respond(500, String::new())
}

fn succeeds() -> Script {
    Script::Respond(200, WEIGHED.into())
}

fn dated(date: &'static str) -> Script {
    let mut response = response(200, WEIGHED);
    let date = http::HeaderValue::from_static(date);
    response.headers_mut().insert("date", date);
    Script::Http(response)
}

#[track_caller]
fn header<'r>(request: &'r http::Request<Bytes>, name: &str) -> &'r str {
    let value = request.headers().get(name);
    value.expect("the header is present").to_str().unwrap()
}

#[test]
fn attempts_of_a_call_share_an_invocation_id_that_no_other_call_has() {
    let time = ManualTime::default();
    let transport = Scripted::new(fails());
    let handle = ClientCore::new(&retrying(&transport, &time).build());
    time.run(handle.call(&parcel())).unwrap_err();
    time.run(handle.call(&parcel())).unwrap_err();
    let requests = transport.requests();
    let ids: Vec<_> = requests
        .iter()
        .map(|request| header(request, "amz-sdk-invocation-id"))
        .collect();
    let first = "01010101-0101-4101-8101-010101010101";
    let second = "02020202-0202-4202-8202-020202020202";
    assert_eq!(ids, [first, first, first, second, second, second]);
}

#[test]
fn the_request_header_counts_the_attempts() {
    let time = ManualTime::default();
    let transport = Scripted::new(fails());
    let handle = ClientCore::new(&retrying(&transport, &time).max_attempts(2).build());
    time.run(handle.call(&parcel())).unwrap_err();
    let requests = transport.requests();
    assert_eq!(header(&requests[0], "amz-sdk-request"), "attempt=1; max=2");
    assert_eq!(header(&requests[1], "amz-sdk-request"), "attempt=2; max=2");
}

#[test]
fn with_retries_off_the_maximum_is_one_attempt() {
    let time = ManualTime::default();
    let transport = Scripted::new(succeeds());
    let builder = retrying(&transport, &time).retry_mode(RetryMode::Off);
    time.run(ClientCore::new(&builder.build()).call(&parcel()))
        .unwrap();
    let requests = transport.requests();
    assert_eq!(header(&requests[0], "amz-sdk-request"), "attempt=1; max=1");
}

#[test]
fn once_the_clock_skew_is_known_the_ttl_is_in_service_time() {
    let time = ManualTime::default();
    // The service clock is a minute ahead.
    let transport = Scripted::new(dated("Sun, 13 Sep 2020 12:27:40 GMT"));
    let builder = retrying(&transport, &time).read_timeout(secs(30));
    let handle = ClientCore::new(&builder.operation_timeout(secs(60)).build());
    time.run(handle.call(&parcel())).unwrap();
    let slow = transport.clone().in_time(&time);
    let builder = retrying(&slow, &time)
        .read_timeout(secs(30))
        .operation_timeout(secs(40));
    let handle = ClientCore::new(&builder.build());
    transport.then([dated("Sun, 13 Sep 2020 12:27:40 GMT")]);
    time.run(handle.call(&parcel())).unwrap();
    transport.then([fails().after(millis(29_500)), succeeds()]);
    time.run(handle.call(&parcel())).unwrap();
    let requests = transport.requests();
    let counts: Vec<_> = requests[1..]
        .iter()
        .map(|request| header(request, "amz-sdk-request"))
        .collect();
    assert_eq!(
        counts,
        [
            "attempt=1; max=3",
            // 12:26:40, plus the read timeout of 30 s, plus the minute of clock skew.
            "ttl=20200913T122810Z; attempt=1; max=3",
            // 12:27:10, plus the 10 s left of the operation timeout, plus the minute of clock skew.
            "ttl=20200913T122820Z; attempt=2; max=3",
        ]
    );
}

#[test]
fn every_attempt_is_signed_with_its_own_time() {
    let time = ManualTime::default();
    let transport = Scripted::steps([fails(), fails(), succeeds()]);
    let config = retrying(&transport, &time).randomness(ScriptedRandomness::new([0.999; 2]));
    time.run(ClientCore::new(&config.max_attempts(3).build()).call(&parcel()))
        .unwrap();
    let requests = transport.requests();
    let dates: Vec<_> = requests
        .iter()
        .map(|request| header(request, "x-amz-date"))
        .collect();
    assert_eq!(
        dates,
        ["20200913T122640Z", "20200913T122640Z", "20200913T122642Z"]
    );
    let [first, second, third] = [0, 1, 2].map(|i| header(&requests[i], "authorization"));
    // The attempt counter is not signed, so only the time changes the signature.
    assert_eq!(first, second);
    assert_ne!(second, third);
    assert!(!first.contains("amz-sdk"), "{first}");
}

#[test]
fn each_attempt_resolves_credentials() {
    use querysmith_runtime::clock::BoxFuture;
    use querysmith_runtime::credentials::{CredentialsError, ProvideCredentials};
    use std::sync::atomic::{AtomicU32, Ordering};

    #[derive(Debug, Default)]
    struct RotatingProvider(AtomicU32);
    impl ProvideCredentials for RotatingProvider {
        fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
            let id = format!("AKID{}", self.0.fetch_add(1, Ordering::SeqCst));
            Box::pin(std::future::ready(Ok(Credentials::new(id, "hush"))))
        }

        fn needs_cache(&self) -> bool {
            false
        }
    }
    let time = ManualTime::default();
    let transport = Scripted::steps([fails(), succeeds()]);
    let config = retrying(&transport, &time).credentials_provider(RotatingProvider::default());
    time.run(ClientCore::new(&config.build()).call(&parcel()))
        .unwrap();
    let requests = transport.requests();
    for (attempt, request) in requests.iter().enumerate() {
        let expected = format!("Credential=AKID{attempt}/");
        assert!(header(request, "authorization").contains(&expected));
        // These credentials have no session token.
        assert!(!request.headers().contains_key("x-amz-security-token"));
    }
}

#[test]
fn the_output_metadata_describes_the_call() {
    let time = ManualTime::default();
    let lost = TransportError::new(TransportErrorKind::Io, "lost");
    let transport = Scripted::steps([
        Script::Fail(lost).after(millis(100)),
        fails().after(millis(200)),
        succeeds().after(millis(300)),
    ])
    .in_time(&time);
    let handle = ClientCore::new(&retrying(&transport, &time).build());
    let output = time.run(handle.call(&parcel())).unwrap();
    let metadata = &output.metadata;
    assert_eq!(metadata.request_id(), Some("r-1"));
    assert_eq!(metadata.status(), 200);
    assert_eq!(metadata.headers()["x-amzn-requestid"], "from-header");
    assert_eq!(metadata.endpoint(), Some("https://post.eu-west-1.example"));
    let attempts: Vec<_> = metadata
        .attempts()
        .iter()
        .map(|attempt| (attempt.status(), attempt.duration()))
        .collect();
    assert_eq!(
        attempts,
        [
            (None, millis(100)),
            (Some(500), millis(200)),
            (Some(200), millis(300)),
        ]
    );
    assert_eq!(metadata.duration(), millis(100 + 500 + 200 + 1000 + 300));
    let text = format!("{metadata:?}");
    assert!(
        text.contains("endpoint") && text.contains("600ms") || text.contains("2.1s"),
        "{text}"
    );
}

#[test]
fn every_error_carries_the_metadata_of_the_call() {
    let time = ManualTime::default();
    let transport = Scripted::new(succeeds()).in_time(&time);
    let handle = ClientCore::new(&retrying(&transport, &time).build());
    let lost = TransportError::new(TransportErrorKind::Tls, "not trusted");
    for (script, status) in [
        (Script::Fail(lost), None),
        (Script::Respond(403, String::new()), Some(403)),
        (Script::Respond(200, "<junk".into()), Some(200)),
    ] {
        transport.then([script.after(millis(70))]);
        let error = time.run(handle.call(&parcel())).unwrap_err();
        assert_eq!(error.status(), status);
        let metadata = error.metadata().unwrap();
        assert_eq!(metadata.endpoint(), Some("https://post.eu-west-1.example"));
        assert_eq!(metadata.duration(), millis(70));
        let [attempt] = metadata.attempts() else {
            panic!("{error:?}");
        };
        assert_eq!((attempt.status(), attempt.duration()), (status, millis(70)));
    }
}

#[test]
fn an_error_before_the_first_attempt_lists_no_attempts() {
    let time = ManualTime::default();
    let transport = Scripted::new(succeeds());
    let config = Config::builder()
        .region("eu-west-1")
        .clock(time.clone())
        .transport(transport);
    let error = time
        .run(ClientCore::new(&config.build()).call(&parcel()))
        .unwrap_err();
    assert!(error.is_credentials_problem());
    let metadata = error.metadata().unwrap();
    assert!(metadata.attempts().is_empty());
    assert_eq!(metadata.endpoint(), Some("https://post.eu-west-1.example"));
    assert_eq!((metadata.status(), error.status()), (0, None));
    assert_eq!(metadata.duration(), Duration::ZERO);
}

/// The trace header that is sent with these environment variables.
fn trace(variables: &[(&str, &str)]) -> Option<String> {
    let env: Env = variables.iter().copied().collect();
    let transport = Scripted::responding(200, "");
    let config = ConfigBuilder::from_env(&env)
        .unwrap()
        .endpoint_url("http://h")
        .transport(transport.clone())
        .build();
    ManualTime::default()
        .run(ClientCore::new(&config).call(&KnockInput))
        .unwrap();
    let trace = transport.requests()[0]
        .headers()
        .get("x-amzn-trace-id")
        .cloned();
    trace.map(|trace| trace.to_str().unwrap().to_owned())
}

#[test]
fn in_a_lambda_function_the_trace_id_is_propagated() {
    let function = ("AWS_LAMBDA_FUNCTION_NAME", "resize");
    let id = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=3995c3f42cd8ad8;Sampled=1";
    let sent = trace(&[function, ("_X_AMZN_TRACE_ID", id)]);
    assert_eq!(sent.as_deref(), Some(id));
    let sent = trace(&[function, ("_X_AMZN_TRACE_ID", "a\nb\u{1}c")]);
    assert_eq!(sent.as_deref(), Some("a%0Ab%01c"));
    assert_eq!(trace(&[("_X_AMZN_TRACE_ID", id)]), None);
    assert_eq!(trace(&[function]), None);
}

#[test]
fn the_trace_id_is_not_signed() {
    let env: Env = [
        ("AWS_LAMBDA_FUNCTION_NAME", "f"),
        ("_X_AMZN_TRACE_ID", "Root=1"),
    ]
    .into_iter()
    .collect();
    let transport = Scripted::new(succeeds());
    let config = ConfigBuilder::from_env(&env)
        .unwrap()
        .region("eu-west-1")
        .credentials_provider(Credentials::new("AKID", "hush"))
        .transport(transport.clone())
        .build();
    ManualTime::default()
        .run(ClientCore::new(&config).call(&parcel()))
        .unwrap();
    let requests = transport.requests();
    assert_eq!(header(&requests[0], "x-amzn-trace-id"), "Root=1");
    let authorization = header(&requests[0], "authorization");
    assert!(
        !authorization.contains("x-amzn-trace-id"),
        "{authorization}"
    );
}
