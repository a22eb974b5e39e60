//! Presigned URLs, made with given credentials and with those that a client resolves.

use std::any::Any;
use std::time::Duration;

use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::credentials::{CredentialsError, ProvideCredentials};
use querysmith_runtime::env::Env;
use querysmith_runtime::interceptor::{HookResult, Interceptor, InterceptorContext};
use querysmith_runtime::sigv4::{ExpiresIn, SigningKeyCache, SigningParams, presign};
use querysmith_runtime::{
    Bytes, Config, ConfigBuilder, Credentials, CustomizableOperation, DateTime, ErrorKind,
    Operation, PresignedRequest, PresigningConfig, http,
};

use crate::support::{KnockInput, Script, Scripted, WEIGHED, WeighInput, config, parcel, response};

/// The time of the clock in these configs.
const NOW: i64 = 1_600_000_000;

fn presigning() -> PresigningConfig {
    PresigningConfig::expires_in(Duration::from_secs(60))
        .and_then(|config| config.with_header("x-parcel-office", "north"))
        .unwrap()
}

fn credentials() -> Credentials {
    Credentials::new("AKID", "hush-secret").with_session_token("hush-token")
}

fn presigned() -> PresignedRequest {
    let config = config(&Scripted::responding(200, "")).build();
    parcel()
        .presign(&config, &credentials(), &presigning())
        .unwrap()
}

#[test]
fn the_body_of_the_call_becomes_the_query_of_a_get() {
    let presigned = presigned();
    let unsigned = "https://post.eu-west-1.example/?Action=Weigh&Version=2020-01-01&Parcel=a%20box";
    let added = presigned.uri().strip_prefix(unsigned).unwrap();
    let names: Vec<&str> = added
        .split('&')
        .skip(1)
        .map(|pair| pair.split_once('=').unwrap().0)
        .collect();
    assert_eq!(
        names,
        [
            "X-Amz-Algorithm",
            "X-Amz-Credential",
            "X-Amz-Date",
            "X-Amz-SignedHeaders",
            "X-Amz-Expires",
            "X-Amz-Security-Token",
            "X-Amz-Signature"
        ]
    );
    assert!(added.contains("&X-Amz-Expires=60&"), "{added}");
    assert!(
        added.contains("&X-Amz-SignedHeaders=host%3Bx-parcel-office&"),
        "{added}"
    );
    assert_eq!(presigned.method(), "GET");
    let headers: Vec<_> = presigned.headers().collect();
    assert_eq!(headers, [("x-parcel-office", "north")]);
}

#[test]
fn the_signature_is_that_of_the_request_that_is_sent() {
    let presigned = presigned();
    let mut sent = presigned.to_http();
    assert_eq!(sent.method(), http::Method::GET);
    assert_eq!(sent.uri(), presigned.uri());
    assert_eq!(sent.body(), &Bytes::new());
    let params = SigningParams::new(
        "AKID",
        "hush-secret",
        "eu-west-1",
        "post",
        DateTime::from_secs(NOW).try_into().unwrap(),
    )
    .with_session_token("hush-token");
    let minute = ExpiresIn::new(Duration::from_secs(60)).unwrap();
    presign(&mut sent, &params, minute, &SigningKeyCache::new()).unwrap();
    assert_eq!(sent.uri(), presigned.uri());
}

