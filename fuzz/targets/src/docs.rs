//! Conversion of documentation from HTML to Markdown.

use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use querysmith_codegen::fuzzing;

use crate::text;

/// The maximum number of columns of a line, unless it is a single word.
const WIDTH: usize = 100;
/// The minimum number of columns, however deep lists are nested.
const MIN_WIDTH: usize = 40;

/// The Markdown options of rustdoc.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_SMART_PUNCTUATION);

/// Converts documentation to Markdown, and checks with rustdoc's Markdown parser that rustdoc would
/// not warn about it and that all lines stay in their comment.
pub fn docs(bytes: &[u8]) {
    let Some(html) = text(bytes) else { return };
    let (lines, summary) = fuzzing::docs(html);
    for line in lines.iter().chain(&summary) {
        assert!(
            !line.contains(is_forbidden),
            "forbidden in a comment: {line:?}"
        );
        assert!(
            !line.ends_with([' ', '\t']),
            "trailing white space: {line:?}"
        );
    }
    let markdown = lines.join("\n");
    check(&markdown);
    check(&summary.join("\n"));
    assert_eq!(
        visible_text(&markdown),
        fuzzing::visible_text(html),
        "visible text of:\n{markdown}"
    );
}

/// The visible text of Markdown, without white space.
fn visible_text(markdown: &str) -> String {
    let parser = Parser::new_ext(markdown, OPTIONS - Options::ENABLE_SMART_PUNCTUATION);
    let mut text = String::new();
    for event in parser {
        if let Event::Text(part) | Event::Code(part) = event {
            text.push_str(&part);
        }
    }
    text.retain(|c| !c.is_whitespace());
    text
}

/// Whether a character ends a line, or is rejected by rustc in comments because it hides or
/// reorders text.
fn is_forbidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Checks for everything that rustdoc warns about, such as HTML, bare URLs and broken links, and
/// for link definitions, which are invisible.
fn check(markdown: &str) {
    let mut broken = Vec::new();
    let mut note_broken = |link: BrokenLink<'_>| {
        broken.push(link.reference.to_string());
        None
    };
    let parser = Parser::new_with_broken_link_callback(markdown, OPTIONS, Some(&mut note_broken));
    assert!(
        parser.reference_definitions().iter().next().is_none(),
        "a link definition in:\n{markdown}"
    );
    let mut code_or_link = 0;
    let mut in_code = false;
    let mut wide = Vec::new();
    for (event, range) in parser.into_offset_iter() {
        assert!(
            !is_foreign(&event),
            "markup that the converter never writes, {event:?}, in:\n{markdown}"
        );
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                assert_eq!(&*html, "", "rustdoc sees HTML in:\n{markdown}");
            }
            Event::Start(Tag::CodeBlock(_)) => {
                code_or_link += 1;
                in_code = true;
                wide.push(range);
            }
            Event::End(TagEnd::CodeBlock) => {
                code_or_link -= 1;
                in_code = false;
            }
            Event::Start(Tag::Link { .. }) => {
                code_or_link += 1;
                wide.push(range);
            }
            Event::End(TagEnd::Link) => code_or_link -= 1,
            Event::Start(Tag::Image { dest_url, .. }) => {
                assert_eq!(&*dest_url, "", "an image in:\n{markdown}");
            }
            Event::Code(_) => wide.push(range),
            Event::Text(text) if !in_code && code_or_link == 0 => {
                assert_eq!(bare_url(&text), None, "a bare URL in:\n{markdown}");
            }
            _ => {}
        }
    }
    assert_eq!(broken, Vec::<String>::new(), "broken links in:\n{markdown}");
    let mut start = 0;
    for line in markdown.split('\n') {
        let range = start..start + line.len();
        start = range.end + 1;
        // A line cannot be broken after the markers of items and quotes.
        let marker = |c: char| " >-.".contains(c) || c.is_ascii_digit();
        let text = line.trim_start_matches(marker);
        let columns = text.chars().count();
        let room = WIDTH.saturating_sub(line.len() - text.len()).max(MIN_WIDTH);
        let is_wide = wide
            .iter()
            .any(|wide| wide.start <= range.end && range.start <= wide.end);
        assert!(
            columns <= room || is_wide || !text.contains(' '),
            "a long line in:\n{markdown}"
        );
    }
}

/// Whether an event is markup that the converter never writes.
fn is_foreign(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Start(
            Tag::CodeBlock(CodeBlockKind::Indented)
                | Tag::Table(_)
                | Tag::FootnoteDefinition(_)
                | Tag::Strikethrough
        ) | Event::Rule
            | Event::TaskListMarker(_)
            | Event::FootnoteReference(_)
    )
}

/// The start of a bare URL, for which rustdoc would suggest a link.
fn bare_url(text: &str) -> Option<&str> {
    ["http://", "https://"].iter().find_map(|scheme| {
        text.match_indices(scheme).find_map(|(at, _)| {
            let rest = text.get(at + scheme.len()..)?;
            let is_host = |c: char| c.is_ascii_alphanumeric() || "-@:%._+~#=".contains(c);
            let host = rest.split(|c| !is_host(c)).next().unwrap_or_default();
            let is_domain = |(dot, _): (usize, &str)| {
                let letters = host.bytes().skip(dot + 1).take(2);
                dot > 1 && letters.filter(u8::is_ascii_alphabetic).count() == 2
            };
            let is_url = host.match_indices('.').any(is_domain);
            text.get(at..at + scheme.len() + host.len())
                .filter(|_| is_url)
        })
    })
}
