//! Conversion of inline elements to words of Markdown, in three steps: `span`, `emphasis`, `words`.

use super::block::Inline;
use super::emphasis;
use super::span::{self, Style};
use super::words;
use crate::markdown::Word;

/// The words of `inlines`.
pub(super) fn words(inlines: &[Inline]) -> Vec<Word> {
    words::write(&emphasis::drop_unrecognized(span::spans(
        inlines,
        Style::Full,
    )))
}

/// The words of `inlines` without emphasis, links and line breaks, so that the text can be cut
/// after any word.
pub(super) fn plain_words(inlines: &[Inline]) -> Vec<String> {
    let words = words::write(&span::spans(inlines, Style::Plain));
    let word = |word| match word {
        Word::Word(word) => Some(word),
        Word::Break => None,
    };
    words.into_iter().filter_map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::super::block::Mark;
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
    fn emphasis_that_markdown_would_not_recognize_is_dropped() {
        let [open, inside, close] = strong(text("(b)"));
        assert_eq!(line(&[text("a"), open, inside, close, text("c")]), "a(b)c");
        let [open, inside, close] = strong(text(" "));
        assert_eq!(line(&[text("a"), open, inside, close, text("c")]), "a c");
        // A character that is neither a letter nor punctuation, here an accent, counts as a letter.
        let accented = text("a\u{301}");
        for (outside, expected) in [(text("—"), "—**(b)**—"), (accented, "a\u{301}(b)a\u{301}")]
        {
            let [open, inside, close] = strong(text("(b)"));
            let line = line(&[outside.clone(), open, inside, close, outside]);
            assert_eq!(line, expected);
        }
        let [open, inside, close] = strong(text("Ⓐ"));
        assert_eq!(line(&[text("a"), open, inside, close, text("c")]), "aⒶc");
    }

    #[test]
    fn code_with_backticks_gets_a_longer_fence() {
        let code = |code: &str| Inline::Code(code.to_owned());
        assert_eq!(line(&[code("a`b``c")]), "```a`b``c```");
        assert_eq!(line(&[code("`")]), "`` ` ``");
        assert_eq!(line(&[code(" \n a  b ")]), "`a b`");
    }

    #[test]
    fn relative_links_become_text() {
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
}
