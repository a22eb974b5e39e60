//! When the hooks of interceptors run, what they see, what they can change, and what becomes of
//! their errors.

// Clippy takes helpers outside of test functions for shipped code.
#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::any::Any;
use std::error::Error as _;

use querysmith_runtime::interceptor::{HookResult, Interceptor, InterceptorContext, Outcome};
use querysmith_runtime::retry::{ClassifyRetry, RetryDecision, RetryReason};
use querysmith_runtime::{
    Bytes, ConfigBuilder, Credentials, Error, ErrorKind, Handle, Operation, PresigningConfig,
    ResponseMetadata, http,
};
use support::hooks::{FALLIBLE, Notes, Recorder, Refused};
use support::time::{millis, secs};
use support::{
    KnockInput, ManualTime, Script, Scripted, WEIGHED, WeighInput, parcel, response, retrying,
};

type Context<'a, 'b> = &'a mut InterceptorContext<'b>;

fn fails() -> Script {
    Script::Answer(500, String::new())
}

fn succeeds() -> Script {
    Script::Answer(200, WEIGHED.into())
}

/// A client with interceptors, and a transport that follows a script.
struct Client {
    time: ManualTime,
    transport: Scripted,
    handle: Handle,
}

impl Client {
    fn new(
        script: impl IntoIterator<Item = Script>,
        set: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
    ) -> Self {
        let time = ManualTime::default();
        let transport = Scripted::steps(script).in_time(&time);
        let handle = Handle::new(&set(retrying(&transport, &time)).build());
        Self {
            time,
            transport,
            handle,
        }
    }

    fn call<O: Operation>(&self, input: &O) -> Result<O::Output, O::Error> {
        self.time.run(self.handle.call(input))
    }

    fn requests(&self) -> Vec<http::Request<Bytes>> {
        self.transport.requests()
    }
}

#[track_caller]
fn header<'r>(request: &'r http::Request<Bytes>, name: &str) -> &'r str {
    let value = request.headers().get(name);
    value.expect("the header is sent").to_str().unwrap()
}

#[test]
fn hooks_run_at_each_step_in_the_order_of_the_steps() {
    let notes = Notes::default();
    let client = Client::new([fails(), succeeds()], |config| {
        config.interceptor(Recorder::new(&notes))
    });
    client.call(&parcel()).unwrap();
    assert_eq!(
        notes.take(),
        [
            "read_before_execution",
            "modify_before_serialization",
            "read_before_serialization",
            "read_after_serialization",
            "modify_before_retry_loop",
            "read_before_attempt 1",
            "modify_before_signing 1",
            "read_before_signing 1",
            "read_after_signing 1",
            "modify_before_transmit 1",
            "read_before_transmit 1",
            "read_after_transmit 1",
            "modify_before_deserialization 1",
            "read_before_deserialization 1",
            "read_after_deserialization 1",
            "read_after_attempt 1: Service",
            "read_before_attempt 2",
            "modify_before_signing 2",
            "read_before_signing 2",
            "read_after_signing 2",
            "modify_before_transmit 2",
            "read_before_transmit 2",
            "read_after_transmit 2",
            "modify_before_deserialization 2",
            "read_before_deserialization 2",
            "read_after_deserialization 2",
            "read_after_attempt 2: 200",
            "read_after_execution 2: 200",
        ]
    );
}

#[test]
fn several_interceptors_run_in_the_order_in_which_they_were_added() {
    let notes = Notes::default();
    let client = Client::new([succeeds()], |config| {
        config
            .interceptor(Recorder::new(&notes).named("a "))
            .interceptor(Recorder::new(&notes).named("b "))
    });
    client.call(&parcel()).unwrap();
    let notes = notes.take();
    assert_eq!(
        notes[..2],
        ["a read_before_execution", "b read_before_execution"]
    );
    // All that modify, then all that read.
    let signing: Vec<_> = notes
        .iter()
        .filter(|note| note.contains("before_signing"))
        .collect();
    assert_eq!(
        signing,
        [
            "a modify_before_signing 1",
            "b modify_before_signing 1",
            "a read_before_signing 1",
            "b read_before_signing 1",
        ]
    );
}

