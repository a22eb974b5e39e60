//! What hooks can change: the input, requests before and after signing, and responses.

use std::any::Any;

use querysmith_runtime::interceptor::{HookResult, Interceptor};
use querysmith_runtime::{Bytes, http};

use super::client::{Client, Context, fails, succeeds};
use crate::support::hooks::Notes;
use crate::support::{WEIGHED, WeighInput, parcel, response};

#[derive(Debug)]
struct SetsDefaultParcel(Notes);

impl Interceptor for SetsDefaultParcel {
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
fn input_changes_by_hooks_are_validated_and_sent_and_the_callers_input_is_unchanged() {
    let notes = Notes::default();
    let client = Client::new([succeeds()], |config| {
        config.interceptor(SetsDefaultParcel(notes.clone()))
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

/// Replaces the body at each point where that is possible, and sets a wrong length.
#[derive(Debug)]
struct ReplacesBody(&'static str);

impl ReplacesBody {
    fn replace(&self, point: &str, request: &mut http::Request<Bytes>) -> HookResult {
        if point == self.0 {
            *request.body_mut() = Bytes::from_static(b"a body of another length");
            request.headers_mut().append("content-length", 7.into());
        }
        Ok(())
    }
}

impl Interceptor for ReplacesBody {
    fn modify_before_retry_loop(
        &self,
        _: Context<'_, '_>,
        request: &mut http::Request<Bytes>,
    ) -> HookResult {
        self.replace("retry loop", request)
    }

    fn modify_before_signing(
        &self,
        _: Context<'_, '_>,
        request: &mut http::Request<Bytes>,
    ) -> HookResult {
        self.replace("signing", request)
    }

    fn modify_before_transmit(
        &self,
        _: Context<'_, '_>,
        request: &mut http::Request<Bytes>,
    ) -> HookResult {
        self.replace("transmit", request)
    }
}

#[test]
fn after_every_hook_the_content_length_is_that_of_the_body() {
    for point in ["retry loop", "signing", "transmit"] {
        let client = Client::new([succeeds()], |config| {
            config.interceptor(ReplacesBody(point))
        });
        client.call(&parcel()).unwrap();
        let requests = client.requests();
        assert_eq!(requests[0].body(), "a body of another length");
        let lengths = requests[0].headers().get_all("content-length");
        let lengths: Vec<_> = lengths.iter().collect();
        assert_eq!(lengths, ["24"], "{point}");
    }
}

#[test]
fn changes_before_signing_are_signed_and_changes_after_signing_are_sent_unsigned() {
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
    // The signature covers the original body.
    let plain = Client::new([succeeds()], |config| {
        config.interceptor(HeaderForAll("x-before", "1"))
    });
    plain.call(&parcel()).unwrap();
    assert_eq!(
        header(&requests[0], "authorization"),
        header(&plain.requests()[0], "authorization")
    );
}

/// Adds a header to all attempts.
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

/// Adds a parameter to the form body.
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
fn changes_before_the_retry_loop_apply_to_all_attempts() {
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

/// Replaces the response with a successful one.
#[derive(Debug)]
struct ReplacesResponse;

impl Interceptor for ReplacesResponse {
    fn modify_before_deserialization(
        &self,
        _: Context<'_, '_>,
        received: &mut http::Response<Bytes>,
    ) -> HookResult {
        *received = response(200, WEIGHED);
        Ok(())
    }
}

#[test]
fn a_response_changed_by_a_hook_is_deserialized() {
    let client = Client::new([fails()], |config| config.interceptor(ReplacesResponse));
    let output = client.call(&parcel()).unwrap();
    assert_eq!(output.grams, 750);
    // The metadata records the original response.
    assert_eq!(output.metadata.attempts()[0].status(), Some(500));
    assert_eq!(client.requests().len(), 1);
}

fn header<'r>(request: &'r http::Request<Bytes>, name: &str) -> &'r str {
    let value = request.headers().get(name);
    value.expect("the header is present").to_str().unwrap()
}