#[tokio::test]
async fn a_client_signs_with_the_credentials_of_its_config_and_sends_nothing() {
    let transport = Scripted::responding(200, "");
    let config = config(&transport)
        .credentials_provider(credentials())
        .build();
    let handle = ClientCore::new(&config);
    let made = handle.presign(&parcel(), presigning()).await.unwrap();
    assert_eq!(made, presigned());
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn a_client_that_knows_the_clock_skew_signs_with_the_service_time() {
    let mut response = response(200, WEIGHED);
    // The service clock is an hour ahead.
    let date = http::HeaderValue::from_static("Sun, 13 Sep 2020 13:26:40 GMT");
    response.headers_mut().insert("date", date);
    let transport = Scripted::new(Script::Http(response));
    for (disabled, expected) in [(false, NOW + 3600), (true, NOW)] {
        let config = config(&transport).disable_clock_skew_correction(disabled);
        let handle = ClientCore::new(&config.build());
        handle.call(&parcel()).await.unwrap();
        let presigned = handle.presign(&parcel(), presigning()).await.unwrap();
        assert_eq!(presigned.signed_at(), Some(DateTime::from_secs(expected)));
    }
}

#[test]
fn it_has_the_signing_time_and_the_expiration_time() {
    let presigned = presigned();
    assert_eq!(presigned.signed_at(), Some(DateTime::from_secs(NOW)));
    assert_eq!(presigned.expires_at(), Some(DateTime::from_secs(NOW + 60)));
    assert_eq!(presigned.credentials_expire_at(), None);
}

#[test]
fn it_expires_with_the_credentials_that_signed_it() {
    let config = config(&Scripted::responding(200, "")).build();
    for (credentials_end, expected) in [(NOW + 30, NOW + 30), (NOW + 90, NOW + 60)] {
        let end = DateTime::from_secs(credentials_end);
        let credentials = credentials().with_expires_at(end);
        let made = parcel()
            .presign(&config, &credentials, &presigning())
            .unwrap();
        assert_eq!(made.expires_at(), Some(DateTime::from_secs(expected)));
        assert_eq!(made.credentials_expire_at(), Some(end));
    }
}

#[tokio::test]
async fn an_unsigned_call_becomes_a_url_without_a_signature_and_needs_no_credentials() {
    let config = Config::builder().region("eu-west-1").build();
    let made = ClientCore::new(&config)
        .presign(&KnockInput, presigning())
        .await
        .unwrap();
    let url = "https://post.eu-west-1.example/?Action=Knock&Version=2020-01-01";
    assert_eq!(made.uri(), url);
    assert_eq!(made.expires_at(), None);
    assert_eq!(made.signed_at(), None);
    let same = KnockInput
        .presign(&config, &credentials(), &presigning())
        .unwrap();
    assert_eq!(made, same);
}

#[tokio::test]
async fn errors_before_sending_also_fail_presigning() {
    let config = config(&Scripted::responding(200, "")).build();
    let handle = ClientCore::new(&config);
    let invalid = handle.presign(&WeighInput::default(), presigning()).await;
    let error = invalid.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert!(error.to_string().contains("Parcel: missing"), "{error}");

    let without_credentials = ClientCore::new(&Config::builder().region("eu-west-1").build());
    let error = without_credentials
        .presign(&parcel(), presigning())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);

    let without_region = Config::builder().build();
    let error = parcel()
        .presign(&without_region, &credentials(), &presigning())
        .unwrap_err();
    assert!(error.to_string().contains("no region is set"), "{error}");
}

/// A provider that must not be called.
#[derive(Debug)]
struct UncallableProvider;

impl ProvideCredentials for UncallableProvider {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        panic!("credentials were requested that cannot be used")
    }
}

#[tokio::test]
async fn credentials_are_not_resolved_without_a_signing_region() {
    let without_region = Config::builder()
        .endpoint_url("https://post.example")
        .credentials_provider(UncallableProvider)
        .build();
    let handle = ClientCore::new(&without_region);
    let error = handle.presign(&parcel(), presigning()).await.unwrap_err();
    assert!(error.to_string().contains("no region is set"), "{error}");
}

#[test]
fn an_input_too_long_for_a_url_is_an_error() {
    let config = config(&Scripted::responding(200, "")).build();
    for length in [65_400, 66_000] {
        let parcel = WeighInput {
            parcel: Some("a".repeat(length)),
        };
        let error = parcel
            .presign(&config, &credentials(), &presigning())
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("at most 65534 bytes"), "{error}");
    }
}

fn sorted_headers(presigned: &PresignedRequest) -> Vec<(&str, &str)> {
    let mut headers: Vec<_> = presigned.headers().collect();
    headers.sort_unstable();
    headers
}

/// Changes everything that hooks may change in a presigned request.
#[derive(Debug)]
struct Change {
    parcel: &'static str,
    header: &'static str,
    body: &'static str,
}

impl Interceptor for Change {
    fn modify_before_serialization(
        &self,
        _: &mut InterceptorContext<'_>,
        input: &mut dyn Any,
    ) -> HookResult {
        let input = input.downcast_mut::<WeighInput>().ok_or("another input")?;
        input.parcel = Some(self.parcel.to_owned());
        Ok(())
    }

