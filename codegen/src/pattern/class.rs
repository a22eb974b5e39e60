//! A set of characters, and the Rust that tests for it.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

/// The patterns that are one character class repeated: which characters, and how many of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CharClass {
    /// Sorted, neither overlapping nor touching; surrogates are in none of them.
    ranges: Vec<(char, char)>,
    /// Sorted, each once.
    unicode: Vec<UnicodeClass>,
    min: usize,
    max: Option<usize>,
}

/// A class of Unicode's. The test in `std` for it accepts a little more than the class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum UnicodeClass {
    /// `\p{L}`
    Letter,
    /// `\p{N}`
    Number,
    /// `\p{Z}`
    Separator,
}

/// Classes of ASCII that `std` has a test for, widest first.
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

/// As many neighbouring punctuation characters are written one by one; more are a range.
const FEW: u32 = 5;

impl CharClass {
    /// The class of the characters in `ranges` (first and last, in any order, overlapping or not)
    /// and in `unicode`, from `min` to `max` times.
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

    /// The least number of characters.
    pub(crate) fn min(&self) -> usize {
        self.min
    }

    /// The greatest number of characters, if there is one.
    pub(crate) fn max(&self) -> Option<usize> {
        self.max
    }

    /// Whether whatever matches this matches `other` as well. In doubt it does not.
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
    pub(super) fn tells_chars_apart(&self) -> bool {
        let is_empty = self.ranges.is_empty() && self.unicode.is_empty();
        !is_empty && self.ranges != [('\0', char::MAX)]
    }

    /// The class as tests that `std` has, and the ranges that are left.
    fn split(&self) -> (Vec<TokenStream>, Vec<(char, char)>) {
        let mut left = self.ranges.clone();
        let mut tests = Vec::new();
        for (class, test) in ASCII_CLASSES {
            // A test that leaves more ranges than it takes makes the rest harder to read.
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
                UnicodeClass::Separator => quote!(c.is_whitespace()),
            });
        }
        (tests, left)
    }
}

/// An expression over `c`, a `char`, that says whether it is in the class.
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

/// Whether the characters of a range are better written one by one.
fn is_few(&(first, last): &(char, char)) -> bool {
    let count = u32::from(last) - u32::from(first) + 1;
    let is_punctuation = (first..=last)
        .take(FEW as usize)
        .all(|c| c.is_ascii_punctuation());
    count <= 2 || (count <= FEW && is_punctuation)
}

/// Printable ASCII as itself, anything else by its number.
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

/// `ranges` sorted, with those that overlap or touch made one.
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

/// Whether `next` is at most one character after `end`.
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
