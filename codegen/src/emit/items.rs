//! Files that are emitted and rendered item by item, so that only one of the items is in memory as
//! tokens. Their imports follow from the names in the items.

use proc_macro2::TokenStream;

use super::imports::Names;

/// A Rust file whose items are emitted when they are rendered.
pub(crate) struct Items<'a> {
    items: Box<dyn Iterator<Item = TokenStream> + 'a>,
    head: Box<dyn FnOnce(&Names) -> TokenStream + 'a>,
    tail: Box<dyn FnOnce(&Names) -> TokenStream + 'a>,
    /// Applied to all tokens, in this order.
    changes: Vec<Box<dyn Fn(TokenStream) -> TokenStream + 'a>>,
}

impl<'a> Items<'a> {
    /// `head` has the attributes of the file, its modules and its imports, which depend on the names in
    /// all items.
    pub(crate) fn new(
        items: impl Iterator<Item = TokenStream> + 'a,
        head: impl FnOnce(&Names) -> TokenStream + 'a,
    ) -> Self {
        Self {
            items: Box::new(items),
            head: Box::new(head),
            tail: Box::new(|_| TokenStream::new()),
            changes: Vec::new(),
        }
    }

    /// Adds items at the end of the file whose names are not imported, such as the functions that the
    /// other items call.
    pub(super) fn and(mut self, tail: impl FnOnce(&Names) -> TokenStream + 'a) -> Self {
        self.tail = Box::new(tail);
        self
    }

    /// Adds a change of all tokens.
    pub(crate) fn changed(mut self, change: impl Fn(TokenStream) -> TokenStream + 'a) -> Self {
        self.changes.push(Box::new(change));
        self
    }

    /// Renders every item with `render`, which adds the names in it, and returns the head.
    pub(crate) fn render<E>(
        self,
        mut render: impl FnMut(TokenStream, &mut Names) -> Result<(), E>,
    ) -> Result<TokenStream, E> {
        let Self {
            items,
            head,
            tail,
            changes,
        } = self;
        let changed = |tokens| changes.iter().fold(tokens, |tokens, change| change(tokens));
        let mut names = Names::default();
        for item in items {
            render(changed(item), &mut names)?;
        }
        render(changed(tail(&names)), &mut Names::default())?;
        Ok(changed(head(&names)))
    }
}
