//! Scopes of emitted names: the names that emitted code uses for every model, and those that are
//! taken for parts of the model.
//!
//! The emitters declare the fixed names ([`Fixed`]), each in the file that emits it; resolving
//! takes every other name from a [`Scope`] that knows them.

use std::collections::BTreeMap;

/// The names that emitted code uses for every model, by scope.
#[derive(Clone, Default)]
pub(crate) struct Fixed {
    /// Types, traits and type parameters that emitted code uses unqualified, in scope with types of
    /// the model.
    pub(crate) types: Vec<&'static str>,
    /// Methods and fields of structures and of all their builders.
    pub(crate) members: Vec<&'static str>,
    /// Methods and fields of error shapes, besides those of structures.
    pub(crate) error_members: Vec<&'static str>,
    /// Variants of enums and unions.
    pub(crate) variants: Vec<&'static str>,
    /// Methods of unions.
    pub(crate) union_methods: Vec<&'static str>,
    /// Variants of the error of an operation.
    pub(crate) error_variants: Vec<&'static str>,
    /// Methods of the error of an operation, and of the error that it dereferences to.
    pub(crate) error_methods: Vec<&'static str>,
    /// Methods of clients and of the stub.
    pub(crate) client_methods: Vec<&'static str>,
    /// Modules beside those of operations, and the module that holds them.
    pub(crate) operation_modules: Vec<&'static str>,
    /// The same for types.
    pub(crate) type_modules: Vec<&'static str>,
    /// The same for errors.
    pub(crate) error_modules: Vec<&'static str>,
    /// The same for waiters.
    pub(crate) waiter_modules: Vec<&'static str>,
    /// Functions of a waiter's module.
    pub(crate) waiter_functions: Vec<&'static str>,
    /// Functions of `tests/examples.rs`.
    pub(crate) example_functions: Vec<&'static str>,
    /// Functions of `tests/protocol_tests.rs`.
    pub(crate) protocol_test_functions: Vec<&'static str>,
}

/// One scope.
#[derive(Clone, Default)]
pub(crate) struct Scope {
    /// The names, each with its owner, which is empty for a fixed name.
    owners: BTreeMap<String, String>,
    /// The last number that was appended to a name. Without it, the time for many equal names would be
    /// quadratic.
    numbers: BTreeMap<String, u64>,
}

impl Scope {
    pub(crate) fn new(fixed: &[&'static str]) -> Self {
        let names = fixed.iter().map(|name| ((*name).to_owned(), String::new()));
        Self {
            owners: names.collect(),
            numbers: BTreeMap::new(),
        }
    }

    /// Whether emitted code uses the name for every model.
    pub(crate) fn is_fixed(&self, name: &str) -> bool {
        self.owners.get(name).is_some_and(String::is_empty)
    }

    /// `name`, with `suffix` appended if emitted code uses it for every model.
    pub(crate) fn beside_fixed(&self, name: &str, suffix: &str) -> String {
        match self.is_fixed(name) {
            true => self.beside_fixed(&format!("{name}{suffix}"), suffix),
            false => name.to_owned(),
        }
    }

    /// The owner of a name that is taken from the model.
    pub(crate) fn owner(&self, name: &str) -> Option<&str> {
        self.owners
            .get(name)
            .map(String::as_str)
            .filter(|owner| !owner.is_empty())
    }

    /// Takes a name for a part of the model.
    pub(crate) fn take(&mut self, name: &str, owner: &str) {
        self.owners.insert(name.to_owned(), owner.to_owned());
    }

    /// Takes `name`, or the first free one of `name` with `separator` and 2, 3, ...
    pub(crate) fn take_free(&mut self, name: &str, separator: &str, owner: &str) -> String {
        let mut free = name.to_owned();
        // Two underscores in a row are not snake case.
        let stem = match separator {
            "_" => name.trim_end_matches('_'),
            _ => name,
        };
        let mut number = self.numbers.get(name).copied().unwrap_or(1);
        while self.owners.contains_key(&free) {
            number += 1;
            free = format!("{stem}{separator}{number}");
        }
        if number > 1 {
            self.numbers.insert(name.to_owned(), number);
        }
        self.take(&free, owner);
        free
    }
}

#[cfg(test)]
mod tests {
    use super::Scope;

    #[test]
    fn a_name_is_never_that_of_a_fixed_item_or_of_another_owner() {
        let mut scope = Scope::new(&["build", "build_value"]);
        assert_eq!(scope.beside_fixed("build", "_value"), "build_value_value");
        assert_eq!(scope.beside_fixed("key", "_value"), "key");
        assert_eq!(scope.take_free("key", "_", "a#Key"), "key");
        assert_eq!(scope.take_free("key", "_", "a#KEY"), "key_2");
        assert_eq!(scope.take_free("key", "_", "a#Key_"), "key_3");
        assert_eq!(scope.take_free("build", "_", "a#Build"), "build_2");
        assert_eq!(scope.take_free("self_", "_", "a#self"), "self_");
        assert_eq!(scope.take_free("self_", "_", "a#Self"), "self_2");
        assert_eq!(scope.owner("key"), Some("a#Key"));
        assert_eq!(scope.owner("build"), None);
    }
}
