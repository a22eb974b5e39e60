//! Operations: their inputs, outputs, errors and requests.

use std::collections::BTreeMap;

use crate::ir::{Operation, Outcome, RequestTraits, Sdk, StructId};

use super::change::{Change, Level, Subject};
use super::{Comparison, DOCUMENTATION, Marks};

impl Comparison<'_> {
    pub(super) fn compare_operations(&mut self) {
        let (old, new) = (by_method(self.old), by_method(self.new));
        for (method, operation) in &old {
            let renamed = self.renames.operations.get(*method).cloned();
            let kept = renamed.as_deref().unwrap_or(method);
            let Some(to) = new.get(kept) else {
                self.push(Change::removed(Subject::Operation, &operation.wire));
                continue;
            };
            if kept != *method {
                let (from, to) = (&operation.wire, &to.wire);
                self.push(Change::renamed(Subject::Operation, from, to));
            }
            self.compare_operation(operation, to, kept != *method);
        }
        for (method, operation) in &new {
            let is_renamed = self.renames.operations.values().any(|to| to == method);
            if !old.contains_key(method) && !is_renamed {
                self.push(Change::added(Subject::Operation, &operation.wire));
            }
        }
    }

    fn compare_operation(&mut self, old: &Operation, new: &Operation, is_renamed: bool) {
        let at = new.wire.as_str();
        let changed = |level, aspect| Change::changed(level, Subject::Operation, at, aspect);
        if !is_renamed {
            if old.wire != new.wire {
                let change = changed(Level::Patch, "name on the wire");
                self.push(change.between(&old.wire, &new.wire));
            }
            if old.type_prefix != new.type_prefix {
                let change = Change::broken(Subject::Operation, at, "prefix of its types");
                self.push(change.between(&old.type_prefix, &new.type_prefix));
            }
        }
        match (old.signed, new.signed) {
            (false, true) => {
                let change = changed(Level::Major, "now signed");
                self.push(change.because("a call without credentials fails"));
            }
            (true, false) => self.push(changed(Level::Minor, "no longer signed")),
            _ => {}
        }
        for (old, new) in [(old.input, new.input), (old.output, new.output)] {
            self.compare_own(old, new);
        }
        self.compare_errors_of(at, old, new);
        self.compare_requests(at, old, new);
        self.compare_pagination(at, old, new);
        self.compare_marks(
            Subject::Operation,
            at,
            Marks::new(&old.docs, old.deprecated.as_ref()),
            Marks::new(&new.docs, new.deprecated.as_ref()),
        );
        if examples(old) != examples(new) {
            self.push(Change::of_documentation(Subject::Operation, at, "examples"));
        }
    }

    /// An input or an output, which belongs to one operation.
    fn compare_own(&mut self, old: StructId, new: StructId) {
        let (old_sdk, new_sdk) = (self.old, self.new);
        let (old, new) = (old_sdk.structure(old), new_sdk.structure(new));
        let at = new.ident.as_str();
        self.compare_structure(at, old, new);
        if old.docs != new.docs {
            self.push(Change::of_documentation(Subject::Type, at, DOCUMENTATION));
        }
    }

    fn compare_errors_of(&mut self, at: &str, old: &Operation, new: &Operation) {
        let (old_sdk, new_sdk) = (self.old, self.new);
        let names = |sdk: &'_ Sdk, operation: &Operation| -> Vec<String> {
            let errors = sdk.errors_of(operation);
            errors.map(|error| error.ident.clone()).collect()
        };
        let renamed = |name: String| match self.renames.errors.get(&name) {
            Some(renamed) => renamed.clone(),
            None => name,
        };
        let old: Vec<String> = names(old_sdk, old).into_iter().map(renamed).collect();
        let new = names(new_sdk, new);
        for name in old.iter().filter(|name| !new.contains(name)) {
            self.push(Change::removed(Subject::Error, &format!("{at}.{name}")));
        }
        for name in new.iter().filter(|name| !old.contains(name)) {
            self.push(Change::added(Subject::Error, &format!("{at}.{name}")));
        }
    }

    /// Traits that concern the whole request, which callers cannot observe.
    fn compare_requests(&mut self, at: &str, old: &Operation, new: &Operation) {
        let changed = |aspect| Change::changed(Level::Patch, Subject::Operation, at, aspect);
        let (prefix, label) = (&old.request.host_prefix, host_labels(self.old, old));
        let labels = host_labels(self.new, new);
        if *prefix != new.request.host_prefix || label != labels {
            let text = |prefix: &Option<String>| prefix.clone().unwrap_or("none".to_owned());
            let change = changed("host prefix");
            self.push(change.between(text(prefix), text(&new.request.host_prefix)));
        }
        if old.request.gzip != new.request.gzip {
            let text = |request: &RequestTraits| if request.gzip { "gzip" } else { "none" };
            let change = changed("compression");
            self.push(change.between(text(&old.request), text(&new.request)));
        }
        if old.request.content_md5 != new.request.content_md5 {
            let text = |request: &RequestTraits| if request.content_md5 { "MD5" } else { "none" };
            let change = changed("checksum");
            self.push(change.between(text(&old.request), text(&new.request)));
        }
    }
}

fn by_method(sdk: &Sdk) -> BTreeMap<&str, &Operation> {
    let operations = sdk.operations.iter();
    operations
        .map(|operation| (operation.method.as_str(), operation))
        .collect()
}

/// The members in the host prefix.
fn host_labels<'a>(sdk: &'a Sdk, operation: &Operation) -> Vec<&'a str> {
    let labels = operation.request.host_labels.iter();
    let fields = labels.map(|label| sdk.field(operation.input, *label));
    fields.map(|field| field.member.as_str()).collect()
}

/// The contents of the examples, in the order of the model.
fn examples(operation: &Operation) -> Vec<String> {
    let examples = operation.examples.iter();
    let shown = examples.map(|example| {
        let outcome = match &example.outcome {
            Outcome::Output { xml, .. } => xml,
            Outcome::Error { .. } => &example.response,
        };
        format!("{} {:?} {outcome}", example.title, example.form)
    });
    shown.collect()
}
