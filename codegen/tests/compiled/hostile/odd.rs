//! Models with odd facts besides names: names with the suffixes that make others unique, characters
//! that rustc rejects, and types that nest deeply.

use serde_json::{Map, Value, json};

use super::{Parts, object, one_member, structure};

/// A model: its name, its shapes and the rest.
type Entry = (&'static str, Vec<(String, Value)>, Parts);

pub(crate) fn models() -> Vec<Entry> {
    vec![
        suffixed_errors(),
        messages(),
        odd_enum_values(),
        lengths(),
        long_names(),
        deep_structures(),
        deep_lists(),
        constant_filters(),
        odd_examples(),
        empty_examples(),
        single_precision(),
        protocol_tests(),
    ]
}

fn text() -> Value {
    json!({"target": "smithy.api#String"})
}

fn error(members: Map<String, Value>) -> Value {
    let mut error = structure(members);
    error["traits"] = json!({"smithy.api#error": "client"});
    error
}

/// Errors whose names with a suffix are those of other errors.
fn suffixed_errors() -> Entry {
    let mut names = Vec::new();
    for name in ["Unhandled", "Timeout", "Throttling", "Retryable", "Builder"] {
        names.extend([name.to_owned(), format!("{name}Error")]);
    }
    let shapes = names
        .iter()
        .map(|name| (name.clone(), error(one_member())))
        .collect();
    let parts = Parts {
        errors: names,
        ..Parts::default()
    };
    ("suffixed_errors", shapes, parts)
}

/// Members of errors that are named like a message, and are none.
fn messages() -> Entry {
    let renamed =
        json!({"target": "smithy.api#String", "traits": {"smithy.api#xmlName": "Detail"}});
    let shapes = vec![
        (
            "Renamed".to_owned(),
            error(object(json!({"message": renamed}))),
        ),
        (
            "Shouted".to_owned(),
            error(object(json!({"MESSAGE": text()}))),
        ),
        (
            "Number".to_owned(),
            error(object(json!({"Message": {"target": "smithy.api#Integer"}}))),
        ),
    ];
    let parts = Parts {
        errors: shapes.iter().map(|(name, _)| name.clone()).collect(),
        ..Parts::default()
    };
    ("messages", shapes, parts)
}

/// Values that end up in documentation, with characters that rustc and Clippy reject there.
fn odd_enum_values() -> Entry {
    let values = [
        "", " ", "`", "a``b", "\t", "a\nb", "\r\n", "\u{202e}", "\u{7}", "*/", "\"#", "{}", "]]>",
        "[x]",
    ];
    let member = |(i, value): (usize, &&str)| {
        let traits = json!({"smithy.api#enumValue": value});
        (
            format!("V{i}"),
            json!({"target": "smithy.api#Unit", "traits": traits}),
        )
    };
    let members: Map<String, Value> = values.iter().enumerate().map(member).collect();
    let shapes = vec![(
        "Odd".to_owned(),
        json!({"type": "enum", "members": members}),
    )];
    let io = object(json!({"Odd": {"target": "x#Odd"}}));
    ("odd_enum_values", shapes, Parts::io(io))
}

/// Members with names of methods that Clippy expects in pairs.
fn lengths() -> Entry {
    let integer = json!({"target": "smithy.api#Integer"});
    let members = object(json!({"Len": integer, "IsEmpty": integer}));
    let shapes = vec![
        ("Pair".to_owned(), structure(members.clone())),
        (
            "Alone".to_owned(),
            structure(object(json!({"Len": integer}))),
        ),
        ("Failure".to_owned(), error(members.clone())),
    ];
    let mut io = members;
    io.insert("Pair".to_owned(), json!({"target": "x#Pair"}));
    io.insert("Alone".to_owned(), json!({"target": "x#Alone"}));
    let parts = Parts {
        io,
        errors: vec!["Failure".to_owned()],
        ..Parts::default()
    };
    ("lengths", shapes, parts)
}

/// Names that are longer than a file's name can be.
fn long_names() -> Entry {
    let long = |end: &str| format!("{}{end}", "Long".repeat(100));
    let shapes = ["A", "B"].map(|end| (long(end), structure(one_member())));
    let io = ["A", "B"].map(|end| {
        (
            end.to_owned(),
            json!({"target": format!("x#{}", long(end))}),
        )
    });
    (
        "long_names",
        shapes.to_vec(),
        Parts::io(io.into_iter().collect()),
    )
}

/// A ring of many structures.
fn deep_structures() -> Entry {
    const COUNT: usize = 120;
    let next = |i: usize| json!({"target": format!("x#Ring{}", (i + 1) % COUNT)});
    let shapes = (0..COUNT).map(|i| {
        let members = json!({"Next": next(i), "Name": text()});
        (format!("Ring{i}"), structure(object(members)))
    });
    let io = object(json!({"Ring": {"target": "x#Ring0"}}));
    ("deep_structures", shapes.collect(), Parts::io(io))
}

/// Lists and maps as deep as they may nest.
fn deep_lists() -> Entry {
    const DEPTH: usize = 15;
    let target = |kind: &str, i: usize| match i {
        0 => text(),
        i => json!({"target": format!("x#{kind}{}", i - 1)}),
    };
    let mut shapes = Vec::new();
    for i in 0..DEPTH {
        let list = json!({"type": "list", "member": target("List", i)});
        let map = json!({"type": "map", "key": text(), "value": target("Map", i)});
        shapes.extend([(format!("List{i}"), list), (format!("Map{i}"), map)]);
    }
    let io = object(json!({"List": target("List", DEPTH), "Map": target("Map", DEPTH)}));
    ("deep_lists", shapes, Parts::io(io))
}

/// A waiter whose filter does not depend on the items.
fn constant_filters() -> Entry {
    let acceptor = |path: &str| {
        let output = json!({"path": path, "expected": "x", "comparator": "anyStringEquals"});
        json!({"state": "success", "matcher": {"output": output}})
    };
    let waiter =
        json!({"acceptors": [acceptor("Items[?`true`].A"), acceptor("Items[?Name=='x'].A")]});
    let operation = json!({
        "type": "operation", "output": {"target": "x#GetOutput"},
        "traits": {"smithy.waiters#waitable": {"ItemExists": waiter}}
    });
    let output = json!({"Items": {"target": "x#Items"}, "Name": text()});
    let shapes = vec![
        ("Get".to_owned(), operation),
        ("GetOutput".to_owned(), structure(object(output))),
        (
            "Items".to_owned(),
            json!({"type": "list", "member": {"target": "x#Item"}}),
        ),
        (
            "Item".to_owned(),
            structure(object(json!({"A": text(), "Name": text()}))),
        ),
    ];
    let parts = Parts {
        operations: vec!["Get".to_owned()],
        ..Parts::default()
    };
    ("constant_filters", shapes, parts)
}

/// Examples with characters that rustc rejects in literals.
fn odd_examples() -> Entry {
    let texts = ["\u{202e}", "\r", " a ", "\"#", "</A>", "😀"];
    let example = |text: &&str| {
        let values = json!({"A": text});
        json!({"title": text, "input": values, "output": values})
    };
    let examples: Vec<Value> = texts.iter().map(example).collect();
    let operation = json!({
        "type": "operation", "input": {"target": "x#Both"}, "output": {"target": "x#Both"},
        "traits": {"smithy.api#examples": examples}
    });
    let shapes = vec![
        ("Echo".to_owned(), operation),
        ("Both".to_owned(), structure(one_member())),
    ];
    let parts = Parts {
        operations: vec!["Echo".to_owned()],
        ..Parts::default()
    };
    ("odd_examples", shapes, parts)
}

/// Numbers with more digits than their type has.
fn single_precision() -> Entry {
    let example = |number: f64| {
        let values = json!({"A": number});
        json!({"title": "number", "input": values, "output": values})
    };
    let numbers = [0.1, 16_777_217.0, 3.4e38, 1e-45, -1e-38, 123_456_789.123];
    let examples: Vec<Value> = numbers.into_iter().map(example).collect();
    let float = |default: Value| json!({"target": "smithy.api#Float", "traits": {"smithy.api#default": default}});
    let members = json!({"A": {"target": "smithy.api#Float"}, "B": float(json!(16_777_217))});
    let operation = json!({
        "type": "operation", "input": {"target": "x#Both"}, "output": {"target": "x#Both"},
        "traits": {"smithy.api#examples": examples}
    });
    let shapes = vec![
        ("Echo".to_owned(), operation),
        ("Both".to_owned(), structure(object(members))),
    ];
    let parts = Parts {
        operations: vec!["Echo".to_owned()],
        ..Parts::default()
    };
    ("single_precision", shapes, parts)
}

/// Tests whose ids are keywords, equal, or no names.
fn protocol_tests() -> Entry {
    let ids = [
        "fn",
        "fn",
        "self",
        "1",
        "a b",
        "a-b",
        "",
        "*/",
        "\u{202e}",
        "request",
        "x_response",
        "x",
    ];
    let protocol = "aws.protocols#awsQuery";
    let request = |id: &&str| {
        let body = "Action=Echo&Version=2026-01-01&A=x";
        json!({
            "id": id, "protocol": protocol, "method": "POST", "uri": "/", "params": {"A": "x"},
            "body": body, "bodyMediaType": "application/x-www-form-urlencoded"
        })
    };
    let response = |id: &&str| {
        let body = "<EchoResponse><EchoResult><A>x</A></EchoResult></EchoResponse>";
        json!({"id": id, "protocol": protocol, "code": 200, "params": {"A": "x"}, "body": body})
    };
    let requests: Vec<Value> = ids.iter().map(request).collect();
    let responses: Vec<Value> = ids.iter().map(response).collect();
    let operation = json!({
        "type": "operation", "input": {"target": "x#Both"}, "output": {"target": "x#Both"},
        "traits": {
            "smithy.test#httpRequestTests": requests, "smithy.test#httpResponseTests": responses
        }
    });
    let shapes = vec![
        ("Echo".to_owned(), operation),
        ("Both".to_owned(), structure(one_member())),
    ];
    let parts = Parts {
        operations: vec!["Echo".to_owned()],
        ..Parts::default()
    };
    ("protocol_tests", shapes, parts)
}

/// Examples of what a response does not contain: no message, no element of an empty flattened list,
/// and a number that does not equal itself.
fn empty_examples() -> Entry {
    let output = |output: Value| json!({"title": "output", "input": {}, "output": output});
    let failure = |content: Value| {
        let error = json!({"shapeId": "x#Failure", "content": content});
        json!({"title": "error", "input": {}, "error": error})
    };
    let examples = json!([
        output(json!({"Flat": [], "FlatMap": {}, "Inner": {"Flat": []}, "List": []})),
        output(json!({"Number": "NaN", "Inner": {"Number": "NaN"}})),
        failure(json!({})),
        failure(json!({"message": "  "})),
        failure(json!({"message": " spaces "})),
        failure(json!({"message": "long ".repeat(10_000)})),
    ]);
    let flat = |target: &str| json!({"target": target, "traits": {"smithy.api#xmlFlattened": {}}});
    let members = object(json!({
        "Flat": flat("x#Strings"), "FlatMap": flat("x#Texts"), "Inner": {"target": "x#Inner"},
        "List": {"target": "x#Strings"}, "Number": {"target": "smithy.api#Double"}
    }));
    let operation = json!({
        "type": "operation", "output": {"target": "x#Both"},
        "errors": [{"target": "x#Failure"}], "traits": {"smithy.api#examples": examples}
    });
    let shapes = vec![
        ("Echo".to_owned(), operation),
        ("Both".to_owned(), structure(members.clone())),
        ("Inner".to_owned(), structure(members)),
        (
            "Failure".to_owned(),
            error(object(json!({"message": text()}))),
        ),
    ];
    let parts = Parts {
        operations: vec!["Echo".to_owned()],
        ..Parts::default()
    };
    ("empty_examples", shapes, parts)
}
