//! Serialization of outputs and errors as responses. The round trips test it with random values.

use querysmith_runtime::Operation;
use querysmith_testing::{ErrorBuilder, Response, ToResponse};
use snapshot_ec2::operation::put_names::{PutNamesInput, PutNamesOutput};
use snapshot_redacted::operation::put_vault::{PutVaultError, PutVaultInput};
use snapshot_redacted::types::error::Burgled;
use snapshot_requests::operation::find_gift::{FindGiftInput, FindGiftOutput};
use snapshot_requests::operation::send_gift::{SendGiftInput, SendGiftOutput};
use snapshot_requests::types::Wrap;

/// The body of a scripted response.
fn xml(value: &impl ToResponse) -> String {
    let scripted = Response::of(value);
    let body = scripted.response().expect("a response").body();
    String::from_utf8(body.to_vec()).expect("a document in UTF-8")
}

#[test]
fn members_of_an_error_are_inside_the_error_element() {
    let mut burgled = Burgled::new("gone");
    burgled.pin = Some(4711);
    burgled.place = Some("b&b".to_owned());
    assert_eq!(
        xml(&burgled),
        "<ErrorResponse><Error><Type>Sender</Type><Code>Burgled</Code><Message>gone</Message>\
         <Pin>4711</Pin><Place>b&amp;b</Place></Error><RequestId>scripted</RequestId>\
         </ErrorResponse>"
    );
    let scripted = Response::of(&burgled);
    assert!(!format!("{scripted:?}").contains("4711"));
    let response = scripted.response().expect("a response");
    let PutVaultError::Burgled(read) =
        PutVaultInput::parse_response(response).expect_err("an error response")
    else {
        panic!("a different error");
    };
    assert_eq!((read.pin(), read.place()), (Some(4711), Some("b&b")));
    assert_eq!(read.meta().status(), Some(400));
}

#[test]
fn an_error_with_a_success_status_gets_the_status_of_its_model() {
    let error = ErrorBuilder::service("Burgled").status(200).build();
    let scripted = Response::of(&Burgled::from(error));
    assert_eq!(scripted.response().expect("a response").status(), 400);
}

#[test]
fn attributes_are_written_on_the_result_element() {
    let output = FindGiftOutput::builder()
        .kind("a \"toy\"")
        .wrap(Wrap::Paper);
    let output = output.name("n").build().expect("complete");
    assert_eq!(
        xml(&output),
        "<FindGiftResponse xmlns=\"https://requests.example.com/doc/\"><FindGiftResult kind=\"a &#34;toy&#34;\" Wrap=\"PAPER\">\
         <Name>n</Name></FindGiftResult><ResponseMetadata><RequestId>scripted</RequestId>\
         </ResponseMetadata></FindGiftResponse>"
    );
    let scripted = Response::of(&output);
    let read = FindGiftInput::parse_response(scripted.response().expect("a response"));
    assert_eq!(read.expect("a success response").kind(), "a \"toy\"");
}

#[test]
fn an_empty_output_has_no_result_element() {
    let scripted = Response::of(&SendGiftOutput::default());
    assert_eq!(
        xml(&SendGiftOutput::default()),
        "<SendGiftResponse xmlns=\"https://requests.example.com/doc/\"><ResponseMetadata><RequestId>scripted</RequestId></ResponseMetadata>\
         </SendGiftResponse>"
    );
    let read = SendGiftInput::parse_response(scripted.response().expect("a response"));
    assert_eq!(read.expect("an output").request_id(), Some("scripted"));
}

#[test]
fn ec2_query_has_members_in_the_root_element() {
    let output = PutNamesOutput::builder().renamed("2").list("4").flat("5");
    let output = output.build();
    assert_eq!(
        xml(&output),
        "<PutNamesResponse xmlns=\"https://ec2.example.com/doc/\"><other>2</other><list><item>4</item></list><flat>5</flat>\
         <requestId>scripted</requestId></PutNamesResponse>"
    );
    let scripted = Response::of(&output);
    let read = PutNamesInput::parse_response(scripted.response().expect("a response"));
    let read = read.expect("an output");
    assert_eq!(
        (read.renamed(), read.flat()),
        (Some("2"), &["5".to_owned()][..])
    );
    assert_eq!(read.request_id(), Some("scripted"));
}
