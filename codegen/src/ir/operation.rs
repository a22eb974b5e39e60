//! Operations: their names, inputs, outputs and errors.

use super::StructId;
use super::example::{Example, Outcome};
use super::pagination::Pagination;
use super::shape::Deprecated;
use super::waiter::Waiter;
use crate::docs::Docs;

pub(crate) struct Operation {
    /// The name on the wire: `AssumeRoleWithSAML`.
    pub(crate) wire: String,
    /// The method, raw if it is a keyword: `assume_role_with_saml`.
    pub(crate) method: String,
    /// The module, which is named like the method where that name is free.
    pub(crate) module: String,
    /// The variant of the enum of requests: `AssumeRoleWithSaml`.
    pub(crate) variant: String,
    /// The prefix of the names of its types: `AssumeRoleWithSaml`.
    pub(crate) type_prefix: String,
    pub(crate) input: StructId,
    pub(crate) output: StructId,
    /// The enum of its errors: `AssumeRoleWithSamlError`.
    pub(crate) error: String,
    /// The builder of a call: `AssumeRoleWithSamlFluentBuilder`.
    pub(crate) fluent_builder: String,
    /// The element of the response that holds the output, if the output has members.
    pub(crate) result: Option<String>,
    pub(crate) request: RequestTraits,
    /// Sorted by name.
    pub(crate) errors: Vec<StructId>,
    pub(crate) signed: bool,
    pub(crate) docs: Docs,
    pub(crate) deprecated: Option<Deprecated>,
    pub(crate) examples: Vec<Example>,
    pub(crate) pagination: Option<Pagination>,
    pub(crate) waiters: Vec<Waiter>,
}

/// Traits of an operation that concern the whole request.
#[derive(Default)]
pub(crate) struct RequestTraits {
    /// The prefix of the host, with `{label}`s.
    pub(crate) host_prefix: Option<String>,
    /// The labels of the prefix, as indices of the input's fields.
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
