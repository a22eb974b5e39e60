//! Request bodies of the Query protocol.

#![expect(clippy::expect_used, reason = "a test helper may panic")]

use querysmith_runtime::codegen_v1::QueryWriter;
use querysmith_runtime::{DateTime, TimestampFormat};

/// What `write` appends after the action and the version.
fn body(write: impl FnOnce(&mut QueryWriter)) -> String {
    let mut writer = QueryWriter::new("Op", "2020-01-08");
    write(&mut writer);
    let body = writer.finish();
    let members = body.strip_prefix("Action=Op&Version=2020-01-08");
    members
        .expect("the action and the version come first")
        .to_owned()
}

#[test]
fn a_body_without_members_is_the_action_and_the_version() {
    let writer = QueryWriter::new("GetCallerIdentity", "2011-06-15");
    assert_eq!(
        writer.finish(),
        "Action=GetCallerIdentity&Version=2011-06-15"
    );
}

#[test]
fn members_come_in_the_order_they_are_written() {
    let body = body(|w| {
        w.string("Foo", Some("val1"));
        w.boolean("Baz", Some(true));
        w.boolean("Bay", Some(false));
    });
    assert_eq!(body, "&Foo=val1&Baz=true&Bay=false");
}

#[test]
fn an_absent_member_writes_nothing() {
    let body = body(|w| {
        w.string("A", None);
        w.boolean("A", None);
        w.byte("A", None);
        w.short("A", None);
        w.integer("A", None);
        w.long("A", None);
        w.float("A", None);
        w.double("A", None);
        w.blob("A", None);
        w.timestamp("A", None, TimestampFormat::DateTime);
    });
    assert_eq!(body, "");
}

#[test]
fn an_empty_string_and_an_empty_blob_keep_their_name() {
    let body = body(|w| {
        w.string("Foo", Some(""));
        w.blob("Bar", Some(b""));
    });
    assert_eq!(body, "&Foo=&Bar=");
}

#[test]
fn integers_are_decimal_over_their_whole_range() {
    let body = body(|w| {
        w.byte("A", Some(i8::MIN));
        w.short("B", Some(i16::MAX));
        w.integer("C", Some(i32::MIN));
        w.long("D", Some(i64::MIN));
        w.integer("E", Some(0));
    });
    assert_eq!(
        body,
        "&A=-128&B=32767&C=-2147483648&D=-9223372036854775808&E=0"
    );
}

#[test]
fn floats_are_decimal_or_named() {
    let body = body(|w| {
        w.double("A", Some(10.8));
        w.float("B", Some(0.1));
        w.float("C", Some(-2.0));
        w.float("D", Some(f32::NAN));
        w.double("E", Some(f64::NAN));
        w.float("F", Some(f32::INFINITY));
        w.double("G", Some(f64::INFINITY));
        w.float("H", Some(f32::NEG_INFINITY));
        w.double("I", Some(f64::NEG_INFINITY));
        w.double("J", Some(1e21));
    });
    assert_eq!(
        body,
        "&A=10.8&B=0.1&C=-2&D=NaN&E=NaN&F=Infinity&G=Infinity&H=-Infinity&I=-Infinity\
         &J=1000000000000000000000"
    );
}

#[test]
fn blobs_are_encoded_as_base64_and_then_percent_encoded() {
    let body = body(|w| {
        w.blob("A", Some(b"value"));
        w.blob("B", Some(&[0xfb, 0xff, 0xfe]));
    });
    assert_eq!(body, "&A=dmFsdWU%3D&B=%2B%2F%2F%2B");
}

#[test]
fn timestamps_have_three_formats() {
    let time = DateTime::from_secs(1_422_172_800);
    let body = body(|w| {
        w.timestamp("A", Some(&time), TimestampFormat::DateTime);
        w.timestamp("B", Some(&time), TimestampFormat::EpochSeconds);
        w.timestamp("C", Some(&time), TimestampFormat::HttpDate);
    });
    assert_eq!(
        body,
        "&A=2015-01-25T08%3A00%3A00Z&B=1422172800&C=Sun%2C%2025%20Jan%202015%2008%3A00%3A00%20GMT"
    );
}

