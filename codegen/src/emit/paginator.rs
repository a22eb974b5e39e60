//! `src/operation/<op>/paginator.rs`: the paginator of an operation.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::pagination::{Pagination, Step};
use crate::ir::{Field, Operation, Presence, Sdk, Type};

use super::imports::{Imports, use_items};
use super::{OperationTypes, allow_deprecated, doc, ident, operation_types, ty};

pub(super) fn emit_paginator(
    sdk: &Sdk,
    operation: &Operation,
    pagination: &Pagination,
) -> TokenStream {
    let module_doc = format!(" The paginator of `{}`.", operation.wire);
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
        .map(|_| emit_items_method(pagination));
    let items_type = pagination
        .items
        .as_ref()
        .map(|_| emit_items_type(sdk, operation, pagination));
    let paginated = emit_paginated(sdk, operation, pagination);
    let code = quote! {
        #docs
        #[derive(Debug)]
        #[must_use = "pages are fetched by `send`"]
        pub struct #name<C = ClientCore> {
            core: C,
            input: #input,
            stop_on_duplicate_token: bool,
        }

        impl<C> #name<C> {
            pub(crate) fn new(core: C, input: #input) -> Self {
                Self { core, input, stop_on_duplicate_token: true }
            }

            #page_size

            /// Whether to end with an error when a token repeats, which is the default.
            pub fn stop_on_duplicate_token(mut self, stop: bool) -> Self {
                self.stop_on_duplicate_token = stop;
                self
            }

            #items
        }

        impl #name {
            /// The pages.
            pub fn send(self) -> pagination::Pages<#input> {
                pagination::Pages::new(self.core, self.input)
                    .stop_on_duplicate_token(self.stop_on_duplicate_token)
            }
        }

        #[cfg(feature = "blocking")]
        impl #name<blocking::ClientCore> {
            /// The pages.
            pub fn send(self) -> blocking::Pages<#input> {
                self.core.pages(self.input, self.stop_on_duplicate_token)
            }
        }

        #items_type
        #paginated
    };
    let imports = Imports::of(sdk, &code)
        .and(&["ClientCore", "pagination"])
        .emit(quote! { crate::types });
    let names = [&sdk.input(operation).ident, &sdk.output(operation).ident];
    let supers = use_items(quote! { super }, &names);
    quote! {
        #![doc = #module_doc]
        #[cfg(feature = "blocking")]
        use querysmith_runtime::codegen_v1::blocking;
        #imports
        #supers

        #code
    }
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
    Some(quote! {
        #docs
        #allow
        pub fn page_size(mut self, page_size: #ty) -> Self {
            self.input.#name = Some(page_size);
            self
        }
    })
}

fn emit_items_method(pagination: &Pagination) -> TokenStream {
    let items = ident(&pagination.paginator_items);
    quote! {
        /// The items of all pages, instead of pages.
        pub fn items(self) -> #items<C> {
            #items { paginator: self }
        }
    }
}

fn emit_items_type(sdk: &Sdk, operation: &Operation, pagination: &Pagination) -> TokenStream {
    let name = ident(&pagination.paginator_items);
    let paginator = ident(&pagination.paginator);
    let OperationTypes { input, .. } = operation_types(sdk, operation);
    let docs = doc(&format!(
        "The items of all pages of `{}`: [`send`](Self::send) fetches page after page.",
        operation.wire
    ));
    quote! {
        #docs
        #[derive(Debug)]
        #[must_use = "items are fetched by `send`"]
        pub struct #name<C = ClientCore> {
            paginator: #paginator<C>,
        }

        impl #name {
            /// The items.
            pub fn send(self) -> pagination::Items<#input> {
                pagination::Items::new(self.paginator.send())
            }
        }

        #[cfg(feature = "blocking")]
        impl #name<blocking::ClientCore> {
            /// The items.
            pub fn send(self) -> blocking::Items<#input> {
                self.paginator.send().into_items()
            }
        }
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
