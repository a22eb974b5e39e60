//! Hostile responses hold up other tasks for no longer than one of them is parsed.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::interceptor::{HookResult, Interceptor, InterceptorContext, Outcome};
use querysmith_runtime::{Config, Credentials};

use crate::loopback::{Reply, Server};
use crate::support::parcel;

/// What happened, in order.
#[derive(Debug, Clone, Default)]
struct Events(Arc<Mutex<Vec<&'static str>>>);

const PARSED: &str = "a response was parsed";
const IDLE: &str = "the idle task ran";

impl Events {
    fn push(&self, event: &'static str) {
        let mut events = self.0.lock().unwrap();
        // One event of the idle task stands for all in a row.
        if event != IDLE || events.last() != Some(&IDLE) {
            events.push(event);
        }
    }
}

impl Interceptor for Events {
    fn read_after_deserialization(
        &self,
        _: &mut InterceptorContext<'_>,
        _: Outcome<'_>,
    ) -> HookResult {
        self.push(PARSED);
        Ok(())
    }
}

#[tokio::test]
async fn an_idle_task_runs_between_any_two_responses_of_a_call() {
    let message = "name=value ".repeat(100_000);
    let elements = "<a/>".repeat(200_000);
    for body in [
        format!("<Error><Code>InternalFailure</Code><Message>{message}</Message></Error>"),
        format!("<Error><Code>InternalFailure</Code>{elements}</Error>"),
        elements,
        message,
    ] {
        let server = Server::new(move |_| Reply::Respond(503, body.clone())).await;
        let events = Events::default();
        let config = Config::builder()
            .region("eu-west-1")
            .endpoint_url(&server.url)
            .credentials_provider(Credentials::new("AKID", "hush"))
            .interceptor(events.clone())
            .max_backoff(Duration::ZERO)
            .build();
        let idle = tokio::spawn({
            let events = events.clone();
            async move {
                loop {
                    events.push(IDLE);
                    tokio::task::yield_now().await;
                }
            }
        });
        let client = ClientCore::new(&config);
        let error = client.call(&parcel()).await.unwrap_err();
        idle.abort();
        assert_eq!(error.status(), Some(503));
        let events = events.0.lock().unwrap();
        let parsed = events.iter().filter(|event| **event == PARSED).count();
        assert_eq!(parsed, 3);
        assert!(
            !events.windows(2).any(|two| two == [PARSED, PARSED]),
            "{events:?}"
        );
    }
}
