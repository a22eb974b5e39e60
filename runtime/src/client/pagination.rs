//! Answers that come in pages: one call for each, until a page names no next one.
//!
//! An emitted paginator is made by `.into_paginator()` on the builder of a call. Its `send()`
//! gives [`Pages`], and its `items().send()` gives [`Items`], the items of all pages as if there
//! were none.

use std::fmt;

use crate::call::Purpose;
use crate::call::operation::Operation;
use crate::client::core::ClientCore;
use crate::error::Error;

/// An operation whose answers come in pages, by the trait `smithy.api#paginated`. Implemented by
/// its emitted input type.
pub trait Paginated: Operation {
    /// What names a page: text, in nearly every service.
    type Token: Clone + PartialEq + Send + Sync;

    /// The page that the input asks for; `None` for the first.
    fn token(&self) -> Option<&Self::Token>;

    /// Asks for the page that `token` names.
    fn set_token(&mut self, token: Self::Token);

    /// What names the page after this one; `None` on the last. An empty text names none.
    fn next_token(output: &Self::Output) -> Option<&Self::Token>;
}

/// A paginated operation of whose output the model says which member is cut into pages.
pub trait PaginatedItems: Paginated {
    /// The items of one page: a list, or a map's entries.
    type Items: IntoIterator<Item = Self::Item, IntoIter: Send> + Send;
    /// One of them.
    type Item: Send;

    /// The items of a page; none where it has no such member.
    fn items(output: Self::Output) -> Self::Items;
}

/// Pages, each fetched when it is asked for. After an error there are no more of them.
///
/// Dropping the future of a method harms nothing: the same page is fetched when the next one is
/// asked for.
#[must_use = "pages are fetched by `next`"]
pub struct Pages<O: Paginated> {
    handle: ClientCore,
    input: O,
    next: Next,
    /// `None`: a token may repeat.
    guard: Option<Guard<O::Token>>,
}

enum Next {
    Fetch,
    /// The token of the next page has been seen before.
    Repeats,
    End,
}

impl<O: Paginated> Pages<O> {
    /// The pages from the one on that `input` asks for.
    pub fn new(handle: ClientCore, input: O) -> Self {
        let guard = Some(Guard::new(input.token().cloned()));
        Self {
            handle,
            input,
            next: Next::Fetch,
            guard,
        }
    }

    /// Whether to end with an error at a token that was seen before, as is the default. Without,
    /// a service that repeats itself is asked for ever, which is right only where a token stays
    /// the same by intent: for reading what is still being written.
    pub fn stop_on_duplicate_token(mut self, stop: bool) -> Self {
        self.guard = stop.then(|| Guard::new(self.input.token().cloned()));
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
        let config = self.handle.config();
        let page = self.handle.call_for(Purpose::Page, config, &self.input);
        let page = page.await;
        self.next = match &page {
            Ok(output) => match O::next_token(output) {
                Some(token) => self.turn_to(token.clone()),
                None => Next::End,
            },
            Err(_) => Next::End,
        };
        Some(page)
    }

    fn turn_to(&mut self, token: O::Token) -> Next {
        let repeats = match &mut self.guard {
            Some(guard) => self.input.token() == Some(&token) || guard.has_seen(&token),
            None => false,
        };
        self.input.set_token(token);
        if repeats { Next::Repeats } else { Next::Fetch }
    }

    /// The next page, for use with `?`.
    ///
    /// # Errors
    ///
    /// Those of the call for this page, and a token that repeats, as the [kind]
    /// [`Response`](crate::ErrorKind::Response).
    ///
    /// [kind]: crate::ErrorKind
    pub async fn try_next(&mut self) -> Result<Option<O::Output>, O::Error> {
        self.next().await.transpose()
    }

    /// All pages: `pages.collect::<Result<Vec<_>, _>>().await?`.
    pub async fn collect<C: FromIterator<Result<O::Output, O::Error>>>(mut self) -> C {
        let mut pages = Vec::new();
        while let Some(page) = self.next().await {
            pages.push(page);
        }
        pages.into_iter().collect()
    }

    /// All pages.
    ///
    /// # Errors
    ///
    /// Those of [`try_next`](Self::try_next).
    pub async fn try_collect<C: FromIterator<O::Output>>(self) -> Result<C, O::Error> {
        self.collect().await
    }
}

/// The items of all pages, each page fetched when its first item is asked for. After an error
/// there are no more of them.
#[must_use = "items are fetched by `next`"]
pub struct Items<O: PaginatedItems> {
    pages: Pages<O>,
    /// What is left of the page at hand.
    page: Option<<O::Items as IntoIterator>::IntoIter>,
}

impl<O: PaginatedItems> Items<O> {
    /// The items of `pages`.
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
    /// Those of [`Pages::try_next`].
    pub async fn try_next(&mut self) -> Result<Option<O::Item>, O::Error> {
        self.next().await.transpose()
    }

    /// All items: `items.collect::<Result<Vec<_>, _>>().await?`.
    pub async fn collect<C: FromIterator<Result<O::Item, O::Error>>>(mut self) -> C {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item);
        }
        items.into_iter().collect()
    }

    /// All items.
    ///
    /// # Errors
    ///
    /// Those of [`Pages::try_next`].
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

/// Finds that tokens go in a circle, of whatever length, while it remembers one of them: it is
/// held on to for twice as many pages as the one before it (Brent's algorithm).
struct Guard<T> {
    seen: Option<T>,
    age: usize,
    oldest: usize,
}

impl<T: Clone + PartialEq> Guard<T> {
    fn new(first: Option<T>) -> Self {
        Self {
            seen: first,
            age: 0,
            oldest: 1,
        }
    }

    fn has_seen(&mut self, token: &T) -> bool {
        if self.seen.as_ref() == Some(token) {
            return true;
        }
        self.age += 1;
        if self.age == self.oldest {
            self.seen = Some(token.clone());
            self.age = 0;
            self.oldest = self.oldest.saturating_mul(2);
        }
        false
    }
}
