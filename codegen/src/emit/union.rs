//! Unions: a variant for each member, and one for unknown members.

use std::iter;

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Sdk, Type, Union, UnionVariant};

use super::imports::Imports;
use super::items::Items;
use super::{allow_deprecated, deprecated_attr, doc, docs_or, ident, ty};

/// Methods of unions besides those of members.
pub(super) const METHODS: [&str; 1] = ["is_unknown"];

/// `src/types/<union>.rs`.
pub(super) fn emit_union<'a>(sdk: &'a Sdk, union: &'a Union) -> Items<'a> {
    let name = ident(&union.ident);
    let docs = docs_or(
        &union.docs,
        &format!("The shape `{}` of the model.", union.shape),
    );
    let deprecated = deprecated_attr(union.deprecated.as_ref());
    let is_redacted = union.is_redacted();
    let derive_debug = (!is_redacted).then(|| quote! { Debug, });
    let variants = union
        .variants
        .iter()
        .map(|variant| emit_variant(sdk, variant));
    let methods = union
        .variants
        .iter()
        .map(|variant| emit_methods(sdk, variant));
    let debug = is_redacted.then(|| emit_debug(union));
    let allow = allow_deprecated(union.fields());
    let code = quote! {
        #docs
        #deprecated
        #[non_exhaustive]
        #[derive(Clone, #derive_debug PartialEq)]
        pub enum #name {
            #(#variants)*
            /// A member that is not in the model, from a response. It cannot be sent.
            Unknown,
        }

        #allow
        impl #name {
            #(#methods)*

            /// Whether this is a member that is not in the model.
            pub fn is_unknown(&self) -> bool {
                matches!(self, Self::Unknown)
            }
        }

        #debug
    };
    Items::new(iter::once(code), move |names| {
        let imports = Imports::named(sdk, names)
            .without(&union.ident)
            .emit(quote! { super });
        let fmt = is_redacted.then(|| quote! { use std::fmt; });
        quote! { #fmt #imports }
    })
}

fn emit_variant(sdk: &Sdk, variant: &UnionVariant) -> TokenStream {
    let name = ident(&variant.ident);
    let field = &variant.field;
    let docs = docs_or(&field.docs, &format!("The member `{}`.", field.member));
    let deprecated = deprecated_attr(field.deprecated.as_ref());
    let content = (field.ty != Type::Unit).then(|| {
        let ty = ty::stored(sdk, field);
        quote! { (#ty) }
    });
    quote! { #docs #deprecated #name #content, }
}

/// `as_label` and `is_label`.
fn emit_methods(sdk: &Sdk, variant: &UnionVariant) -> TokenStream {
    let name = ident(&variant.ident);
    let field = &variant.field;
    let (as_name, is_name) = (ident(&variant.as_method), ident(&variant.is_method));
    let is_docs = doc(&format!("Whether this is [`Self::{}`].", variant.ident));
    if field.ty == Type::Unit {
        return quote! {
            #is_docs
            pub fn #is_name(&self) -> bool {
                matches!(self, Self::#name)
            }
        };
    }
    let ty = ty::owned(sdk, &field.ty);
    let as_docs = doc(&format!(
        "The value of [`Self::{}`], or `self` if it is another variant.",
        variant.ident
    ));
    quote! {
        #as_docs
        pub fn #as_name(&self) -> Result<&#ty, &Self> {
            match self {
                Self::#name(value) => Ok(value),
                other => Err(other),
            }
        }

        #is_docs
        pub fn #is_name(&self) -> bool {
            matches!(self, Self::#name(_))
        }
    }
}

fn emit_debug(union: &Union) -> TokenStream {
    let name = ident(&union.ident);
    let allow = allow_deprecated(union.fields());
    let arms = union.variants.iter().map(|variant| {
        let ident = ident(&variant.ident);
        let text = &variant.ident;
        match (union.sensitive || variant.field.redacted, &variant.field.ty) {
            (_, Type::Unit) => quote! { Self::#ident => f.write_str(#text), },
            (true, _) => {
                quote! { Self::#ident(_) => f.debug_tuple(#text).field(&Redacted).finish(), }
            }
            (false, _) => {
                quote! { Self::#ident(value) => f.debug_tuple(#text).field(value).finish(), }
            }
        }
    });
    quote! {
        /// Sensitive members are redacted.
        #allow
        impl fmt::Debug for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    #(#arms)*
                    Self::Unknown => f.write_str("Unknown"),
                }
            }
        }
    }
}
