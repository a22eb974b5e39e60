//! Support for `smithy.api#pattern`.
//!
//! Emitted code has no regex engine. A pattern that consists of one character class with a
//! quantifier, as nearly all do, becomes a test of each character and of their number. Any other
//! pattern is documented but not checked: a validator may accept too much, but never too little.

mod class;
mod escape;
mod parse;

use std::iter::Peekable;
use std::str::Chars;

pub(crate) use class::CharClass;

/// The rest of the text of a pattern.
type Input<'a> = Peekable<Chars<'a>>;

/// The character class that `pattern` consists of. Returns `None` if the pattern has another form,
/// or if the class contains every character or no character.
///
/// # Errors
///
/// Returns a short description of the defect if no regex engine would accept the pattern.
pub(crate) fn parse_pattern(pattern: &str) -> Result<Option<CharClass>, String> {
    let class = parse::single_class(pattern)?;
    Ok(class.filter(CharClass::is_selective))
}

#[cfg(test)]
mod tests;
