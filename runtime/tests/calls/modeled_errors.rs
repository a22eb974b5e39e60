//! Modeled errors with members, which are read while the response is parsed.

use std::cell::Cell;

use querysmith_runtime::codegen_v1::{
    ClientCore, Element, OperationSpec, QueryWriter, Validator, XmlError, error_shape,
    operation_error,
};
use querysmith_runtime::{AuthScheme, Error, Operation, ResponseMetadata};
use querysmith_testing::ErrorBuilder;

use crate::support::{POST_OFFICE, Script, Scripted, config, response};

error_shape! {
    /// The parcel is too heavy.
    #[error(code = "TooHeavy", status = 400, members = read_too_heavy)]
    #[derive(Clone, Debug, PartialEq)]
    pub struct TooHeavy {
        /// The limit.
        pub limit: Option<i32>,
        /// The labels.
        pub labels: Option<Vec<String>>,
    }
}

error_shape! {
    /// The office is closed.
    #[error(code = "Closed", status = 400)]
    #[derive(Clone, Debug, PartialEq)]
    pub struct Closed {}
}

operation_error! {
    /// The error of a call of `Lift`.
    pub enum LiftError {
        #[error("TooHeavy", is_too_heavy)]
        TooHeavy(TooHeavy),
        #[error("Closed", is_closed)]
        Closed(Closed),
    }
}

thread_local! {
    /// How often the members were read in this thread, in which one test runs.
    static READS: Cell<usize> = const { Cell::new(0) };
}

fn read_too_heavy(element: Element<'_>, error: &mut TooHeavy) -> Result<(), XmlError> {
    READS.set(READS.get() + 1);
    error.limit = element.child("Limit").map(Element::integer).transpose()?;
    let labels = element.children_named("Label").map(Element::string);
    error.labels = Some(labels.collect());
    Ok(())
}

/// An operation with errors that have members.
#[derive(Debug, Clone)]
struct LiftInput;

impl Operation for LiftInput {
    type Output = ResponseMetadata;
    type Error = LiftError;
    const SPEC: &'static OperationSpec = &OperationSpec::new(
        &POST_OFFICE,
        "Lift",
        AuthScheme::NoAuth,
        None,
        &[TooHeavy::SPEC, Closed::SPEC],
    );

    fn validate(&self, _: &mut Validator) {}

    fn serialize(&self, _: &mut QueryWriter) {}

    fn deserialize(
        _: Element<'_>,
        metadata: ResponseMetadata,
    ) -> Result<ResponseMetadata, XmlError> {
        Ok(metadata)
    }
}

fn body(labels: usize) -> String {
    let labels = "<Label>fragile</Label>".repeat(labels);
    format!(
        "<ErrorResponse><Error><Code>TooHeavy</Code><Message>no</Message><Limit>7</Limit>{labels}\
         </Error></ErrorResponse>"
    )
}

#[track_caller]
fn check(error: LiftError, labels: usize) {
    let LiftError::TooHeavy(error) = error else {
        panic!("{error:?}");
    };
    assert_eq!(error.limit, Some(7));
    assert_eq!(error.labels.map(|labels| labels.len()), Some(labels));
    assert_eq!(error.message.as_deref(), Some("no"));
}

#[tokio::test]
async fn members_are_read_once_however_large_the_response_is() {
    // An error keeps only the first 16 KiB of the response.
    for labels in [0, 3, 100_000] {
        let transport = Scripted::new(Script::Respond(400, body(labels)));
        let client = ClientCore::new(&config(&transport).build());
        READS.set(0);
        let error = client.call(&LiftInput).await.unwrap_err();
        assert_eq!(READS.get(), 1);
        assert_eq!(error.status(), Some(400));
        check(error.clone(), labels);
        // The error of a call can become that of the operation later, too.
        check(LiftError::from(Error::from(error)), labels);

        for status in [200, 400] {
            let response = response(status, &body(labels));
            check(LiftInput::parse_response(&response).unwrap_err(), labels);
        }
    }
}

#[test]
fn members_of_an_error_that_no_call_returned_are_read_from_its_body() {
    let error = ErrorBuilder::service("TooHeavy")
        .message("no")
        .body(body(2))
        .build();
    check(error.into(), 2);
}

#[test]
fn an_error_is_kept_if_a_member_cannot_be_read() {
    for (body, code) in [
        (body(1).replace('7', "seven"), "TooHeavy"),
        (body(1).replace("TooHeavy", "Closed"), "Closed"),
        (body(1).replace("TooHeavy", "Other"), "Other"),
    ] {
        let error = LiftInput::parse_response(&response(400, &body)).unwrap_err();
        assert_eq!(error.code(), Some(code));
        if let LiftError::TooHeavy(error) = &error {
            assert_eq!((error.limit, &error.labels), (None, &None));
        }
        let (heavy, closed) = (code == "TooHeavy", code == "Closed");
        assert_eq!((error.is_too_heavy(), error.is_closed()), (heavy, closed));
    }
}
