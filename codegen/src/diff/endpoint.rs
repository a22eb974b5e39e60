//! Endpoint rules, compared by the endpoints that they return.
//!
//! Both sets of rules are evaluated for every combination of the facts that they ask for: whether a
//! parameter is set, whether it has a value that one of them compares it with, what a function of
//! the rules returns. Other facts make no difference.

mod evaluate;

use std::collections::BTreeMap;

use crate::ir::endpoint::EndpointRules;

use evaluate::evaluate;

/// The maximum number of questions in all combinations; the rules of AWS need some thousands.
const MAX_QUESTIONS: usize = 500_000;

/// Whether calls can go to other endpoints with the new rules. Rules that are too large to compare
/// are treated as different.
pub(super) fn give_other_endpoints(old: &EndpointRules, new: &EndpointRules) -> bool {
    let mut facts = Facts::default();
    while facts.questions < MAX_QUESTIONS {
        let outcomes = [old, new].map(|rules| evaluate(&rules.body, &mut facts));
        let [old, new] = outcomes.map(|outcome| facts.substitute(&outcome));
        if old != new {
            return true;
        }
        if !facts.advance() {
            return false;
        }
    }
    true
}

/// The facts of one combination.
#[derive(Default)]
struct Facts {
    /// The conditions in the order in which the rules ask for them.
    asked: Vec<Condition>,
    holds: BTreeMap<Condition, bool>,
    /// The texts that are a literal.
    literals: BTreeMap<String, String>,
    /// The number of questions so far.
    questions: usize,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Condition {
    /// A condition of the rules.
    Holds(String),
    /// Whether a text, which is not a literal, is this literal.
    Equals(String, String),
}

impl Facts {
    fn holds(&mut self, condition: String) -> bool {
        self.ask(Condition::Holds(condition))
    }

    /// Whether a text is the literal. It is at most one of several.
    fn equals(&mut self, text: &str, literal: &str) -> bool {
        match self.literals.get(text) {
            Some(known) => known == literal,
            None => self.ask(Condition::Equals(text.to_owned(), literal.to_owned())),
        }
    }

    /// A condition that is asked for the first time holds.
    fn ask(&mut self, condition: Condition) -> bool {
        self.questions += 1;
        if let Some(holds) = self.holds.get(&condition) {
            return *holds;
        }
        if let Condition::Equals(text, literal) = &condition {
            self.literals.insert(text.clone(), literal.clone());
        }
        self.asked.push(condition.clone());
        self.holds.insert(condition, true);
        true
    }

    /// The next combination, in which the last condition that held does not; false after the last
    /// combination.
    fn advance(&mut self) -> bool {
        while let Some(last) = self.asked.pop() {
            let held = self.holds.remove(&last).unwrap_or_default();
            if held {
                if let Condition::Equals(text, _) = &last {
                    self.literals.remove(text);
                }
                self.asked.push(last.clone());
                self.holds.insert(last, false);
                return true;
            }
        }
        false
    }

    /// The outcome with the literals that texts are known to be.
    fn substitute(&self, outcome: &str) -> String {
        let known = self.literals.iter();
        known.fold(outcome.to_owned(), |outcome, (text, literal)| {
            outcome.replace(text, literal)
        })
    }
}
