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
fn is_read_as(text: &str, expected: &str) {
    match parse(text) {
        Ok(node) => assert_eq!(show(&node), expected, "{text}"),
        Err(fault) => panic!("{text}: {fault:?}"),
    }
}

#[track_caller]
fn is_refused(text: &str, at: usize, found: &str, expected: &str) {
    assert_eq!(parse(text), Err(Fault::new(at, found, expected)), "{text}");
}

#[test]
fn fields_and_indices_go_from_left_to_right() {
    is_read_as("a", "a");
    is_read_as("a.b.c", "(. (. a b) c)");
    is_read_as("a[0].b[-1]", "(. (. a 0) (. b -1))");
    is_read_as("a.\"b c\"", "(. a b c)");
    is_read_as(" a . b ", "(. a b)");
    is_read_as("a[1:2].b", "(. a slice)");
}

#[test]
fn projections_take_what_follows_into_each_element() {
    is_read_as("a[].b", "(each (flat a) b)");
    is_read_as("a[].b.c", "(each (flat a) (. b c))");
    is_read_as("a[*].b[].c", "(each (flat (each a b)) c)");
    is_read_as("a[].b[].c", "(each (flat (each (flat a) b)) c)");
    is_read_as("a.*.b", "(values a b)");
    is_read_as("a[*].b[*].c", "(each a (each b c))");
    is_read_as("a[].b | [0]", "(| (each (flat a) b) 0)");
    is_read_as("a[].[b, c][]", "(each (flat (each (flat a) [b c])) @)");
    is_read_as("[]", "(each (flat @) @)");
    is_read_as("*", "(values @ @)");
}

#[test]
fn filters_have_a_condition_of_their_own() {
    is_read_as("a[?b=='x'].c", "(filter a (Equal b \"x\") c)");
    is_read_as("a[?b && !c || d]", "(filter a (|| (&& b (! c)) d) @)");
    is_read_as(
        "length(a[?b==`1`]) > `0`",
        "(Greater (length() (filter a (Equal b 1) @)) 0)",
    );
}

#[test]
fn operators_bind_as_the_specification_says() {
    is_read_as("a || b && c == d", "(|| a (&& b (Equal c d)))");
    is_read_as("(a || b) && c", "(&& (|| a b) c)");
    is_read_as("!a.b", "(. (! a) b)");
    is_read_as("!(a.b)", "(! (. a b))");
    is_read_as("!a == b", "(Equal (! a) b)");
    is_read_as("a | b | c", "(| (| a b) c)");
    is_read_as("a[].b == c", "(Equal (each (flat a) b) c)");
    is_read_as("a<b", "(Less a b)");
    is_read_as("a<=`1.5`", "(LessOrEqual a 1.5)");
    is_read_as("a!=`null`", "(NotEqual a null)");
}

#[test]
fn literals_are_json_between_backticks_or_text_between_quotes() {
    is_read_as("`[\"a\", {\"b\": null}]`", "[\"a\",{\"b\":null}]");
    is_read_as(r"'it\'s'", "\"it's\"");
    is_read_as(r#"`"a\`b"`"#, "\"a`b\"");
    is_read_as("contains(a, `false`)", "(contains() a false)");
    is_read_as("f()", "(f() )");
    is_read_as("sort_by(a, &b)", "(sort_by() a &)");
    is_read_as("a.{b: c, d: e[]}", "(. a {})");
    is_read_as("@", "@");
}

#[test]
fn a_fault_is_told_with_its_character() {
    is_refused("", 1, "the end", "an expression");
    is_refused("a.", 3, "the end", "a name, `*`, `[` or `{`");
    is_refused("a..b", 3, "`.`", "a name, `*`, `[` or `{`");
    is_refused("length(a]", 9, "`]`", "`,` or `)`");
    is_refused("a b", 3, "`b`", "the end");
    is_refused("a[?b", 5, "the end", "`]`");
    is_refused("a = b", 3, "`=`", "`==`");
    is_refused("a #", 3, "`#`", "a sign of JMESPath");
    is_refused("'a", 1, "`'` without another", "`'` at the end of it");
    is_refused("`a`", 1, "`a`", "JSON between the backticks");
    is_refused("\"\\x\"", 1, "\"\\x\"", "a name quoted as in JSON");
    is_refused("a[b]", 2, "`[`", "an operator, an index or `[*]`");
    is_refused("a[0](c)", 5, "`(`", "the name of a function before it");
    is_refused("\"f\"(a)", 1, "`\"f\"`", "an expression");
    is_refused(
        "a[1 2]",
        5,
        "the number 2",
        "an index, or `start:stop:step`",
    );
    is_refused(
        "a[99999999999999999999]",
        3,
        "`99999999999999999999`",
        "a whole number of 64 bits",
    );
    is_refused("{a b}", 4, "`b`", "`:`");
    is_refused("ä", 1, "`ä`", "a sign of JMESPath");
    is_refused("[*].", 5, "the end", "a name, `*`, `[` or `{`");
    is_refused("a[*]b", 5, "`b`", "the end");
}

#[test]
fn what_is_too_deep_or_too_long_is_refused() {
    let deep = format!("{}a{}", "(".repeat(100), ")".repeat(100));
    is_refused(
        &deep,
        33,
        "`(`",
        "expressions in expressions to a depth of 32",
    );
    let long = format!("a{}", ".a".repeat(MAX_TOKENS));
    is_refused(
        &long,
        256,
        "a longer expression",
        "at most 256 words and signs",
    );
    let not = "!".repeat(MAX_TOKENS - 2) + "a";
    assert!(parse(&not).is_err());
}

#[test]
fn no_text_makes_the_parser_panic() {
    let alphabet = [
        "a", ".", "*", "[", "]", "[]", "[?", "(", ")", "{", "}", ",", ":", "@", "&", "|", "||",
        "&&", "!", "==", "<", "'x'", "`1`", "1", "\"q\"", "'", "`", " ",
    ];
    // Every text of four words.
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
fn every_expression_of_the_published_models_is_read() {
    let mut paths = String::new();
    let models = each_model(|file, model| {
        each_trait(model, "smithy.waiters#waitable", &mut |waiters: &Value| {
            each_trait(waiters, "path", &mut |path| {
                let text = path.as_str().expect("a path is a string");
                match parse(text) {
                    Ok(node) => writeln!(paths, "{}", show(&node)).expect("a string takes all"),
                    Err(fault) => panic!("{file}: {text}: {fault:?}"),
                }
            });
        });
    });
    assert!(models == 0 || paths.lines().count() > 50, "{paths}");
}
