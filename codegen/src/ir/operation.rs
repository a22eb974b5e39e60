//! Operations: what they are called, send and give.

use super::StructId;
use super::example::{Example, Outcome};
use super::pagination::Pagination;
use super::shape::Deprecated;
use super::waiter::Waiter;

pub(crate) struct Operation {
    /// The name on the wire: `AssumeRoleWithSAML`.
    pub(crate) wire: String,
    /// The method and the module: `assume_role_with_saml`.
    pub(crate) method: String,
    /// What the operation's types begin with: `AssumeRoleWithSaml`.
    pub(crate) type_prefix: String,
    pub(crate) input: StructId,
    pub(crate) output: StructId,
    /// The enum of its errors: `AssumeRoleWithSamlError`.
    pub(crate) error: String,
    /// The builder of a call: `AssumeRoleWithSamlFluentBuilder`.
    pub(crate) fluent_builder: String,
    /// The element of the answer that is read, if there is anything in it.
    pub(crate) result: Option<String>,
    pub(crate) request: RequestTraits,
    /// Sorted by name.
    pub(crate) errors: Vec<StructId>,
    pub(crate) signed: bool,
    pub(crate) docs: Vec<String>,
    pub(crate) deprecated: Option<Deprecated>,
    pub(crate) examples: Vec<Example>,
    pub(crate) pagination: Option<Pagination>,
    pub(crate) waiters: Vec<Waiter>,
}

/// What the model asks of an operation's requests beside their members.
#[derive(Default)]
pub(crate) struct RequestTraits {
    /// What stands before the host, with `{label}`s.
    pub(crate) host_prefix: Option<String>,
    /// The labels of the prefix by their places among the input's fields.
    pub(crate) host_labels: Vec<usize>,
    pub(crate) gzip: bool,
    pub(crate) content_md5: bool,
}

impl Operation {
    /// The first example of a call that succeeds.
    pub(crate) fn successful_example(&self) -> Option<&Example> {
        let mut examples = self.examples.iter();
        examples.find(|example| matches!(example.outcome, Outcome::Output { .. }))
    }
}
