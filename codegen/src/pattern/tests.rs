use super::parse_pattern;
use crate::shared_models::{each_model, each_trait};

/// The test that is emitted for `pattern`, and the permitted number of repetitions.
fn compiled(pattern: &str) -> (String, usize, Option<usize>) {
    match parse_pattern(pattern) {
        Ok(Some(class)) => {
            let test = quote::quote!(fn f(c: char) -> bool { #class });
            let file = syn::parse2(test).expect("the test is Rust");
            let text = prettyplease::unparse(&file);
            let body = text.trim().trim_start_matches("fn f(c: char) -> bool {");
            let body = body
                .trim_end_matches('}')
                .split_whitespace()
                .collect::<Vec<_>>();
            (
                body.join(" ").replace("..= ", "..="),
                class.min(),
                class.max(),
            )
        }
        other => panic!("{pattern} is not a character class: {other:?}"),
    }
}

#[track_caller]
fn is_class(pattern: &str, test: &str, min: usize, max: Option<usize>) {
    assert_eq!(compiled(pattern), (test.to_owned(), min, max), "{pattern}");
}

#[test]
fn a_character_class_becomes_a_test_of_each_character() {
    is_class(
        r"^[\w+=,.@-]*$",
        r#"c.is_ascii_alphanumeric() || "+,-.=@_".contains(c)"#,
        0,
        None,
    );
    is_class(r"^[\d]*$", "c.is_ascii_digit()", 0, None);
    is_class(r"^[A-Za-z]{2}$", "c.is_ascii_alphabetic()", 2, Some(2));
    is_class(
        r"^[a-f0-9]{1,}$",
        "c.is_ascii_digit() || ('a'..='f').contains(&c)",
        1,
        None,
    );
    is_class(r"^[A-Z]$", "c.is_ascii_uppercase()", 1, Some(1));
    is_class(
        r"^[0-9A-Za-z-_.]+$",
        r#"c.is_ascii_alphanumeric() || "-._".contains(c)"#,
        1,
        None,
    );
    is_class(
        r"^[\x20-\x7E]?$",
        r"('\u{20}'..='~').contains(&c)",
        0,
        Some(1),
    );
    is_class(
        r"^[\u0020-\u00FF]+$",
        r"('\u{20}'..='\u{FF}').contains(&c)",
        1,
        None,
    );
    is_class(r"^([\x20'\\]{0,9})$", r#"" '\\".contains(c)"#, 0, Some(9));
    is_class(r"^[/]$", "c == '/'", 1, Some(1));
}

#[test]
fn unicode_classes_become_tests_of_std() {
    is_class(
        r"^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$",
        "c.is_alphabetic() || c.is_numeric() || (c.is_whitespace() && !c.is_control()) || \"+-./:=@_\".contains(c)",
        1,
        None,
    );
}

#[test]
fn the_astral_range_is_read_as_intended() {
    is_class(
        r"^[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+$",
        r#""\t\n\r\u{85}".contains(c) || ('\u{20}'..='~').contains(&c) || ('\u{A0}'..='\u{FFFD}').contains(&c) || ('\u{10000}'..='\u{10FFFF}').contains(&c)"#,
        1,
        None,
    );
    is_class(
        r"^[\uD800\uDC00-\uDBFF\uDFFF\r\n\t]*$",
        r#""\t\n\r".contains(c) || ('\u{10000}'..='\u{10FFFF}').contains(&c)"#,
        0,
        None,
    );
}

#[test]
fn a_negated_class_is_the_complement() {
    is_class(r"^[^\u0001-\u{10FFFF}]+$", r"c == '\u{0}'", 1, None);
    is_class(
        r"^[^:]+$",
        r"('\u{0}'..='9').contains(&c) || (';'..='\u{10FFFF}').contains(&c)",
        1,
        None,
    );
}

#[test]
fn other_patterns_are_not_checked() {
    for pattern in [
        ".*",
        "^[^:]",
        "[a-z]+",
        r"^[\s\S]{1,9}$",
        r"^[^\s\S]+$",
        r"^arn:[\w+=/,.@-]+$",
        r"^[a-z]+(-[a-z]+)*$",
        r"^[a-z]+?$",
        r"^[^\p{L}]*$",
        r"^[\p{IsGreek}]*$",
        r"^[\P{L}]*$",
        r"^[]a]*$",
        r"^[a&&b]*$",
        r"^[\q]*$",
        r"^(a|[b]){x}$",
        r"^(?:[a]+)$",
    ] {
        assert_eq!(parse_pattern(pattern), Ok(None), "{pattern}");
    }
}

#[test]
fn an_invalid_pattern_is_rejected_with_a_reason() {
    for (pattern, message) in [
        ("^[a-z", "a character class is not closed"),
        ("^[z-a]+$", "the range z-a is reversed"),
        ("^[a]{3,2}$", "the bounds of {3,2} are reversed"),
        ("^(a$", "a group is not closed"),
        ("^a)$", "a `)` has no matching `(`"),
        ("a\\", "the pattern ends in a backslash"),
        (
            "^[\\u00G0]$",
            "an escape sequence is malformed after 2 hex digits",
        ),
        ("\\p{L", "the braces of a Unicode property are not closed"),
    ] {
        assert_eq!(parse_pattern(pattern), Err(message.to_owned()), "{pattern}");
    }
}

#[test]
fn every_published_pattern_is_valid_and_most_are_character_classes() {
    let (mut all, mut classes) = (0, 0);
    let models = each_model(|file, model| {
        each_trait(model, "smithy.api#pattern", &mut |pattern| {
            let pattern = pattern.as_str().expect("a pattern is a string");
            let class =
                parse_pattern(pattern).unwrap_or_else(|why| panic!("{file}: {pattern}: {why}"));
            all += 1;
            classes += usize::from(class.is_some());
        });
    });
    assert!(
        models == 0 || classes * 4 > all * 3,
        "{classes} of {all} patterns are character classes"
    );
}
