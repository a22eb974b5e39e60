//! `src/server/requests.rs` and `src/server/form.rs`: inputs from the parameters of requests.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::imports::{Imports, Names, use_items};
use crate::emit::items::Items;
use crate::emit::{allow_deprecated, article, deserialize, doc, ident, unused_if, variable};
use crate::ir::{Field, Presence, Sdk, Structure, Type, Union};

use super::Shape;
use super::parameter::Reader;

/// Variables of the emitted functions, which a field's must not shadow.
const TAKEN: [&str; 4] = ["child", "parameter", "v", "read"];

/// `src/server/requests.rs`: the inputs of all operations.
pub(in crate::emit) fn emit_requests(sdk: &Sdk) -> Items<'_> {
    let reader = Reader {
        sdk,
        types: quote! { form:: },
    };
    let inputs = sdk.operations.iter().map(|operation| sdk.input(operation));
    let functions = inputs.map(move |input| emit_structure(&reader, input));
    Items::new(functions, |names| {
        let imports = Imports::named(sdk, names).and(&["Validator"]);
        let imports = imports.emit(quote! { crate::types });
        let form = names
            .has_module("form")
            .then(|| quote! { use super::form; });
        let contract = emit_contract(names);
        let operations = sdk.operations.iter().map(|operation| {
            let module = ident(&operation.module);
            use_items(
                quote! { crate::operation::#module },
                &[&sdk.input(operation).ident],
            )
        });
        quote! {
            #![doc = " Readers of the inputs of operations."]
            #imports
            #contract
            #form
            #(#operations)*
        }
    })
}

/// `src/server/form.rs`: the shared types in them.
pub(in crate::emit) fn emit_request_types(sdk: &Sdk) -> Items<'_> {
    let reader = Reader {
        sdk,
        types: quote! {},
    };
    let mut shapes: Vec<(&str, Shape<'_>)> = Vec::new();
    for structure in sdk.shared().into_iter().filter(|shape| shape.is_written) {
        shapes.push((&structure.ident, Shape::Structure(structure)));
    }
    for union in sdk.unions.iter().filter(|shape| shape.is_written) {
        shapes.push((&union.ident, Shape::Union(union)));
    }
    shapes.sort_by_key(|(name, _)| *name);
    let functions = shapes.into_iter().map(move |(_, shape)| match shape {
        Shape::Structure(structure) => emit_structure(&reader, structure),
        Shape::Union(union) => emit_union(&reader, union),
    });
    Items::new(functions, |names| {
        let imports = Imports::named(sdk, names).and(&["Validator"]);
        let imports = imports.emit(quote! { crate::types });
        let contract = emit_contract(names);
        quote! {
            #![doc = " Readers of the types that inputs share."]
            #imports
            #contract
        }
    })
}

/// The imports of modules of the runtime.
fn emit_contract(names: &Names) -> TokenStream {
    match names.has_module("item") {
        true => quote! { use querysmith_runtime::server_v1::{self, item}; },
        false => quote! { use querysmith_runtime::server_v1; },
    }
}

