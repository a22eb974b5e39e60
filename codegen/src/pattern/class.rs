//! A character class, and the Rust code that tests for it.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

/// A pattern that consists of one repeated character class: which characters, and how many of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CharClass {
    /// Sorted, neither overlapping nor adjacent, without surrogates.
    ranges: Vec<(char, char)>,
    /// Sorted, without duplicates.
    unicode: Vec<UnicodeClass>,
    min: usize,
    max: Option<usize>,
}

/// A Unicode general category. The corresponding test of `std` accepts slightly more characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum UnicodeClass {
    /// `\p{L}`
    Letter,
    /// `\p{N}`
    Number,
    /// `\p{Z}`
    Separator,
}

/// The ASCII classes for which `std` has a test, widest first.
const ASCII_CLASSES: [(&[(char, char)], &str); 5] = [
    (
        &[('0', '9'), ('A', 'Z'), ('a', 'z')],
        "is_ascii_alphanumeric",
    ),
    (&[('A', 'Z'), ('a', 'z')], "is_ascii_alphabetic"),
    (&[('0', '9')], "is_ascii_digit"),
    (&[('A', 'Z')], "is_ascii_uppercase"),
    (&[('a', 'z')], "is_ascii_lowercase"),
];

/// The maximum number of adjacent punctuation characters that are listed individually. More are
/// written as a range.
const FEW: u32 = 5;

impl CharClass {
    /// Creates the class of the characters in `ranges` and `unicode`, repeated from `min` to `max`
    /// times. The ranges are inclusive; they may be unsorted and may overlap.
    pub(super) fn new(
        ranges: &[(char, char)],
        unicode: &[UnicodeClass],
        min: usize,
        max: Option<usize>,
    ) -> Self {
        let mut unicode = unicode.to_vec();
        unicode.sort();
        unicode.dedup();
        Self {
            ranges: merged(ranges),
            unicode,
            min,
            max,
        }
    }

    /// The minimum number of characters.
    pub(crate) fn min(&self) -> usize {
        self.min
    }

    /// The maximum number of characters, if there is one.
    pub(crate) fn max(&self) -> Option<usize> {
        self.max
    }

    /// Whether every text that matches this pattern also matches `other`. Returns `false` in cases
    /// of doubt.
    pub(crate) fn is_within(&self, other: &Self) -> bool {
        let is_shorter = match (self.max, other.max) {
            (Some(own), Some(other)) => own <= other,
            (None, Some(_)) => false,
            (_, None) => true,
        };
        is_shorter
            && self.min >= other.min
            && self
                .unicode
                .iter()
                .all(|class| other.unicode.contains(class))
            && subtract(&self.ranges, &other.ranges).is_empty()
    }

    /// Whether some characters are in the class and some are not.
    pub(super) fn is_selective(&self) -> bool {
        let is_empty = self.ranges.is_empty() && self.unicode.is_empty();
        !is_empty && self.ranges != [('\0', char::MAX)]
    }

    /// Splits the class into tests of `std` and the remaining ranges.
    fn split(&self) -> (Vec<TokenStream>, Vec<(char, char)>) {
        let mut left = self.ranges.clone();
        let mut tests = Vec::new();
        for (class, test) in ASCII_CLASSES {
            // A test that adds more ranges than it removes would make the code harder to read.
            let is_covered = class.iter().all(|part| covers(&left, *part));
            let without = subtract(&left, class);
            if is_covered && without.len() < left.len() {
                left = without;
                let test = quote::format_ident!("{test}");
                tests.push(quote!(c.#test()));
            }
        }
        for class in &self.unicode {
            tests.push(match class {
                UnicodeClass::Letter => quote!(c.is_alphabetic()),
                UnicodeClass::Number => quote!(c.is_numeric()),
                // White space includes control characters, such as tabs.
                UnicodeClass::Separator => quote!((c.is_whitespace() && !c.is_control())),
            });
        }
        (tests, left)
    }
}

/// Emits a boolean expression over the variable `c: char` that tests whether it is in the class.
impl ToTokens for CharClass {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (mut tests, ranges) = self.split();
        let (few, many): (Vec<_>, Vec<_>) = ranges.into_iter().partition(is_few);
        let singles: String = few
            .iter()
            .flat_map(|(first, last)| *first..=*last)
            .collect();
        let mut chars = singles.chars();
        match (chars.next(), chars.next()) {
            (None, _) => {}
            (Some(c), None) => {
                let c = char_literal(c);
                tests.push(quote!(c == #c));
            }
            _ => tests.push(quote!(#singles.contains(c))),
        }
        for (first, last) in many {
            let (first, last) = (char_literal(first), char_literal(last));
            tests.push(quote!((#first..=#last).contains(&c)));
        }
        tokens.extend(quote!(#(#tests)||*));
    }
}

/// Whether the characters of a range are listed individually.
fn is_few(&(first, last): &(char, char)) -> bool {
    let count = u32::from(last) - u32::from(first) + 1;
    let is_punctuation = (first..=last)
        .take(FEW as usize)
        .all(|c| c.is_ascii_punctuation());
    count <= 2 || (count <= FEW && is_punctuation)
}

/// A `char` literal: printable ASCII verbatim, other characters as Unicode escapes.
fn char_literal(c: char) -> TokenStream {
    if c.is_ascii_graphic() || "\t\n\r".contains(c) {
        let literal = Literal::character(c);
        return quote!(#literal);
    }
    let escaped = format!("'\\u{{{:X}}}'", u32::from(c));
    escaped.parse().unwrap_or_else(|_| {
        let literal = Literal::character(c);
        quote!(#literal)
    })
}

/// `ranges` sorted, with overlapping and adjacent ranges merged.
fn merged(ranges: &[(char, char)]) -> Vec<(char, char)> {
    let mut sorted = ranges.to_vec();
    sorted.sort();
    let mut merged: Vec<(char, char)> = Vec::new();
    for (first, last) in sorted {
        match merged.last_mut() {
            Some(before) if touches(before.1, first) => before.1 = before.1.max(last),
            _ => merged.push((first, last)),
        }
    }
    merged
}

fn covers(ranges: &[(char, char)], part: (char, char)) -> bool {
    ranges
        .iter()
        .any(|(first, last)| *first <= part.0 && part.1 <= *last)
}

/// `ranges` without the characters of `parts`.
fn subtract(ranges: &[(char, char)], parts: &[(char, char)]) -> Vec<(char, char)> {
    let mut outside = complement(ranges);
    outside.extend(parts);
    complement(&outside)
}

/// Whether a range that starts at `next` overlaps or is adjacent to a range that ends at `end`.
fn touches(end: char, next: char) -> bool {
    next <= end || (end..=next).nth(1) == Some(next)
}

/// The characters that are in none of `ranges`.
pub(super) fn complement(ranges: &[(char, char)]) -> Vec<(char, char)> {
    let mut gaps = Vec::new();
    let mut from = Some('\0');
    for (first, last) in merged(ranges) {
        if let (Some(from), Some(before)) = (from, ('\0'..first).next_back())
            && from <= before
        {
            gaps.push((from, before));
        }
        from = (last..=char::MAX).nth(1);
    }
    gaps.extend(from.map(|from| (from, char::MAX)));
    gaps
}