#[test]
fn signing_hooks_run_for_a_call_that_is_not_signed_too() {
    let notes = Notes::default();
    let client = Client::new([Script::Answer(204, String::new())], |config| {
        config.interceptor(Recorder::new(&notes))
    });
    client.call(&KnockInput).unwrap();
    let notes = notes.take();
    assert!(
        notes.contains(&"modify_before_signing 1".to_owned()),
        "{notes:?}"
    );
    assert_eq!(notes.last().unwrap(), "read_after_execution 1: 204");
}

#[test]
fn an_error_of_a_hook_ends_the_call_with_that_error_beneath() {
    for (position, point) in FALLIBLE.into_iter().enumerate() {
        let notes = Notes::default();
        let client = Client::new([succeeds()], |config| {
            config
                .interceptor(Recorder::new(&notes).failing_at(point))
                .interceptor(Recorder::new(&notes).named("next "))
        });
        let error = client.call(&parcel()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interceptor, "{point}");
        assert_eq!(error.source().unwrap().downcast_ref(), Some(&Refused(7)));
        let text = error.to_string();
        let start = format!("Weigh failed: an interceptor failed in {point}: refused by rule 7");
        assert!(text.starts_with(&start), "{text}");
        assert!(!error.is_retryable());

        // Whoever comes later at the same point is not asked, and of later points only the last.
        let is_sent = position >= 11;
        assert_eq!(client.requests().len(), usize::from(is_sent), "{point}");
        let attempt = u32::from(position >= 5);
        let notes = notes.take();
        let next = |point: &str| match attempt {
            0 => format!("next {point}"),
            attempt => format!("next {point} {attempt}"),
        };
        assert!(!notes.contains(&next(point)), "{notes:?}");
        let mut ends = Vec::new();
        if attempt == 1 {
            ends.push("read_after_attempt 1: Interceptor".to_owned());
            ends.push("next read_after_attempt 1: Interceptor".to_owned());
        }
        ends.push(format!("read_after_execution {attempt}: Interceptor"));
        ends.push(format!("next read_after_execution {attempt}: Interceptor"));
        assert_eq!(notes[notes.len() - ends.len()..], ends, "{point}");
        assert_eq!(
            error.metadata().unwrap().attempts().len(),
            usize::from(is_sent)
        );
    }
}

#[test]
fn an_error_of_a_hook_after_the_answer_was_read_tells_of_the_answer() {
    for script in [succeeds(), Script::Answer(400, "<E/>".into())] {
        let notes = Notes::default();
        let client = Client::new([script], |config| {
            config.interceptor(Recorder::new(&notes).failing_at("read_after_deserialization"))
        });
        let error = client.call(&parcel()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interceptor);
        let metadata = error.metadata().unwrap();
        assert_eq!(error.status(), metadata.attempts()[0].status());
        assert!(error.request_id().is_some());
    }
}

#[test]
fn an_error_of_a_hook_is_retried_only_where_a_classifier_says_so() {
    #[derive(Debug)]
    struct Again;
    impl ClassifyRetry for Again {
        fn classify(&self, error: &Error, so_far: RetryDecision) -> RetryDecision {
            match error.kind() {
                ErrorKind::Interceptor => RetryDecision::retry(RetryReason::Transient),
                _ => so_far,
            }
        }
    }
    let client = Client::new([succeeds()], |config| {
        config
            .interceptor(Recorder::default().failing_at("read_before_transmit"))
            .retry_classifier(Again)
    });
    let error = client.call(&parcel()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interceptor);
    assert_eq!(client.time.waits(), [millis(500), secs(1)]);
}

/// Adds a header before signing, and one after.
#[derive(Debug)]
struct AddsHeaders;

impl Interceptor for AddsHeaders {
    fn modify_before_signing(
        &self,
        context: Context<'_, '_>,
        request: &mut http::Request<Bytes>,
    ) -> HookResult {
        let attempt = context.attempt().into();
        request.headers_mut().insert("x-before", attempt);
        Ok(())
    }

