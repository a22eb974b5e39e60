use super::*;

fn parse(text: &str) -> Result<Object, String> {
    Object::parse(text.as_bytes())
}

fn written(object: &Object) -> String {
    String::from_utf8(Value::Object(object.clone()).to_json().to_vec()).unwrap()
}

fn problem(text: &str) -> String {
    parse(text).err().unwrap()
}

#[test]
fn members_that_were_not_taken_are_written_verbatim() {
    let text = r#"{"a":[1,-2.50e+400,{"b":[],"c":{}}],"d":true,"e":"\"\\\n\u0001é😀","f":false}"#;
    assert_eq!(written(&parse(text).unwrap()), text);
    assert_eq!(written(&Object::default()), "{}");
}

#[test]
fn a_member_that_was_taken_out_is_gone() {
    let mut object = parse(r#"{"A": "1", "b": null, "c": 2, "z": {"y": null}}"#).unwrap();
    assert_eq!(object.take_text("a").unwrap().unwrap(), "1");
    assert!(object.take_text("a").unwrap().is_none());
    assert!(object.take("b").is_none());
    assert_eq!(written(&object), r#"{"c":2,"z":{"y":null}}"#);
}

#[test]
fn of_members_with_the_same_name_the_last_one_counts() {
    let mut object = parse(r#"{"b": 1, "a": 2, "b": 3}"#).unwrap();
    assert!(object.get("b") == Some(&Value::Number("3".to_owned())));
    object.set("b", Value::Number("4".to_owned()));
    assert_eq!(written(&object), r#"{"a":2,"b":4}"#);
}

#[test]
fn a_member_that_is_set_replaces_the_one_of_exactly_its_name() {
    let mut object = parse(r#"{"a": [1], "A": 2}"#).unwrap();
    object.set("a", Value::text("x"));
    object.set("0", Value::text("y"));
    assert_eq!(written(&object), r#"{"A":2,"a":"x","0":"y"}"#);
}

#[test]
fn escapes_are_decoded() {
    let mut object = parse(r#"{"\u0061": "\ud83d\ude00\/\t"}"#).unwrap();
    assert_eq!(object.take_text("a").unwrap().unwrap(), "😀/\t");
}

#[test]
fn invalid_json_is_refused() {
    for text in [
        "{",
        "{}}",
        "{} {}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":+1}",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\\ud83d\"}",
        "{\"a\":[1,]}",
        "{\"a\":[1}",
        "{\"a\":1 \"b\":2}",
        "// a\n{}",
    ] {
        let found = problem(text);
        assert!(
            found.starts_with("found invalid JSON at line "),
            "{text}: {found}"
        );
    }
    let found = Object::parse(b"{\"a\":\"\xff\"}").err().unwrap();
    assert!(found.starts_with("found invalid JSON at line "), "{found}");
    for text in ["[]", "1", "null", "\"{}\""] {
        assert!(problem(text).starts_with("found JSON that is not an object"));
    }
}

#[test]
fn the_size_of_a_document_is_limited() {
    let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    assert!(parse(&nested(15)).is_ok());
    assert!(problem(&nested(16)).contains("16 levels deep"));
    assert!(problem(&nested(100_000)).contains("16 levels deep"));

    // The object and the array are also counted.
    let many = |count: usize| format!("{{\"a\":[1{}]}}", ",1".repeat(count - 3));
    assert!(parse(&many(4096)).is_ok());
    assert!(problem(&many(4097)).contains("4096 values"));

    let long = |size: usize| format!("{{{}}}", " ".repeat(size - 2));
    assert!(parse(&long(1024 * 1024)).is_ok());
    assert!(problem(&long(1024 * 1024 + 1)).contains("1048576 bytes"));
}

#[test]
fn a_document_for_people_has_a_line_for_each_member_and_item() {
    let text = r#"{"b":["ü",{},[]],"a":{"n":-1.5e3}}"#;
    let value = Value::parse(text.as_bytes(), Limits::SMALL).unwrap();
    let pretty = String::from_utf8(value.to_pretty_json().to_vec()).unwrap();
    let expected =
        "{\n  \"b\": [\n    \"ü\",\n    {},\n    []\n  ],\n  \"a\": {\n    \"n\": -1.5e3\n  }\n}";
    assert_eq!(pretty, expected);
    assert!(Value::parse(pretty.as_bytes(), Limits::SMALL).unwrap() == value);
}
