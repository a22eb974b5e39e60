//! How the pages of an operation hang together.

use super::StructId;

pub(crate) struct Pagination {
    /// The type of the paginator, and of what goes through its items.
    pub(crate) paginator: String,
    pub(crate) paginator_items: String,
    /// The field of the input that names a page.
    pub(crate) input_token: usize,
    /// The field of the output that names the next one.
    pub(crate) output_token: Vec<Step>,
    /// The field of the output that is cut into pages.
    pub(crate) items: Option<Vec<Step>>,
    /// The field of the input that says how large a page may be.
    pub(crate) page_size: Option<usize>,
}

/// A step on the way from a structure to a field of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) structure: StructId,
    pub(crate) field: usize,
}
