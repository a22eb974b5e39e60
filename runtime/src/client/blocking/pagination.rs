//! Iterators over pages and over their items.

use super::wait;
use crate::client::pagination::{self, Paginated, PaginatedItems};

/// An iterator over pages. Each page is fetched when it is requested; iteration ends after an
/// error.
#[derive(Debug)]
#[must_use = "pages are fetched by iterating"]
pub struct Pages<O: Paginated>(pagination::Pages<O>);

/// An iterator over the items of all pages. Each page is fetched when its first item is
/// requested; iteration ends after an error.
#[derive(Debug)]
#[must_use = "items are fetched by iterating"]
pub struct Items<O: PaginatedItems>(pagination::Items<O>);

impl<O: Paginated> Pages<O> {
    pub(super) fn new(pages: pagination::Pages<O>) -> Self {
        Self(pages)
    }

    /// Converts the pages into an iterator over their items.
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
