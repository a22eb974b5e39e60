//! Enums, unions and defaults.

use querysmith_runtime::DateTime;
use snapshot_defaults::operation::put_defaults::PutDefaultsInput;
use snapshot_defaults::types::{Nested, Size};
use snapshot_enums::operation::put_door::PutDoorInput;
use snapshot_enums::types::{Door, Floor};
use snapshot_unions::operation::put_union::PutUnionInput;
use snapshot_unions::types::{Either, Plain};

use crate::{form, read, violations};

#[test]
fn an_enum_keeps_unknown_values() {
    for value in Door::values() {
        assert_eq!(Door::from(*value).as_str(), *value);
        assert!(!matches!(Door::from(*value), Door::Unknown(_)), "{value}");
    }
    assert_eq!(Door::from("open"), Door::Open);
    assert_eq!("UNKNOWN".parse(), Ok(Door::UnknownValue));
    let other = Door::from("slammed");
    assert!(matches!(&other, Door::Unknown(value) if value.as_str() == "slammed"));
    assert_eq!(other.to_string(), "slammed");
    assert_eq!(i32::from(Floor::from(-1)), -1);
    assert_eq!(Floor::from(7), Floor::Unknown(7));
}

#[test]
fn an_unknown_enum_value_round_trips_and_only_strict_validation_rejects_it() {
    let input = PutDoorInput::builder()
        .door("slammed".into())
        .floor(Floor::from(9))
        .build();
    assert_eq!(form(&input), "Door=slammed&Floor=9");
    let error = violations(&input);
    assert!(
        error.contains("Door: unknown value, expected one of open, open wide"),
        "{error}"
    );
    assert!(
        error.contains("Floor: unknown value, expected one of 0, -1"),
        "{error}"
    );
    let output = read::<PutDoorInput>("<Door>slammed</Door><Floor> 9 </Floor>");
    assert_eq!(output.door, Door::from("slammed"));
    assert_eq!(output.floor, Some(Floor::Unknown(9)));
}

#[test]
fn a_union_has_exactly_one_member() {
    let inner = Either::Text("a b".to_owned());
    let one = Either::Other(Box::new(inner.clone()));
    let input = PutUnionInput::builder()
        .one(one.clone())
        .plain(Plain::Yes(true))
        .build();
    assert_eq!(form(&input), "One.Other.Text=a%20b&Plain.Yes=true");
    assert_eq!(one.as_other(), Ok(&inner));
    assert_eq!(one.as_text(), Err(&one));
    assert!(one.is_other() && !one.is_text() && !one.is_unknown());
    let xml =
        "<One><FlatNames>a</FlatNames><FlatNames>b</FlatNames></One><Plain><Yes>true</Yes></Plain>";
    let output = read::<PutUnionInput>(xml);
    assert_eq!(
        output.one,
        Some(Either::FlatNames(vec!["a".to_owned(), "b".to_owned()]))
    );
}

#[test]
fn an_unknown_union_member_is_parsed_but_not_sent() {
    let output = read::<PutUnionInput>("<One><New>1</New></One><Plain><Yes>false</Yes></Plain>");
    assert_eq!(output.one, Some(Either::Unknown));
    let input = PutUnionInput::builder()
        .one(Either::Unknown)
        .plain(Plain::Yes(true))
        .build();
    let error = violations(&input);
    assert!(error.contains("One: unknown member"), "{error}");
}

#[test]
fn missing_members_of_a_response_get_the_default_of_the_model() {
    let output = read::<PutDefaultsInput>("<Nested/>");
    let nested = output.nested.expect("the element is there");
    assert_eq!(nested, Nested::default());
    assert_eq!(nested.count, 10);
    assert_eq!(nested.ratio, -0.5);
    assert_eq!((nested.on, nested.name.as_str()), (true, "nobody"));
    assert_eq!(nested.size, Size::Small);
    assert_eq!(nested.since, DateTime::from_secs(0));
    assert_eq!(nested.data, [1, 2]);
    assert_eq!((nested.free, nested.gone), (None, None));
    assert_eq!(output.count, 3);
    assert_eq!(form(&PutDefaultsInput::builder().build()), "");
}
