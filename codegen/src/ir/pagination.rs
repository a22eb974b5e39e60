//! `smithy.api#paginated`.

use super::StructId;

pub(crate) struct Pagination {
    /// The names of the paginator and of the paginator of items.
    pub(crate) paginator: String,
    pub(crate) paginator_items: String,
    /// The field of the input that takes the token of a page.
    pub(crate) input_token: usize,
    /// The path in the output to the token of the next page.
    pub(crate) output_token: Vec<Step>,
    /// The path in the output to the items of a page.
    pub(crate) items: Option<Vec<Step>>,
    /// The field of the input that limits the size of a page.
    pub(crate) page_size: Option<usize>,
}

/// A step of a path: a field of a structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) structure: StructId,
    pub(crate) field: usize,
}
