//! The combinations of facts that endpoint rules distinguish.

use std::collections::BTreeMap;
use std::fmt;

use super::{Builtin, ParamValue};

/// The maximum number of steps for all combinations of two sets of rules, or for all tests of one; those
/// of AWS need a few thousand.
pub(super) const MAX_STEPS: usize = 500_000;

/// The facts of one combination. Unknown values are written in `⟨⟩`.
#[derive(Default)]
pub(super) struct Facts {
    /// The facts in the order in which the rules ask for them.
    asked: Vec<Fact>,
    holds: BTreeMap<Fact, bool>,
    /// The texts that are a literal.
    literals: BTreeMap<String, String>,
    /// The number of questions and statements so far.
    steps: usize,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Fact {
    IsSet(String),
    /// A boolean.
    IsTrue(String),
    /// Whether two texts, neither of which is a literal, are equal.
    AreSame(String, String),
    /// Whether a text, which is not a literal, is this literal.
    Equals(String, String),
}

impl Facts {
    /// Facts for these parameters, whose values are known. Others have their defaults.
    pub(super) fn of(parameters: &[(Builtin, ParamValue)]) -> Self {
        let mut facts = Self::default();
        for builtin in Builtin::ALL {
            let name = unknown(&builtin.to_string());
            let mut parameters = parameters.iter();
            let value = parameters.find(|(known, _)| *known == builtin);
            let is_set = match value.map(|(_, value)| value) {
                Some(ParamValue::Text(text)) => {
                    facts.literals.insert(name.clone(), text.clone());
                    true
                }
                Some(ParamValue::Boolean(boolean)) => {
                    facts.holds.insert(Fact::IsTrue(name.clone()), *boolean);
                    true
                }
                None => {
                    facts.holds.insert(Fact::IsTrue(name.clone()), false);
                    !builtin.is_text()
                }
            };
            facts.holds.insert(Fact::IsSet(name), is_set);
        }
        facts
    }

    pub(super) fn is_set(&mut self, text: &str) -> bool {
        self.ask(Fact::IsSet(text.to_owned()))
    }

    pub(super) fn is_true(&mut self, text: &str) -> bool {
        self.ask(Fact::IsTrue(text.to_owned()))
    }

    pub(super) fn are_same(&mut self, a: &str, b: &str) -> bool {
        self.ask(Fact::AreSame(a.to_owned(), b.to_owned()))
    }

    /// Whether a text is the literal. It is at most one of several.
    pub(super) fn equals(&mut self, text: &str, literal: &str) -> bool {
        match self.literals.get(text) {
            Some(known) => known == literal,
            None => self.ask(Fact::Equals(text.to_owned(), literal.to_owned())),
        }
    }

    /// A fact that is asked for the first time holds.
    fn ask(&mut self, fact: Fact) -> bool {
        self.count_step();
        if let Some(holds) = self.holds.get(&fact) {
            return *holds;
        }
        if let Fact::Equals(text, literal) = &fact {
            self.literals.insert(text.clone(), literal.clone());
        }
        self.asked.push(fact.clone());
        self.holds.insert(fact, true);
        true
    }

    pub(super) fn count_step(&mut self) {
        self.steps += 1;
    }

    /// The number of steps in all combinations so far.
    pub(super) fn steps(&self) -> usize {
        self.steps
    }

    /// Goes to the next combination, in which the last fact that held does not; false after the last
    /// combination.
    pub(super) fn advance(&mut self) -> bool {
        while let Some(last) = self.asked.pop() {
            let held = self.holds.remove(&last).unwrap_or_default();
            if held {
                if let Fact::Equals(text, _) = &last {
                    self.literals.remove(text);
                }
                self.asked.push(last.clone());
                self.holds.insert(last, false);
                return true;
            }
        }
        false
    }

    /// The text with the literals that its parts are known to be.
    pub(super) fn substitute(&self, text: &str) -> String {
        let known = self.literals.iter();
        known.fold(text.to_owned(), |text, (part, literal)| {
            text.replace(part, literal)
        })
    }

    /// The combination in words.
    pub(super) fn describe(&self) -> String {
        let facts = self.asked.iter().map(|fact| {
            let holds = self.holds.get(fact).copied().unwrap_or_default();
            Described { fact, holds }.to_string()
        });
        facts.collect::<Vec<_>>().join(", ").replace(['⟨', '⟩'], "")
    }
}

/// The text that stands for an unknown value.
pub(super) fn unknown(what: &str) -> String {
    format!("⟨{what}⟩")
}

/// The parts of a text: known text, and in the places with odd numbers the outermost unknown values,
/// without marks. The last part is known text.
pub(super) fn pieces(text: &str) -> Vec<String> {
    let (mut pieces, mut piece, mut depth) = (Vec::new(), String::new(), 0_usize);
    for c in text.chars() {
        let was_known = depth == 0;
        match c {
            '⟨' => depth += 1,
            '⟩' => depth = depth.saturating_sub(1),
            c => piece.push(c),
        }
        if was_known != (depth == 0) {
            pieces.push(std::mem::take(&mut piece));
        }
    }
    pieces.push(piece);
    if depth > 0 {
        pieces.push(String::new());
    }
    pieces
}

struct Described<'a> {
    fact: &'a Fact,
    holds: bool,
}

impl fmt::Display for Described<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let not = if self.holds { "" } else { " not" };
        match self.fact {
            Fact::IsSet(text) => write!(f, "{text} is{not} set"),
            Fact::IsTrue(text) => write!(f, "{text} is {}", self.holds),
            Fact::AreSame(a, b) => write!(f, "{a} is{not} {b}"),
            Fact::Equals(text, literal) => write!(f, "{text} is{not} \"{literal}\""),
        }
    }
}
