use std::fmt::Write;

use super::*;

/// Fails if a line does not follow the grammar.
fn parsed(text: &str, kind: FileKind) -> Result<Parsed, ProfileError> {
    let parsed = parse(text.as_bytes(), kind, &Path::new("file").into());
    let defect = parsed.defects().next().cloned();
    defect.map_or(Ok(parsed), Err)
}

/// Sections and keys in a compact form: `kind name {key: value, key.nested: value}`.
fn compact(text: &str, kind: FileKind) -> String {
    let mut out = String::new();
    for section in parsed(text, kind).unwrap().sections {
        let kind = match section.kind {
            SectionKind::Profile { prefixed: true } => "profile",
            SectionKind::Profile { prefixed: false } => "plain",
            SectionKind::SsoSession => "session",
            SectionKind::Services => "services",
        };
        write!(out, "{kind} {} {{", section.name).unwrap();
        for (key, property) in section.properties.iter() {
            write!(out, "{key}: {:?}, ", &*property.value).unwrap();
            for (nested, value) in property.nested.iter() {
                write!(out, "{key}.{nested}: {:?}, ", &*value.value).unwrap();
            }
        }
        out.push_str("} ");
    }
    out.replace(", }", "}").trim_end().to_owned()
}

fn config(text: &str) -> String {
    compact(text, FileKind::Config)
}

fn credentials(text: &str) -> String {
    compact(text, FileKind::Credentials)
}

fn error(text: &str) -> String {
    match parsed(text, FileKind::Config) {
        Ok(_) => panic!("{text:?} was accepted"),
        Err(error) => {
            assert_eq!(error.kind(), ProfileErrorKind::Syntax);
            error.to_string()
        }
    }
}

#[test]
fn an_empty_file_has_no_sections() {
    assert_eq!(config(""), "");
    assert_eq!(config(" \t\r\n\n# only this"), "");
}

#[test]
fn every_kind_of_header_is_recognized_in_the_config_file() {
    let text = "[default]\n[profile a]\n[sso-session b]\n[services c]";
    assert_eq!(
        config(text),
        "plain default {} profile a {} session b {} services c {}"
    );
}

#[test]
fn the_credentials_file_has_only_bare_names() {
    assert_eq!(
        credentials("[a]\n[default]\n[profile b]\n[sso-session c]"),
        "plain a {} plain default {}"
    );
    assert_eq!(
        credentials("[sso-sessionfoo]\nk = v"),
        r#"plain sso-sessionfoo {k: "v"}"#
    );
}

