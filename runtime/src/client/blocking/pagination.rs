//! Pages and their items, as iterators.

use super::wait;
use crate::client::pagination::{self, Paginated, PaginatedItems};

/// Pages, each fetched when it is asked for. After an error there are no more of them.
#[derive(Debug)]
#[must_use = "pages are fetched by iterating"]
pub struct Pages<O: Paginated>(pagination::Pages<O>);

/// The items of all pages, each page fetched when its first item is asked for. After an error
/// there are no more of them.
#[derive(Debug)]
#[must_use = "items are fetched by iterating"]
pub struct Items<O: PaginatedItems>(pagination::Items<O>);

impl<O: Paginated> Pages<O> {
    pub(super) fn new(pages: pagination::Pages<O>) -> Self {
        Self(pages)
    }

    /// The items of these pages.
    pub fn into_items(self) -> Items<O>
    where
        O: PaginatedItems,
    {
        Items(pagination::Items::new(self.0))
    }
}

impl<O: Paginated> Iterator for Pages<O> {
    type Item = Result<O::Output, O::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        wait(self.0.next())
    }
}

impl<O: PaginatedItems> Iterator for Items<O> {
    type Item = Result<O::Item, O::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        wait(self.0.next())
    }
}
