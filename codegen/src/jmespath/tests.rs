use std::fmt::Write;

use serde_json::Value;

use super::{Fault, Kind, MAX_TOKENS, Node, parse};
use crate::shared_models::{each_model, each_trait};

/// A tree as an S-expression.
fn show(node: &Node) -> String {
    let all = |nodes: &[Node]| nodes.iter().map(show).collect::<Vec<_>>().join(" ");
    match &node.kind {
        Kind::Current => "@".to_owned(),
        Kind::Field(name) => name.clone(),
        Kind::Index(index) => format!("{index}"),
        Kind::Slice => "slice".to_owned(),
        Kind::Sub(left, right) => format!("(. {} {})", show(left), show(right)),
        Kind::Pipe(left, right) => format!("(| {} {})", show(left), show(right)),
        Kind::Flatten(list) => format!("(flat {})", show(list)),
        Kind::Project(list, body) => format!("(each {} {})", show(list), show(body)),
        Kind::ProjectValues(map, body) => format!("(values {} {})", show(map), show(body)),
        Kind::Filter {
            list,
            condition,
            body,
        } => {
            format!("(filter {} {} {})", show(list), show(condition), show(body))
        }
        Kind::MultiSelectList(items) => format!("[{}]", all(items)),
        Kind::MultiSelectHash => "{}".to_owned(),
        Kind::Literal(value) => value.to_string(),
        Kind::Comparison(comparator, left, right) => {
            format!("({comparator:?} {} {})", show(left), show(right))
        }
        Kind::Or(left, right) => format!("(|| {} {})", show(left), show(right)),
        Kind::And(left, right) => format!("(&& {} {})", show(left), show(right)),
        Kind::Not(inner) => format!("(! {})", show(inner)),
        Kind::Function(name, arguments) => format!("({name}() {})", all(arguments)),
        Kind::Reference => "&".to_owned(),
    }
}

#[track_caller]
fn parses_to(text: &str, expected: &str) {
    match parse(text) {
        Ok(node) => assert_eq!(show(&node), expected, "{text}"),
        Err(fault) => panic!("{text}: {fault:?}"),
    }
}

#[track_caller]
fn is_rejected(text: &str, at: usize, found: &str, expected: &str) {
    assert_eq!(parse(text), Err(Fault::new(at, found, expected)), "{text}");
}

#[test]
fn fields_and_indices_are_left_associative() {
    parses_to("a", "a");
    parses_to("a.b.c", "(. (. a b) c)");
    parses_to("a[0].b[-1]", "(. (. a 0) (. b -1))");
    parses_to("a.\"b c\"", "(. a b c)");
    parses_to(" a . b ", "(. a b)");
    parses_to("a[1:2].b", "(. a slice)");
}

#[test]
fn a_projection_applies_its_right_hand_side_to_each_element() {
    parses_to("a[].b", "(each (flat a) b)");
    parses_to("a[].b.c", "(each (flat a) (. b c))");
    parses_to("a[*].b[].c", "(each (flat (each a b)) c)");
    parses_to("a[].b[].c", "(each (flat (each (flat a) b)) c)");
    parses_to("a.*.b", "(values a b)");
    parses_to("a[*].b[*].c", "(each a (each b c))");
    parses_to("a[].b | [0]", "(| (each (flat a) b) 0)");
    parses_to("a[].[b, c][]", "(each (flat (each (flat a) [b c])) @)");
    parses_to("[]", "(each (flat @) @)");
    parses_to("*", "(values @ @)");
}

#[test]
fn a_filter_has_a_condition_and_a_body() {
    parses_to("a[?b=='x'].c", "(filter a (Equal b \"x\") c)");
    parses_to("a[?b && !c || d]", "(filter a (|| (&& b (! c)) d) @)");
    parses_to(
        "length(a[?b==`1`]) > `0`",
        "(Greater (length() (filter a (Equal b 1) @)) 0)",
    );
}

#[test]
fn operators_have_the_specified_precedence() {
    parses_to("a || b && c == d", "(|| a (&& b (Equal c d)))");
    parses_to("(a || b) && c", "(&& (|| a b) c)");
    parses_to("!a.b", "(. (! a) b)");
    parses_to("!(a.b)", "(! (. a b))");
    parses_to("!a == b", "(Equal (! a) b)");
    parses_to("a | b | c", "(| (| a b) c)");
    parses_to("a[].b == c", "(Equal (each (flat a) b) c)");
    parses_to("a<b", "(Less a b)");
    parses_to("a<=`1.5`", "(LessOrEqual a 1.5)");
    parses_to("a!=`null`", "(NotEqual a null)");
}

