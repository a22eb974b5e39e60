//! Files that grow with the model: their items are emitted and rendered one by one, so that only one of
//! them is in memory as tokens.

use proc_macro2::TokenStream;

use super::imports::Names;

/// A Rust file whose items are emitted when they are rendered.
pub(crate) struct Items<'a> {
    items: Box<dyn Iterator<Item = TokenStream> + 'a>,
    head: Box<dyn FnOnce(&Names) -> TokenStream + 'a>,
    /// Applied to the items and the head, in this order.
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
            changes: Vec::new(),
        }
    }

    /// Adds a change of all tokens.
    pub(crate) fn changed(mut self, change: impl Fn(TokenStream) -> TokenStream + 'a) -> Self {
        self.changes.push(Box::new(change));
        self
    }

    /// Renders every item with `render`, and returns the head.
    pub(crate) fn render<E>(
        self,
        mut render: impl FnMut(TokenStream) -> Result<(), E>,
    ) -> Result<TokenStream, E> {
        let Self {
            items,
            head,
            changes,
        } = self;
        let changed = |tokens| changes.iter().fold(tokens, |tokens, change| change(tokens));
        let mut names = Names::default();
        for item in items {
            names.add_all(&item);
            render(changed(item))?;
        }
        Ok(changed(head(&names)))
    }
}
