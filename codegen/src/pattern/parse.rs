//! The parser for patterns.

use super::Input;
use super::class::{CharClass, complement};
use super::escape::{Item, Set, escape, escape_in_class};

/// The range that models contain for the characters beyond the Basic Multilingual Plane. Read
/// strictly, `\u` takes four digits, which is not what the authors intended.
const ASTRAL: &str = r"\u10000-\u10FFFF";
const ASTRAL_MEANT: &str = r"\u{10000}-\u{10FFFF}";

/// The limit to which larger repetition counts are reduced, so that no count overflows.
const MOST_REPETITIONS: usize = u32::MAX as usize;

/// The class that `pattern` consists of, or `None` if it has another form.
pub(super) fn single_class(pattern: &str) -> Result<Option<CharClass>, String> {
    let pattern = pattern.replace(ASTRAL, ASTRAL_MEANT);
    let atoms = atoms(&pattern)?;
    let Some(class) = anchored(&atoms) else {
        return Ok(None);
    };
    let (class, quantifier) = match class {
        [Atom::Class(class)] => (
            class,
            Quantifier {
                min: 1,
                max: Some(1),
            },
        ),
        [Atom::Class(class), Atom::Quantifier(quantifier)] => (class, *quantifier),
        _ => return Ok(None),
    };
    Ok(class
        .as_ref()
        .map(|set| CharClass::new(&set.ranges, &set.unicode, quantifier.min, quantifier.max)))
}

/// The atoms between `^` and `$`. A group around all of them is removed.
fn anchored(atoms: &[Atom]) -> Option<&[Atom]> {
    match atoms {
        [
            Atom::Start,
            Atom::GroupStart,
            inside @ ..,
            Atom::GroupEnd,
            Atom::End,
        ] => Some(inside),
        [Atom::Start, inside @ .., Atom::End] => Some(inside),
        _ => None,
    }
}

enum Atom {
    Start,
    End,
    GroupStart,
    GroupEnd,
    /// A class, or `None` if it contains an unsupported construct.
    Class(Option<Set>),
    Quantifier(Quantifier),
    Other,
}

#[derive(Clone, Copy)]
struct Quantifier {
    min: usize,
    max: Option<usize>,
}

fn atoms(pattern: &str) -> Result<Vec<Atom>, String> {
    let mut atoms = Vec::new();
    let mut input = pattern.chars().peekable();
    let mut open_groups = 0usize;
    while let Some(c) = input.next() {
        let atom = match c {
            '^' => Atom::Start,
            '$' => Atom::End,
            '[' => Atom::Class(class(&mut input)?),
            '*' => Atom::Quantifier(Quantifier { min: 0, max: None }),
            '+' => Atom::Quantifier(Quantifier { min: 1, max: None }),
            '?' => Atom::Quantifier(Quantifier {
                min: 0,
                max: Some(1),
            }),
            '{' => repetitions(&mut input)?,
            '(' => {
                open_groups += 1;
                Atom::GroupStart
            }
            ')' => {
                open_groups = open_groups
                    .checked_sub(1)
                    .ok_or("a `)` has no matching `(`")?;
                Atom::GroupEnd
            }
            '\\' => {
                escape(&mut input)?;
                Atom::Other
            }
            _ => Atom::Other,
        };
        atoms.push(atom);
    }
    match open_groups {
        0 => Ok(atoms),
        _ => Err("a group is not closed".to_owned()),
    }
}

/// Reads the rest of a quantifier: `m}`, `m,}` or `m,n}`. A brace followed by anything else is
/// literal.
fn repetitions(input: &mut Input<'_>) -> Result<Atom, String> {
    let mut ahead = input.clone();
    let mut text = String::new();
    while let Some(c) = ahead.next_if(|c| c.is_ascii_digit() || *c == ',') {
        text.push(c);
    }
    let is_closed = ahead.next_if_eq(&'}').is_some();
    let (min, max) = text.split_once(',').unwrap_or((&text, &text));
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !is_closed || min.is_empty() || !is_number(max) {
        return Ok(Atom::Other);
    }
    *input = ahead;
    let number = |text: &str| {
        text.parse()
            .unwrap_or(MOST_REPETITIONS)
            .min(MOST_REPETITIONS)
    };
    let min = number(min);
    let max = (!max.is_empty()).then(|| number(max));
    if max.is_some_and(|max| max < min) {
        return Err(format!("the bounds of {{{text}}} are reversed"));
    }
    Ok(Atom::Quantifier(Quantifier { min, max }))
}

/// Reads a class after its `[`. Returns `None` if it contains an unsupported construct.
fn class(input: &mut Input<'_>) -> Result<Option<Set>, String> {
    let negated = input.next_if_eq(&'^').is_some();
    let mut set = Set::default();
    let mut known = true;
    // Regex engines differ on whether a leading `]` ends the class.
    if input.next_if_eq(&']').is_some() {
        known = false;
    }
    loop {
        let item = match input.next().ok_or("a character class is not closed")? {
            ']' => break,
            '\\' => escape_in_class(input)?,
            // Regex engines differ on nested classes and on `&&`.
            '[' if input.peek() == Some(&':') => None,
            '&' if input.peek() == Some(&'&') => None,
            c => Some(Item::Char(c)),
        };
        match (item, range_end(input)?) {
            (Some(Item::Char(first)), RangeEnd::Item(Item::Char(last))) => {
                if last < first {
                    return Err(format!("the range {first}-{last} is reversed"));
                }
                set.ranges.push((first, last));
            }
            (Some(item), RangeEnd::None) => set.add(item),
            // A `-` next to a class is literal.
            (Some(item), RangeEnd::Item(end)) => {
                set.add(item);
                set.add(Item::Char('-'));
                set.add(end);
            }
            (None, _) | (_, RangeEnd::Unknown) => known = false,
        }
    }
    if negated {
        // The tests for Unicode classes accept too much, so their negation would accept too little.
        known &= set.unicode.is_empty();
        set.ranges = complement(&set.ranges);
    }
    Ok(known.then_some(set))
}

/// The end of a range, after a `-`.
enum RangeEnd {
    None,
    Item(Item),
    Unknown,
}

fn range_end(input: &mut Input<'_>) -> Result<RangeEnd, String> {
    let mut ahead = input.clone();
    if ahead.next() != Some('-') || matches!(ahead.peek(), None | Some(']')) {
        return Ok(RangeEnd::None);
    }
    let end = match ahead.next() {
        Some('\\') => escape_in_class(&mut ahead)?,
        end => end.map(Item::Char),
    };
    *input = ahead;
    Ok(end.map_or(RangeEnd::Unknown, RangeEnd::Item))
}
