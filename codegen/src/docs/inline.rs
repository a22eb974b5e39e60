//! Runs of text -> words of Markdown that may be set on lines, none of which changes its meaning
//! where it lands.

use super::text::{self, Piece};
use super::tree::{Inline, Mark};

/// A space at which no line may end.
const FIXED_SPACE: char = '\u{1}';
/// The ends of an emphasised run, until it is known whether Markdown would see them as such.
const MARKS: [(char, char, &str); 2] = [('\u{2}', '\u{3}', "**"), ('\u{4}', '\u{5}', "*")];
/// A forced end of a line.
const BREAK: &str = "\u{6}";

/// What may stand on lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Word(String),
    Break,
}

/// The words of `inlines`.
pub(super) fn words(inlines: &[Inline]) -> Vec<Word> {
    let mut writer = Writer::default();
    for inline in inlines {
        writer.inline(inline);
    }
    split(&settle_marks(&writer.out))
}

/// The words of `inlines` without emphasis, links and breaks, so that they may be cut anywhere.
pub(super) fn plain_words(inlines: &[Inline]) -> Vec<String> {
    let mut writer = Writer {
        plain: true,
        ..Writer::default()
    };
    for inline in inlines {
        writer.inline(inline);
    }
    let word = |word| match word {
        Word::Word(word) => Some(word),
        Word::Break => None,
    };
    split(&writer.out).into_iter().filter_map(word).collect()
}

#[derive(Default)]
struct Writer {
    out: String,
    plain: bool,
    /// White space stood here, and is written before the next thing that shows.
    space: bool,
    /// The links that are open, each with what has been written of its text; all but the last lead
    /// nowhere.
    links: Vec<(String, String)>,
}

impl Writer {
    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) => self.pieces(text),
            Inline::Code(code) => self.code(code),
            Inline::Break if self.plain || !self.links.is_empty() => self.space = true,
            Inline::Break => {
                self.space = false;
                self.out.push(' ');
                self.out.push_str(BREAK);
                self.out.push(' ');
            }
            Inline::Open(Mark::Link(url)) => self.open_link(url),
            Inline::Close(Mark::Link(_)) => self.close_link(),
            Inline::Open(_) | Inline::Close(_) if self.plain => {}
            Inline::Open(mark) => {
                self.flush_space();
                self.current().push(mark_char(mark).0);
            }
            Inline::Close(mark) => self.current().push(mark_char(mark).1),
        }
    }

    /// Text, with the links in it unless it stands in one.
    fn pieces(&mut self, text: &str) {
        if self.leads_somewhere() {
            return self.text(text);
        }
        for piece in text::pieces(text) {
            self.piece(piece);
        }
    }

    fn piece(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Text(text) => self.text(text),
            Piece::Code(code) => self.code(code),
            Piece::Url(url) => {
                self.flush_space();
                self.address(url);
            }
            Piece::Link { text, url } => {
                self.open_link(url);
                // In it there can be an address at most, so this goes no deeper.
                self.pieces(text);
                self.close_link();
            }
        }
    }

    fn text(&mut self, text: &str) {
        self.space |= text.starts_with(char::is_whitespace);
        let collapsed = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if collapsed.is_empty() {
            return;
        }
        if ends_clause(&collapsed) {
            self.space = false;
        }
        self.flush_space();
        // A space may follow, so that what stands last is not taken for the end of a run.
        self.space = text.ends_with(char::is_whitespace);
        let before = self.current().chars().next_back();
        let followed = if self.space {
            collapsed + " "
        } else {
            collapsed
        };
        let escaped = text::escape(&followed, before);
        self.current().push_str(escaped.trim_end());
    }

    fn code(&mut self, code: &str) {
        let content = code.split_whitespace().collect::<Vec<_>>().join(" ");
        self.space |= code.starts_with(char::is_whitespace);
        if content.is_empty() {
            return;
        }
        self.flush_space();
        let longest = longest_run(&content, '`');
        let fence = "`".repeat(longest + 1);
        let pad = if content.starts_with('`') || content.ends_with('`') {
            " "
        } else {
            ""
        };
        // Two spans that touch would share their backticks.
        if self.current().ends_with('`') {
            self.current().push(' ');
        }
        let span = format!("{fence}{pad}{content}{pad}{fence}");
        self.current()
            .push_str(&span.replace(' ', &FIXED_SPACE.to_string()));
        self.space = code.ends_with(char::is_whitespace);
    }

    fn open_link(&mut self, url: &str) {
        self.flush_space();
        self.links.push((address_in_link(url), String::new()));
    }

    fn close_link(&mut self) {
        let Some((url, label)) = self.links.pop() else {
            return;
        };
        if url.is_empty() && is_name(&label) {
            self.code(&label);
        } else if url.is_empty() || (self.plain && !label.is_empty()) {
            self.current().push_str(&label);
        } else if label.is_empty() || label.replace('\\', "") == url {
            self.address(&url);
        } else {
            // `![` would be an image.
            let out = self.current();
            if out.ends_with('!') {
                out.pop();
                out.push_str("\\!");
            }
            out.push_str(&format!("[{label}]({url})"));
        }
    }

    fn address(&mut self, url: &str) {
        self.current()
            .push_str(&format!("<{}>", address_in_link(url)));
    }

    fn flush_space(&mut self) {
        let space = std::mem::take(&mut self.space);
        if space && self.links.last().is_none_or(|(_, label)| !label.is_empty()) {
            self.current().push(' ');
        }
    }

    fn current(&mut self) -> &mut String {
        match self.links.last_mut() {
            Some((_, label)) => label,
            None => &mut self.out,
        }
    }

    /// Whether what comes is the text of a link that stays one, so that no other can be in it.
    fn leads_somewhere(&self) -> bool {
        !self.plain && self.links.last().is_some_and(|(url, _)| !url.is_empty())
    }
}

