//! Emitted paginators and waiters, called over a transport that follows a script.

// Clippy takes helpers outside of test functions for shipped code.
#![allow(clippy::panic, clippy::unwrap_used)]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use querysmith_runtime::clock::{BoxFuture, Sleep};
use querysmith_runtime::transport::{Transport, TransportError};
use querysmith_runtime::waiter::WaiterError;
use querysmith_runtime::{Bytes, Config, Credentials, http};
use snapshot_waiters::waiters::fleet_ready::{FleetReadyFinalPoll, WaitUntilFleetReadyError};

/// Answers with these statuses and bodies in turn, and keeps the forms that it is sent.
#[derive(Clone, Debug)]
struct Scripted {
    answers: Arc<Mutex<VecDeque<(u16, String)>>>,
    forms: Arc<Mutex<Vec<String>>>,
}

impl Scripted {
    fn new(answers: impl IntoIterator<Item = (u16, String)>) -> Self {
        Self {
            answers: Arc::new(Mutex::new(answers.into_iter().collect())),
            forms: Arc::default(),
        }
    }

    fn config(&self) -> Config {
        Config::builder()
            .region("eu-west-1")
            .credentials_provider(Credentials::new("AKID", "hush"))
            .transport(self.clone())
            .sleep(AtOnce)
            .build()
    }

    /// What was sent, without action and version.
    fn forms(&self) -> Vec<String> {
        self.forms.lock().unwrap().clone()
    }
}

impl Transport for Scripted {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let form = String::from_utf8(request.body().to_vec()).unwrap();
        let members = form.split_once("Version=2026-01-01").unwrap().1;
        self.forms.lock().unwrap().push(members.to_owned());
        let (status, body) = self.answers.lock().unwrap().pop_front().unwrap();
        let response = http::Response::builder().status(status);
        Box::pin(std::future::ready(Ok(response.body(body.into()).unwrap())))
    }
}

/// Pauses are over at once. So are time limits, but answers are there before them.
#[derive(Debug)]
struct AtOnce;

impl Sleep for AtOnce {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::ready(()))
    }
}

fn answer(operation: &str, members: &str) -> (u16, String) {
    let result = format!("<{operation}Result>{members}</{operation}Result>");
    (
        200,
        format!("<{operation}Response>{result}</{operation}Response>"),
    )
}

fn failed(code: &str) -> (u16, String) {
    (
        400,
        format!("<ErrorResponse><Error><Code>{code}</Code></Error></ErrorResponse>"),
    )
}

#[tokio::test]
async fn items_come_from_all_pages_by_the_names_of_service_and_operation() {
    let parcel = |id: &str| format!("<Parcels><member><Id>{id}</Id></member></Parcels>");
    let first = format!("{}<NextMarker>2</NextMarker>", parcel("a"));
    let transport = Scripted::new([
        answer("ListParcels", &first),
        answer("ListParcels", &parcel("b")),
    ]);
    let client = snapshot_pagination::Client::new(&transport.config());
    let paginator = client.list_parcels().owner("me").into_paginator();
    let items = paginator.page_size(1).items().send();
    let parcels: Vec<_> = items.try_collect().await.unwrap();
    let ids: Vec<_> = parcels.iter().filter_map(|parcel| parcel.id()).collect();
    assert_eq!(ids, ["a", "b"]);
    let forms = ["&MaxItems=1&Owner=me", "&Marker=2&MaxItems=1&Owner=me"];
    assert_eq!(transport.forms(), forms);
}

#[tokio::test]
async fn a_token_and_items_can_stand_deep_in_the_output() {
    let names = |marker: &str| {
        format!(
            "<Result><Names><member>{marker}!</member></Names>\
             <Here><Marker>{marker}</Marker></Here></Result>"
        )
    };
    let transport = Scripted::new([
        answer("ListNames", &names("x")),
        answer("ListNames", &names("")),
    ]);
    let client = snapshot_pagination::Client::new(&transport.config());
    let items = client.list_names().into_paginator().items().send();
    let names: Vec<String> = items.try_collect().await.unwrap();
    assert_eq!(names, ["x!", "!"]);
    assert_eq!(transport.forms(), ["", "&Marker=x"]);
}

#[tokio::test]
async fn items_can_be_the_entries_of_a_map() {
    let entry = |key: &str, id: &str| {
        format!("<Labels><entry><key>{key}</key><value><Id>{id}</Id></value></entry></Labels>")
    };
    let first = format!("{}<NextMarker>2</NextMarker>", entry("a", "1"));
    let transport = Scripted::new([
        answer("ListLabels", &first),
        answer("ListLabels", &entry("b", "2")),
    ]);
    let client = snapshot_pagination::Client::new(&transport.config());
    let items = client.list_labels().into_paginator().items().send();
    let labels: Vec<_> = items.try_collect().await.unwrap();
    let labels: Vec<_> = labels
        .iter()
        .map(|(key, parcel)| (key.as_str(), parcel.id()))
        .collect();
    assert_eq!(labels, [("a", Some("1")), ("b", Some("2"))]);
}

#[tokio::test]
async fn a_token_can_be_a_number_and_pages_can_be_what_they_are() {
    let transport = Scripted::new([
        answer("ListEvents", "<Position>7</Position>"),
        answer("ListEvents", "<Position>7</Position>"),
        answer("ListEvents", ""),
    ]);
    let client = snapshot_pagination::Client::new(&transport.config());
    let paginator = client.list_events().into_paginator();
    let mut pages = paginator.stop_on_duplicate_token(false).send();
    assert_eq!(pages.try_next().await.unwrap().unwrap().position(), Some(7));
    let rest: Vec<_> = pages.try_collect().await.unwrap();
    assert_eq!(rest.len(), 2);
    assert_eq!(transport.forms(), ["", "&Position=7", "&Position=7"]);
}