#[test]
fn only_unreserved_ascii_characters_are_not_encoded() {
    for code in 0..128_u8 {
        let character = char::from(code);
        let expected = match character {
            'A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '.' | '_' | '~' => character.to_string(),
            _ => format!("%{code:02X}"),
        };
        let text = character.to_string();
        assert_eq!(
            body(|w| w.string("A", Some(&text))),
            format!("&A={expected}")
        );
    }
}

#[test]
fn characters_beyond_ascii_are_encoded_byte_by_byte() {
    let body = body(|w| w.string("A", Some("zé€𝄞 \u{10ffff}z")));
    assert_eq!(body, "&A=z%C3%A9%E2%82%AC%F0%9D%84%9E%20%F4%8F%BF%BFz");
}

#[test]
fn the_action_the_version_and_names_are_also_encoded() {
    let mut writer = QueryWriter::new("O p", "1/2");
    writer.structure("a b").string("c&d", Some("e"));
    assert_eq!(writer.finish(), "Action=O%20p&Version=1%2F2&a%20b.c%26d=e");
}

#[test]
fn nested_member_names_are_joined_by_dots() {
    let body = body(|w| {
        let mut nested = w.structure("Nested");
        nested.string("StringArg", Some("foo"));
        nested.boolean("OtherArg", Some(true));
        nested
            .structure("RecursiveArg")
            .string("StringArg", Some("baz"));
        nested.string("Last", Some("a"));
        drop(nested);
        w.string("Top", Some("b"));
    });
    assert_eq!(
        body,
        "&Nested.StringArg=foo&Nested.OtherArg=true&Nested.RecursiveArg.StringArg=baz\
         &Nested.Last=a&Top=b"
    );
}

#[test]
fn a_structure_without_members_writes_nothing() {
    let body = body(|w| {
        w.structure("Nested");
        w.string("Top", Some("b"));
    });
    assert_eq!(body, "&Top=b");
}

#[test]
fn list_items_are_numbered_from_one() {
    let body = body(|w| {
        let mut list = w.list("ListArg", "member");
        for item in ["foo", "", "baz"] {
            list.item().put_string(item);
        }
        drop(list);
        w.string("Top", Some("b"));
    });
    assert_eq!(
        body,
        "&ListArg.member.1=foo&ListArg.member.2=&ListArg.member.3=baz&Top=b"
    );
}

#[test]
fn a_list_of_more_than_nine_items_keeps_counting() {
    let body = body(|w| {
        let mut list = w.flat_list("L");
        (1..=11).for_each(|number| list.item().put_integer(number));
    });
    assert!(body.ends_with("&L.9=9&L.10=10&L.11=11"), "{body}");
}

#[test]
fn the_xml_name_of_a_list_member_replaces_the_default_name() {
    let body = body(|w| w.list("L", "item").item().put_string("A"));
    assert_eq!(body, "&L.item.1=A");
}

#[test]
fn a_flattened_list_has_no_member_segment() {
    let body = body(|w| {
        let mut list = w.flat_list("Hi");
        list.item().put_string("A");
        list.item().put_string("B");
    });
    assert_eq!(body, "&Hi.1=A&Hi.2=B");
}

#[test]
fn an_empty_list_writes_only_its_name() {
    let body = body(|w| {
        w.list("A", "member");
        w.flat_list("B");
        w.structure("S").list("C", "member");
        w.string("D", Some("d"));
    });
    assert_eq!(body, "&A=&B=&S.C=&D=d");
}

#[test]
fn each_structure_in_a_list_has_the_index_of_its_item() {
    let body = body(|w| {
        let mut list = w.list("Tags", "member");
        for (key, value) in [("a", "1"), ("b", "2")] {
            let tag = list.item();
            tag.string("Key", Some(key));
            tag.structure("Deep").string("Value", Some(value));
        }
    });
    assert_eq!(
        body,
        "&Tags.member.1.Key=a&Tags.member.1.Deep.Value=1\
         &Tags.member.2.Key=b&Tags.member.2.Deep.Value=2"
    );
}

