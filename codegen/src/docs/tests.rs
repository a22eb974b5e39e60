use super::{to_markdown, with_summary};
use crate::shared_models::{each_model, each_trait};

fn markdown(html: &str) -> String {
    to_markdown(html).join("\n")
}

#[test]
fn paragraphs_are_wrapped_and_separated() {
    let html = format!("<p>One {}end.</p>\n   <p>Two.</p>", "word ".repeat(20));
    assert_eq!(
        to_markdown(&html),
        [
            "One word word word word word word word word word word word word word word word word word",
            "word word word end.",
            "",
            "Two.",
        ]
    );
}

#[test]
fn lists_nest_and_terms_are_strong() {
    let html = "<ul><li><p>a</p><ul><li>b<p>c</p></li></ul></li><li>d</ul>\
                <ol><li>e</li></ol><dl><dt>f</dt><dd><p>g <code>h</code></p></dd></dl>";
    let expected = "\
- a

  - b

    c
- d

1. e

- **f**

  g `h`";
    assert_eq!(markdown(html), expected);
}

#[test]
fn notes_become_block_quotes() {
    let html = "<p>x</p><note><p>a</p><p>b</p></note><important><ul><li>c</li></ul></important>";
    let expected = "\
x

> **Note:** a
>
> b

> **Important:**
>
> - c";
    assert_eq!(markdown(html), expected);
}

#[test]
fn inline_markup_is_kept() {
    let html = "<p>See <a href=\"https://x.y/z\"><b>the</b> <code>docs</code></a>, \
                <i>or</i> https://x.y/_a_.</p>";
    assert_eq!(
        markdown(html),
        "See [**the** `docs`](https://x.y/z), *or* <https://x.y/_a_>."
    );
}

#[test]
fn placeholders_and_brackets_are_not_markup() {
    assert_eq!(
        markdown("<p>tag:<key> TS[] a<b</p>"),
        "tag:\\<key> TS\\[\\] a\\<b"
    );
    assert_eq!(markdown("<code>tag:<key></code>"), "`tag:<key>`");
    assert_eq!(markdown("a <= b < c <.`d@e>`"), "a \\<= b < c \\<.`d@e>`");
}

#[test]
fn text_is_escaped_according_to_its_neighbors_in_the_output() {
    // The space moves out of the emphasis, and `<**.**b@c>` would be a mail address.
    assert_eq!(markdown("<b>a < </b>.<b>b@c></b>"), "**a \\<**.**b@c>**");
    assert_eq!(markdown("<b>a * </b><i>b</i>"), "**a \\*** *b*");
    // The text would be an image, even inside a link without a URL.
    assert_eq!(
        markdown("a!<a>[b](https://c.de)</a>"),
        "a\\![b](https://c.de)"
    );
}

#[test]
fn a_url_in_the_text_of_a_link_is_neither_linked_nor_escaped() {
    for (text, expected) in [
        ("see https://a.bc here", "see https://a.bc here"),
        ("[[x] https://a.bc]", "\\[\\[x\\] https://a.bc\\]"),
        ("[see https://a.bc](https://d.ef)", "see https://a.bc"),
        ("https:/<b>/a.bc</b>", "https:/**/a.bc**"),
        ("the `[https://a.bc]`", "the `[https://a.bc]`"),
    ] {
        let html = format!("<a href=\"https://x.yz\">{text}</a>");
        assert_eq!(markdown(&html), format!("[{expected}](https://x.yz)"));
    }
    let nested = "[a [b](https://c.de) https://f.gh](https://i.jk)";
    assert_eq!(
        markdown(nested),
        "\\[a [b](https://c.de) <https://f.gh>\\](<https://i.jk>)"
    );
}

#[test]
fn the_text_of_a_link_does_not_become_a_link_definition() {
    for (text, expected) in [
        ("<code>x]: y</code>", "x\\]: y"),
        ("<code>[x]://y</code> z", "\\[x\\]://y z"),
        ("`x]:` z", "x\\]: z"),
        ("<code>x]</code>: y", "`x]`: y"),
        ("<code>^x</code>]: y", "`^x`\\]: y"),
    ] {
        let html = format!("<p><a href=\"https://a.bc\">{text}</a>");
        assert_eq!(markdown(&html), format!("[{expected}](https://a.bc)"));
    }
    assert_eq!(markdown("<code>[x]: y</code>"), "`[x]: y`");
}

#[test]
fn the_text_of_a_link_does_not_become_a_thematic_break() {
    let words = "word ".repeat(17);
    let html = format!("<a href=\"https://x.yz\">[c] {words}_ _ _ {words}https://a.bc</a>");
    let lines = to_markdown(&html);
    assert!(lines[1].starts_with("\\_ _ _ word"), "{lines:#?}");
}

#[test]
fn hidden_characters_in_a_url_are_dropped() {
    assert_eq!(
        markdown("<a href=\"https://a.bc/&#x202E;d\u{200B}e\">x</a>"),
        "[x](https://a.bc/de)"
    );
}

#[test]
fn white_space_moves_out_of_links() {
    assert_eq!(
        markdown("a<a href=\"https://b.c\"> d </a>e"),
        "a [d](https://b.c) e"
    );
    assert_eq!(
        markdown("a<a href=\"https://b.c\"> https://b.c </a>e"),
        "a <https://b.c> e"
    );
}

#[test]
fn a_code_block_is_not_compiled_and_keeps_its_indentation() {
    let html = "<p>x</p><pre><code>\n  {\n\t\"a\": 1\n  }\n</code></pre>";
    assert_eq!(markdown(html), "x\n\n```text\n{\n  \"a\": 1\n}\n```");
    assert_eq!(markdown("<pre>a<br/>b</pre>"), "```text\na\nb\n```");
}

