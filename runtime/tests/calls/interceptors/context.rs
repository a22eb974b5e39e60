//! What hooks can see of a call, and the properties they can share.

use querysmith_runtime::interceptor::{HookResult, Interceptor, Outcome};
use querysmith_runtime::{Bytes, ResponseMetadata, http};

use super::client::{Client, Context, fails, succeeds};
use crate::support::hooks::Notes;
use crate::support::time::millis;
use crate::support::{KnockInput, WEIGHED, WeighInput, parcel};

#[derive(Debug, Default)]
struct Observer(Notes);

#[derive(Clone)]
struct Started(&'static str);

impl Interceptor for Observer {
    fn read_before_execution(&self, context: Context<'_, '_>) -> HookResult {
        context.properties_mut().insert(Started("early"));
        let input = context.input::<WeighInput>().unwrap();
        self.0.add(format!(
            "{} {} {:?} in {:?}",
            context.service(),
            context.operation(),
            input.parcel,
            context.config().region()
        ));
        assert!(context.input::<KnockInput>().is_none());
        Ok(())
    }

    fn read_after_transmit(
        &self,
        _: Context<'_, '_>,
        response: &http::Response<Bytes>,
    ) -> HookResult {
        self.0
            .add(format!("raw {} {:?}", response.status(), response.body()));
        Ok(())
    }

    fn read_after_attempt(&self, _: Context<'_, '_>, outcome: Outcome<'_>) {
        let metadata = outcome.unwrap_or_else(|error| error.metadata().unwrap());
        self.0.add(describe(metadata));
    }

    fn read_after_execution(&self, context: Context<'_, '_>, outcome: Outcome<'_>) {
        let Started(when) = context.properties().get().unwrap();
        self.0
            .add(format!("started {when}, {}", describe(outcome.unwrap())));
    }
}

fn describe(metadata: &ResponseMetadata) -> String {
    let attempts: Vec<_> = metadata.attempts().iter().map(|a| a.status()).collect();
    format!(
        "{:?} {attempts:?} {:?}",
        metadata.request_id(),
        metadata.duration()
    )
}

#[test]
fn hooks_see_the_call_the_raw_response_and_the_outcome_and_can_share_properties() {
    let notes = Notes::default();
    let script = [fails().after(millis(10)), succeeds().after(millis(20))];
    let client = Client::new(script, |config| config.interceptor(Observer(notes.clone())));
    client.call(&parcel()).unwrap();
    assert_eq!(
        notes.take(),
        [
            r#"Post Office Weigh Some("a box") in Some("eu-west-1")"#,
            r#"raw 500 Internal Server Error b"""#,
            r#"Some("from-header") [Some(500)] 10ms"#,
            &format!("raw 200 OK {:?}", Bytes::from(WEIGHED)),
            r#"Some("r-1") [Some(500), Some(200)] 530ms"#,
            r#"started early, Some("r-1") [Some(500), Some(200)] 530ms"#,
        ]
    );
}
