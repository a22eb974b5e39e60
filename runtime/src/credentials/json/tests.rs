use super::*;

fn parse(text: &str) -> Result<Object, String> {
    Object::parse(text.as_bytes())
}

fn written(object: &Object) -> String {
    String::from_utf8(object.to_json().unwrap().to_vec()).unwrap()
}

fn problem(text: &str) -> String {
    parse(text).err().unwrap()
}

#[test]
fn what_was_not_taken_out_is_written_as_it_was_read() {
    let text = r#"{"a":[1,-2.50e+400,{"b":[],"c":{}}],"d":true,"e":"\"\\\n\u0001é😀","f":false}"#;
    assert_eq!(written(&parse(text).unwrap().into_rest()), text);
    assert_eq!(written(&Object::default()), "{}");
}

#[test]
fn nothing_is_left_of_what_was_taken_out_or_null() {
    let mut object = parse(r#"{"A": "1", "b": null, "c": 2, "z": {"y": null}}"#).unwrap();
    assert_eq!(object.take_text("a").unwrap().unwrap(), "1");
    assert!(object.take_text("a").unwrap().is_none());
    assert!(object.take("b").is_none());
    assert_eq!(written(&object.into_rest()), r#"{"c":2,"z":{"y":null}}"#);
}

#[test]
fn of_members_with_the_same_name_the_last_one_counts() {
    let object = parse(r#"{"b": 1, "a": 2, "b": 3}"#).unwrap();
    assert_eq!(written(&object), r#"{"a":2,"b":3}"#);
}

#[test]
fn a_member_that_is_set_takes_the_place_of_its_namesake_only() {
    let mut object = parse(r#"{"a": [1], "A": 2}"#).unwrap();
    object.set_text("a", "x");
    object.set_text("0", "y");
    assert_eq!(written(&object), r#"{"0":"y","A":2,"a":"x"}"#);
}

#[test]
fn escapes_are_read() {
    let mut object = parse(r#"{"\u0061": "\ud83d\ude00\/\t"}"#).unwrap();
    assert_eq!(object.take_text("a").unwrap().unwrap(), "😀/\t");
}

#[test]
fn what_is_no_json_is_refused() {
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
fn a_document_has_limits() {
    let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    assert!(parse(&nested(15)).is_ok());
    assert!(problem(&nested(16)).contains("16 levels deep"));
    assert!(problem(&nested(100_000)).contains("16 levels deep"));

    // The object and the array count, too.
    let many = |count: usize| format!("{{\"a\":[1{}]}}", ",1".repeat(count - 3));
    assert!(parse(&many(4096)).is_ok());
    assert!(problem(&many(4097)).contains("4096 values"));

    let long = |size: usize| format!("{{{}}}", " ".repeat(size - 2));
    assert!(parse(&long(1024 * 1024)).is_ok());
    assert!(problem(&long(1024 * 1024 + 1)).contains("1048576 bytes"));
}
