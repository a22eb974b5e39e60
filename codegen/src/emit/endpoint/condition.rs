//! The conditions of rules as conditions of an `if`.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::super::ident;
use super::expression::{value, value_of_match};
use super::{fits, free_name};
use crate::ir::endpoint::{Condition, Expr, Statement};
use crate::naming::bare;

/// The lists to bind before, and the `conditions` of the statement `whole`, `depth` levels in.
pub(super) fn conditions(
    conditions: &[Condition],
    whole: &Statement,
    depth: usize,
) -> (TokenStream, TokenStream) {
    let mut lists = TokenStream::new();
    let mut tests = Vec::new();
    for condition in conditions {
        tests.push(match condition {
            Condition::Bind {
                ident: name,
                value: bound,
            } => {
                let (name, bound) = (ident(name), value(bound));
                quote!(let Some(#name) = #bound)
            }
            Condition::Test(test) => match long_choice(test, depth) {
                Some(choice) => {
                    let (name, test) = choice.with_list(whole);
                    let literals = choice.literals;
                    lists.extend(quote!(let #name = [#(#literals),*];));
                    test
                }
                None => value(test),
            },
        });
    }
    (lists, quote!(#(#tests)&&*))
}

/// A choice among more literals than fit on a line.
struct Choice<'a> {
    text: &'a Expr,
    literals: &'a [String],
    negated: bool,
}

fn long_choice(test: &Expr, depth: usize) -> Option<Choice<'_>> {
    let (test, negated) = match test {
        Expr::Not(inner) => (&**inner, true),
        test => (test, false),
    };
    let Expr::OneOf(text, literals) = test else {
        return None;
    };
    let length: usize = literals.iter().map(|literal| literal.len() + 5).sum();
    let around = "if !matches!(partition.name, ) {".len();
    let is_long = !fits(length + around, depth + 1);
    is_long.then_some(Choice {
        text,
        literals,
        negated,
    })
}

impl Choice<'_> {
    /// The name of the list, and the test whether the text is in it.
    fn with_list(&self, whole: &Statement) -> (Ident, TokenStream) {
        let singular = match self.text {
            Expr::Variable { ident, .. } => bare(ident),
            Expr::Field { field, .. } => field,
            _ => "text",
        };
        let name = free_name(&format!("{singular}s"), whole);
        let text = value_of_match(self.text);
        let not = self.negated.then(|| quote!(!));
        let test = quote!(#not #name.contains(&#text));
        (name, test)
    }
}
