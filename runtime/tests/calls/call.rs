//! End-to-end calls, from input to output or error, over a scripted transport.

use std::error::Error as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::credentials::{CredentialsError, ProvideCredentials};
use querysmith_runtime::env::Env;
use querysmith_runtime::transport::{Transport, TransportError, TransportErrorKind};
use querysmith_runtime::validate::ValidationLevel;
use querysmith_runtime::{Bytes, Config, Credentials, Error, ErrorKind, Operation, clock, http};

use crate::support::{
    KnockInput, Script, Scripted, SkipSleep, WEIGHED, WeighInput, config, parcel, response,
};

async fn weigh(transport: &Scripted) -> Result<crate::support::WeighOutput, Error> {
    ClientCore::new(&config(transport).build())
        .call(&parcel())
        .await
}

async fn weigh_error(transport: &Scripted) -> Error {
    weigh(transport).await.unwrap_err()
}

/// A future is copied whenever it moves into another one.
#[test]
fn the_future_of_a_call_is_small() {
    let client = ClientCore::new(&Config::builder().build());
    let input = parcel();
    let size = size_of_val(&client.call(&input));
    assert!(size <= 2048, "{size} bytes");
}

#[tokio::test]
async fn a_call_sends_a_signed_form_and_returns_the_output() {
    let transport = Scripted::responding(200, WEIGHED);
    let output = weigh(&transport).await.unwrap();
    assert_eq!(output.grams, 750);
    assert_eq!(output.request_id.as_deref(), Some("r-1"));

    let requests = transport.requests();
    let [request] = requests.as_slice() else {
        panic!("{requests:?}");
    };
    assert_eq!(request.method(), "POST");
    assert_eq!(request.uri(), "https://post.eu-west-1.example/");
    assert_eq!(
        request.body(),
        "Action=Weigh&Version=2020-01-01&Parcel=a%20box"
    );
    let header = |name: &str| request.headers().get(name).unwrap().to_str().unwrap();
    assert_eq!(header("host"), "post.eu-west-1.example");
    assert_eq!(header("content-type"), "application/x-www-form-urlencoded");
    assert_eq!(header("content-length"), "46");
    assert!(header("user-agent").contains(" api/post-office#"));
    assert_eq!(header("x-amz-date"), "20200913T122640Z");
    assert_eq!(header("x-amz-security-token"), "hush-token");
    let authorization = header("authorization");
    assert!(
        authorization.contains("Credential=AKID/20200913/eu-west-1/post/aws4_request"),
        "{authorization}"
    );
}

#[tokio::test]
async fn an_unsigned_call_needs_neither_credentials_nor_a_region() {
    let transport = Scripted::responding(200, "this body is ignored");
    let config = Config::builder()
        .endpoint_url("http://localhost:9/post")
        .transport(transport.clone())
        .build();
    let metadata = ClientCore::new(&config).call(&KnockInput).await.unwrap();
    assert_eq!(metadata.request_id(), Some("from-header"));
    assert_eq!(metadata.status(), 200);
    let request = &transport.requests()[0];
    assert_eq!(request.uri(), "http://localhost:9/post/");
    assert!(!request.headers().contains_key("authorization"));
    assert!(!request.headers().contains_key("x-amz-date"));
}

#[tokio::test]
async fn an_operation_without_output_succeeds_with_an_empty_body() {
    let transport = Scripted::responding(204, "");
    let handle = ClientCore::new(&config(&transport).build());
    assert_eq!(handle.call(&KnockInput).await.unwrap().status(), 204);
}

