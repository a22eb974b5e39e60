//! Pagination of pages and items over a scripted transport.

use std::collections::BTreeSet;

use querysmith_runtime::codegen_v1::QueryWriter;
use querysmith_runtime::codegen_v1::Validator;
use querysmith_runtime::codegen_v1::{ClientCore, OperationSpec};
use querysmith_runtime::codegen_v1::{Element, XmlError};
use querysmith_runtime::pagination::{Items, Pages, Paginated, PaginatedItems};
use querysmith_runtime::{AuthScheme, Error, ErrorKind, Operation, ResponseMetadata};

use crate::support::{POST_OFFICE, Script, Scripted, config};

#[derive(Debug, Clone, Default)]
struct ListInput {
    marker: Option<String>,
}

#[derive(Debug, PartialEq)]
struct ListOutput {
    parcels: Vec<String>,
    marker: Option<String>,
}

impl Operation for ListInput {
    type Output = ListOutput;
    type Error = Error;
    const SPEC: &'static OperationSpec = &OperationSpec::new(
        &POST_OFFICE,
        "List",
        AuthScheme::SigV4,
        Some("ListResult"),
        &[],
    );

    fn validate(&self, _: &mut Validator) {}

    fn serialize(&self, writer: &mut QueryWriter) {
        writer.string("Marker", self.marker.as_deref());
    }

    fn deserialize(result: Element<'_>, _: ResponseMetadata) -> Result<ListOutput, XmlError> {
        Ok(ListOutput {
            parcels: result
                .children_named("Parcel")
                .map(|parcel| parcel.string())
                .collect(),
            marker: result.child("Marker").map(|marker| marker.string()),
        })
    }
}

impl Paginated for ListInput {
    type Token = String;

    fn token(&self) -> Option<&String> {
        self.marker.as_ref()
    }

    fn set_token(&mut self, token: String) {
        self.marker = Some(token);
    }

    fn next_token(output: &ListOutput) -> Option<&String> {
        output.marker.as_ref().filter(|marker| !marker.is_empty())
    }
}

impl PaginatedItems for ListInput {
    type Items = Vec<String>;
    type Item = String;

    fn items(output: ListOutput) -> Vec<String> {
        output.parcels
    }
}

/// A response with these parcels and the marker of the next page.
fn page(parcels: &[&str], marker: Option<&str>) -> Script {
    let parcels = parcels
        .iter()
        .map(|parcel| format!("<Parcel>{parcel}</Parcel>"));
    let marker = marker.map(|marker| format!("<Marker>{marker}</Marker>"));
    let members: String = parcels.chain(marker).collect();
    let body = format!("<ListResponse><ListResult>{members}</ListResult></ListResponse>");
    Script::Respond(200, body)
}

fn pages(transport: &Scripted) -> Pages<ListInput> {
    Pages::new(
        ClientCore::new(&config(transport).build()),
        ListInput::default(),
    )
}

fn items(transport: &Scripted) -> Items<ListInput> {
    Items::new(pages(transport))
}

/// The markers that were requested.
fn markers(transport: &Scripted) -> Vec<String> {
    let bodies = transport.requests().into_iter();
    let bodies = bodies.map(|request| String::from_utf8(request.body().to_vec()).unwrap());
    bodies
        .map(|body| {
            body.split_once("&Marker=")
                .map_or("", |(_, marker)| marker)
                .to_owned()
        })
        .collect()
}

#[tokio::test]
async fn the_user_agent_contains_the_paginator_metric() {
    let transport = Scripted::steps([page(&["a"], None)]);
    pages(&transport).next().await.unwrap().unwrap();
    let user_agent = transport.requests()[0].headers()["user-agent"].clone();
    assert!(
        user_agent.to_str().unwrap().ends_with(" m/C"),
        "{user_agent:?}"
    );
}

#[tokio::test]
async fn pages_end_with_the_first_that_has_no_next_token() {
    let transport = Scripted::steps([
        page(&["a", "b"], Some("2")),
        page(&[], Some("3")),
        page(&["c"], None),
    ]);
    let mut pages = pages(&transport);
    assert_eq!(pages.next().await.unwrap().unwrap().parcels, ["a", "b"]);
    assert_eq!(
        transport.requests().len(),
        1,
        "a page is fetched only on demand"
    );
    assert!(pages.next().await.unwrap().unwrap().parcels.is_empty());
    assert_eq!(pages.try_next().await.unwrap().unwrap().parcels, ["c"]);
    assert_eq!(pages.try_next().await.unwrap(), None);
    assert_eq!(pages.try_next().await.unwrap(), None);
    assert_eq!(markers(&transport), ["", "2", "3"]);
}

#[tokio::test]
async fn an_empty_token_ends_the_pages() {
    let transport = Scripted::steps([page(&["a"], Some(""))]);
    let pages: Vec<ListOutput> = pages(&transport).try_collect().await.unwrap();
    assert_eq!(pages.len(), 1);
}

