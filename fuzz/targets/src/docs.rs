//! The docs converter: HTML to Markdown.

use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use querysmith_codegen::fuzzing;

use crate::text;

/// The columns that a line may have, unless it is one word that cannot be divided.
const WIDTH: usize = 100;
/// The columns that text far inside of lists may have all the same.
const NARROWEST: usize = 40;

/// What rustdoc reads Markdown with.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_SMART_PUNCTUATION);

/// Documentation becomes Markdown that rustdoc, whose Markdown parser reads it here, has nothing to
/// say about, in lines that stay in their comment.
pub fn docs(bytes: &[u8]) {
    let Some(html) = text(bytes) else { return };
    let (lines, summary) = fuzzing::docs(html);
    for line in lines.iter().chain(&summary) {
        assert!(!line.contains(is_refused), "refused in a comment: {line:?}");
        assert!(
            !line.ends_with([' ', '\t']),
            "white space at the end: {line:?}"
        );
    }
    let markdown = lines.join("\n");
    check(&markdown);
    check(&summary.join("\n"));
    assert_eq!(
        visible_text(&markdown),
        fuzzing::visible_text(html),
        "what shows of:\n{markdown}"
    );
}

/// What readers see of Markdown, without white space.
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

/// What ends a line, or what the compiler refuses in a comment because it hides or reorders text.
fn is_refused(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// What rustdoc warns about: HTML, addresses that are no links, links that lead nowhere; and what it
/// leaves out.
fn check(markdown: &str) {
    let mut broken = Vec::new();
    let mut note_broken = |link: BrokenLink<'_>| {
        broken.push(link.reference.to_string());
        None
    };
    let parser = Parser::new_with_broken_link_callback(markdown, OPTIONS, Some(&mut note_broken));
    assert!(
        parser.reference_definitions().iter().next().is_none(),
        "text that a definition of a link swallows in:\n{markdown}"
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
                assert_eq!(address(&text), None, "a bare address in:\n{markdown}");
            }
            _ => {}
        }
    }
    assert_eq!(
        broken,
        Vec::<String>::new(),
        "links to nowhere in:\n{markdown}"
    );
    let mut start = 0;
    for line in markdown.split('\n') {
        let range = start..start + line.len();
        start = range.end + 1;
        // What marks items and quotes cannot be divided from what follows it.
        let marker = |c: char| " >-.".contains(c) || c.is_ascii_digit();
        let text = line.trim_start_matches(marker);
        let columns = text.chars().count();
        let room = WIDTH.saturating_sub(line.len() - text.len()).max(NARROWEST);
        let is_wide = wide
            .iter()
            .any(|wide| wide.start <= range.end && range.start <= wide.end);
        assert!(
            columns <= room || is_wide || !text.contains(' '),
            "a long line in:\n{markdown}"
        );
    }
}

/// Whether an event is of markup that no documentation becomes.
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

/// The start of what rustdoc would take for an address that should be a link.
fn address(text: &str) -> Option<&str> {
    ["http://", "https://"].iter().find_map(|scheme| {
        text.match_indices(scheme).find_map(|(at, _)| {
            let rest = text.get(at + scheme.len()..)?;
            let is_host = |c: char| c.is_ascii_alphanumeric() || "-@:%._+~#=".contains(c);
            let host = rest.split(|c| !is_host(c)).next().unwrap_or_default();
            let is_domain = |(dot, _): (usize, &str)| {
                let letters = host.bytes().skip(dot + 1).take(2);
                dot > 1 && letters.filter(u8::is_ascii_alphabetic).count() == 2
            };
            let is_address = host.match_indices('.').any(is_domain);
            text.get(at..at + scheme.len() + host.len())
                .filter(|_| is_address)
        })
    })
}
