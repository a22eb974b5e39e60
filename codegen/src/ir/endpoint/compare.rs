//! Endpoint rules, compared by the endpoints that they return.
//!
//! Both sets of rules are evaluated for every combination of the facts that they ask for: whether a
//! parameter is set, whether it has a value that one of them compares it with, what a function of
//! the rules returns. Other facts make no difference.

use super::EndpointRules;
use super::evaluate::{Evaluated, evaluate};
use super::facts::{Facts, MAX_STEPS};

/// A combination in which two sets of rules differ.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// The combination in words: `Region is set, UseFips is false`.
    pub(crate) facts: String,
    pub(crate) old: Evaluated,
    pub(crate) new: Evaluated,
}

/// Iterates over the combinations in which two sets of rules differ.
pub(crate) struct Differences<'a> {
    rules: [&'a EndpointRules; 2],
    facts: Facts,
    state: State,
}

#[derive(PartialEq, Eq)]
enum State {
    Comparing,
    Complete,
    TooLarge,
}

impl<'a> Differences<'a> {
    pub(crate) fn between(old: &'a EndpointRules, new: &'a EndpointRules) -> Self {
        Self {
            rules: [old, new],
            facts: Facts::default(),
            state: State::Comparing,
        }
    }

    /// Whether the rules have too many combinations to compare all of them. Known after the last
    /// difference.
    pub(crate) fn is_too_large(&self) -> bool {
        self.state == State::TooLarge
    }
}

impl Iterator for Differences<'_> {
    type Item = Difference;

    fn next(&mut self) -> Option<Difference> {
        while self.state == State::Comparing {
            let evaluated = self
                .rules
                .map(|rules| evaluate(&rules.body, &mut self.facts));
            // A fact that one set of rules asks for holds for both.
            let [old, new] = evaluated.map(|it| it.map(|text| self.facts.substitute(text)));
            let difference = (old != new).then(|| Difference {
                facts: self.facts.describe(),
                old,
                new,
            });
            if !self.facts.advance() {
                self.state = State::Complete;
            } else if self.facts.steps() >= MAX_STEPS {
                self.state = State::TooLarge;
            }
            if difference.is_some() {
                return difference;
            }
        }
        None
    }
}