#[test]
fn a_hard_line_break_is_dropped_at_the_end_of_a_paragraph() {
    assert_eq!(markdown("<p>a<br/>b<br></p>"), "a\\\nb");
    assert_eq!(markdown("<b><br>a<br> <br></b>b"), "**a**\\\nb");
}

#[test]
fn broken_nesting_is_repaired() {
    assert_eq!(markdown("</p><b>a<p>b</ul></b></i>c"), "**a**\n\nb\n\nc");
    assert_eq!(markdown("<li>a<li>b</note>"), "- a\n- b");
    assert_eq!(
        markdown("<ul><li>a</li><ul><li>b</li></ul></ul>"),
        "- a\n\n  - b"
    );
    assert_eq!(markdown("<p>a <code>b</p><p>c</p>"), "a `b`\n\nc");
    assert_eq!(markdown("https:/</b>/a.bc/"), "<https://a.bc/>");
    assert_eq!(markdown("x http<b></b>s://a.bc"), "x https\\://a.bc");
    assert_eq!(markdown("http:// in front"), "http:// in front");
}

#[test]
fn plain_markdown_keeps_its_paragraphs_bullets_and_code() {
    let text = "One `a`\ntwo [b](https://c.d).\n\n- e\n- f\n  g\n\nh\n```\nlet x = 1;\n```\n";
    let expected = "\
One `a` two [b](https://c.d).

- e
- f g

h

```text
let x = 1;
```";
    assert_eq!(markdown(text), expected);
}

#[test]
fn headings_are_kept_and_the_name_of_the_service_is_dropped() {
    let html = "<fullname>Some Service</fullname><h2>A <b>title</b></h2>text";
    assert_eq!(markdown(html), "# A title\n\ntext");
    let html = "<h3>In <b>C</b> # and<br><a href=\"https://a.bc\">C#</a> ##</h3>";
    assert_eq!(markdown(html), "# In C \\# and [C#](https://a.bc) \\##");
}

#[test]
fn a_summary_is_the_first_sentence() {
    for (html, expected) in [
        (
            "<p>One (e.g. <code>a. B</code>). Two.</p>",
            "One (e.g. `a. B`).",
        ),
        (
            "<note><p>See <a href=\"https://x.y\">it</a>.</p></note>",
            "See it.",
        ),
        ("no end", "no end"),
        ("Version 1.5 is. `X` too.", "Version 1.5 is."),
        ("<p><b>1.</b> a</p>", "1\\. a"),
        ("", ""),
    ] {
        assert_eq!(with_summary(html).1.join("\n"), expected, "{html}");
    }
    let (_, long) = with_summary(&"word ".repeat(100));
    assert_eq!(long.len(), 3, "{long:?}");
    let long = long.join("\n");
    assert!(long.ends_with("word…"), "{long}");
    assert!(long.chars().count() <= 201, "{long}");
}

#[test]
fn deep_nesting_and_long_invalid_input_are_bounded() {
    let deep = "<ul><li>".repeat(20_000) + "x";
    assert!(markdown(&deep).trim_start_matches(['-', ' ']) == "x");
    for junk in [
        "<p \"",
        "<a href=\"",
        "`` ",
        "[a](",
        "http://.",
        "&#",
        "<!--",
        "<b>",
        "** ",
        "http<b></b>s://a",
        "<b>*</b>",
        "[https://a`](",
    ] {
        let lines = to_markdown(&junk.repeat(20_000));
        assert!(!lines.is_empty() || junk.starts_with("<b>"), "{junk}");
    }
}

#[test]
fn published_documentation_becomes_clean_markdown() {
    each_model(|file, model| {
        each_trait(model, "smithy.api#documentation", &mut |docs| {
            let html = docs.as_str().expect("documentation is a string");
            let lines = to_markdown(html);
            let mut in_block = false;
            for line in &lines {
                if line.trim_start_matches(['>', ' ', '-']).starts_with("```") {
                    in_block = !in_block;
                } else if !in_block {
                    check_line(file, html, line);
                }
            }
            assert!(!in_block, "{file}: unterminated code block: {html}");
            assert!(!lines.join("\n").contains("\n\n\n"), "{file}: {html}");
            let (_, summary) = with_summary(html);
            for line in &summary {
                check_line(file, html, line);
            }
            assert!(summary.join(" ").chars().count() <= 300, "{file}: {html}");
        });
    });
}

fn check_line(file: &str, html: &str, line: &str) {
    let bare = without_code(line);
    assert!(
        !bare.contains('`'),
        "{file}: unbalanced code span: {line}\n{html}"
    );
    let mut before = ' ';
    for (at, c) in bare.char_indices() {
        let after = &bare[at + c.len_utf8()..];
        let is_tag = c == '<' && after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        let is_address = after.starts_with("http");
        assert!(
            !is_tag || before == '\\' || is_address,
            "{file}: unescaped tag: {line}\n{html}"
        );
        before = c;
    }
    assert!(line.trim_end() == line, "{file}: trailing space: {line}");
    let has_long_word = line.contains("http") || line.contains('`');
    assert!(
        line.chars().count() <= 92 || has_long_word,
        "{file}: line too long: {line}"
    );
}

/// `line` without its code spans and escaped backticks.
fn without_code(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find('`') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let after_run = from.trim_start_matches('`');
        if before.ends_with('\\') {
            rest = &from[1..];
            continue;
        }
        let fence = &from[..from.len() - after_run.len()];
        match after_run.split_once(fence) {
            Some((_, after)) => rest = after.trim_start_matches('`'),
            None => return out + from,
        }
    }
    out + rest
}