const REQUIRED: &str =
    "<Captain>Nobody</Captain><Sealed>true</Sealed><Count>1</Count><Tonnage>1</Tonnage>";

fn ships(statuses: &[&str]) -> (u16, String) {
    let ship = |status: &&str| format!("<member><Status>{status}</Status></member>");
    let ships: String = statuses.iter().map(ship).collect();
    answer(
        "DescribeShips",
        &format!("<Ships>{ships}</Ships>{REQUIRED}"),
    )
}

/// What comes of waiting until the fleet is ready, over these answers.
async fn fleet_ready(
    answers: impl IntoIterator<Item = (u16, String)>,
) -> Result<FleetReadyFinalPoll, WaitUntilFleetReadyError> {
    let transport = Scripted::new(answers);
    let client = snapshot_waiters::Client::new(&transport.config());
    let waiter = client.wait_until_fleet_ready().captain("Jason");
    let outcome = waiter.wait(Duration::from_secs(3600)).await;
    let forms = transport.forms();
    assert!(
        forms.iter().all(|form| form == "&Captain=Jason"),
        "{forms:?}"
    );
    outcome
}

#[tokio::test]
async fn all_texts_have_to_be_equal_and_there_has_to_be_one() {
    let answers = [
        ships(&[]),
        ships(&["ready", "new"]),
        ships(&["ready", "ready"]),
    ];
    let poll = fleet_ready(answers).await.unwrap();
    assert_eq!(poll.as_result().unwrap().ships().len(), 2);
}

#[tokio::test]
async fn any_text_can_be_the_one_of_failure() {
    let error = fleet_ready([ships(&["ready", "lost"])]).await.unwrap_err();
    let expected = "waiter FleetReady failed after 1 call: one of Ships[].Status is \"lost\"";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn errors_are_known_by_code_by_shape_and_without_a_shape() {
    let answers = [failed("NotYet"), failed("UnheardOf"), ships(&["ready"])];
    assert!(fleet_ready(answers).await.is_ok());
    let error = fleet_ready([failed("Burnt")]).await.unwrap_err();
    assert!(matches!(error, WaiterError::FailureState(_)), "{error}");
    // The shape is named so, but not the code.
    let error = fleet_ready([failed("NotYetFault")]).await.unwrap_err();
    assert!(matches!(error, WaiterError::OperationFailed(_)), "{error}");
}

#[tokio::test]
async fn an_error_of_the_service_can_be_awaited_and_one_of_ours_cannot() {
    let gone = |transport: &Scripted| {
        let client = snapshot_waiters::Client::new(&transport.config());
        client.wait_until_fleet_gone().wait(Duration::from_secs(60))
    };
    assert!(gone(&Scripted::new([failed("Whatever")])).await.is_ok());
    let junk = (200, "no XML".to_owned());
    let error = gone(&Scripted::new([junk])).await.unwrap_err();
    assert!(matches!(error, WaiterError::OperationFailed(_)), "{error}");
}

/// Whether one answer with these members is what a waiter waits for.
macro_rules! is_met {
    ($waiter:ident, $members:expr) => {{
        let transport =
            Scripted::new([answer("DescribeShips", &format!("{}{REQUIRED}", $members))]);
        let client = snapshot_waiters::Client::new(&transport.config());
        client
            .$waiter()
            .names("Argo")
            .captain("Tiphys")
            .wait(Duration::ZERO)
            .await
            .is_ok()
    }};
}

#[tokio::test]
async fn fields_and_indices_are_looked_into() {
    assert!(!is_met!(wait_until_flagship_ready, ""));
    assert!(!is_met!(wait_until_names_equal, ""));
    assert!(is_met!(
        wait_until_flagship_ready,
        "<Flagship><Status>ready</Status></Flagship>"
    ));
    let home = "<Flagship><Home><Name>here</Name></Home></Flagship>";
    assert!(is_met!(wait_until_flagship_ready, home));
    let crew = |names: &str| format!("<Ships><member><Crew>{names}</Crew></member></Ships>");
    let orpheus = "<member>Tiphys</member><member>Orpheus</member>";
    assert!(is_met!(wait_until_names_equal, crew(orpheus)));
    let argo = "<Ships><member/><member><Name>Argo</Name><Status>ready</Status></member></Ships>";
    assert!(is_met!(wait_until_flagship_ready, argo));
}

#[tokio::test]
async fn input_and_output_are_held_against_each_other() {
    assert!(is_met!(wait_until_both_agree, "<Ships><member/></Ships>"));
    assert!(is_met!(
        wait_until_both_agree,
        "<Ships><member><Name>Argo</Name></member><member/></Ships>"
    ));
    let others = "<Ships><member><Name>Other</Name></member><member/></Ships>";
    assert!(!is_met!(wait_until_both_agree, others));
}

#[tokio::test]
async fn a_filter_in_a_projection_counts_for_each_item() {
    let ship = |guns: i32, crew: &str| {
        let crew = format!("<Crew><member>{crew}</member></Crew>");
        format!("<Ships><member><Guns>{guns}</Guns>{crew}</member></Ships>")
    };
    // True of a ship that has fewer poets than guns.
    assert!(is_met!(wait_until_ships_contained, ship(2, "Orpheus")));
    assert!(is_met!(wait_until_ships_contained, ship(1, "Tiphys")));
    assert!(!is_met!(wait_until_ships_contained, ship(1, "Orpheus")));
    assert!(!is_met!(wait_until_ships_contained, ""));
}
