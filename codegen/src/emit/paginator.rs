//! `src/operation/<op>/paginator.rs`: the paginator of an operation. A macro of the runtime adds what
//! is the same in all of them.

use std::iter;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::pagination::{Pagination, Step};
use crate::ir::{Field, Operation, Presence, Sdk, Type};

use super::imports::{Imports, use_items};
use super::items::Items;
use super::{OperationTypes, allow_deprecated, doc, ident, operation_types, ty};

pub(super) fn emit_paginator<'a>(
    sdk: &'a Sdk,
    operation: &'a Operation,
    pagination: &'a Pagination,
) -> Items<'a> {
    let name = ident(&pagination.paginator);
    let OperationTypes { input, .. } = operation_types(sdk, operation);
    let docs = doc(&format!(
        "The pages of `{}`: [`send`](Self::send) fetches them on demand.",
        operation.wire
    ));
    let page_size = emit_page_size(sdk, operation, pagination);
    let items = pagination
        .items
        .as_ref()
        .map(|_| emit_items(operation, pagination));
    let paginated = emit_paginated(sdk, operation, pagination);
    let code = quote! {
        paginator! {
            #docs
            pub struct #name;

            #items

            type Input = #input;
        }

        #page_size
        #paginated
    };
    Items::new(iter::once(code), move |names| {
        let module_doc = format!(" The paginator of `{}`.", operation.wire);
        let imports = Imports::named(sdk, names)
            .and(&["pagination", "paginator"])
            .emit(quote! { crate::types });
        let types = [&sdk.input(operation).ident, &sdk.output(operation).ident];
        let supers = use_items(quote! { super }, &types);
        quote! {
            #![doc = #module_doc]
            #imports
            #supers
        }
    })
}

fn emit_page_size(
    sdk: &Sdk,
    operation: &Operation,
    pagination: &Pagination,
) -> Option<TokenStream> {
    let field = sdk.field(operation.input, pagination.page_size?);
    let (name, ty) = (ident(&field.ident), ty::owned(sdk, &field.ty));
    let docs = doc(&format!(
        "The maximum number of items per page: the input's `{}`.",
        field.snake
    ));
    let allow = allow_deprecated([field]);
    let paginator = ident(&pagination.paginator);
    Some(quote! {
        impl<C> #paginator<C> {
            #docs
            #allow
            pub fn page_size(mut self, value: #ty) -> Self {
                self.input.#name = Some(value);
                self
            }
        }
    })
}

/// The declaration of the paginator of items.
fn emit_items(operation: &Operation, pagination: &Pagination) -> TokenStream {
    let name = ident(&pagination.paginator_items);
    let docs = doc(&format!(
        "The items of all pages of `{}`: [`send`](Self::send) fetches page after page.",
        operation.wire
    ));
    quote! {
        #docs
        pub struct #name;
    }
}

/// The implementations of the runtime's `Paginated` and `PaginatedItems`.
fn emit_paginated(sdk: &Sdk, operation: &Operation, pagination: &Pagination) -> TokenStream {
    let OperationTypes { input, output, .. } = operation_types(sdk, operation);
    let token = sdk.field(operation.input, pagination.input_token);
    let (token_name, token_type) = (ident(&token.ident), ty::owned(sdk, &token.ty));
    let next_token = emit_borrowed(sdk, &pagination.output_token);
    let not_empty = matches!(token.ty, Type::String | Type::SensitiveString)
        .then(|| quote! { .filter(|token| !token.is_empty()) });
    let allow = allow_deprecated([token]);
    let allow_output = allow_steps(sdk, &pagination.output_token);
    let items = pagination
        .items
        .as_ref()
        .map(|items| emit_paginated_items(sdk, operation, items));
    quote! {
        impl pagination::Paginated for #input {
            type Token = #token_type;

            #allow
            fn token(&self) -> Option<&#token_type> {
                self.#token_name.as_ref()
            }

            #allow
            fn set_token(&mut self, token: #token_type) {
                self.#token_name = Some(token);
            }

            #allow_output
            fn next_token(output: &#output) -> Option<&#token_type> {
                #next_token #not_empty
            }
        }

        #items
    }
}

fn emit_paginated_items(sdk: &Sdk, operation: &Operation, items: &[Step]) -> TokenStream {
    let OperationTypes { input, output, .. } = operation_types(sdk, operation);
    let Some(field) = last(sdk, items) else {
        return quote! {};
    };
    let all = ty::owned(sdk, &field.ty);
    let one = ty::item(sdk, &field.ty);
    let value = emit_owned(sdk, items);
    let allow = allow_steps(sdk, items);
    quote! {
        impl pagination::PaginatedItems for #input {
            type Items = #all;
            type Item = #one;

            #allow
            fn items(output: #output) -> #all {
                #value
            }
        }
    }
}

/// The field at the end of a path, as an `Option` of a reference.
fn emit_borrowed(sdk: &Sdk, steps: &[Step]) -> TokenStream {
    let (value, optional) = walk(sdk, steps, true);
    if optional {
        value
    } else {
        quote! { Some(&#value) }
    }
}

/// The field at the end of a path, by value, or its type's default.
fn emit_owned(sdk: &Sdk, steps: &[Step]) -> TokenStream {
    let (value, optional) = walk(sdk, steps, false);
    if optional {
        quote! { #value.unwrap_or_default() }
    } else {
        value
    }
}

/// The end of a path from the output, and whether it is an `Option`.
fn walk(sdk: &Sdk, steps: &[Step], borrowed: bool) -> (TokenStream, bool) {
    let mut value = quote! { output };
    let mut optional = false;
    let mut around = format_ident!("output");
    for step in steps {
        let field = sdk.field(step.structure, step.field);
        let name = ident(&field.ident);
        let is_optional = field.presence == Presence::Optional;
        let access = match (borrowed && is_optional, field.boxed) {
            (true, true) => quote! { .#name.as_deref() },
            (true, false) => quote! { .#name.as_ref() },
            (false, _) => quote! { .#name },
        };
        value = match (optional, is_optional) {
            (false, _) => quote! { #value #access },
            (true, true) => quote! { #value.and_then(|#around| #around #access) },
            (true, false) if borrowed => quote! { #value.map(|#around| &#around #access) },
            (true, false) => quote! { #value.map(|#around| #around #access) },
        };
        optional |= is_optional;
        around = name;
    }
    (value, optional)
}

fn allow_steps(sdk: &Sdk, steps: &[Step]) -> TokenStream {
    allow_deprecated(
        steps
            .iter()
            .map(|step| sdk.field(step.structure, step.field)),
    )
}

fn last<'a>(sdk: &'a Sdk, steps: &[Step]) -> Option<&'a Field> {
    steps
        .last()
        .map(|step| sdk.field(step.structure, step.field))
}
