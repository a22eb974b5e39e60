//! `smithy.api#pattern`: which patterns are checked, and how.
//!
//! Emitted code has no regex engine. A pattern that is one character class with a quantifier, as
//! nearly all are, becomes a test of each character and of their number. Any other is documented
//! but not checked: a validator may let too much through, never too little.

mod class;
mod escape;
mod parse;

use std::iter::Peekable;
use std::str::Chars;

pub(crate) use class::CharClass;

/// What is left of the text of a pattern.
type Input<'a> = Peekable<Chars<'a>>;

/// The character class that `pattern` consists of, or `None` if it is anything else, or a class in
/// which every character is, or none.
///
/// # Errors
///
/// A pattern that no regex engine would accept: in a few words, what is wrong with it.
pub(crate) fn parse_pattern(pattern: &str) -> Result<Option<CharClass>, String> {
    let class = parse::single_class(pattern)?;
    Ok(class.filter(CharClass::tells_chars_apart))
}

#[cfg(test)]
mod tests;