/// Whether `text` begins with punctuation that belongs to the word before it, whatever white space
/// the markup left between them.
fn ends_clause(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| ".,;:)".contains(c))
        && chars.next().is_none_or(char::is_whitespace)
}

/// Whether a link that leads nowhere is a name of the model's, which reads best as code.
fn is_name(label: &str) -> bool {
    label.chars().all(|c| c.is_ascii_alphanumeric())
        && label.chars().skip(1).any(|c| c.is_ascii_lowercase())
        && label.chars().skip(1).any(|c| c.is_ascii_uppercase())
}

/// `url` as it may stand in a link, or nothing if it leads nowhere outside of its own page.
fn address_in_link(url: &str) -> String {
    let url = url.trim();
    if !text::is_web(url) && !url.starts_with("mailto:") {
        return String::new();
    }
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            ' ' => out.push_str("%20"),
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '\\' => out.push_str("%5C"),
            '`' => out.push_str("%60"),
            c if c.is_whitespace() || c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

pub(super) fn longest_run(text: &str, of: char) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == of { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

fn mark_char(mark: &Mark) -> (char, char) {
    let [(strong_open, strong_close, _), (open, close, _)] = MARKS;
    match mark {
        Mark::Strong => (strong_open, strong_close),
        Mark::Emphasis | Mark::Link(_) => (open, close),
    }
}

/// Writes the ends of emphasised runs as asterisks where Markdown sees a run, and drops them where
/// it would print them.
fn settle_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c| MARKS.iter().any(|(open, ..)| *open == c)) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let mut chars = from.chars();
        let opened = chars.next();
        let (_, close, asterisks) = MARKS
            .into_iter()
            .find(|(open, ..)| Some(*open) == opened)
            .unwrap_or(MARKS[0]);
        let (inside, after) = chars
            .as_str()
            .split_once(close)
            .unwrap_or((chars.as_str(), ""));
        let lead = inside.len() - inside.trim_start().len();
        let (lead, run) = inside.split_at(lead);
        let (run, gap) = run.split_at(run.trim_end().len());
        out.push_str(lead);
        let next = gap.chars().next().or_else(|| after.chars().next());
        let opens = flanks(out.chars().next_back(), run.chars().next());
        let closes = flanks(next, run.chars().next_back());
        match opens && closes {
            true => out.push_str(&format!("{asterisks}{run}{asterisks}{gap}")),
            false => out.extend([run, gap]),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Whether asterisks between `outside` and `inside` begin or end an emphasised run.
fn flanks(outside: Option<char>, inside: Option<char>) -> bool {
    let Some(inside) = inside else {
        return false;
    };
    let is_asterisk = |c: char| c == '*' || ('\u{2}'..='\u{5}').contains(&c);
    if is_asterisk(inside) || outside.is_some_and(is_asterisk) {
        return false;
    }
    inside.is_alphanumeric() || outside.is_none_or(|c| !c.is_alphanumeric())
}

fn split(text: &str) -> Vec<Word> {
    let word = |word: &str| match word {
        BREAK => Word::Break,
        word => Word::Word(without_bare_address(word).replace(FIXED_SPACE, " ")),
    };
    text.split(' ')
        .filter(|word| !word.is_empty())
        .map(word)
        .collect()
}

/// `word` without an address that markup divided until now, which is no link: rustdoc would take it
/// for one that should be.
fn without_bare_address(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    while let Some((before, after)) = rest.split_once("://") {
        out.push_str(before);
        let scheme = ["https", "http"]
            .iter()
            .find_map(|scheme| out.strip_suffix(scheme));
        let is_bare = scheme.is_some_and(|before| {
            let is_linked = before.ends_with('<') && !before.ends_with("\\<");
            let is_target = before.ends_with("](") && !before.ends_with("\\](");
            !is_linked && !is_target
        });
        let backticks = out.matches('`').count() - out.matches("\\`").count();
        let may_be_code = backticks % 2 == 1 || word.contains("``");
        out.push_str(if is_bare && !may_be_code {
            "\\://"
        } else {
            "://"
        });
        rest = after;
    }
    out + rest
}

/// `word` where it begins a line: what would make the line a heading, an item or a rule is escaped.
pub(super) fn at_line_start(word: &str) -> String {
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, after) = word.split_at(digits);
    let is_marker = match word.chars().next() {
        Some('-' | '+') => word.len() == 1 || word.chars().all(|c| "-:|+".contains(c)),
        Some('*') => word.chars().all(|c| c == '*'),
        Some('=' | ':' | '|') => word.chars().all(|c| "-=:|".contains(c)),
        Some('#') => word.chars().all(|c| c == '#'),
        Some('>') => true,
        _ => false,
    };
    if is_marker {
        format!("\\{word}")
    } else if (1..10).contains(&digits) && (after == "." || after == ")") {
        format!("{number}\\{after}")
    } else {
        word.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(inlines: &[Inline]) -> String {
        let word = |word| match word {
            Word::Word(word) => word,
            Word::Break => "|".to_owned(),
        };
        words(inlines)
            .into_iter()
            .map(word)
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn text(text: &str) -> Inline {
        Inline::Text(text.to_owned())
    }

    fn strong(inside: Inline) -> [Inline; 3] {
        [
            Inline::Open(Mark::Strong),
            inside,
            Inline::Close(Mark::Strong),
        ]
    }

    #[test]
    fn white_space_moves_out_of_emphasis() {
        let [open, inside, close] = strong(text(" b "));
        assert_eq!(
            line(&[text("a"), open, inside, close, text("c")]),
            "a **b** c"
        );
    }

    #[test]
    fn emphasis_that_markdown_would_not_see_is_dropped() {
        let [open, inside, close] = strong(text("(b)"));
        assert_eq!(line(&[text("a"), open, inside, close, text("c")]), "a(b)c");
        let [open, inside, close] = strong(text(" "));
        assert_eq!(line(&[text("a"), open, inside, close, text("c")]), "a c");
    }

    #[test]
    fn code_with_backticks_gets_a_longer_fence() {
        let code = |code: &str| Inline::Code(code.to_owned());
        assert_eq!(line(&[code("a`b``c")]), "```a`b``c```");
        assert_eq!(line(&[code("`")]), "`` ` ``");
        assert_eq!(line(&[code(" \n a  b ")]), "`a b`");
    }

    #[test]
    fn links_that_lead_nowhere_become_text() {
        let link = |url: &str, label: &str| {
            let mark = Mark::Link(url.to_owned());
            line(&[
                text("see!"),
                Inline::Open(mark.clone()),
                text(label),
                Inline::Close(mark),
            ])
        };
        assert_eq!(
            link("https://a.b/c d(e)", "x"),
            "see\\![x](https://a.b/c%20d%28e%29)"
        );
        assert_eq!(
            link("https://a.b/c_", "https://a.b/c_"),
            "see!<https://a.b/c_>"
        );
        assert_eq!(link("#top", "the top"), "see!the top");
        assert_eq!(link("#top", "https://a.b"), "see!<https://a.b>");
        assert_eq!(link("#top", "x [y](https://a.b)"), "see!x [y](https://a.b)");
        assert_eq!(link("", "AssumeRole"), "see!`AssumeRole`");
        assert_eq!(link("https://a.b", ""), "see!<https://a.b>");
    }

    #[test]
    fn a_word_at_the_start_of_a_line_is_no_marker() {
        for (word, expected) in [
            ("-", "\\-"),
            ("---", "\\---"),
            ("-x", "-x"),
            ("1.", "1\\."),
            ("1.5", "1.5"),
            ("#", "\\#"),
            ("#x", "#x"),
            (">", "\\>"),
            ("===", "\\==="),
            ("|---|", "\\|---|"),
        ] {
            assert_eq!(at_line_start(word), expected);
        }
    }
}