fn emit_structure(reader: &Reader<'_>, structure: &Structure) -> TokenStream {
    let name = ident(&structure.ident);
    let fields = &structure.fields;
    let takes = fields.iter().map(|field| {
        let variable = variable(field, &TAKEN);
        let (bound, value) = reader.read(&field.ty);
        (bound, quote! { #variable = Some(#value?) })
    });
    let variables = fields.iter().map(|field| variable(field, &TAKEN));
    let required = fields.iter().filter(|field| is_required(field));
    let required = required.map(|field| {
        let (wire, variable) = (&field.wire, variable(field, &TAKEN));
        quote! { v.required(#wire, #variable.is_some()); }
    });
    let loop_ = emit_loop(fields.iter(), takes);
    let or_empty = |ty: &Structure, found: &proc_macro2::Ident| {
        let (types, read) = (&reader.types, ident(&ty.reader));
        quote! { server_v1::or_empty(#found, #types #read)? }
    };
    let values = fields.iter().map(|field| {
        let (name, variable) = (ident(&field.ident), variable(field, &TAKEN));
        match deserialize::emit_value(reader.sdk, field, &variable, &or_empty) {
            Some(value) => quote! { #name: #value },
            None => quote! { #name },
        }
    });
    let body = quote! {
        #(let mut #variables = None;)*
        #loop_
        #(#required)*
        Ok(#name { #(#values),* })
    };
    let uses_validator = fields
        .iter()
        .any(|field| is_required(field) || field.ty.is_nested());
    emit_function(
        &structure.reader,
        &structure.ident,
        fields.iter(),
        uses_validator,
        &body,
    )
}

fn emit_union(reader: &Reader<'_>, union: &Union) -> TokenStream {
    let name = ident(&union.ident);
    let takes = union.variants.iter().map(|variant| {
        let (variant, field) = (ident(&variant.ident), &variant.field);
        if field.ty == Type::Unit {
            return (None, quote! { value = #name::#variant });
        }
        let (bound, value) = reader.read(&field.ty);
        let value = match field.boxed {
            true => quote! { value = #name::#variant(Box::new(#value?)) },
            false => quote! { value = #name::#variant(#value?) },
        };
        (bound, value)
    });
    let loop_ = emit_loop(union.fields(), takes);
    let body = quote! {
        let mut value = #name::Unknown;
        #loop_
        Ok(value)
    };
    let uses_validator = union.fields().any(|field| field.ty.is_nested());
    emit_function(
        &union.reader,
        &union.ident,
        union.fields(),
        uses_validator,
        &body,
    )
}

fn emit_function<'a>(
    reader: &str,
    of: &str,
    fields: impl Iterator<Item = &'a Field>,
    uses_validator: bool,
    body: &TokenStream,
) -> TokenStream {
    let docs = doc(&format!(
        "Reads {} [`{of}`] from the parameters below `parameter`.",
        article(of)
    ));
    let (read, ty) = (ident(reader), ident(of));
    let fields: Vec<&Field> = fields.collect();
    let parameter = unused_if(fields.is_empty(), "parameter");
    let allow = allow_deprecated(fields);
    let v = unused_if(!uses_validator, "v");
    quote! {
        #docs
        #allow
        pub(super) fn #read(
            #parameter: server_v1::Parameter<'_>,
            #v: &mut Validator,
        ) -> Result<#ty, server_v1::RequestError> { #body }
    }
}

/// The loop that assigns members.
fn emit_loop<'a>(
    fields: impl Iterator<Item = &'a Field>,
    assignments: impl Iterator<Item = (Option<TokenStream>, TokenStream)>,
) -> TokenStream {
    let takes: Vec<_> = fields.zip(assignments).collect();
    let take = match takes.as_slice() {
        [] => return quote! {},
        [(field, (bound, assignment))] => {
            let (wire, v) = (&field.wire, emit_scope(field));
            quote! { if child.name() == #wire { #v #bound #assignment; } }
        }
        takes => {
            let arms = takes.iter().map(|(field, (bound, assignment))| {
                let wire = &field.wire;
                match emit_scope(field) {
                    Some(v) => quote! { #wire => { #v #bound #assignment; } },
                    None => quote! { #wire => #assignment, },
                }
            });
            quote! { match child.name() { #(#arms)* _ => {} } }
        }
    };
    quote! { for child in parameter.members()? { #take } }
}

/// The violations in a nested member have paths below it.
fn emit_scope(field: &Field) -> Option<TokenStream> {
    let wire = &field.wire;
    let is_nested = field.ty.is_nested();
    is_nested.then(|| quote! { let v = &mut v.field(#wire); })
}

fn is_required(field: &Field) -> bool {
    field.presence == Presence::Required
}
