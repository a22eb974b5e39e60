//! What hooks can change: the input, requests before and after they are signed, and answers.

use std::any::Any;

use querysmith_runtime::interceptor::{HookResult, Interceptor};
use querysmith_runtime::{Bytes, http};

use crate::client::{Client, Context, fails, succeeds};
use crate::support::hooks::Notes;
use crate::support::{WEIGHED, WeighInput, parcel, response};

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

fn header<'r>(request: &'r http::Request<Bytes>, name: &str) -> &'r str {
    let value = request.headers().get(name);
    value.expect("the header is sent").to_str().unwrap()
}
