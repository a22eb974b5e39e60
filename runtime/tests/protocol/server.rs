//! Tests of the reader of forms, with parameters as emitted code reads them.

// Clippy treats helpers outside of test functions as production code.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use querysmith_runtime::TimestampFormat;
use querysmith_runtime::server::{
    MAX_BODY, MAX_DEPTH, MAX_NAME, MAX_PARAMETERS, RequestError, RequestErrorKind,
};
use querysmith_runtime::server_v1::{Form, Parameter, item};
use querysmith_runtime::validate::{ValidationLevel, Validator};

/// Reads the parameter `name` of a form.
fn read<T>(
    body: &str,
    name: &str,
    read: impl FnOnce(Parameter<'_>, &mut Validator) -> Result<T, RequestError>,
) -> Result<T, RequestError> {
    let form = Form::parse(body.as_bytes())?;
    let parameter = form.root().get(name).unwrap_or(Parameter::absent());
    read(parameter, &mut Validator::new(ValidationLevel::Strict))
}

fn kind<T: std::fmt::Debug>(result: Result<T, RequestError>) -> RequestErrorKind {
    result.unwrap_err().kind()
}

#[test]
fn names_and_values_are_decoded() {
    let text = |body| read(body, "a b", |it, _| it.string());
    assert_eq!(text("a+b=%c3%A9%2B+%3D=&"), Ok("\u{e9}+ ==".to_owned()));
    assert_eq!(text("&&a%20b"), Ok(String::new()));
    assert_eq!(text("a%20b=1&a+b=2"), Ok("1".to_owned()));
}

#[test]
fn malformed_encodings_are_rejected() {
    for body in [
        &b"a=%"[..],
        b"a=%4",
        b"a=%zz",
        b"%+1=",
        b"a=%ff",
        b"a=\xff",
        // Halves of a character, in a name and its value.
        b"%c3=%a9",
    ] {
        let error = Form::parse(body).unwrap_err();
        assert_eq!(error.kind(), RequestErrorKind::MalformedQueryString);
        assert_eq!(
            (error.code(), error.status()),
            ("MalformedQueryString", 404)
        );
    }
}

#[test]
fn sizes_are_limited() {
    let is_too_large = |body: String| match Form::parse(body.as_bytes()) {
        Ok(_) => false,
        Err(error) => {
            assert_eq!(error.kind(), RequestErrorKind::TooLarge, "{error}");
            true
        }
    };
    let names = |count: usize| "a.".repeat(count - 1) + "a";
    for (largest, too_large) in [
        (
            "a=".to_owned() + &"x".repeat(MAX_BODY - 2),
            "a=".to_owned() + &"x".repeat(MAX_BODY - 1),
        ),
        ("a&".repeat(MAX_PARAMETERS), "a&".repeat(MAX_PARAMETERS + 1)),
        ("a".repeat(MAX_NAME), "a".repeat(MAX_NAME + 1)),
        (names(MAX_DEPTH), names(MAX_DEPTH + 1)),
    ] {
        assert!(!is_too_large(largest));
        assert!(is_too_large(too_large));
    }
}

#[test]
fn children_are_grouped_and_sorted_whatever_their_order() {
    let body = "L.10.a=1&L=0&L.2=2&LX=3&L.a.b=4&L.10.b=5&L.1=6&L.02=7&L.a=8&L=9";
    let form = Form::parse(body.as_bytes()).unwrap();
    let list = form.root().get("L").unwrap();
    let names: Vec<&str> = list.children().map(Parameter::name).collect();
    assert_eq!(names, ["1", "2", "10", "02", "a"]);
    for name in names {
        let found = list.get(name).unwrap();
        assert_eq!(found.name(), name);
    }
    assert!(list.get("3").is_none() && list.get("").is_none());
    let tenth: Vec<&str> = list
        .get("10")
        .unwrap()
        .children()
        .map(Parameter::name)
        .collect();
    assert_eq!(tenth, ["a", "b"]);
    assert_eq!(list.string(), Ok("0".to_owned()));
    assert_eq!(list.get("a").unwrap().string(), Ok("8".to_owned()));
    let below: Vec<&str> = list
        .get("a")
        .unwrap()
        .children()
        .map(Parameter::name)
        .collect();
    assert_eq!(below, ["b"]);
}

#[test]
fn lists_are_wrapped_or_flat_and_empty_with_an_empty_value() {
    let wrapped = |body| read(body, "L", |it, v| it.list("member", v, item::string));
    assert_eq!(
        wrapped("L.member.2=b&L.member.1=a"),
        Ok(vec!["a".into(), "b".into()])
    );
    assert_eq!(wrapped("L="), Ok(Vec::new()));
    assert_eq!(wrapped("L.other.1=a"), Ok(Vec::new()));
    assert_eq!(kind(wrapped("L=a")), RequestErrorKind::MalformedInput);
    assert_eq!(
        kind(wrapped("L.member.x=a")),
        RequestErrorKind::MalformedInput
    );
    assert_eq!(
        kind(wrapped("L.member.1.x=a")),
        RequestErrorKind::MalformedInput
    );
    let flat = |body| read(body, "L", |it, v| it.flat_list(v, item::integer));
    assert_eq!(flat("L.3=30&L.1=10"), Ok(vec![10, 30]));
    assert_eq!(flat("L="), Ok(Vec::new()));
    let nested = read("L.1.1=true&L.1.2=&L.2=", "L", |it, v| {
        it.flat_list(v, item::flat_list(item::or_null(item::boolean)))
    });
    assert_eq!(nested, Ok(vec![vec![Some(true), None], Vec::new()]));
}

#[test]
fn maps_have_entries_with_a_key() {
    let wrapped = |body| {
        read(body, "M", |it, v| {
            it.map(["entry", "k", "v"], v, item::long)
        })
    };
    let entries = |entries: &[(&str, i64)]| {
        let entries = entries
            .iter()
            .map(|(key, value)| ((*key).to_owned(), *value));
        Ok(entries.collect::<BTreeMap<String, i64>>())
    };
    assert_eq!(
        wrapped("M.entry.1.k=a&M.entry.1.v=1&M.entry.2.v=2&M.entry.2.k=b"),
        entries(&[("a", 1), ("b", 2)])
    );
    assert_eq!(wrapped("M="), entries(&[]));
    assert_eq!(
        kind(wrapped("M.entry.1.v=1")),
        RequestErrorKind::MalformedInput
    );
    assert_eq!(
        kind(wrapped("M.entry.1.k=a")),
        RequestErrorKind::MalformedInput
    );
    let flat = |body| read(body, "M", |it, v| it.flat_map(["k", "v"], v, item::long));
    assert_eq!(
        flat("M.1.k=a&M.1.v=1&M.2.k=a&M.2.v=2"),
        entries(&[("a", 2)])
    );
}

#[test]
fn values_have_the_types_of_their_members() {
    let is_read = |body: &str, expected: bool, is_ok: fn(Parameter<'_>) -> bool| {
        let found = read(body, "a", |it, _| Ok(is_ok(it))).unwrap();
        assert_eq!(found, expected, "{body}");
    };
    is_read("a=true", true, |it| it.boolean() == Ok(true));
    is_read("a=TRUE", false, |it| it.boolean().is_ok());
    is_read("a=-128", true, |it| it.byte() == Ok(-128));
    is_read("a=128", false, |it| it.byte().is_ok());
    is_read("a=1e3", false, |it| it.integer().is_ok());
    is_read("a=1e3", true, |it| it.double() == Ok(1000.0));
    is_read("a=-Infinity", true, |it| {
        it.float() == Ok(f32::NEG_INFINITY)
    });
    is_read("a=inf", false, |it| it.float().is_ok());
    is_read("a=1e999", false, |it| it.double().is_ok());
    is_read("a=aGk%3D", true, |it| it.blob() == Ok(b"hi".to_vec()));
    is_read("a=aGk", false, |it| it.blob().is_ok());
    is_read("a=", true, |it| it.blob() == Ok(Vec::new()));
    let date = "a=2019-12-16T23:48:18Z";
    is_read(date, true, |it| {
        it.timestamp(TimestampFormat::DateTime).is_ok()
    });
    is_read(date, false, |it| {
        it.timestamp(TimestampFormat::HttpDate).is_ok()
    });
    is_read("b=", false, |it| it.string().is_ok());
}

#[test]
fn debug_and_errors_show_no_values() {
    let form = Form::parse(b"hush=hush&a.hush=hush").unwrap();
    assert!(!format!("{form:?}{:?}", form.root()).contains("hush"));
    let error = form.root().get("a").unwrap().get("hush").unwrap().integer();
    let error = error.unwrap_err();
    assert_eq!(error.parameter(), Some("a.hush"));
    assert_eq!(error.to_string().matches("hush").count(), 1);
}

#[test]
fn long_and_deceptive_names_are_shortened_and_escaped_in_errors() {
    let name = "\u{202e}%0a".to_owned() + &"n".repeat(1000);
    let error = read(&format!("a.{name}.b=1"), "a", |it, _| {
        it.children().next().unwrap().string()
    });
    let error = error.unwrap_err();
    let parameter = error.parameter().unwrap();
    assert!(parameter.starts_with("a.\\u{202e}\\nnnn"), "{parameter}");
    assert!(error.message().len() < 400, "{error}");
}
