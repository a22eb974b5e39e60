//! `src/protocol.rs`: the serializers and deserializers of shared structures and unions.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Sdk, Structure, Union};

use super::imports::{Imports, use_items};
use super::items::Items;
use super::{allow_deprecated, article, deserialize, doc, ident, serialize, unused_if};

pub(super) fn emit_protocol(sdk: &Sdk) -> Items<'_> {
    let (structures, errors) = (sdk.shared(), sdk.errors());
    let mut writers: Vec<(&str, Codec<'_>)> = Vec::new();
    let mut readers: Vec<(&str, Codec<'_>)> = Vec::new();
    for structure in structures {
        if structure.is_written {
            writers.push((&structure.ident, Codec::Writer(structure)));
        }
        if structure.is_read {
            readers.push((&structure.ident, Codec::Reader(structure)));
        }
    }
    for union in &sdk.unions {
        if union.is_written {
            writers.push((&union.ident, Codec::UnionWriter(union)));
        }
        if union.is_read {
            readers.push((&union.ident, Codec::UnionReader(union)));
        }
    }
    for error in errors.iter().filter(|error| !error.fields.is_empty()) {
        readers.push((&error.ident, Codec::ErrorReader(error)));
    }
    for functions in [&mut writers, &mut readers] {
        functions.sort_by_key(|(name, _)| *name);
    }
    let (writes, reads) = (!writers.is_empty(), !readers.is_empty());
    let codecs = writers.into_iter().chain(readers);
    let functions = codecs.map(|(_, codec)| codec.emit(sdk));
    Items::new(functions, move |names| {
        let mut imports = Imports::named(sdk, names);
        if writes {
            imports = imports.and(&["QueryWriter"]);
        }
        if reads {
            imports = imports.and(&["Element", "XmlError"]);
        }
        let imports = imports.emit(quote! { crate::types });
        let errors = errors.iter().filter(|error| !error.fields.is_empty());
        let errors: Vec<&str> = errors.map(|error| error.ident.as_str()).collect();
        let errors = use_items(quote! { crate::types::error }, &errors);
        let protocol = names
            .has_module("protocol")
            .then(|| quote! { use crate::protocol; });
        quote! {
            #![doc = " Serializers and deserializers of the types that operations share."]
            #imports
            #errors
            #protocol
        }
    })
}

/// A function of the file.
enum Codec<'a> {
    Writer(&'a Structure),
    Reader(&'a Structure),
    UnionWriter(&'a Union),
    UnionReader(&'a Union),
    ErrorReader(&'a Structure),
}

impl Codec<'_> {
    fn emit(self, sdk: &Sdk) -> TokenStream {
        match self {
            Codec::Writer(structure) => emit_writer(sdk, structure),
            Codec::Reader(structure) => emit_reader(sdk, structure),
            Codec::UnionWriter(union) => emit_union_writer(sdk, union),
            Codec::UnionReader(union) => emit_union_reader(sdk, union),
            Codec::ErrorReader(error) => emit_error_reader(sdk, error),
        }
    }
}

fn emit_writer(sdk: &Sdk, structure: &Structure) -> TokenStream {
    let name = ident(&structure.writer);
    let ty = ident(&structure.ident);
    let docs = doc(&format!(
        "Writes the members of {} [`{}`] below the writer's prefix.",
        article(&structure.ident),
        structure.ident
    ));
    let allow = allow_deprecated(&structure.fields);
    let body = serialize::emit_members(sdk, structure, &quote! { value });
    let unused = structure.fields.is_empty();
    let (w, value) = (unused_if(unused, "w"), unused_if(unused, "value"));
    quote! {
        #docs
        #allow
        pub(crate) fn #name(#w: &mut QueryWriter, #value: &#ty) { #body }
    }
}

fn emit_reader(sdk: &Sdk, structure: &Structure) -> TokenStream {
    let name = ident(&structure.reader);
    let ty = ident(&structure.ident);
    let docs = doc(&format!("Reads the [`{}`] in an element.", structure.ident));
    let allow = allow_deprecated(&structure.fields);
    let body = deserialize::emit_body(sdk, structure, quote! {});
    let element = unused_if(structure.fields.is_empty(), "element");
    quote! {
        #docs
        #allow
        pub(crate) fn #name(#element: Element<'_>) -> Result<#ty, XmlError> { #body }
    }
}

fn emit_union_writer(sdk: &Sdk, union: &Union) -> TokenStream {
    let name = ident(&union.writer);
    let ty = ident(&union.ident);
    let docs = doc(&format!(
        "Writes the member of a [`{}`] below the writer's prefix.",
        union.ident
    ));
    let allow = allow_deprecated(union.fields());
    let arms = serialize::emit_variants(sdk, union);
    quote! {
        #docs
        #allow
        pub(crate) fn #name(w: &mut QueryWriter, value: &#ty) {
            match value { #arms }
        }
    }
}

fn emit_union_reader(sdk: &Sdk, union: &Union) -> TokenStream {
    let name = ident(&union.reader);
    let ty = ident(&union.ident);
    let docs = doc(&format!("Reads the [`{}`] in an element.", union.ident));
    let allow = allow_deprecated(union.fields());
    let body = deserialize::emit_union_body(sdk, union);
    quote! {
        #docs
        #allow
        pub(crate) fn #name(element: Element<'_>) -> Result<#ty, XmlError> { #body }
    }
}

fn emit_error_reader(sdk: &Sdk, error: &Structure) -> TokenStream {
    let name = ident(&error.reader);
    let ty = ident(&error.ident);
    let docs = doc(&format!(
        "Reads the members of {} [`{}`] except its message.",
        article(&error.ident),
        error.ident
    ));
    let allow = allow_deprecated(&error.fields);
    let body = deserialize::emit_error_body(sdk, error);
    quote! {
        #docs
        #allow
        pub(crate) fn #name(element: Element<'_>, error: &mut #ty) -> Result<(), XmlError> { #body }
    }
}