#[test]
fn bare_names_and_unknown_sections_of_the_config_file_are_skipped() {
    let text = "[a]\nk = 1\n[profileb]\n[plugins]\nk = 2\n[profile]\n[]\n[profile ok]\nk = 3";
    assert_eq!(config(text), r#"profile ok {k: "3"}"#);
    let lines: Vec<_> = parsed(text, FileKind::Config)
        .unwrap()
        .ignored
        .iter()
        .map(Place::line)
        .collect();
    assert_eq!(lines, [1, 3, 4, 6, 7]);
}

#[test]
fn white_space_around_the_words_of_a_header_is_ignored() {
    assert_eq!(config("[ profile \t a \t]\t"), "profile a {}");
    assert_eq!(config("[profile\ta]"), "profile a {}");
    assert_eq!(credentials("[  a\t]"), "plain a {}");
}

#[test]
fn names_consist_of_letters_digits_and_eight_punctuation_characters() {
    assert_eq!(config("[profile aZ9-_/.%@:+]"), "profile aZ9-_/.%@:+ {}");
    for bad in ["a b", "a!b", "é", "'a b'"] {
        assert_eq!(config(&format!("[profile {bad}]\nk = v")), "", "{bad}");
    }
}

#[test]
fn keys_are_case_insensitive_but_names_and_values_are_case_sensitive() {
    assert_eq!(
        config("[profile A]\nKey = Value"),
        r#"profile A {key: "Value"}"#
    );
    assert_eq!(config("[PROFILE a]"), "");
}

#[test]
fn values_are_trimmed_but_keep_inner_white_space() {
    let text = "[default]\r\na \t=\t x y = z \t\r\nb=\r\nc = é😂";
    assert_eq!(
        config(text),
        r#"plain default {a: "x y = z", b: "", c: "é😂"}"#
    );
}

#[test]
fn keys_with_invalid_characters_are_skipped_with_their_continuation_lines() {
    let text = "[default]\nnot ok = 1\n more\nok = 2";
    assert_eq!(config(text), r#"plain default {ok: "2"}"#);
}

#[test]
fn the_last_of_several_equal_keys_wins() {
    assert_eq!(
        config("[default]\na = 1\nA = 2"),
        r#"plain default {a: "2"}"#
    );
}

#[test]
fn comments_start_at_line_starts_after_white_space_or_after_a_header() {
    let text = "# one\n; two\n[default]; three\na = 1 # four # five\nb = 2\t;six\n[profile b]#7";
    assert_eq!(
        config(text),
        r#"plain default {a: "1", b: "2"} profile b {}"#
    );
}

#[test]
fn a_comment_character_not_preceded_by_white_space_is_part_of_the_value() {
    assert_eq!(
        config("[default]\na = x#y;z\nb = #c"),
        r##"plain default {a: "x#y;z", b: ""}"##
    );
}

#[test]
fn indented_lines_continue_a_value_and_keep_inline_comments() {
    let text = "[default]\na = one\n  two # not a comment\t\n\n\t three\n # a comment\nb = x";
    assert_eq!(
        config(text),
        r#"plain default {a: "one\ntwo # not a comment\nthree", b: "x"}"#
    );
}

#[test]
fn indented_lines_after_an_empty_value_are_nested_keys() {
    let text = "[services dev]\nSTS =\n  Endpoint_URL = http://a # b\n\n  not ok = 1\n  # c\n  e =\ns3 = x";
    assert_eq!(
        config(text),
        "services dev {s3: \"x\", sts: \"\\nEndpoint_URL = http://a # b\\nnot ok = 1\\ne =\", \
         sts.e: \"\", sts.endpoint_url: \"http://a\", sts.not ok: \"1\"}"
    );
}

#[test]
fn errors_name_the_file_the_line_what_was_found_and_what_was_expected() {
    let cases = [
        (
            "\n[profile a",
            "file:2: found \"[profile a\", expected a `]` at the end of the section's header",
        ),
        (
            "[profile a = hush",
            "file:1: found \"[profile a \" and text after it, expected a `]` at the end of the section's header",
        ),
        (
            "[default] x",
            "file:1: found \"[default]\" and text after it, expected a `]` at the end of the section's header",
        ),
        (
            "a = 1",
            "file:1: found a property before any section, expected a header such as `[default]` first",
        ),
        (
            " a",
            "file:1: found a property before any section, expected a header such as `[default]` first",
        ),
        (
            "[default]\nkey : hush",
            "file:2: found a line without a `=`, expected a property: `key = value`",
        ),
        (
            "[default]\n= hush",
            "file:2: found a property without a name, expected `key = value`",
        ),
        (
            "[default]\na =\n hush",
            "file:3: found a line without a `=`, expected a nested property: `key = value`",
        ),
        (
            "[default]\na =\n = hush",
            "file:3: found a nested property without a name, expected `key = value`",
        ),
        (
            "[default]\na = 1\n[default]\n hush",
            "file:4: found a line without a `=`, expected a property: `key = value`",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(error(text), expected, "{text:?}");
    }
}

#[test]
fn windows_line_endings_are_accepted_even_if_the_last_one_is_truncated() {
    let text = "[default]\r\na = 1\r\nb =\r\n c = 2\r\n\r\n[profile d]\r";
    assert_eq!(config(text), config(&text.replace('\r', "")));
    let text = "[default]\r\na = 1\r";
    assert_eq!(config(text), config("[default]\na = 1"));
}

#[test]
fn the_length_of_lines_is_limited() {
    let line = |length: usize| format!("[default]\na={}", "x".repeat(length - 2));
    assert!(parsed(&line(LINE_LIMIT), FileKind::Config).is_ok());
    assert_eq!(
        error(&line(LINE_LIMIT + 1)),
        "file:2: found a line of 65537 bytes, expected at most 65536"
    );
}

#[test]
fn a_million_continuation_lines_are_joined_without_overhead() {
    let text = format!("[default]\na = 1\n{}", " b\n".repeat(1_000_000));
    let parsed = parsed(&text, FileKind::Config).unwrap();
    let value = &parsed
        .sections
        .first()
        .unwrap()
        .properties
        .get("a")
        .unwrap()
        .value;
    assert_eq!(value.len(), 2_000_001);
}

#[test]
fn keys_at_one_indent_below_a_header_are_keys() {
    let text = "[default]\n  region = us-east-1\n  output = json\n  s3 =\n    a = 1\n  b = 2\n\
        more = 3\n[profile x]\n\tc = 4\n\t\tgoes on\n";
    assert_eq!(
        config(text),
        "plain default {b: \"2\", more: \"3\", output: \"json\", region: \"us-east-1\", \
         s3: \"\\na = 1\", s3.a: \"1\"} profile x {c: \"4\\ngoes on\"}"
    );
    assert_eq!(
        config(" [default]\n  a = 1\n [profile b]\n c = 2"),
        r#"plain default {a: "1"} profile b {c: "2"}"#
    );
}

#[test]
fn a_bad_line_makes_only_its_section_unusable() {
    let good = "[profile good]\na = 1\n";
    for bad in [
        &b"[profile bad]\nwhat\n"[..],
        b"[profile bad] x\nregion = y\n",
        b"[profile bad\nregion = y\n",
        b"[profile bad]\nregion = \xff\n",
        b"[profile bad]\n= x\n  more\n",
        b"[profile bad]\ns3 =\n  what\n",
    ] {
        let text = [good.as_bytes(), bad, good.as_bytes()].concat();
        let parsed = parse(&text, FileKind::Config, &Path::new("file").into());
        let defects: Vec<_> = parsed
            .sections
            .iter()
            .map(|section| (section.name.as_str(), section.defect.is_some()))
            .collect();
        let expected = [("good", false), ("bad", true), ("good", false)];
        assert_eq!(defects, expected, "{}", text.escape_ascii());
        assert!(parsed.defect.is_none());
    }
}

#[test]
fn bad_lines_of_ignored_sections_and_bytes_in_comments_do_no_harm() {
    let text = b"# \xe9\n[plugins]\nwhat\n\xff\n[\xff]\nwhat\n[default]\n # \xff\na = 1";
    let parsed = parse(text, FileKind::Config, &Path::new("file").into());
    assert_eq!(parsed.defects().count(), 0);
    assert_eq!(parsed.sections.len(), 1);
    assert_eq!(parsed.skipped.len(), 2);
}
