//! Documentation that consists only of markup in random order, which mutations of text rarely
//! produce.

use fastrand::Rng;

/// The number of texts.
const TEXTS: usize = 20_000;

/// Markup of HTML, Markdown and rustdoc, and some plain text.
const MARKUP: [&str; 76] = [
    "<b>", "</b>", "<i>", "</i>", "<code>", "</code>", "<br>", "<pre>", "</pre>", "<h2>", "<p>",
    "<a>", "</a>", "<ul>", "</ul>", "<li>", "<dt>", "<dd>", "<note>", "</note>", "<!--", "-->",
    "[", "]", "(", ")", "](", "![", "`", "``", "```\n", "\\", "*", "**", "_", "~", "<", ">", "&",
    "amp;", "&lt;", "|", "#", "-", "- ", "1.", "+", "=", "{", "}", "\"", "'", "@", ".", ",", ":",
    "/", "!", "…", "http", "https", "://", "mailto:", "mole", "é", "ö.u", "Ⓐ", "\u{301}", "—",
    "]:", "\t", "\n", "\n\n", " ", " ", " ",
];

/// Links and URLs.
const LINKS: [&str; 5] = [
    "<a href=\"https://pier.example\">",
    "<a href=\"#top\">",
    "[mole](https://quay.example/a)",
    "https://pier.example",
    "pier.example",
];

#[test]
fn markup_in_any_order_becomes_clean_markdown() {
    let mut rng = Rng::with_seed(0x5EED);
    let markup = [&MARKUP[..], &LINKS].concat();
    for _ in 0..TEXTS {
        // Use few kinds at once, so that related ones are often combined.
        let kinds = rng.usize(3..24);
        let kinds = rng.choose_multiple(&markup, kinds);
        let length = rng.usize(1..48);
        let html: String = (0..length)
            .filter_map(|_| rng.choice(&kinds))
            .map(|part| **part)
            .collect();
        querysmith_fuzz_targets::docs(html.as_bytes());
    }
}