#[tokio::test]
async fn items_come_from_all_pages_and_empty_pages_are_skipped() {
    let transport = Scripted::steps([
        page(&[], Some("2")),
        page(&["a", "b"], Some("3")),
        page(&[], Some("4")),
        page(&["c"], Some("5")),
        page(&[], None),
    ]);
    let items: Vec<String> = items(&transport).try_collect().await.unwrap();
    assert_eq!(items, ["a", "b", "c"]);
    assert_eq!(markers(&transport), ["", "2", "3", "4", "5"]);
}

#[tokio::test]
async fn items_can_be_collected_into_any_collection_of_results() {
    let transport = Scripted::steps([page(&["b", "a", "b"], None)]);
    let items = items(&transport)
        .collect::<Result<BTreeSet<_>, _>>()
        .await
        .unwrap();
    assert_eq!(items, BTreeSet::from(["a".to_owned(), "b".to_owned()]));
}

#[tokio::test]
async fn pagination_can_start_at_a_later_page() {
    let transport = Scripted::steps([page(&["c"], None)]);
    let input = ListInput {
        marker: Some("3".into()),
    };
    let pages = Pages::new(ClientCore::new(&config(&transport).build()), input);
    pages.try_collect::<Vec<_>>().await.unwrap();
    assert_eq!(markers(&transport), ["3"]);
}

#[tokio::test]
async fn an_error_in_the_middle_ends_the_pages() {
    let denied = Script::Respond(
        403,
        "<E><Error><Code>AccessDenied</Code></Error></E>".into(),
    );
    let transport = Scripted::steps([page(&["a"], Some("2")), denied, page(&["b"], None)]);
    let mut items = items(&transport);
    assert_eq!(items.next().await.unwrap().unwrap(), "a");
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!(error.code(), Some("AccessDenied"));
    assert!(items.next().await.is_none());
    assert_eq!(transport.requests().len(), 2);
}

#[tokio::test]
async fn an_immediately_repeated_token_is_an_error_after_its_page() {
    let transport = Scripted::steps([page(&["a"], Some("2")), page(&["b"], Some("2"))]);
    let mut pages = pages(&transport);
    assert!(pages.next().await.unwrap().is_ok());
    assert_eq!(pages.next().await.unwrap().unwrap().parcels, ["b"]);
    let error = pages.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Response);
    assert_eq!(
        error.to_string(),
        "List failed: the response cannot be read: the pagination token repeats that of an earlier \
         page; if the service does so deliberately, call `.stop_on_duplicate_token(false)` on the \
         paginator"
    );
    assert!(pages.next().await.is_none());
    assert_eq!(transport.requests().len(), 2);
}

#[tokio::test]
async fn a_cycle_of_tokens_is_an_error() {
    for length in 1..=20 {
        let one_round = (0..length).map(|i| page(&["a"], Some(&((i + 1) % length).to_string())));
        let transport = Scripted::steps(one_round.cycle().take(200));
        let error = pages(&transport).try_collect::<Vec<_>>().await.unwrap_err();
        assert!(
            error.to_string().contains("the pagination token repeats"),
            "{error}"
        );
        let calls = transport.requests().len();
        assert!(
            calls <= 4 * length + 2,
            "{calls} calls for a cycle of {length}"
        );
    }
}

#[tokio::test]
async fn many_pages_without_a_repeated_token_are_not_an_error() {
    let numbers = (1..200).map(|i| page(&["a"], Some(&i.to_string())));
    let transport = Scripted::steps(numbers.chain([page(&["a"], None)]));
    let items: Vec<String> = items(&transport).try_collect().await.unwrap();
    assert_eq!(items.len(), 200);
}

#[tokio::test]
async fn a_repeated_token_is_accepted_when_allowed() {
    let transport = Scripted::steps([
        page(&["a"], Some("2")),
        page(&["b"], Some("2")),
        page(&["c"], Some("2")),
        page(&["d"], None),
    ]);
    let pages = pages(&transport).stop_on_duplicate_token(false);
    let pages: Vec<ListOutput> = pages.try_collect().await.unwrap();
    assert_eq!(pages.len(), 4);
}

#[tokio::test]
async fn dropping_a_future_loses_no_page() {
    let transport = Scripted::steps([Script::Hang, page(&["a"], None)]);
    let mut pages = pages(&transport);
    let dropped = tokio::select! {
        biased;
        _ = pages.next() => false,
        () = std::future::ready(()) => true,
    };
    assert!(dropped);
    assert_eq!(pages.next().await.unwrap().unwrap().parcels, ["a"]);
}

#[test]
fn pages_and_items_can_be_fetched_on_another_thread() {
    fn is_send(_: impl Send) {}
    let transport = Scripted::responding(200, "");
    is_send(pages(&transport).next());
    is_send(items(&transport).try_collect::<Vec<_>>());
}
