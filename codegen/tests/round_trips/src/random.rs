//! A generator of random values of a shape.

use std::collections::BTreeMap;

use fastrand::Rng;

use crate::model::{Kind, Member, Model, Protocol};
use crate::time;
use crate::tree::{Members, Tree};

/// The maximum number of values in a tree.
const MAX_VALUES: usize = 2_000;
/// The maximum nesting depth of optional members.
const MAX_DEPTH: usize = 12;

/// The message for which values are generated.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Side {
    /// A form, which cannot represent empty structures and maps.
    Request,
    /// XML, which cannot represent empty flattened lists and some characters.
    Response,
}

/// A generator of random values.
pub(crate) struct Random<'m> {
    pub(crate) rng: Rng,
    model: &'m Model,
    side: Side,
    /// The approximate size of values. At 0, they are as small as the model permits.
    size: usize,
    left: usize,
}

impl<'m> Random<'m> {
    pub(crate) fn new(model: &'m Model, side: Side, seed: u64, size: usize) -> Self {
        Self {
            rng: Rng::with_seed(seed),
            model,
            side,
            size,
            left: MAX_VALUES.min(size * size * 8),
        }
    }

    /// Generates a value of the structure `id`.
    pub(crate) fn structure(&mut self, id: &str) -> Tree {
        Tree::Structure(self.members(id, 0))
    }

    fn members(&mut self, id: &str, depth: usize) -> Members {
        let model = self.model;
        let mut members = Members::default();
        for member in model.members(id) {
            if is_always_present(member) || self.include_optional(depth) {
                let value = self.value(member, depth + 1);
                members = members.with(&member.name, value);
            }
        }
        members
    }

    fn include_optional(&mut self, depth: usize) -> bool {
        let wants = self.left > 0 && depth < MAX_DEPTH && self.rng.usize(..self.size + 2) > 1;
        self.left = self.left.saturating_sub(1);
        wants
    }

    /// Generates a value of a member's shape, or `None` if it could not be represented.
    fn value(&mut self, member: &Member, depth: usize) -> Option<Tree> {
        let model = self.model;
        let target = model.target(member);
        Some(match &target.kind {
            Kind::Boolean => Tree::Boolean(self.rng.bool()),
            Kind::Integer(from, to) => Tree::Integer(self.integer(*from, *to)),
            Kind::IntEnum(values) => match self.rng.choice(values) {
                Some(value) if self.rng.bool() => Tree::Integer(*value),
                _ => Tree::Integer(self.integer(i32::MIN.into(), i32::MAX.into())),
            },
            Kind::Float => Tree::float(match self.rng.u8(..8) {
                0 => f32::NAN,
                1 => f32::INFINITY,
                2 => f32::NEG_INFINITY,
                3 => self.rng.i16(..).into(),
                _ => f32::from_bits(self.rng.u32(..)),
            }),
            Kind::Double => Tree::double(match self.rng.u8(..8) {
                0 => f64::NAN,
                1 => f64::INFINITY,
                2 => f64::NEG_INFINITY,
                3 => self.rng.i32(..).into(),
                _ => f64::from_bits(self.rng.u64(..)),
            }),
            Kind::Text => Tree::Text(self.text()),
            Kind::Enum(values) => match self.rng.choice(values) {
                Some(value) if self.rng.u8(..4) > 0 => Tree::text(value),
                _ => Tree::Text(self.text()),
            },
            Kind::Blob => {
                let length = self.length();
                Tree::Bytes((0..length).map(|_| self.rng.u8(..)).collect())
            }
            Kind::Timestamp => {
                let seconds = match self.rng.bool() {
                    true => self.rng.i64(time::FIRST..=time::LAST),
                    false => self.rng.i64(-100..4_000_000_000),
                };
                let scale = 10_u32.pow(self.rng.u32(..10));
                let nanoseconds = match self.rng.bool() {
                    true => 0,
                    false => self.rng.u32(..1_000_000_000) / scale * scale,
                };
                Tree::Time(seconds, nanoseconds)
            }
            Kind::List(item) => {
                let sparse = model.is_sparse(target);
                let can_be_empty = self.can_be_empty(member);
                let items = self.many(depth, can_be_empty, |this| this.maybe(item, sparse, depth));
                if items.is_empty() && !can_be_empty {
                    return None;
                }
                Tree::List(items)
            }
            Kind::Map(key, value) => {
                let sparse = model.is_sparse(target);
                let can_be_empty = self.can_be_empty(member);
                let entries = self.many(depth, can_be_empty, |this| {
                    let key = this.value(key, depth)?;
                    Some((key.as_text().to_owned(), this.maybe(value, sparse, depth)?))
                });
                if entries.is_empty() && !can_be_empty {
                    return None;
                }
                Tree::Map(entries.into_iter().collect::<BTreeMap<_, _>>())
            }
            Kind::Structure(_) => {
                let members = self.members(&member.target, depth);
                let tree = Tree::Structure(members);
                let is_visible = self.side == Side::Response || is_visible(&tree, model.protocol());
                return (is_visible || is_always_present(member)).then_some(tree);
            }
            Kind::Union(members) => {
                let at = self.rng.usize(..members.len());
                // A recursive union has to end.
                let ends = |member: &&Member| !has_members(model, member);
                let end = members.iter().find(ends);
                let chosen = match end {
                    Some(end) if depth > MAX_DEPTH || self.left == 0 => end,
                    _ => &members[at],
                };
                self.left = self.left.saturating_sub(1);
                if chosen.target == "smithy.api#Unit" {
                    return Some(Tree::union(&chosen.name, Tree::unit()));
                }
                if depth > MAX_DEPTH * 2 {
                    return None;
                }
                let value = self.value(chosen, depth + 1)?;
                Tree::union(&chosen.name, value)
            }
        })
    }