#[tokio::test]
async fn an_invalid_input_is_not_sent() {
    let transport = Scripted::responding(200, WEIGHED);
    let handle = ClientCore::new(&config(&transport).build());
    let error = handle.call(&WeighInput::default()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert_eq!(
        error.to_string(),
        "Weigh failed: the input is not valid: Parcel: missing, expected a value; the config's \
         `validation` selects what is checked before a call is sent: `ValidationLevel::Off`, \
         `Standard` or `Strict`"
    );
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn validation_can_be_switched_off() {
    let transport = Scripted::responding(200, WEIGHED);
    let config = config(&transport).validation(ValidationLevel::Off).build();
    let output = ClientCore::new(&config).call(&WeighInput::default()).await;
    assert_eq!(output.unwrap().grams, 750);
}

#[tokio::test]
async fn a_missing_region_is_reported_before_anything_is_sent() {
    let transport = Scripted::responding(200, WEIGHED);
    let config = querysmith_runtime::ConfigBuilder::from_env(&Env::empty())
        .unwrap()
        .transport(transport.clone())
        .build();
    let error = ClientCore::new(&config).call(&parcel()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(
        error.to_string().starts_with(
            "Weigh failed: no region is set; looked in the config, AWS_REGION, AWS_DEFAULT_REGION; \
             set AWS_REGION"
        ),
        "{error}"
    );
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn a_signed_call_to_a_custom_endpoint_needs_a_region_to_sign_for() {
    let transport = Scripted::responding(200, WEIGHED);
    let config = Config::builder()
        .endpoint_url("http://localhost:9")
        .credentials_provider(Credentials::new("AKID", "hush"))
        .transport(transport.clone())
        .build();
    let error = ClientCore::new(&config).call(&parcel()).await.unwrap_err();
    assert!(error.to_string().contains("no region is set"), "{error}");
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn an_endpoint_rule_error_is_a_configuration_error() {
    let transport = Scripted::responding(200, WEIGHED);
    let config = config(&transport)
        .endpoint_url("http://x")
        .use_fips(true)
        .build();
    let error = ClientCore::new(&config).call(&parcel()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(
        error.to_string(),
        "Weigh failed: no endpoint: FIPS and a custom endpoint cannot be combined"
    );
}

#[tokio::test]
async fn the_missing_credentials_error_names_where_they_were_looked_for() {
    let transport = Scripted::responding(200, WEIGHED);
    let env: Env = [("AWS_REGION", "eu-west-1")].into_iter().collect();
    let config = querysmith_runtime::ConfigBuilder::from_env(&env)
        .unwrap()
        .transport(transport.clone())
        .build();
    let error = ClientCore::new(&config).call(&parcel()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(error.is_credentials_problem());
    let text = error.to_string();
    assert!(
        text.contains("looked in the environment for AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
            && text.contains("; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
        "{text}"
    );
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn without_a_provider_the_error_names_the_config() {
    let transport = Scripted::responding(200, WEIGHED);
    let config = Config::builder().region("x").transport(transport).build();
    let error = ClientCore::new(&config).call(&parcel()).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the config has no credentials provider"),
        "{error}"
    );
}

#[tokio::test]
async fn a_modeled_error_carries_the_message_of_the_service() {
    let body = "<ErrorResponse><Error><Type>Receiver</Type><Code>ScaleBusy</Code>\
        <Message>later</Message></Error><RequestId>r-2</RequestId></ErrorResponse>";
    let error = weigh_error(&Scripted::responding(400, body)).await;
    assert_eq!(
        error.to_string(),
        "Weigh failed: ScaleBusy: later (HTTP 400, request id r-2)"
    );
    // Retryable because of the model, not because of the status.
    assert!(error.is_retryable());
}

#[tokio::test]
async fn an_html_page_with_503_is_a_service_error_without_a_code() {
    let error = weigh_error(&Scripted::responding(503, "<html><br>busy</html>")).await;
    assert_eq!(error.kind(), ErrorKind::Service);
    assert_eq!(error.code(), None);
    assert_eq!(error.status(), Some(503));
    assert_eq!(error.request_id(), Some("from-header"));
    assert!(
        error.to_string().contains("<html><br>busy</html>"),
        "{error}"
    );
    assert!(error.is_retryable());
}

#[tokio::test]
async fn an_unreadable_success_response_is_an_error_with_its_location() {
    for (body, expected) in [
        (
            "",
            "the body is empty, expected WeighResponse with WeighResult",
        ),
        (
            "<WeighResponse><Other/></WeighResponse>",
            "WeighResponse: no element WeighResult",
        ),
        (
            "<WeighResponse><WeighResult/></WeighResponse>",
            "member Grams is missing",
        ),
        (
            "<WeighResponse><WeighResult><Grams>heavy</Grams></WeighResult></WeighResponse>",
            "WeighResult/Grams",
        ),
        (
            "<WeighResponse><WeighResult><Grams>7",
            "the response cannot be read: ",
        ),
    ] {
        let error = weigh_error(&Scripted::responding(200, body)).await;
        assert_eq!(error.kind(), ErrorKind::Response);
        assert!(!error.is_retryable());
        let text = error.to_string();
        assert!(
            text.starts_with("Weigh failed: the response cannot be read: "),
            "{text}"
        );
        assert!(text.contains(expected), "{text}");
        assert!(
            text.ends_with(" (HTTP 200, request id from-header)"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_transport_error_is_returned_with_its_source() {
    let lost = TransportError::new(TransportErrorKind::Connect, "no connection to h: refused");
    let error = weigh_error(&Scripted::new(Script::Fail(lost))).await;
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(
        error.to_string(),
        "Weigh failed: no connection to h: refused"
    );
    assert!(error.is_retryable());
    assert!(error.source().unwrap().is::<TransportError>());
}

#[tokio::test]
async fn an_attempt_that_hangs_ends_at_the_read_timeout() {
    let config = config(&Scripted::new(Script::Hang))
        .sleep(SkipSleep(Duration::from_secs(30)))
        .build();
    let error = ClientCore::new(&config).call(&parcel()).await.unwrap_err();
    assert!(error.is_timeout() && error.is_retryable());
    assert_eq!(
        error.to_string(),
        "Weigh failed: no complete response from post.eu-west-1.example within 30s (read timeout)"
    );
}

#[tokio::test]
async fn a_call_that_hangs_ends_at_the_operation_timeout() {
    // Shorter than the read timeout.
    let limit = Duration::from_secs(20);
    let config = config(&Scripted::new(Script::Hang))
        .operation_timeout(limit)
        .sleep(SkipSleep(limit))
        .build();
    let error = ClientCore::new(&config).call(&parcel()).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(
        error.to_string(),
        "Weigh failed: the call did not complete within 20s (operation timeout); it was waiting for \
         the response"
    );
}

/// Records the timers that a call makes, none of which elapses.
#[derive(Debug, Default)]
struct RecordedTimers(Arc<Mutex<Vec<Duration>>>);

impl clock::Sleep for RecordedTimers {
    fn sleep(&self, duration: Duration) -> clock::BoxFuture<'static, ()> {
        self.0.lock().unwrap().push(duration);
        Box::pin(std::future::pending())
    }
}

/// The timers of a call whose transport responds when it is polled for the second time,
/// or for the first.
async fn timers_of(waits: bool, operation_timeout: Duration) -> Vec<Duration> {
    #[derive(Debug)]
    struct Waiting(Scripted, bool);
    impl Transport for Waiting {
        fn send(
            &self,
            request: http::Request<Bytes>,
        ) -> clock::BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
            Box::pin(async {
                if self.1 {
                    tokio::task::yield_now().await;
                }
                self.0.send(request).await
            })
        }
    }
    let timers = RecordedTimers::default();
    let made = Arc::clone(&timers.0);
    let scripted = Scripted::responding(200, WEIGHED);
    let config = config(&scripted)
        .transport(Waiting(scripted.clone(), waits))
        .operation_timeout(operation_timeout)
        .sleep(timers)
        .build();
    ClientCore::new(&config).call(&parcel()).await.unwrap();
    let made = made.lock().unwrap();
    made.clone()
}

#[tokio::test]
async fn a_call_that_waits_for_its_response_makes_one_timer_for_the_limit_that_elapses_first() {
    let minute = Duration::from_secs(60);
    let read_timeout = Duration::from_secs(30);
    assert!(timers_of(false, minute).await.is_empty());
    assert_eq!(timers_of(true, minute).await, [read_timeout]);
    assert_eq!(timers_of(true, minute / 3).await, [minute / 3]);
}

#[tokio::test]
async fn the_operation_timeout_covers_a_provider_that_hangs() {
    #[derive(Debug)]
    struct HangingProvider;
    impl ProvideCredentials for HangingProvider {
        fn provide_credentials(
            &self,
        ) -> clock::BoxFuture<'_, Result<Credentials, CredentialsError>> {
            Box::pin(std::future::pending())
        }
    }
    let config = config(&Scripted::responding(200, WEIGHED))
        .credentials_provider(HangingProvider)
        .operation_timeout(Duration::from_secs(5))
        .sleep(SkipSleep(Duration::from_secs(5)))
        .build();
    let error = ClientCore::new(&config).call(&parcel()).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("within 5s (operation timeout); it was waiting for credentials"),
        "{error}"
    );
}

#[tokio::test]
async fn the_future_of_a_call_can_move_to_another_thread() {
    let config = config(&Scripted::responding(200, WEIGHED)).build();
    let handle = ClientCore::new(&config);
    let call = async move { handle.call(&parcel()).await };
    assert_eq!(tokio::spawn(call).await.unwrap().unwrap().grams, 750);
}

#[test]
fn requests_are_built_and_responses_parsed_without_io() {
    let config = Config::builder().region("eu-west-1").build();
    let request = parcel().to_request(&config).unwrap();
    assert_eq!(request.uri(), "https://post.eu-west-1.example/");
    assert_eq!(
        request.body(),
        "Action=Weigh&Version=2020-01-01&Parcel=a%20box"
    );
    assert!(request.headers().contains_key("content-type"));
    assert!(!request.headers().contains_key("authorization"));

    let output = WeighInput::parse_response(&response(200, WEIGHED)).unwrap();
    assert_eq!(output.grams, 750);
    let error = WeighInput::parse_response(&response(500, "")).unwrap_err();
    assert_eq!(error.status(), Some(500));
    let error = WeighInput::default().to_request(&config).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
}

#[tokio::test]
async fn a_request_signed_without_io_has_the_signature_of_a_call() {
    let transport = Scripted::responding(200, WEIGHED);
    let config = config(&transport).build();
    ClientCore::new(&config).call(&parcel()).await.unwrap();
    let credentials = Credentials::new("AKID", "hush").with_session_token("hush-token");
    let mut request = parcel().to_request(&config).unwrap();
    WeighInput::sign(&mut request, &config, &credentials).unwrap();
    let sent = &transport.requests()[0];
    for name in ["authorization", "x-amz-date", "x-amz-security-token"] {
        assert_eq!(request.headers()[name], sent.headers()[name], "{name}");
    }

    request
        .headers_mut()
        .insert("x-parcel-office", "north".parse().unwrap());
    WeighInput::sign(&mut request, &config, &credentials).unwrap();
    let authorization = request.headers()["authorization"].to_str().unwrap();
    assert!(
        authorization.contains(";x-parcel-office,"),
        "{authorization}"
    );
}

#[test]
fn signing_without_io_skips_unsigned_operations_and_requires_a_region() {
    let config = Config::builder().endpoint_url("http://localhost:9").build();
    let credentials = Credentials::new("AKID", "hush");
    let mut request = KnockInput.to_request(&config).unwrap();
    let before = request.headers().clone();
    KnockInput::sign(&mut request, &config, &credentials).unwrap();
    assert_eq!(*request.headers(), before);

    let mut request = parcel().to_request(&config).unwrap();
    let error = WeighInput::sign(&mut request, &config, &credentials).unwrap_err();
    assert!(error.to_string().contains("no region is set"), "{error}");
}

#[tokio::test]
async fn debug_output_and_errors_show_no_secrets() {
    let transport = Scripted::responding(403, "<ErrorResponse/>");
    let handle = ClientCore::new(&config(&transport).build());
    let error = handle.call(&parcel()).await.unwrap_err();
    let text = format!("{handle:?} {error:?} {error}");
    assert!(!text.contains("hush"), "{text}");
}
