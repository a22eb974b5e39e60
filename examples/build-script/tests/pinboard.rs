//! Calls of the generated module over a scripted transport.

// Clippy treats helpers outside of test functions as production code.
#![allow(clippy::expect_used)]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use example_build_script::pinboard::Client;
use example_build_script::pinboard::operation::pin_note::{PinNoteError, PinNoteInput};
use example_build_script::remember;
use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::transport::{Transport, TransportError};
use querysmith_runtime::{Bytes, Config, Credentials, RetryMode, http};

/// A transport that returns scripted statuses and bodies in order, and records the requests.
#[derive(Clone, Debug, Default)]
struct Scripted {
    responses: Arc<Mutex<VecDeque<(u16, &'static str)>>>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Scripted {
    fn new(responses: impl IntoIterator<Item = (u16, &'static str)>) -> Self {
        Self {
            responses: Arc::new(Mutex::new(responses.into_iter().collect())),
            requests: Arc::default(),
        }
    }

    fn client(&self) -> Client {
        let config = Config::builder()
            .region("eu-west-1")
            .credentials_provider(Credentials::new("AKID", "hush"))
            .retry_mode(RetryMode::Off)
            .transport(self.clone())
            .build();
        Client::new(&config)
    }

    fn requests(&self) -> Vec<String> {
        self.requests
            .lock()
            .expect("the lock is not poisoned")
            .clone()
    }
}

impl Transport for Scripted {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let form = String::from_utf8_lossy(request.body());
        let line = format!("{} {form}", request.uri());
        self.requests
            .lock()
            .expect("the lock is not poisoned")
            .push(line);
        let scripted = self
            .responses
            .lock()
            .expect("the lock is not poisoned")
            .pop_front();
        let (status, body) = scripted.expect("a scripted response for every request");
        let response = http::Response::builder().status(status).body(body.into());
        Box::pin(std::future::ready(Ok(response.expect("a valid response"))))
    }
}

#[tokio::test]
async fn a_note_is_pinned_with_one_request() {
    let transport = Scripted::new([(
        200,
        "<PinNoteResponse><PinNoteResult><Note><Id>n-1</Id></Note></PinNoteResult></PinNoteResponse>",
    )]);
    let id = remember(&transport.client(), "milk").await;
    assert_eq!(id.expect("the call succeeds").as_deref(), Some("n-1"));
    assert_eq!(
        transport.requests(),
        ["https://pinboard.eu-west-1.example.com/ \
          Action=PinNote&Version=2026-01-01&Text=milk&Color=yellow"]
    );
}

#[tokio::test]
async fn a_modeled_error_is_parsed_with_its_members() {
    let transport = Scripted::new([(
        409,
        "<ErrorResponse><Error><Code>BoardFull</Code><Places>12</Places></Error></ErrorResponse>",
    )]);
    let error = remember(&transport.client(), "milk")
        .await
        .expect_err("the board is full");
    let PinNoteError::BoardFull(full) = &error else {
        panic!("expected BoardFull, found: {error}");
    };
    assert_eq!(full.places(), Some(12));
}

#[tokio::test]
async fn constraints_are_checked_before_anything_is_sent() {
    let transport = Scripted::default();
    let error = remember(&transport.client(), "")
        .await
        .expect_err("the text of a note must not be empty");
    assert!(
        error
            .to_string()
            .contains("Text: length 0, expected 1 to 140"),
        "{error}"
    );
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn pages_are_fetched_in_sequence() {
    let transport = Scripted::new([
        (
            200,
            "<ListNotesResponse><ListNotesResult><Notes><member><Id>b</Id></member></Notes>\
             <Marker>2</Marker></ListNotesResult></ListNotesResponse>",
        ),
        (
            200,
            "<ListNotesResponse><ListNotesResult><Notes><member><Id>a</Id></member></Notes>\
             </ListNotesResult></ListNotesResponse>",
        ),
    ]);
    let items = transport
        .client()
        .list_notes()
        .into_paginator()
        .items()
        .send();
    let notes: Vec<_> = items.try_collect().await.expect("both calls succeed");
    let ids: Vec<_> = notes.iter().filter_map(|note| note.id()).collect();
    assert_eq!(ids, ["b", "a"]);
}

#[test]
fn the_overlay_marks_the_pin_as_sensitive() {
    let input = PinNoteInput::builder().text("milk").pin("1234").build();
    let shown = format!("{input:?}");
    assert!(shown.contains("milk") && !shown.contains("1234"), "{shown}");
}
