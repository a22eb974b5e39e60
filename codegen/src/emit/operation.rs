//! `src/operation/<op>.rs`: input, output, error, and the implementation of `Operation`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Operation, Sdk};

use super::imports::{Imports, Names, use_items};
use super::items::Items;
use super::structure::emit_structure;
use super::{
    OperationTypes, allow_deprecated, deserialize, ident, operation_types, serialize, unused_if,
    validation,
};

/// The module that contains those of operations, and the modules in each of these.
pub(super) const MODULES: [&str; 3] = ["builders", "operation", "paginator"];

/// Types of the runtime in scope with those of the model.
pub(super) const TYPES: [&str; 8] = [
    "AuthScheme",
    "Element",
    "Operation",
    "OperationSpec",
    "QueryWriter",
    "ResponseMetadata",
    "Validator",
    "XmlError",
];

/// Methods of outputs.
pub(super) const METHODS: [&str; 2] = ["request_id", "response_metadata"];

/// `src/operation.rs`: the modules.
pub(super) fn emit_modules(sdk: &Sdk) -> TokenStream {
    let docs = format!(" The operations of {}, one module each.", sdk.service.title);
    let modules = sdk.operations.iter().map(|operation| {
        let name = ident(&operation.module);
        quote! { pub mod #name; }
    });
    quote! {
        #![doc = #docs]
        #(#modules)*
    }
}

pub(super) fn emit_operation<'a>(sdk: &'a Sdk, operation: &'a Operation) -> Items<'a> {
    let (input, output) = (sdk.input(operation), sdk.output(operation));
    let items = [
        emit_structure(sdk, input, quote! {}),
        emit_structure(sdk, output, output_methods()),
        emit_steps(sdk, operation),
        super::error::emit_operation_error(sdk, operation),
    ];
    Items::new(items.into_iter(), move |names| {
        let docs = module_docs(operation);
        let paginator = operation
            .pagination
            .as_ref()
            .map(|_| quote! { pub mod paginator; });
        let imports = emit_imports(sdk, operation, names);
        let builders = use_items(quote! { builders }, &[&input.builder, &output.builder]);
        quote! {
            #docs
            pub mod builders;
            #paginator
            #imports
            #builders
        }
    })
}

fn module_docs(operation: &Operation) -> TokenStream {
    let title = format!(" `{}`.", operation.wire);
    let paragraph = operation.docs.iter().take_while(|line| !line.is_empty());
    let paragraph: Vec<String> = paragraph.map(|line| format!(" {line}")).collect();
    let blank = (!paragraph.is_empty()).then(|| quote! { #![doc = ""] });
    quote! { #![doc = #title] #blank #(#![doc = #paragraph])* }
}

fn output_methods() -> TokenStream {
    quote! {
        /// The id of the request, for AWS Support.
        pub fn request_id(&self) -> Option<&str> {
            self.response_metadata.request_id()
        }

        /// The metadata of the response: its HTTP status, headers and request id.
        pub fn response_metadata(&self) -> &ResponseMetadata {
            &self.response_metadata
        }
    }
}

fn emit_imports(sdk: &Sdk, operation: &Operation, names: &Names) -> TokenStream {
    let imports = Imports::named(sdk, names);
    let imports = imports.and(&TYPES).and(&["operation_error"]);
    let imports = imports.emit(quote! { crate::types });
    let errors = sdk.errors_of(operation).map(|error| error.ident.as_str());
    let errors: Vec<&str> = errors.collect();
    let errors = use_items(quote! { crate::types::error }, &errors);
    let modules = ["protocol", "validation"].into_iter();
    let modules = modules.filter(|module| names.has_module(module));
    let modules: Vec<&str> = ["SERVICE"].into_iter().chain(modules).collect();
    let modules = use_items(quote! { crate }, &modules);
    let is_redacted = sdk.input(operation).is_redacted() || sdk.output(operation).is_redacted();
    let fmt = is_redacted.then(|| quote! { use std::fmt; });
    quote! {
        #fmt
        #imports
        #errors
        #modules
    }
}

/// The implementation of the runtime's `Operation`.
fn emit_steps(sdk: &Sdk, operation: &Operation) -> TokenStream {
    let (input, output) = (sdk.input(operation), sdk.output(operation));
    let OperationTypes {
        input: input_ident,
        output: output_ident,
        error,
    } = operation_types(sdk, operation);
    let spec = emit_spec(sdk, operation);
    let validate = validation::emit_members(sdk, input, &quote! { self });
    let members = serialize::emit_members(sdk, input, &quote! { self });
    let request = serialize::emit_request_traits(sdk, operation);
    let serialize = quote! { #members #request };
    let deserialize = deserialize::emit_body(sdk, output, quote! { response_metadata });
    let (v, w) = (
        unused_if(validate.is_empty(), "v"),
        unused_if(serialize.is_empty(), "w"),
    );
    let element = unused_if(output.fields.is_empty(), "element");
    let allow_output = allow_deprecated(&output.fields);
    let allow_input = |body: &TokenStream| {
        let is_used = !body.is_empty();
        is_used.then(|| allow_deprecated(&input.fields))
    };
    let (allow_validate, allow_serialize) = (allow_input(&validate), allow_input(&serialize));
    quote! {
        impl Operation for #input_ident {
            type Output = #output_ident;
            type Error = #error;
            const SPEC: &'static OperationSpec = #spec;

            #allow_validate
            fn validate(&self, #v: &mut Validator) { #validate }

            #allow_serialize
            fn serialize(&self, #w: &mut QueryWriter) { #serialize }

            #allow_output
            fn deserialize(
                #element: Element<'_>,
                response_metadata: ResponseMetadata,
            ) -> Result<#output_ident, XmlError> {
                #deserialize
            }
        }
    }
}

fn emit_spec(sdk: &Sdk, operation: &Operation) -> TokenStream {
    let name = &operation.wire;
    let auth = match operation.signed {
        true => quote! { AuthScheme::SigV4 },
        false => quote! { AuthScheme::NoAuth },
    };
    let result = match &operation.result {
        Some(result) => quote! { Some(#result) },
        None => quote! { None },
    };
    let errors = sdk.errors_of(operation).map(|error| ident(&error.ident));
    quote! {
        &OperationSpec::new(&SERVICE, #name, #auth, #result, &[#(#errors::SPEC),*])
    }
}
