//! Waiters: their methods, builders and acceptors.

use std::collections::BTreeMap;

use crate::ir::waiter::{AcceptorState, Expected, Waiter};
use crate::ir::{Operation, Sdk};

use super::change::{Change, Level, Subject};
use super::{Comparison, Marks};

impl Comparison<'_> {
    pub(super) fn compare_waiters(&mut self) {
        let (old, new) = (waiters(self.old), waiters(self.new));
        let removed = || old.iter().filter(|(module, _)| !new.contains_key(*module));
        let added = || new.iter().filter(|(module, _)| !old.contains_key(*module));
        // The same acceptors on the same operation, unique on both sides.
        let mut renamed = BTreeMap::new();
        for (module, waiter) in removed() {
            let alike = |other: &Pair<'_>| self.asks_the_same(*waiter, *other);
            let mut to = added().filter(|(_, other)| alike(other));
            if let (Some((to, _)), None) = (to.next(), to.next())
                && removed()
                    .filter(|(_, it)| self.asks_the_same(**it, *waiter))
                    .count()
                    == 1
            {
                renamed.insert(*module, *to);
            }
        }
        for (module, (operation, waiter)) in &old {
            let kept = renamed.get(module).unwrap_or(module);
            let Some((new_operation, new_waiter)) = new.get(kept) else {
                self.push(Change::removed(Subject::Waiter, &waiter.name));
                continue;
            };
            if kept != module {
                let (from, to) = (&waiter.name, &new_waiter.name);
                self.push(Change::renamed(Subject::Waiter, from, to));
            }
            self.compare_waiter((operation, waiter), (new_operation, new_waiter));
        }
        for (module, (_, waiter)) in added() {
            if !renamed.values().any(|to| to == module) {
                self.push(Change::added(Subject::Waiter, &waiter.name));
            }
        }
    }

    fn compare_waiter(&mut self, old: Pair<'_>, new: Pair<'_>) {
        let ((old_operation, old), (new_operation, new)) = (old, new);
        let at = new.name.as_str();
        let changed = |level, aspect| Change::changed(level, Subject::Waiter, at, aspect);
        if !self.is_same_operation(old_operation, new_operation) {
            let change = Change::broken(Subject::Waiter, at, "operation that it calls");
            self.push(change.between(&old_operation.wire, &new_operation.wire));
        }
        if old.module == new.module && old.type_prefix != new.type_prefix {
            let change = Change::broken(Subject::Waiter, at, "prefix of its types");
            self.push(change.between(&old.type_prefix, &new.type_prefix));
        }
        let delays = |waiter: &Waiter| format!("{} to {} s", waiter.min_delay, waiter.max_delay);
        if delays(old) != delays(new) {
            let change = changed(Level::Patch, "pauses");
            self.push(change.between(delays(old), delays(new)));
        }
        if acceptors(old) != acceptors(new) {
            self.push(changed(Level::Minor, "acceptors"));
        }
        self.compare_marks(
            Subject::Waiter,
            at,
            Marks::new(&old.docs, old.deprecated.as_ref()),
            Marks::new(&new.docs, new.deprecated.as_ref()),
        );
    }

    fn asks_the_same(&self, old: Pair<'_>, new: Pair<'_>) -> bool {
        self.is_same_operation(old.0, new.0) && acceptors(old.1) == acceptors(new.1)
    }

    fn is_same_operation(&self, old: &Operation, new: &Operation) -> bool {
        let renamed = self.renames.operations.get(&old.method);
        renamed.unwrap_or(&old.method) == &new.method || old.method == new.method
    }
}

type Pair<'a> = (&'a Operation, &'a Waiter);

/// The waiters by their modules, with the operations that they call.
fn waiters(sdk: &Sdk) -> BTreeMap<&str, Pair<'_>> {
    let operations = sdk.operations.iter();
    let pairs = operations.flat_map(|operation| {
        let waiters = operation.waiters.iter();
        waiters.map(move |waiter| (waiter.module.as_str(), (operation, waiter)))
    });
    pairs.collect()
}

/// The acceptors in order, in terms of the model.
fn acceptors(waiter: &Waiter) -> Vec<String> {
    let state = |state: &AcceptorState| match state {
        AcceptorState::Success => "success",
        AcceptorState::Retry => "retry",
        AcceptorState::Failure(_) => "failure",
    };
    let mut acceptors = Vec::new();
    for acceptor in &waiter.on_output {
        let condition = acceptor.matcher.as_ref().map(|matcher| {
            let query = waiter.queries.get(matcher.query);
            let query = query.map_or("", |query| query.text.as_str());
            let expected = match &matcher.expected {
                Expected::Text(text) => format!("is {text:?}"),
                Expected::Boolean(value) => format!("is {value}"),
                Expected::AllTexts(text) => format!("are all {text:?}"),
                Expected::AnyText(text) => format!("is in some place {text:?}"),
            };
            format!("{query} {expected}")
        });
        acceptors.push(format!("{condition:?}: {}", state(&acceptor.state)));
    }
    for acceptor in &waiter.on_error {
        acceptors.push(format!("{:?}: {}", acceptor.codes, state(&acceptor.state)));
    }
    acceptors
}
