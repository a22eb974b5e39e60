//! What hooks see of a call, and what they can leave each other.

use querysmith_runtime::interceptor::{HookResult, Interceptor, Outcome};
use querysmith_runtime::{Bytes, ResponseMetadata, http};

use crate::client::{Client, Context, fails, succeeds};
use crate::support::hooks::Notes;
use crate::support::time::millis;
use crate::support::{KnockInput, WEIGHED, WeighInput, parcel};

#[derive(Debug, Default)]
struct Looks(Notes);

#[derive(Clone)]
struct Began(&'static str);

impl Interceptor for Looks {
    fn read_before_execution(&self, context: Context<'_, '_>) -> HookResult {
        context.properties_mut().insert(Began("early"));
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
        answer: &http::Response<Bytes>,
    ) -> HookResult {
        self.0
            .add(format!("raw {} {:?}", answer.status(), answer.body()));
        Ok(())
    }

    fn read_after_attempt(&self, _: Context<'_, '_>, outcome: Outcome<'_>) {
        let metadata = outcome.unwrap_or_else(|error| error.metadata().unwrap());
        self.0.add(told(metadata));
    }

    fn read_after_execution(&self, context: Context<'_, '_>, outcome: Outcome<'_>) {
        let Began(when) = context.properties().get().unwrap();
        self.0
            .add(format!("began {when}, {}", told(outcome.unwrap())));
    }
}

fn told(metadata: &ResponseMetadata) -> String {
    let attempts: Vec<_> = metadata.attempts().iter().map(|a| a.status()).collect();
    format!(
        "{:?} {attempts:?} {:?}",
        metadata.request_id(),
        metadata.duration()
    )
}

#[test]
fn hooks_see_the_call_the_raw_answer_and_how_it_went_and_can_leave_each_other_something() {
    let notes = Notes::default();
    let script = [fails().after(millis(10)), succeeds().after(millis(20))];
    let client = Client::new(script, |config| config.interceptor(Looks(notes.clone())));
    client.call(&parcel()).unwrap();
    assert_eq!(
        notes.take(),
        [
            r#"Post Office Weigh Some("a box") in Some("eu-west-1")"#,
            r#"raw 500 Internal Server Error b"""#,
            r#"Some("from-header") [Some(500)] 10ms"#,
            &format!("raw 200 OK {:?}", Bytes::from(WEIGHED)),
            r#"Some("r-1") [Some(500), Some(200)] 530ms"#,
            r#"began early, Some("r-1") [Some(500), Some(200)] 530ms"#,
        ]
    );
}
