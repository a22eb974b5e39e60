//! Pagination: one call for each page, until a page has no next token.
//!
//! `.into_paginator()` on a fluent builder creates a paginator. Its `send()` returns [`Pages`], and
//! its `items().send()` returns [`Items`], the items of all pages in one sequence.
//!
//! With a client of IAM:
//!
//! ```ignore
//! let mut roles = client.list_roles().into_paginator().items().send();
//! while let Some(role) = roles.next().await {
//!     println!("{}", role?.role_name());
//! }
//! ```

use std::fmt;

use crate::call::Purpose;
use crate::call::operation::Operation;
use crate::client::core::ClientCore;
use crate::error::Error;

/// An operation with the trait `smithy.api#paginated`. Implemented by its emitted input type.
pub trait Paginated: Operation {
    /// The type of pagination tokens: a string in nearly every service.
    type Token: Clone + PartialEq + Send + Sync;

    /// The token of the page that the input requests; `None` for the first page.
    fn token(&self) -> Option<&Self::Token>;

    /// Sets the token of the page to request.
    fn set_token(&mut self, token: Self::Token);

    /// The token of the next page; `None` on the last page. An empty token is treated as `None`.
    fn next_token(output: &Self::Output) -> Option<&Self::Token>;
}

/// A paginated operation whose model specifies the member that holds the items.
pub trait PaginatedItems: Paginated {
    /// The items of one page: a list, or a map's entries.
    type Items: IntoIterator<Item = Self::Item, IntoIter: Send> + Send;
    /// The type of an item.
    type Item: Send;

    /// The items of a page; empty if it lacks the member.
    fn items(output: Self::Output) -> Self::Items;
}

/// A sequence of pages. Each page is fetched when it is requested; the sequence ends after an
/// error.
///
/// Dropping the future of a method is safe: the next call fetches the same page again.
#[must_use = "pages are fetched by `next`"]
pub struct Pages<O: Paginated> {
    core: ClientCore,
    input: O,
    next: Next,
    /// `None` if tokens may repeat.
    cycle_detector: Option<CycleDetector<O::Token>>,
}

enum Next {
    Fetch,
    /// The token of the next page has been seen before.
    Repeats,
    End,
}

impl<O: Paginated> Pages<O> {
    /// Creates a sequence of pages, starting with the page that `input` requests.
    pub fn new(core: ClientCore, input: O) -> Self {
        let cycle_detector = Some(CycleDetector::new(input.token().cloned()));
        Self {
            core,
            input,
            next: Next::Fetch,
            cycle_detector,
        }
    }

    /// Whether to return an error when a token repeats; true by default. If false, a service that
    /// repeats tokens is polled endlessly, which is useful only if it repeats a token deliberately,
    /// for example to follow data that is still being written.
    pub fn stop_on_duplicate_token(mut self, stop: bool) -> Self {
        self.cycle_detector = stop.then(|| CycleDetector::new(self.input.token().cloned()));
        self
    }

    /// The next page; `None` after the last, and after an error.
    pub async fn next(&mut self) -> Option<Result<O::Output, O::Error>> {
        match self.next {
            Next::Fetch => {}
            Next::Repeats => {
                self.next = Next::End;
                return Some(Err(Error::repeated_token(O::SPEC.name).into()));
            }
            Next::End => return None,
        }
        let config = self.core.config();
        let page = self.core.call_for(Purpose::Page, config, &self.input);
        let page = page.await;
        self.next = match &page {
            Ok(output) => match O::next_token(output) {
                Some(token) => self.advance(token.clone()),
                None => Next::End,
            },
            Err(_) => Next::End,
        };
        Some(page)
    }

    fn advance(&mut self, token: O::Token) -> Next {
        let repeats = match &mut self.cycle_detector {
            Some(detector) => self.input.token() == Some(&token) || detector.has_seen(&token),
            None => false,
        };
        self.input.set_token(token);
        if repeats { Next::Repeats } else { Next::Fetch }
    }

    /// The next page, for use with `?`.
    ///
    /// # Errors
    ///
    /// The errors of the call for this page, and an error of [kind]
    /// [`Response`](crate::ErrorKind::Response) if a token repeats.
    ///
    /// [kind]: crate::ErrorKind
    pub async fn try_next(&mut self) -> Result<Option<O::Output>, O::Error> {
        self.next().await.transpose()
    }

    /// Collects all pages: `pages.collect::<Result<Vec<_>, _>>().await?`.
    pub async fn collect<C: FromIterator<Result<O::Output, O::Error>>>(mut self) -> C {
        let mut pages = Vec::new();
        while let Some(page) = self.next().await {
            pages.push(page);
        }
        pages.into_iter().collect()
    }

    /// Collects all pages, or returns the first error.
    ///
    /// # Errors
    ///
    /// The errors of [`try_next`](Self::try_next).
    pub async fn try_collect<C: FromIterator<O::Output>>(self) -> Result<C, O::Error> {
        self.collect().await
    }
}

/// A sequence of the items of all pages. Each page is fetched when its first item is requested; the
/// sequence ends after an error.
#[must_use = "items are fetched by `next`"]
pub struct Items<O: PaginatedItems> {
    pages: Pages<O>,
    /// The remaining items of the current page.
    page: Option<<O::Items as IntoIterator>::IntoIter>,
}

impl<O: PaginatedItems> Items<O> {
    /// Creates a sequence of the items of `pages`.
    pub fn new(pages: Pages<O>) -> Self {
        Self { pages, page: None }
    }

    /// The next item; `None` after the last, and after an error.
    pub async fn next(&mut self) -> Option<Result<O::Item, O::Error>> {
        loop {
            if let Some(item) = self.page.as_mut().and_then(Iterator::next) {
                return Some(Ok(item));
            }
            match self.pages.next().await? {
                Ok(output) => self.page = Some(O::items(output).into_iter()),
                Err(error) => return Some(Err(error)),
            }
        }
    }

    /// The next item, for use with `?`.
    ///
    /// # Errors
    ///
    /// The errors of [`Pages::try_next`].
    pub async fn try_next(&mut self) -> Result<Option<O::Item>, O::Error> {
        self.next().await.transpose()
    }

    /// Collects all items: `items.collect::<Result<Vec<_>, _>>().await?`.
    pub async fn collect<C: FromIterator<Result<O::Item, O::Error>>>(mut self) -> C {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item);
        }
        items.into_iter().collect()
    }

    /// Collects all items, or returns the first error.
    ///
    /// # Errors
    ///
    /// The errors of [`Pages::try_next`].
    pub async fn try_collect<C: FromIterator<O::Item>>(self) -> Result<C, O::Error> {
        self.collect().await
    }
}

impl<O: Paginated> fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("input", &self.input)
            .finish_non_exhaustive()
    }
}

impl<O: PaginatedItems> fmt::Debug for Items<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .finish_non_exhaustive()
    }
}

/// Detects cycles of tokens of any length while it stores only one of them. Each stored token is
/// kept for twice as many pages as the one before (Brent's algorithm).
struct CycleDetector<T> {
    stored: Option<T>,
    age: usize,
    max_age: usize,
}

impl<T: Clone + PartialEq> CycleDetector<T> {
    fn new(first: Option<T>) -> Self {
        Self {
            stored: first,
            age: 0,
            max_age: 1,
        }
    }

    fn has_seen(&mut self, token: &T) -> bool {
        if self.stored.as_ref() == Some(token) {
            return true;
        }
        self.age += 1;
        if self.age == self.max_age {
            self.stored = Some(token.clone());
            self.age = 0;
            self.max_age = self.max_age.saturating_mul(2);
        }
        false
    }
}