    /// Generates an item of a list or the value of a map entry.
    fn maybe(&mut self, member: &Member, sparse: bool, depth: usize) -> Option<Tree> {
        if sparse && self.rng.u8(..4) == 0 {
            return Some(Tree::Null);
        }
        let value = self.value(member, depth + 1)?;
        let is_visible = self.side == Side::Response || is_visible(&value, self.model.protocol());
        is_visible.then_some(value)
    }

    fn many<T>(
        &mut self,
        depth: usize,
        can_be_empty: bool,
        mut one: impl FnMut(&mut Self) -> Option<T>,
    ) -> Vec<T> {
        let mut many = Vec::new();
        let most = match depth {
            0..=2 => self.size * self.size,
            _ => self.size,
        };
        let count = self.rng.usize(..=most.min(MAX_VALUES));
        for _ in 0..count {
            if self.left == 0 || depth > MAX_DEPTH {
                break;
            }
            self.left -= 1;
            many.extend(one(self));
        }
        if many.is_empty() && !can_be_empty && depth <= MAX_DEPTH {
            many.extend(one(self));
        }
        many
    }

    /// Whether an empty collection can be distinguished from an absent one.
    fn can_be_empty(&self, member: &Member) -> bool {
        self.side == Side::Request || !member.is_flattened()
    }

    fn integer(&mut self, from: i64, to: i64) -> i64 {
        match self.rng.u8(..8) {
            0 => from,
            1 => to,
            2 => 0,
            3 => self.rng.i64((-9).max(from)..9.min(to)),
            _ => self.rng.i64(from..=to),
        }
    }

    fn length(&mut self) -> usize {
        match self.rng.u8(..64) {
            0 => self.rng.usize(..=self.size * self.size * 4),
            _ => self.rng.usize(..=self.size),
        }
    }

    /// Generates Unicode text, often with characters that are special in forms, URLs or XML.
    fn text(&mut self) -> String {
        const SPECIAL: &[char] = &[
            ' ',
            '+',
            '%',
            '&',
            '=',
            '.',
            '/',
            '?',
            '#',
            ';',
            '~',
            '-',
            '_',
            '*',
            '<',
            '>',
            '"',
            '\'',
            ']',
            '[',
            '!',
            '\t',
            '\n',
            '\r',
            '\u{85}',
            '\u{a0}',
            '\u{2028}',
            '\u{feff}',
            '\u{202e}',
            '\u{10ffff}',
            '\u{ffff}',
            '\0',
            '\u{7f}',
        ];
        let length = self.length();
        let mut text = String::new();
        for _ in 0..length {
            let next = match self.rng.u8(..6) {
                0..=2 => self.rng.alphanumeric(),
                3 => self.rng.char(..),
                _ => SPECIAL[self.rng.usize(..SPECIAL.len())],
            };
            if self.side == Side::Request || is_xml(next) {
                text.push(next);
            }
        }
        text
    }
}

/// Whether XML 1.0 permits a character.
fn is_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Whether a value is represented in a form.
pub(crate) fn is_visible(tree: &Tree, protocol: Protocol) -> bool {
    match tree {
        Tree::List(items) => !items.is_empty() || protocol == Protocol::AwsQuery,
        Tree::Map(entries) => !entries.is_empty(),
        Tree::Structure(members) => members.0.values().any(|tree| is_visible(tree, protocol)),
        Tree::Union(_, value) => **value == Tree::unit() || is_visible(value, protocol),
        _ => true,
    }
}

/// Whether a member is always present. If a member with a default were absent, the parsed output
/// would contain the default.
fn is_always_present(member: &Member) -> bool {
    ["required", "default", "idempotencyToken"]
        .iter()
        .any(|name| member.has(&format!("smithy.api#{name}")))
}

fn has_members(model: &Model, member: &Member) -> bool {
    !matches!(
        model.target(member).kind,
        Kind::Boolean
            | Kind::Integer(..)
            | Kind::Text
            | Kind::Enum(_)
            | Kind::Timestamp
            | Kind::Blob
    ) && member.target != "smithy.api#Unit"
}
