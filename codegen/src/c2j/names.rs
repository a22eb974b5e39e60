//! The Smithy ids of a model's shapes. Where possible, they are the ids that AWS uses, so that an
//! overlay applies to both forms of a model.

use std::collections::BTreeSet;

/// The namespace of a model, and the names that are taken in it.
pub(super) struct Names {
    namespace: String,
    service: String,
    operations: BTreeSet<String>,
}

impl Names {
    pub(super) fn new(
        sdk_id: &str,
        version: &str,
        operations: impl Iterator<Item = String>,
    ) -> Self {
        let letters =
            |text: &str| -> String { text.chars().filter(char::is_ascii_alphanumeric).collect() };
        Self {
            namespace: format!("com.amazonaws.{}", letters(sdk_id).to_ascii_lowercase()),
            service: format!("{}_{}", letters(sdk_id), version.replace('-', "_")),
            operations: operations.collect(),
        }
    }

    pub(super) fn operations(&self) -> impl Iterator<Item = &String> {
        self.operations.iter()
    }

    pub(super) fn service(&self) -> String {
        format!("{}#{}", self.namespace, self.service)
    }

    pub(super) fn operation(&self, name: &str) -> String {
        format!("{}#{name}", self.namespace)
    }

    /// The id of a shape. In Smithy, shapes and operations share a namespace; in C2J they do not.
    pub(super) fn shape(&self, name: &str) -> String {
        let namespace = &self.namespace;
        match self.operations.contains(name) || self.service == name {
            true => format!("{namespace}.shapes#{name}"),
            false => format!("{namespace}#{name}"),
        }
    }

    /// Whether `id` is the id of an operation.
    pub(super) fn is_operation(&self, id: &str) -> bool {
        self.own(id)
            .is_some_and(|name| self.operations.contains(name))
    }

    fn own<'i>(&self, id: &'i str) -> Option<&'i str> {
        let (namespace, name) = id.split_once('#')?;
        (namespace == self.namespace).then_some(name)
    }

    /// `text` with the names of the file instead of ids.
    pub(super) fn without_namespace(&self, text: &str) -> String {
        let namespace = &self.namespace;
        text.replace(&format!("{namespace}.shapes#"), "")
            .replace(&format!("{namespace}#"), "")
    }
}
