//! Endpoint tests, compared with the results of the rules.
//!
//! The results of functions, such as the DNS suffix of a partition, are not known here. A test
//! contradicts the rules if none of the possible results is the expected one.

use super::evaluate::{Evaluated, evaluate};
use super::facts::{Facts, MAX_STEPS, pieces};
use super::{Builtin, EndpointRules, Expected, ParamValue};

/// The maximum number of results in a contradiction.
const MAX_RESULTS: usize = 3;

/// The tests of a set of rules.
pub(crate) struct Cases<'a> {
    rules: &'a EndpointRules,
    steps: usize,
}

/// A test that fails.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Contradiction {
    pub(crate) expected: Evaluated,
    /// Possible results of the rules, the first ones if there are many.
    pub(crate) results: Vec<Evaluated>,
}

impl<'a> Cases<'a> {
    pub(crate) fn of(rules: &'a EndpointRules) -> Self {
        Self { rules, steps: 0 }
    }

    /// The results for these parameters, none of which is the `expected` one. `None` if one can be,
    /// or if there are too many combinations to know.
    pub(crate) fn contradiction(
        &mut self,
        parameters: &[(Builtin, ParamValue)],
        expected: &Expected,
    ) -> Option<Contradiction> {
        let expected = Evaluated::of(expected);
        let mut results = Vec::new();
        let mut facts = Facts::of(parameters);
        let is_complete = loop {
            if self.steps + facts.steps() >= MAX_STEPS {
                break false;
            }
            let result = evaluate(&self.rules.body, &mut facts);
            let result = result.map(|text| facts.substitute(text));
            if can_be(&result, &expected) {
                break false;
            }
            if results.len() < MAX_RESULTS && !results.contains(&result) {
                results.push(result);
            }
            if !facts.advance() {
                break true;
            }
        };
        self.steps += facts.steps();
        is_complete.then_some(Contradiction { expected, results })
    }
}

fn can_be(result: &Evaluated, expected: &Evaluated) -> bool {
    match (result, expected) {
        (Evaluated::Endpoint(template), Evaluated::Endpoint(text))
        | (Evaluated::Error(template), Evaluated::Error(text)) => has_value(template, text),
        _ => false,
    }
}

/// Whether `text` can be the value of `template`, in which `⟨⟩` enclose unknown values.
fn has_value(template: &str, text: &str) -> bool {
    if text.contains(['⟨', '⟩']) {
        return true;
    }
    let known: Vec<String> = pieces(template).into_iter().step_by(2).collect();
    match known.as_slice() {
        [] => true,
        [whole] => text == whole,
        [first, middle @ .., last] => {
            let inner = text.strip_prefix(first.as_str());
            let mut rest = inner.and_then(|inner| inner.strip_suffix(last.as_str()));
            for piece in middle {
                rest = rest.and_then(|rest| Some(rest.split_once(piece.as_str())?.1));
            }
            rest.is_some()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::has_value;

    #[test]
    fn an_unknown_value_is_any_text() {
        let template = "https://x.a-1.⟨partition(⟨a⟩)#dns_suffix⟩/⟨b⟩";
        assert!(has_value(template, "https://x.a-1.example.com/"));
        assert!(has_value(template, "https://x.a-1.example.com/b/c"));
        assert!(!has_value(template, "https://x.a-2.example.com/"));
        assert!(!has_value(template, "https://x.a-1.example.com"));
        assert!(has_value("a⟨b⟩c⟨d⟩a", "aca"));
        assert!(!has_value("a⟨b⟩c⟨d⟩ca", "aca"));
        assert!(!has_value("a⟨b⟩a", "a"));
        assert!(has_value("a", "a"));
        assert!(!has_value("a", "ab"));
        assert!(has_value("⟨a⟩", ""));
    }
}
