//! The lexer.

use std::iter::Peekable;
use std::str::Chars;

use serde_json::Value;

use super::{Comparator, Fault, MAX_TOKENS};

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    /// The position of its first character, counted from 1.
    pub(super) at: usize,
    pub(super) kind: TokenKind,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    Identifier(String),
    QuotedIdentifier(String),
    Number(i64),
    Literal(Value),
    Comparator(Comparator),
    /// A punctuator or operator, by its text: `[?`, `||`.
    Sign(&'static str),
    End,
}

impl Token {
    pub(super) fn is(&self, sign: &str) -> bool {
        self.kind == TokenKind::Sign(sign_named(sign))
    }

    /// A description of the token for diagnostics.
    pub(super) fn describe(&self) -> String {
        match &self.kind {
            TokenKind::Identifier(name) => format!("`{name}`"),
            TokenKind::QuotedIdentifier(name) => format!("`\"{name}\"`"),
            TokenKind::Number(number) => format!("the number {number}"),
            TokenKind::Literal(value) => format!("the literal {value}"),
            TokenKind::Comparator(_) => "a comparator".to_owned(),
            TokenKind::Sign(sign) => format!("`{sign}`"),
            TokenKind::End => "the end".to_owned(),
        }
    }
}

/// The signs; one that is a prefix of another comes after it.
const SIGNS: [&str; 17] = [
    "[?", "[]", "||", "&&", ".", "*", "[", "]", "(", ")", "{", "}", ",", ":", "@", "&", "|",
];

fn sign_named(text: &str) -> &'static str {
    SIGNS
        .into_iter()
        .chain(["!"])
        .find(|sign| *sign == text)
        .unwrap_or_default()
}

struct Lexer<'a> {
    chars: Peekable<Chars<'a>>,
    /// The number of characters consumed.
    taken: usize,
}

/// The tokens of an expression, with [`TokenKind::End`] as the last.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Fault> {
    let mut lexer = Lexer {
        chars: text.chars().peekable(),
        taken: 0,
    };
    let mut tokens = Vec::new();
    loop {
        while lexer
            .take_if(|c| matches!(c, ' ' | '\t' | '\r' | '\n'))
            .is_some()
        {}
        let at = lexer.taken + 1;
        let kind = lexer.token(at)?;
        let is_end = kind == TokenKind::End;
        tokens.push(Token { at, kind });
        if is_end {
            return Ok(tokens);
        }
        if tokens.len() >= MAX_TOKENS {
            let expected = format!("at most {MAX_TOKENS} tokens");
            return Err(Fault::new(at, "a longer expression", expected));
        }
    }
}

impl Lexer<'_> {
    fn token(&mut self, at: usize) -> Result<TokenKind, Fault> {
        let Some(first) = self.take_if(|_| true) else {
            return Ok(TokenKind::End);
        };
        match first {
            'A'..='Z' | 'a'..='z' | '_' => {
                let rest = self.take_while(|c| c.is_ascii_alphanumeric() || c == '_');
                Ok(TokenKind::Identifier(format!("{first}{rest}")))
            }
            '-' | '0'..='9' => {
                let rest = self.take_while(|c| c.is_ascii_digit());
                let number = format!("{first}{rest}");
                let parsed = number.parse().map(TokenKind::Number);
                parsed.map_err(|_| Fault::new(at, format!("`{number}`"), "a 64-bit integer"))
            }
            '"' => {
                let name = self.until('"', at)?;
                match serde_json::from_str(&format!("\"{name}\"")) {
                    Ok(name) => Ok(TokenKind::QuotedIdentifier(name)),
                    Err(_) => Err(Fault::new(
                        at,
                        format!("\"{name}\""),
                        "a name quoted as in JSON",
                    )),
                }
            }
            '\'' => {
                let text = self
                    .until('\'', at)?
                    .replace("\\'", "'")
                    .replace("\\\\", "\\");
                Ok(TokenKind::Literal(Value::String(text)))
            }
            '`' => {
                let text = self.until('`', at)?.replace("\\`", "`");
                match serde_json::from_str(&text) {
                    Ok(value) => Ok(TokenKind::Literal(value)),
                    Err(_) => Err(Fault::new(
                        at,
                        format!("`{text}`"),
                        "JSON between the backticks",
                    )),
                }
            }
            '<' | '>' | '=' | '!' => self.comparator(first, at),
            first => {
                let second = self.chars.peek().copied();
                let pair =
                    |sign: &&str| sign.chars().eq([Some(first), second].into_iter().flatten());
                if let Some(sign) = SIGNS.into_iter().find(pair) {
                    self.take_if(|_| true);
                    return Ok(TokenKind::Sign(sign));
                }
                let sign = SIGNS.into_iter().find(|sign| sign.chars().eq([first]));
                let fault = || {
                    Fault::new(
                        at,
                        format!("`{}`", first.escape_debug()),
                        "a JMESPath token",
                    )
                };
                sign.map(TokenKind::Sign).ok_or_else(fault)
            }
        }
    }

    fn comparator(&mut self, first: char, at: usize) -> Result<TokenKind, Fault> {
        let or_equal = self.take_if(|c| c == '=').is_some();
        let comparator = match (first, or_equal) {
            ('=', true) => Comparator::Equal,
            ('!', true) => Comparator::NotEqual,
            ('!', false) => return Ok(TokenKind::Sign(sign_named("!"))),
            ('<', true) => Comparator::LessOrEqual,
            ('<', false) => Comparator::Less,
            ('>', true) => Comparator::GreaterOrEqual,
            ('>', false) => Comparator::Greater,
            _ => return Err(Fault::new(at, "`=`", "`==`")),
        };
        Ok(TokenKind::Comparator(comparator))
    }

    /// Consumes the text up to and including `end`. A backslash escapes the next character.
    fn until(&mut self, end: char, at: usize) -> Result<String, Fault> {
        let mut text = String::new();
        while let Some(c) = self.take_if(|_| true) {
            if c == end {
                return Ok(text);
            }
            text.push(c);
            if c == '\\' {
                text.extend(self.take_if(|_| true));
            }
        }
        Err(Fault::new(
            at,
            format!("an unclosed `{end}`"),
            format!("a closing `{end}`"),
        ))
    }

    fn take_while(&mut self, is: impl Fn(char) -> bool) -> String {
        std::iter::from_fn(|| self.take_if(&is)).collect()
    }

    fn take_if(&mut self, is: impl Fn(char) -> bool) -> Option<char> {
        let taken = self.chars.next_if(|c| is(*c));
        self.taken += usize::from(taken.is_some());
        taken
    }
}
