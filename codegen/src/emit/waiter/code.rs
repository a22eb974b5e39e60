//! The tokens of an expression, and its precedence.

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

    /// As a whole expression.
    pub(super) fn alone(self) -> TokenStream {
        self.tokens
    }

    /// As the receiver of a method.
    pub(super) fn receiver(self) -> TokenStream {
        self.within(Level::Atom)
    }

    /// In parentheses if its precedence is lower than `level`.
    pub(super) fn within(self, level: Level) -> TokenStream {
        let tokens = self.tokens;
        if self.level > level {
            quote! { (#tokens) }
        } else {
            tokens
        }
    }
}