#[test]
fn literals_are_json_between_backticks_or_text_between_quotes() {
    parses_to("`[\"a\", {\"b\": null}]`", "[\"a\",{\"b\":null}]");
    parses_to(r"'it\'s'", "\"it's\"");
    parses_to(r#"`"a\`b"`"#, "\"a`b\"");
    parses_to("contains(a, `false`)", "(contains() a false)");
    parses_to("f()", "(f() )");
    parses_to("sort_by(a, &b)", "(sort_by() a &)");
    parses_to("a.{b: c, d: e[]}", "(. a {})");
    parses_to("@", "@");
}

#[test]
fn a_syntax_error_has_the_position_of_its_character() {
    is_rejected("", 1, "the end", "an expression");
    is_rejected("a.", 3, "the end", "a name, `*`, `[` or `{`");
    is_rejected("a..b", 3, "`.`", "a name, `*`, `[` or `{`");
    is_rejected("length(a]", 9, "`]`", "`,` or `)`");
    is_rejected("a b", 3, "`b`", "the end");
    is_rejected("a[?b", 5, "the end", "`]`");
    is_rejected("a = b", 3, "`=`", "`==`");
    is_rejected("a #", 3, "`#`", "a JMESPath token");
    is_rejected("'a", 1, "an unclosed `'`", "a closing `'`");
    is_rejected("`a`", 1, "`a`", "JSON between the backticks");
    is_rejected("\"\\x\"", 1, "\"\\x\"", "a name quoted as in JSON");
    is_rejected("a[b]", 2, "`[`", "an operator, an index or `[*]`");
    is_rejected("a[0](c)", 5, "`(`", "a function name before it");
    is_rejected("\"f\"(a)", 1, "`\"f\"`", "an expression");
    is_rejected(
        "a[1 2]",
        5,
        "the number 2",
        "an index, or `start:stop:step`",
    );
    is_rejected(
        "a[99999999999999999999]",
        3,
        "`99999999999999999999`",
        "a 64-bit integer",
    );
    is_rejected("{a b}", 4, "`b`", "`:`");
    is_rejected("ä", 1, "`ä`", "a JMESPath token");
    is_rejected("[*].", 5, "the end", "a name, `*`, `[` or `{`");
    is_rejected("a[*]b", 5, "`b`", "the end");
}

#[test]
fn too_deep_or_too_long_expressions_are_rejected() {
    let deep = format!("{}a{}", "(".repeat(100), ")".repeat(100));
    is_rejected(&deep, 33, "`(`", "expressions nested at most 32 deep");
    let long = format!("a{}", ".a".repeat(MAX_TOKENS));
    is_rejected(&long, 256, "a longer expression", "at most 256 tokens");
    let not = "!".repeat(MAX_TOKENS - 2) + "a";
    assert!(parse(&not).is_err());
}

#[test]
#[ignore = "takes seconds, because it parses 600,000 texts; .ci/run runs it"]
fn the_parser_does_not_panic_on_arbitrary_tokens() {
    let alphabet = [
        "a", ".", "*", "[", "]", "[]", "[?", "(", ")", "{", "}", ",", ":", "@", "&", "|", "||",
        "&&", "!", "==", "<", "'x'", "`1`", "1", "\"q\"", "'", "`", " ",
    ];
    // Every sequence of four tokens.
    let mut text = String::new();
    let mut read = 0;
    for number in 0..alphabet.len().pow(4) {
        text.clear();
        let mut rest = number;
        for _ in 0..4 {
            text.push_str(alphabet[rest % alphabet.len()]);
            rest /= alphabet.len();
        }
        read += usize::from(parse(&text).is_ok());
    }
    assert!(read > 1000, "{read}");
}

#[test]
fn every_expression_of_the_published_models_is_parsed() {
    let mut paths = String::new();
    let models = each_model(|file, model| {
        each_trait(model, "smithy.waiters#waitable", &mut |waiters: &Value| {
            each_trait(waiters, "path", &mut |path| {
                let text = path.as_str().expect("a path is a string");
                match parse(text) {
                    Ok(node) => {
                        writeln!(paths, "{}", show(&node)).expect("writing to a string succeeds");
                    }
                    Err(fault) => panic!("{file}: {text}: {fault:?}"),
                }
            });
        });
    });
    assert!(models == 0 || paths.lines().count() > 50, "{paths}");
}
