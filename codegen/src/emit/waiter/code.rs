//! Tokens of an expression, and how tightly it holds together.

use proc_macro2::TokenStream;
use quote::quote;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// Methods can be called on it.
    Atom,
    Unary,
    Cast,
    Comparison,
    And,
    Or,
}

pub(super) struct Code {
    tokens: TokenStream,
    level: Level,
}

impl Code {
    pub(super) fn new(level: Level, tokens: TokenStream) -> Self {
        Self { tokens, level }
    }

    pub(super) fn atom(tokens: TokenStream) -> Self {
        Self::new(Level::Atom, tokens)
    }

    /// Where it stands alone.
    pub(super) fn alone(self) -> TokenStream {
        self.tokens
    }

    /// Where a method is called on it.
    pub(super) fn receiver(self) -> TokenStream {
        self.within(Level::Atom)
    }

    /// Where what is looser than `level` needs parentheses.
    pub(super) fn within(self, level: Level) -> TokenStream {
        let tokens = self.tokens;
        if self.level > level {
            quote! { (#tokens) }
        } else {
            tokens
        }
    }
}
