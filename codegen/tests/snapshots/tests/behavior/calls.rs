//! Tests of emitted paginators and waiters with a scripted transport.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use querysmith_runtime::clock::{BoxFuture, Sleep};
use querysmith_runtime::transport::{Transport, TransportError};
use querysmith_runtime::waiter::WaiterError;
use querysmith_runtime::{Bytes, Config, Credentials, http};
use snapshot_waiters::waiters::fleet_ready::{FleetReadyFinalPoll, WaitUntilFleetReadyError};

/// A transport that returns the given statuses and bodies in order, and records the forms it is
/// sent.
#[derive(Clone, Debug)]
struct ScriptedTransport {
    responses: Arc<Mutex<VecDeque<(u16, String)>>>,
    forms: Arc<Mutex<Vec<String>>>,
}

impl ScriptedTransport {
    fn new(responses: impl IntoIterator<Item = (u16, String)>) -> Self {
        Self {
            responses: Arc::new(Mutex::new(responses.into_iter().collect())),
            forms: Arc::default(),
        }
    }

    fn config(&self) -> Config {
        Config::builder()
            .region("eu-west-1")
            .credentials_provider(Credentials::new("AKID", "hush"))
            .transport(self.clone())
            .sleep(InstantSleep)
            .build()
    }

    /// The forms that were sent, without action and version.
    fn forms(&self) -> Vec<String> {
        self.forms.lock().unwrap().clone()
    }
}

impl Transport for ScriptedTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let form = String::from_utf8(request.body().to_vec()).unwrap();
        let members = form.split_once("Version=2026-01-01").unwrap().1;
        self.forms.lock().unwrap().push(members.to_owned());
        let (status, body) = self.responses.lock().unwrap().pop_front().unwrap();
        let response = http::Response::builder().status(status);
        Box::pin(std::future::ready(Ok(response.body(body.into()).unwrap())))
    }
}

/// A `Sleep` whose delays end immediately. So do time limits, but responses arrive before them.
#[derive(Debug)]
struct InstantSleep;

impl Sleep for InstantSleep {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::ready(()))
    }
}

fn response(operation: &str, members: &str) -> (u16, String) {
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
async fn items_come_from_all_pages() {
    let parcel = |id: &str| format!("<Parcels><member><Id>{id}</Id></member></Parcels>");
    let first = format!("{}<NextMarker>2</NextMarker>", parcel("a"));
    let transport = ScriptedTransport::new([
        response("ListParcels", &first),
        response("ListParcels", &parcel("b")),
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
async fn the_token_and_the_items_can_be_nested_in_the_output() {
    let names = |marker: &str| {
        format!(
            "<Result><Names><member>{marker}!</member></Names>\
             <Here><Marker>{marker}</Marker></Here></Result>"
        )
    };
    let transport = ScriptedTransport::new([
        response("ListNames", &names("x")),
        response("ListNames", &names("")),
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
    let transport = ScriptedTransport::new([
        response("ListLabels", &first),
        response("ListLabels", &entry("b", "2")),
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
async fn a_token_can_be_a_number_and_pages_can_be_iterated() {
    let transport = ScriptedTransport::new([
        response("ListEvents", "<Position>7</Position>"),
        response("ListEvents", "<Position>7</Position>"),
        response("ListEvents", ""),
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
    response(
        "DescribeShips",
        &format!("<Ships>{ships}</Ships>{REQUIRED}"),
    )
}

/// The outcome of waiting until the fleet is ready, with these responses.
async fn fleet_ready(
    responses: impl IntoIterator<Item = (u16, String)>,
) -> Result<FleetReadyFinalPoll, WaitUntilFleetReadyError> {
    let transport = ScriptedTransport::new(responses);
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
async fn all_string_equals_needs_at_least_one_string() {
    let responses = [
        ships(&[]),
        ships(&["ready", "new"]),
        ships(&["ready", "ready"]),
    ];
    let poll = fleet_ready(responses).await.unwrap();
    assert_eq!(poll.as_result().unwrap().ships().len(), 2);
}

#[tokio::test]
async fn any_string_equals_needs_one_matching_string() {
    let error = fleet_ready([ships(&["ready", "lost"])]).await.unwrap_err();
    let expected = "waiter FleetReady failed after 1 call: one of Ships[].Status is \"lost\"";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn errors_are_matched_by_code_and_by_shape() {
    let responses = [failed("NotYet"), failed("UnheardOf"), ships(&["ready"])];
    assert!(fleet_ready(responses).await.is_ok());
    let error = fleet_ready([failed("Burnt")]).await.unwrap_err();
    assert!(matches!(error, WaiterError::FailureState(_)), "{error}");
    // This is the name of the shape, but not its code.
    let error = fleet_ready([failed("NotYetFault")]).await.unwrap_err();
    assert!(matches!(error, WaiterError::OperationFailed(_)), "{error}");
}

#[tokio::test]
async fn a_service_error_can_be_success_and_a_client_error_cannot() {
    let gone = |transport: &ScriptedTransport| {
        let client = snapshot_waiters::Client::new(&transport.config());
        client.wait_until_fleet_gone().wait(Duration::from_secs(60))
    };
    assert!(
        gone(&ScriptedTransport::new([failed("Whatever")]))
            .await
            .is_ok()
    );
    let malformed = (200, "not XML".to_owned());
    let error = gone(&ScriptedTransport::new([malformed]))
        .await
        .unwrap_err();
    assert!(matches!(error, WaiterError::OperationFailed(_)), "{error}");
}

/// Whether a response with these members satisfies a waiter.
macro_rules! is_met {
    ($waiter:ident, $members:expr) => {{
        let transport = ScriptedTransport::new([response(
            "DescribeShips",
            &format!("{}{REQUIRED}", $members),
        )]);
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
async fn fields_and_indices_are_evaluated() {
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
async fn input_and_output_are_compared() {
    assert!(is_met!(wait_until_both_agree, "<Ships><member/></Ships>"));
    assert!(is_met!(
        wait_until_both_agree,
        "<Ships><member><Name>Argo</Name></member><member/></Ships>"
    ));
    let others = "<Ships><member><Name>Other</Name></member><member/></Ships>";
    assert!(!is_met!(wait_until_both_agree, others));
}

#[tokio::test]
async fn a_filter_in_a_projection_is_evaluated_per_item() {
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
