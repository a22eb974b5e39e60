//! `src/server/responses.rs` and `src/server/xml.rs`: outputs and errors as responses of the service.

mod members;

use std::rc::Rc;

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Operation, Sdk, Structure, Union};

use super::Shape;
use crate::emit::imports::{Imports, use_items};
use crate::emit::items::Items;
use crate::emit::{allow_deprecated, doc, ident, unused_if};
use members::Members;

/// `src/server/responses.rs`: outputs and errors.
pub(in crate::emit) fn emit_responses(sdk: &Sdk) -> Items<'_> {
    let members = Rc::new(Members {
        sdk,
        types: quote! { xml:: },
    });
    let of_errors = members.clone();
    let outputs = sdk.operations.iter();
    let outputs = outputs.map(move |operation| emit_output(&members, operation));
    let errors = sdk.errors().into_iter();
    let errors = errors.map(move |error| emit_error(&of_errors, error));
    Items::new(outputs.chain(errors), |names| {
        let imports = Imports::named(sdk, names).and(&["Operation"]);
        let imports = imports.emit(quote! { crate::types });
        let operations = sdk.operations.iter().map(|operation| {
            let module = ident(&operation.module);
            let types = [&sdk.input(operation).ident, &sdk.output(operation).ident];
            use_items(quote! { crate::operation::#module }, &types)
        });
        let errors = sdk.errors();
        let errors: Vec<&str> = errors.iter().map(|error| error.ident.as_str()).collect();
        let errors = use_items(quote! { crate::types::error }, &errors);
        let xml = names.has_module("xml").then(|| quote! { use super::xml; });
        quote! {
            #![doc = " Outputs and modeled errors as responses."]
            #imports
            use querysmith_runtime::server_v1::{ResponseFrame, ToResponse, XmlWriter};
            use super::in_protocol;
            #xml
            #(#operations)*
            #errors
        }
    })
}

/// `src/server/xml.rs`: the shared types in them.
pub(in crate::emit) fn emit_response_types(sdk: &Sdk) -> Items<'_> {
    let members = Members {
        sdk,
        types: quote! {},
    };
    let mut shapes: Vec<(&str, Shape<'_>)> = Vec::new();
    for structure in sdk.shared().into_iter().filter(|shape| shape.is_read) {
        shapes.push((&structure.ident, Shape::Structure(structure)));
    }
    for union in sdk.unions.iter().filter(|shape| shape.is_read) {
        shapes.push((&union.ident, Shape::Union(union)));
    }
    shapes.sort_by_key(|(name, _)| *name);
    let writers = shapes.into_iter().map(move |(_, shape)| match shape {
        Shape::Structure(structure) => emit_structure(&members, structure),
        Shape::Union(union) => emit_union(&members, union),
    });
    Items::new(writers, |names| {
        let imports = Imports::named(sdk, names).emit(quote! { crate::types });
        quote! {
            #![doc = " Types that outputs and errors share, as XML of responses."]
            #imports
            use querysmith_runtime::server_v1::XmlWriter;
        }
    })
}

fn emit_output(members: &Members<'_>, operation: &Operation) -> TokenStream {
    let output = members.sdk.output(operation);
    let (name, input) = (
        ident(&output.ident),
        ident(&members.sdk.input(operation).ident),
    );
    let frame = quote! {
        let spec = #input::SPEC;
        in_protocol(ResponseFrame::output(spec, self.response_metadata()))
    };
    emit_impl(members, output, &name, &frame)
}

fn emit_error(members: &Members<'_>, error: &Structure) -> TokenStream {
    let name = ident(&error.ident);
    let frame = quote! {
        let metadata = self.meta().metadata();
        in_protocol(ResponseFrame::error(&Self::SPEC, self.message(), metadata))
    };
    emit_impl(members, error, &name, &frame)
}

fn emit_impl(
    members: &Members<'_>,
    structure: &Structure,
    name: &proc_macro2::Ident,
    frame: &TokenStream,
) -> TokenStream {
    let allow = allow_deprecated(&structure.fields);
    let w = unused_if(structure.fields.is_empty(), "w");
    let body = members.emit_structure(structure, &quote! { self });
    quote! {
        impl ToResponse for #name {
            fn frame(&self) -> ResponseFrame<'_> { #frame }

            #allow
            fn write(&self, #w: &mut XmlWriter) { #body }
        }
    }
}

fn emit_structure(members: &Members<'_>, structure: &Structure) -> TokenStream {
    let (name, ty) = (ident(&structure.writer), ident(&structure.ident));
    let docs = doc(&format!(
        "Writes the content of the element of [`{}`].",
        structure.ident
    ));
    let allow = allow_deprecated(&structure.fields);
    let is_empty = structure.fields.is_empty();
    let (w, value) = (unused_if(is_empty, "w"), unused_if(is_empty, "value"));
    let body = members.emit_structure(structure, &quote! { value });
    quote! {
        #docs
        #allow
        pub(super) fn #name(#w: &mut XmlWriter, #value: &#ty) { #body }
    }
}

fn emit_union(members: &Members<'_>, union: &Union) -> TokenStream {
    let (name, ty) = (ident(&union.writer), ident(&union.ident));
    let docs = doc(&format!(
        "Writes the content of the element of [`{}`].",
        union.ident
    ));
    let allow = allow_deprecated(union.fields());
    let arms = members.emit_variants(union);
    quote! {
        #docs
        #allow
        pub(super) fn #name(w: &mut XmlWriter, value: &#ty) {
            match value { #arms }
        }
    }
}
