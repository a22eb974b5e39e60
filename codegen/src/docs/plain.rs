//! Support for documentation written in Markdown instead of HTML: blank lines, bullets and fences
//! become the tokens of the equivalent HTML.

use super::html::{Tag, Token};

/// `tokens` with Markdown blocks converted to tags, unless HTML blocks are present.
pub(super) fn with_blocks(tokens: Vec<Token>) -> Vec<Token> {
    if tokens.iter().any(is_block) {
        return tokens;
    }
    let mut out = Vec::new();
    let mut state = State::default();
    for token in tokens {
        match token {
            Token::Text(text) => {
                for (i, line) in text.split('\n').enumerate() {
                    state.line(line, i > 0 || out.is_empty(), &mut out);
                }
            }
            other => out.push(other),
        }
    }
    out
}

fn is_block(token: &Token) -> bool {
    let (Token::Open(tag, _) | Token::Close(tag)) = token else {
        return false;
    };
    !matches!(
        tag,
        Tag::Code | Tag::Strong | Tag::Emphasis | Tag::Link | Tag::Plain | Tag::Break
    )
}

#[derive(Default)]
struct State {
    in_list: bool,
    in_fence: bool,
    after_blank: bool,
}

impl State {
    /// Reads a line, or unless `at_start`, the part of a line after a tag.
    fn line(&mut self, line: &str, at_start: bool, out: &mut Vec<Token>) {
        let trimmed = line.trim_start();
        if at_start && trimmed.starts_with("```") {
            self.in_fence = !self.in_fence;
            out.push(match self.in_fence {
                true => Token::Open(Tag::Preformatted, String::new()),
                false => Token::Close(Tag::Preformatted),
            });
        } else if self.in_fence {
            out.push(Token::Text(format!("{line}\n")));
        } else if at_start && trimmed.is_empty() {
            out.push(Token::Close(Tag::Paragraph));
            self.after_blank = true;
        } else if at_start && let Some(item) = bullet(trimmed) {
            self.in_list = true;
            self.after_blank = false;
            out.push(Token::Open(Tag::Item, String::new()));
            out.push(Token::Text(item.to_owned()));
        } else {
            let outdented = trimmed.len() == line.len();
            if at_start && self.in_list && self.after_blank && outdented {
                self.in_list = false;
                out.push(Token::Close(Tag::List));
            }
            self.after_blank = false;
            let gap = if at_start { "\n" } else { "" };
            out.push(Token::Text(format!("{gap}{line}")));
        }
    }
}

fn bullet(line: &str) -> Option<&str> {
    line.strip_prefix("- ").or_else(|| line.strip_prefix("* "))
}