    fn modify_before_transmit(
        &self,
        _: Context<'_, '_>,
        request: &mut http::Request<Bytes>,
    ) -> HookResult {
        request.headers_mut().insert("x-after", "late".parse()?);
        *request.body_mut() = Bytes::from_static(b"something else");
        Ok(())
    }
}

#[test]
fn what_is_added_before_signing_is_signed_and_what_is_changed_after_is_sent_as_it_is() {
    let client = Client::new([fails(), succeeds()], |config| {
        config.interceptor(AddsHeaders)
    });
    client.call(&parcel()).unwrap();
    let requests = client.requests();
    for (request, attempt) in requests.iter().zip(["1", "2"]) {
        assert_eq!(header(request, "x-before"), attempt);
        assert_eq!(header(request, "x-after"), "late");
        assert_eq!(request.body(), "something else");
        let authorization = header(request, "authorization");
        assert!(
            authorization.contains("x-amz-security-token;x-before,"),
            "{authorization}"
        );
        assert!(!authorization.contains("x-after"), "{authorization}");
    }
    // The signatures are of the body as it was.
    let plain = Client::new([succeeds()], |config| {
        config.interceptor(HeaderForAll("x-before", "1"))
    });
    plain.call(&parcel()).unwrap();
    assert_eq!(
        header(&requests[0], "authorization"),
        header(&plain.requests()[0], "authorization")
    );
}

/// Adds a header for all attempts.
#[derive(Debug)]
struct HeaderForAll(&'static str, &'static str);

impl Interceptor for HeaderForAll {
    fn modify_before_retry_loop(
        &self,
        _: Context<'_, '_>,
        request: &mut http::Request<Bytes>,
    ) -> HookResult {
        request.headers_mut().insert(self.0, self.1.parse()?);
        Ok(())
    }
}

/// Adds a member to the form.
#[derive(Debug)]
struct LongerBody;

impl Interceptor for LongerBody {
    fn modify_before_retry_loop(
        &self,
        _: Context<'_, '_>,
        request: &mut http::Request<Bytes>,
    ) -> HookResult {
        let body = String::from_utf8(request.body().to_vec())? + "&Fragile=true";
        *request.body_mut() = body.into();
        Ok(())
    }
}

#[test]
fn what_is_changed_before_the_first_attempt_is_there_in_all() {
    let client = Client::new([fails(), succeeds()], |config| {
        config
            .interceptor(HeaderForAll("x-all", "yes"))
            .interceptor(LongerBody)
    });
    client.call(&parcel()).unwrap();
    let requests = client.requests();
    assert_eq!(requests.len(), 2);
    for request in &requests {
        assert_eq!(header(request, "x-all"), "yes");
        assert!(header(request, "authorization").contains(";x-all;"));
        assert!(request.body().ends_with(b"&Fragile=true"));
        let length = request.body().len().to_string();
        assert_eq!(header(request, "content-length"), length);
    }
}

/// Turns an empty answer into one of success.
#[derive(Debug)]
struct Mends;

impl Interceptor for Mends {
    fn modify_before_deserialization(
        &self,
        _: Context<'_, '_>,
        answer: &mut http::Response<Bytes>,
    ) -> HookResult {
        *answer = response(200, WEIGHED);
        Ok(())
    }
}

#[test]
fn an_answer_is_read_as_it_was_changed() {
    let client = Client::new([fails()], |config| config.interceptor(Mends));
    let output = client.call(&parcel()).unwrap();
    assert_eq!(output.grams, 750);
    // What came is told as it came.
    assert_eq!(output.metadata.attempts()[0].status(), Some(500));
    assert_eq!(client.requests().len(), 1);
}

/// Looks at all that there is to be seen.
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