    fn modify_before_signing(
        &self,
        context: &mut InterceptorContext<'_>,
        request: &mut http::Request<Bytes>,
    ) -> HookResult {
        assert_eq!(context.attempt(), 0);
        assert_eq!(request.method(), http::Method::GET);
        let value = http::HeaderValue::from_static(self.header);
        request.headers_mut().insert("x-tenant", value);
        *request.body_mut() = Bytes::from_static(self.body.as_bytes());
        Ok(())
    }
}

const CHANGE: Change = Change {
    parcel: "tin",
    header: "blue",
    body: "",
};

#[tokio::test]
async fn changes_that_hooks_make_before_signing_are_signed() {
    let config = config(&Scripted::responding(200, ""))
        .credentials_provider(credentials())
        .interceptor(CHANGE)
        .build();
    let handle = ClientCore::new(&config);
    let made = handle.presign(&parcel(), presigning()).await.unwrap();
    let uri = made.uri();
    assert!(uri.contains("&Parcel=tin&"), "{uri}");
    let names = "&X-Amz-SignedHeaders=host%3Bx-parcel-office%3Bx-tenant&";
    assert!(uri.contains(names), "{uri}");
    assert_eq!(
        sorted_headers(&made),
        [("x-parcel-office", "north"), ("x-tenant", "blue")]
    );
    let same = parcel().presign(&config, &credentials(), &presigning());
    assert_eq!(made, same.unwrap());
}

#[test]
fn a_hook_cannot_give_a_url_a_body() {
    let change = Change {
        body: "hush",
        ..CHANGE
    };
    let config = config(&Scripted::responding(200, "")).interceptor(change);
    let error = parcel()
        .presign(&config.build(), &credentials(), &presigning())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let text = error.to_string();
    assert!(
        text.contains("a body, but a presigned URL cannot have one"),
        "{text}"
    );
    assert!(!text.contains("hush"), "{text}");
}

#[tokio::test]
async fn a_customized_call_is_presigned_with_its_settings_headers_and_hooks() {
    let config = config(&Scripted::responding(200, ""))
        .credentials_provider(credentials())
        .build();
    let handle = ClientCore::new(&config);
    let call = || CustomizableOperation::new(handle.clone(), parcel());
    let made = call()
        .config_override(|config| config.region("us-east-2"))
        .header("x-tenant", "green")
        .mutate_request(|request| {
            let value = request.headers()["x-tenant"].clone();
            request.headers_mut().insert("x-tenant-again", value);
        })
        .presigned(PresigningConfig::new());
    let made = made.await.unwrap();
    let uri = made.uri();
    assert!(
        uri.starts_with("https://post.us-east-2.example/?Action=Weigh&"),
        "{uri}"
    );
    let names = "&X-Amz-SignedHeaders=host%3Bx-tenant%3Bx-tenant-again&";
    assert!(uri.contains(names), "{uri}");
    assert_eq!(
        sorted_headers(&made),
        [("x-tenant", "green"), ("x-tenant-again", "green")]
    );

    let bad = call().header("x tenant", "green");
    let error = bad.presigned(PresigningConfig::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
}

#[test]
fn a_presigned_url_does_not_carry_the_trace_id_of_the_signer() {
    let env: Env = [
        ("AWS_LAMBDA_FUNCTION_NAME", "f"),
        ("_X_AMZN_TRACE_ID", "Root=1"),
    ]
    .into_iter()
    .collect();
    let config = ConfigBuilder::from_env(&env).unwrap();
    let config = config.region("eu-west-1").build();
    let request = parcel().to_request(&config).unwrap();
    assert_eq!(request.headers()["x-amzn-trace-id"], "Root=1");
    let made = parcel().presign(&config, &credentials(), &PresigningConfig::new());
    assert_eq!(made.unwrap().headers().count(), 0);
}

#[test]
fn debug_hides_the_query() {
    let shown = format!("{:?}", presigned());
    assert!(
        shown.contains("https://post.eu-west-1.example/?** redacted **"),
        "{shown}"
    );
    for hidden in ["hush", "X-Amz", "Parcel"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
}