#[test]
fn lists_and_maps_nest_in_each_other() {
    let body = body(|w| {
        let mut lists = w.list("LL", "member");
        lists.item().put_list("member").item().put_string("a");
        lists.item().put_list("member");
        drop(lists);
        let mut map = w.map("ML", "entry", "key", "value");
        for (key, items) in [("bar", ["C", "D"]), ("foo", ["A", "B"])] {
            let mut list = map.entry(key).put_list("member");
            items.iter().for_each(|item| list.item().put_string(item));
        }
        drop(map);
        let mut maps = w.list("LM", "member");
        maps.item()
            .put_map("entry", "key", "value")
            .entry("k")
            .put_integer(1);
        maps.item().put_map("entry", "key", "value");
    });
    assert_eq!(
        body,
        "&LL.member.1.member.1=a&LL.member.2=\
         &ML.entry.1.key=bar&ML.entry.1.value.member.1=C&ML.entry.1.value.member.2=D\
         &ML.entry.2.key=foo&ML.entry.2.value.member.1=A&ML.entry.2.value.member.2=B\
         &LM.member.1.entry.1.key=k&LM.member.1.entry.1.value=1"
    );
}

#[test]
fn map_entries_are_a_key_and_a_value() {
    let body = body(|w| {
        let mut map = w.map("MapArg", "entry", "key", "value");
        map.entry("b r").put_string("B/r");
        map.entry("foo").structure("S").string("hi", Some("x"));
        drop(map);
        w.string("Top", Some("b"));
    });
    assert_eq!(
        body,
        "&MapArg.entry.1.key=b%20r&MapArg.entry.1.value=B%2Fr\
         &MapArg.entry.2.key=foo&MapArg.entry.2.value.S.hi=x&Top=b"
    );
}

#[test]
fn a_flattened_map_has_no_entry_segment_and_xml_names_replace_key_and_value() {
    let body = body(|w| {
        let mut map = w.flat_map("Hi", "K", "V");
        map.entry("bar").put_string("Bar");
        map.entry("foo").put_string("Foo");
    });
    assert_eq!(body, "&Hi.1.K=bar&Hi.1.V=Bar&Hi.2.K=foo&Hi.2.V=Foo");
}

#[test]
fn an_empty_map_writes_nothing() {
    let body = body(|w| {
        w.map("M", "entry", "key", "value");
        w.flat_map("N", "key", "value");
        w.string("Top", Some("b"));
    });
    assert_eq!(body, "&Top=b");
}

#[test]
fn every_type_can_be_an_item() {
    let time = DateTime::from_secs_and_nanos(1, 500_000_000);
    let body = body(|w| {
        let mut list = w.flat_list("L");
        list.item().put_string("a b");
        list.item().put_boolean(true);
        list.item().put_byte(-1);
        list.item().put_short(-2);
        list.item().put_integer(-3);
        list.item().put_long(-4);
        list.item().put_float(0.5);
        list.item().put_double(f64::NEG_INFINITY);
        list.item().put_blob(b"?");
        list.item()
            .put_timestamp(&time, TimestampFormat::EpochSeconds);
    });
    assert_eq!(
        body,
        "&L.1=a%20b&L.2=true&L.3=-1&L.4=-2&L.5=-3&L.6=-4&L.7=0.5&L.8=-Infinity&L.9=Pw%3D%3D\
         &L.10=1.5"
    );
}

#[test]
fn debug_shows_no_values() {
    let mut writer = QueryWriter::new("AssumeRoleWithWebIdentity", "2011-06-15");
    writer.string("WebIdentityToken", Some("hunter2"));
    let text = format!("{writer:?}");
    assert!(!text.contains("hunter2"), "{text}");
}
