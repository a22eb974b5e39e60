//! The items that macros of the runtime declare, as far as their names matter: the form of each
//! declaration is known here.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The items of a declaration with the macro `name`.
pub(super) fn expand(name: &str, body: TokenStream) -> Vec<syn::Item> {
    let file: syn::File = syn::parse2(body).expect("a declaration consists of items");
    let declared = |item| match (name, item) {
        ("error_shape", syn::Item::Struct(item)) => Some(error_shape(item)),
        ("operation_error", syn::Item::Enum(item)) => Some(operation_error(&item)),
        ("fluent_builder", syn::Item::Struct(item)) => Some(fluent_builder(&item.ident)),
        ("fluent_builder", syn::Item::Type(_)) => None,
        (name, _) => panic!("`{name}!` is not known here"),
    };
    let items = file.items.into_iter().filter_map(declared);
    let items: TokenStream = items.collect();
    let file: syn::File = syn::parse2(items).expect("valid items");
    file.items
}

fn error_shape(mut shape: syn::ItemStruct) -> TokenStream {
    shape
        .attrs
        .retain(|attribute| attribute.path().is_ident("derive"));
    let (name, attrs) = (&shape.ident, &shape.attrs);
    let fields = shape.fields.iter().map(|field| {
        let (name, ty) = (&field.ident, &field.ty);
        quote! { pub #name: #ty }
    });
    quote! {
        #(#attrs)*
        pub struct #name {
            pub message: Option<String>,
            #(#fields,)*
        }
        impl #name {
            pub fn new() {}
            pub fn message() {}
            pub fn meta() {}
        }
        impl From<Error> for #name {}
        impl From<#name> for Error {}
        impl Display for #name {}
        impl Error for #name {}
    }
}

fn operation_error(error: &syn::ItemEnum) -> TokenStream {
    let name = &error.ident;
    let variants = error.variants.iter().map(|variant| {
        let (name, fields) = (&variant.ident, &variant.fields);
        quote! { #name #fields }
    });
    let predicates = error.variants.iter().map(predicate);
    let shapes = error.variants.iter().flat_map(|variant| &variant.fields);
    let shapes = shapes.map(|field| &field.ty);
    quote! {
        #[derive(Clone, Debug, PartialEq)]
        pub enum #name {
            #(#variants,)*
            Unhandled(Error),
        }
        impl #name {
            #(pub fn #predicates() {})*
            pub fn meta() {}
        }
        #(impl From<#shapes> for #name {})*
        impl From<Error> for #name {}
        impl From<#name> for Error {}
        impl Deref for #name {}
        impl Display for #name {}
        impl Error for #name {}
    }
}

/// The name of a variant's predicate, which is the second argument of its attribute.
fn predicate(variant: &syn::Variant) -> Ident {
    let mut attributes = variant.attrs.iter();
    let attribute = attributes.find(|attribute| attribute.path().is_ident("error"));
    let arguments = attribute.expect("a variant has the attribute `error`");
    let parse = |input: syn::parse::ParseStream<'_>| {
        input.parse::<syn::LitStr>()?;
        input.parse::<syn::Token![,]>()?;
        input.parse::<Ident>()
    };
    arguments.parse_args_with(parse).expect("a code and a name")
}

fn fluent_builder(name: &Ident) -> TokenStream {
    quote! {
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct #name<C = ClientCore> {}
        impl<C> #name<C> {
            pub fn as_input() {}
        }
        impl #name<()> {
            pub fn build() {}
        }
        impl #name {
            pub fn send() {}
            pub fn customize() {}
            pub fn presigned() {}
        }
        impl #name<blocking::ClientCore> {
            pub fn send() {}
            pub fn customize() {}
            pub fn presigned() {}
        }
    }
}