#[test]
fn the_last_hooks_run_also_when_a_time_limit_cuts_the_call_short() {
    let notes = Notes::default();
    let client = Client::new([Script::Hang], |config| {
        config
            .interceptor(Recorder::new(&notes))
            .read_timeout(None)
            .operation_timeout(secs(5))
    });
    client.call(&parcel()).unwrap_err();
    let notes = notes.take();
    assert_eq!(
        notes[notes.len() - 3..],
        [
            "read_before_transmit 1",
            "read_after_attempt 1: Timeout",
            "read_after_execution 1: Timeout",
        ]
    );
}

#[test]
fn an_invalid_input_begins_a_call_and_ends_it() {
    let notes = Notes::default();
    let client = Client::new([succeeds()], |config| {
        config.interceptor(Recorder::new(&notes))
    });
    client.call(&WeighInput::default()).unwrap_err();
    assert_eq!(
        notes.take(),
        [
            "read_before_execution",
            "modify_before_serialization",
            "read_after_execution 0: Validation"
        ]
    );
}

/// Fills in what the caller left out.
#[derive(Debug)]
struct FillsIn(Notes);

impl Interceptor for FillsIn {
    fn modify_before_serialization(
        &self,
        context: Context<'_, '_>,
        input: &mut dyn Any,
    ) -> HookResult {
        if let Some(input) = input.downcast_mut::<WeighInput>() {
            input.parcel.get_or_insert_with(|| "a letter".into());
        }
        self.0.add(format!(
            "{:?}",
            context.input::<WeighInput>().unwrap().parcel
        ));
        Ok(())
    }

    fn read_before_serialization(&self, context: Context<'_, '_>) -> HookResult {
        self.0.add(format!(
            "{:?}",
            context.input::<WeighInput>().unwrap().parcel
        ));
        Ok(())
    }
}

#[test]
fn what_hooks_fill_in_is_validated_and_sent_and_the_caller_keeps_the_input() {
    let notes = Notes::default();
    let client = Client::new([succeeds()], |config| {
        config.interceptor(FillsIn(notes.clone()))
    });
    let input = WeighInput::default();
    client.call(&input).unwrap();
    assert!(client.requests()[0].body().ends_with(b"&Parcel=a%20letter"));
    assert_eq!(notes.take(), ["None", r#"Some("a letter")"#]);
    assert_eq!(input.parcel, None);
}

#[test]
fn presigning_runs_the_hooks_that_shape_a_request() {
    let expected = [
        "modify_before_serialization",
        "read_before_serialization",
        "read_after_serialization",
        "modify_before_retry_loop",
        "modify_before_signing",
        "read_before_signing",
        "read_after_signing",
    ];
    let notes = Notes::default();
    let client = Client::new([], |config| config.interceptor(Recorder::new(&notes)));
    let presigning = || PresigningConfig::expires_in(secs(60)).unwrap();
    let presign = |handle: &Handle| client.time.run(handle.presign(&parcel(), presigning()));
    presign(&client.handle).unwrap();
    assert_eq!(notes.take(), expected);

    let config = client.handle.config();
    let credentials = Credentials::new("AKID", "hush");
    let presigned = parcel().presign(config, &credentials, &presigning());
    presigned.unwrap();
    assert_eq!(notes.take(), expected);

    let unsigned = KnockInput.presign(config, &credentials, &presigning());
    unsigned.unwrap();
    assert_eq!(notes.take(), expected);

    for point in expected {
        let failing = Recorder::new(&notes).failing_at(point);
        let config = config.to_builder().without_interceptors();
        let handle = Handle::new(&config.interceptor(failing).build());
        let error = presign(&handle).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interceptor);
        assert!(error.to_string().contains(point), "{error}");
    }
}

#[test]
fn a_request_that_others_carry_runs_no_hooks() {
    let notes = Notes::default();
    let client = Client::new([], |config| config.interceptor(Recorder::new(&notes)));
    let config = client.handle.config();
    let mut request = parcel().to_request(config).unwrap();
    WeighInput::sign(&mut request, config, &Credentials::new("AKID", "hush")).unwrap();
    assert!(notes.take().is_empty());
}
