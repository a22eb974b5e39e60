//! The spans and log events of calls.

use std::sync::atomic::{AtomicU64, Ordering};

use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::credentials::{CredentialsError, ProvideCredentials};
use querysmith_runtime::{ConfigBuilder, Credentials};

use crate::support::listener::LogCapture;
use crate::support::time::millis;
use crate::support::{ManualTime, Script, Scripted, WEIGHED, parcel, retrying};

/// The log lines of a call that follows this script.
fn log_lines(
    script: impl IntoIterator<Item = Script>,
    set: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
) -> Vec<String> {
    let time = ManualTime::default();
    let transport = Scripted::steps(script).in_time(&time);
    let builder = retrying(&transport, &time)
        .credentials_provider(Credentials::new("AKID", "hush").with_session_token("hush-token"));
    let handle = ClientCore::new(&set(builder).build());
    let subscriber = LogCapture::default();
    tracing::subscriber::with_default(subscriber.clone(), || {
        let _ = time.run(handle.call(&parcel()));
    });
    subscriber.lines()
}

fn fails() -> Script {
    let body = "<E><Error><Code>InternalFailure</Code><Message>hush</Message></Error>\
        <RequestId>r-9</RequestId></E>";
    Script::Respond(500, body.into()).after(millis(20))
}

fn succeeds() -> Script {
    Script::Respond(200, WEIGHED.into()).after(millis(30))
}

#[test]
fn a_call_and_its_attempts_are_spans_with_identifying_fields() {
    let lines = log_lines([fails(), succeeds()], |b| b);
    assert_eq!(
        lines,
        [
            r#"1 call INFO service="Post Office" operation="Weigh""#,
            r#"2 attempt DEBUG service="Post Office" operation="Weigh" attempt=1"#,
            "2 duration_ms=20.0",
            "2 error=Service",
            r#"2 code="InternalFailure""#,
            "2 status=500",
            r#"2 request_id="r-9""#,
            "event DEBUG message=retrying after a pause attempt=1 reason=transient pause_ms=500.0",
            r#"3 attempt DEBUG service="Post Office" operation="Weigh" attempt=2"#,
            "3 duration_ms=30.0",
            "3 status=200",
            r#"3 request_id="r-1""#,
            "1 duration_ms=550.0",
            "1 attempts=2",
            "1 status=200",
            r#"1 request_id="r-1""#,
        ]
    );
}

#[test]
fn a_failed_call_logs_why_it_was_not_retried() {
    let lines = log_lines([fails()], |b| b.max_attempts(1));
    assert_eq!(
        lines[7..],
        [
            r#"event DEBUG message=not retrying attempt=1 why="the maximum number of attempts is reached""#,
            "1 duration_ms=20.0",
            "1 attempts=1",
            "1 error=Service",
            r#"1 code="InternalFailure""#,
            "1 status=500",
            r#"1 request_id="r-9""#,
        ]
    );
}

/// Returns credentials once, then fails.
#[derive(Debug, Default)]
struct OnceProvider(AtomicU64);

impl ProvideCredentials for OnceProvider {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(std::future::ready(
            match self.0.fetch_add(1, Ordering::SeqCst) {
                0 => Ok(Credentials::new("AKID", "hush")),
                _ => Err(CredentialsError::failed("the source is unavailable")),
            },
        ))
    }

    fn needs_cache(&self) -> bool {
        false
    }
}

#[test]
fn an_attempt_that_sends_nothing_has_no_duration() {
    let lines = log_lines([fails()], |b| {
        b.credentials_provider(OnceProvider::default())
    });
    let second = lines.iter().filter(|line| line.starts_with("3 "));
    let second: Vec<_> = second.skip(1).collect();
    assert_eq!(second, ["3 error=Credentials"]);
}

#[test]
fn a_call_that_sends_nothing_logs_no_attempt() {
    let lines = log_lines([], |b| b.endpoint_url("ftp://h"));
    let text = lines.join("\n");
    assert!(
        text.contains("1 attempts=0\n1 error=Configuration"),
        "{text}"
    );
    assert!(!text.contains("status="), "{text}");
}

#[test]
fn input_and_output_are_logged_only_when_enabled() {
    let content = ["a box", "750"];
    let text = log_lines([succeeds()], |b| b).join("\n");
    assert!(
        content.iter().all(|content| !text.contains(content)),
        "{text}"
    );

    let lines = log_lines([succeeds()], |b| b.log_bodies(true));
    let bodies: Vec<_> = lines
        .iter()
        .filter(|line| line.starts_with("event TRACE"))
        .collect();
    let [input, output] = bodies.as_slice() else {
        panic!("{lines:?}");
    };
    assert!(
        input.contains("message=calling input=WeighInput"),
        "{input}"
    );
    assert!(input.contains("a box"), "{input}");
    assert!(
        output.contains("message=called output=WeighOutput"),
        "{output}"
    );
    assert!(output.contains("grams: 750"), "{output}");
}

#[test]
fn neither_secrets_nor_messages_of_the_service_are_logged() {
    for script in [[fails(), succeeds()], [fails(), fails()]] {
        let text = log_lines(script, |b| b.log_bodies(true)).join("\n");
        assert!(!text.contains("hush"), "{text}");
        assert!(!text.contains("Signature="), "{text}");
    }
}
