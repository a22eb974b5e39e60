//! The scope of a rule: names, and facts about the parameters.

use std::collections::BTreeMap;

use crate::ir::endpoint::{Builtin, Expr};
use crate::naming;

/// The type of a value in the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    Boolean,
    Partition,
    Url,
    Texts,
}

impl Type {
    pub(super) fn describe(self) -> &'static str {
        match self {
            Type::Text => "a string",
            Type::Boolean => "a boolean",
            Type::Partition => "a partition",
            Type::Url => "a parsed URL",
            Type::Texts => "a list of strings",
        }
    }
}

/// A value of the rules as a Rust expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Value {
    pub(super) expr: Expr,
    pub(super) ty: Type,
    /// Whether it may be unset.
    pub(super) optional: bool,
}

/// The names that a rule may use, and the facts from its conditions and from the rules before it.
#[derive(Clone, Default)]
pub(super) struct Scope<'a> {
    names: BTreeMap<&'a str, Value>,
    /// Identifiers in use, which inner names must not shadow.
    idents: Vec<String>,
    /// Whether a boolean is true or a text is set, if known.
    known: BTreeMap<Builtin, bool>,
}

impl<'a> Scope<'a> {
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.names.get(name)
    }

    pub(super) fn names(&self) -> Vec<&'a str> {
        self.names.keys().copied().collect()
    }

    pub(super) fn declare(&mut self, name: &'a str, value: Value) {
        self.names.insert(name, value);
    }

    /// An identifier for `name` that is unused in this scope.
    pub(super) fn new_ident(&mut self, name: &str) -> String {
        let name = name
            .strip_suffix("Result")
            .filter(|name| !name.is_empty())
            .unwrap_or(name);
        // Names of rules are any text.
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let name: String = name
            .chars()
            .map(|c| if is_plain(c) { c } else { ' ' })
            .collect();
        let plain = naming::field(&name);
        let is_ident = plain.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let plain = if is_ident {
            plain
        } else {
            format!("value_{plain}").trim_end_matches('_').to_owned()
        };
        let mut ident = plain.clone();
        let mut number = 2;
        while ident == "params" || self.idents.contains(&ident) {
            // Two underscores in a row are not snake case.
            ident = format!("{}_{number}", plain.trim_end_matches('_'));
            number += 1;
        }
        self.idents.push(ident.clone());
        ident
    }

    /// Whether `builtin` is true or set, if known.
    pub(super) fn known(&self, builtin: Builtin) -> Option<bool> {
        self.known.get(&builtin).copied()
    }

    pub(super) fn learn(&mut self, builtin: Builtin, holds: bool) {
        self.known.insert(builtin, holds);
    }

    /// From here on, the variable `ident` holds the value of `builtin`.
    pub(super) fn bind(&mut self, builtin: Builtin, ident: &str) {
        self.learn(builtin, true);
        for value in self.names.values_mut() {
            if value.expr == Expr::Parameter(builtin) {
                value.expr = Expr::Variable {
                    ident: ident.to_owned(),
                    owned: false,
                };
                value.optional = false;
            }
        }
    }
}
