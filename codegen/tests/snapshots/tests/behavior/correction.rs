//! Client error correction: what emitted code reads of a response that lacks required members.

use querysmith_runtime::http::Response;
use querysmith_runtime::{Bytes, DateTime, Operation};
use snapshot_enums::operation::put_door::PutDoorInput;
use snapshot_enums::types::Door;
use snapshot_lists::operation::put_lists::PutListsInput;
use snapshot_maps::operation::put_maps::PutMapsInput;
use snapshot_scalars::operation::put_scalars::PutScalarsInput;
use snapshot_structures::operation::plant_tree::PlantTreeInput;
use snapshot_timestamps::operation::set_alarm::SetAlarmInput;
use snapshot_unions::operation::put_union::PutUnionInput;
use snapshot_unions::types::Plain;

/// The output of a response whose result has only these members.
fn read<O: Operation<Error: std::fmt::Debug>>(members: &str) -> O::Output {
    let name = O::SPEC.name;
    let body = format!("<{name}Response><{name}Result>{members}</{name}Result></{name}Response>");
    let response = Response::new(Bytes::from(body));
    O::parse_response(&response).expect("an output")
}

#[test]
fn lists_and_maps_are_empty() {
    assert!(read::<PutListsInput>("").needed().is_empty());
    assert!(read::<PutMapsInput>("").needed.is_empty());
}

#[test]
fn numbers_are_zero_booleans_false_and_texts_and_blobs_empty() {
    let output = read::<PutScalarsInput>("<Previous/>");
    assert_eq!(output.count(), 0);
    let scalars = output.previous().expect("a structure");
    assert!(!scalars.needed_boolean());
    assert_eq!(scalars.needed_double(), 0.0);
    assert_eq!(scalars.needed_string(), "");
    assert!(scalars.needed_blob().is_empty());
}

#[test]
fn enums_are_unknown_values() {
    let output = read::<PutDoorInput>("<Nested/>");
    assert_eq!(output.door(), &Door::from(""));
    let nested = output.nested().expect("a structure");
    assert_eq!(nested.door().as_str(), "");
    assert_eq!(nested.floor().as_i32(), 0);
}

#[test]
fn unions_are_unknown_and_timestamps_the_epoch() {
    assert_eq!(read::<PutUnionInput>("").plain(), &Plain::Unknown);
    let alarm = read::<SetAlarmInput>("");
    assert_eq!(*alarm.needed(), DateTime::from_secs(0));
}

#[test]
fn structures_are_corrected_at_any_depth() {
    let output = read::<PlantTreeInput>("");
    assert_eq!(output.tree().label(), None);
    assert_eq!(output.tree().soil().kind(), None);
}
