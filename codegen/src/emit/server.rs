//! `src/server.rs` and the files below it: requests that a server reads, and its responses.

mod parameter;
mod request;
mod response;
mod tests;

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Operation, Sdk, Structure, Union};

use super::imports::use_items;
use super::{article, doc, ident};

pub(super) use request::{emit_request_types, emit_requests};
pub(super) use response::{emit_response_types, emit_responses};
pub(super) use tests::{emit_server_tests, is_server_test};

/// Types in scope with those of the model.
pub(super) const TYPES: [&str; 4] = ["Operation", "ResponseFrame", "ToResponse", "XmlWriter"];

/// A type that inputs or outputs share.
enum Shape<'a> {
    Structure(&'a Structure),
    Union(&'a Union),
}

/// `src/server.rs`: the requests of all operations, and functions for responses.
pub(super) fn emit_server(sdk: &Sdk) -> TokenStream {
    let title = &sdk.service.title;
    let docs = format!(" The server side of {title}: reads requests and writes responses.");
    let example = emit_example(sdk);
    let form = sdk.has_request_types().then(|| quote! { mod form; });
    let xml = sdk.has_response_types().then(|| quote! { mod xml; });
    let uses = sdk.operations.iter().map(|operation| {
        let module = ident(&operation.module);
        use_items(
            quote! { crate::operation::#module },
            &[&sdk.input(operation).ident],
        )
    });
    let requests = emit_request(sdk);
    let frame = emit_frame(sdk);
    quote! {
        #![doc = #docs]
        #![doc = ""]
        #![doc = " [`Request::read`] reads the body of a request, or its query string, into the input of its"]
        #![doc = " operation. Outputs and modeled errors become responses with"]
        #![doc = " [`to_response`](ToResponse::to_response), other errors with [`write_error`]. Signatures are not"]
        #![doc = " verified."]
        #example
        #form
        mod requests;
        mod responses;
        #xml

        use querysmith_runtime::{Bytes, Operation, http, server_v1};
        use querysmith_runtime::server_v1::ResponseFrame;

        use crate::API_VERSION;
        #(#uses)*

        pub use querysmith_runtime::server::{
            RequestError, RequestErrorKind, ToResponse, ValidationFailure,
        };

        #requests

        #frame
    }
}

fn emit_request(sdk: &Sdk) -> TokenStream {
    let title = doc(&format!(
        "A request to {}: the input of one of its operations.",
        sdk.service.title
    ));
    let operations = &sdk.operations;
    let variants: Vec<_> = operations.iter().map(|it| ident(&it.variant)).collect();
    let inputs: Vec<_> = operations
        .iter()
        .map(|it| ident(&sdk.input(it).ident))
        .collect();
    let wires: Vec<&str> = operations.iter().map(|it| it.wire.as_str()).collect();
    let docs = operations.iter().map(emit_variant_docs);
    let reads = operations.iter().map(|operation| {
        let (variant, wire) = (ident(&operation.variant), &operation.wire);
        let read = ident(&sdk.input(operation).reader);
        quote! {
            #wire => {
                let read = requests::#read;
                Ok(Self::#variant(read_input(&form, read)?))
            }
        }
    });
    let functions = emit_input_functions(sdk);
    quote! {
        #title
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Request {
            #(#docs #variants(Box<#inputs>),)*
        }

        impl Request {
            /// Reads a form: the body of a request, or the query string of a presigned one.
            /// Parameters that the operation does not have are ignored. If several parameters have
            /// the same name, the first one is used.
            ///
            /// Required members of nested structures are checked, because their types have no value
            /// for an absent member. [`validate`](Self::validate) checks the rest.
            ///
            /// # Errors
            ///
            /// If the form is malformed or exceeds a
            /// [limit](querysmith_runtime::server), if the operation is unknown, or if a
            /// parameter does not have the type of its member.
            pub fn read(form: &[u8]) -> Result<Self, RequestError> {
                let form = server_v1::Form::parse(form)?;
                match form.action(API_VERSION)? {
                    #(#reads)*
                    _ => Err(form.unknown_action()),
                }
            }

            /// The name of the operation on the wire.
            pub fn operation_name(&self) -> &'static str {
                match self {
                    #(Self::#variants(_) => #wires,)*
                }
            }

            /// Validates the input against every constraint in the model.
            ///
            /// # Errors
            ///
            /// All violations, in the wording of AWS.
            pub fn validate(&self) -> Result<(), ValidationFailure> {
                match self {
                    #(Self::#variants(input) => validate_input(&**input),)*
                }
            }
        }

        #functions
    }
}

/// The functions for the input of any operation.
fn emit_input_functions(sdk: &Sdk) -> TokenStream {
    let sensitive = sdk.sensitive_members();
    quote! {
        fn read_input<O: Operation>(
            form: &server_v1::Form,
            read: server_v1::Read<O>,
        ) -> Result<Box<O>, RequestError> {
            server_v1::read(form, sensitive_members(), read)
        }

        fn validate_input<O: Operation>(input: &O) -> Result<(), ValidationFailure> {
            server_v1::validate(input, sensitive_members())
        }

        /// The wire names of sensitive members, sorted. Messages omit their values.
        fn sensitive_members() -> &'static [&'static str] {
            &[#(#sensitive),*]
        }
    }
}

fn emit_variant_docs(operation: &Operation) -> TokenStream {
    doc(&format!(
        "{} `{}` request.",
        match article(&operation.wire) {
            "an" => "An",
            _ => "A",
        },
        operation.wire
    ))
}

/// The functions for errors outside the model, and for the envelope of every response.
fn emit_frame(sdk: &Sdk) -> TokenStream {
    let service = &sdk.service;
    let namespace = service.xml_namespace.as_ref();
    let namespace = namespace.map(|uri| quote! { .in_namespace(#uri) });
    let method = service.frame_method.map(ident);
    let method = method.map(|method| quote! { .#method() });
    quote! {
        /// The response for an error that is not in the model, with this HTTP status: below 500, the
        /// sender is at fault. An invalid status is replaced by 500. Characters of the message that
        /// XML does not allow are replaced.
        pub fn write_error(
            status: u16,
            code: &str,
            message: &str,
            request_id: &str,
        ) -> http::Response<Bytes> {
            let frame = in_protocol(ResponseFrame::failure(status, code, Some(message)));
            frame.with_request_id(request_id).response(&|_| {})
        }

        /// The envelope of the service's protocol.
        fn in_protocol(frame: ResponseFrame<'_>) -> ResponseFrame<'_> {
            frame #method #namespace
        }
    }
}

fn emit_example(sdk: &Sdk) -> Option<TokenStream> {
    let operation = sdk.simplest_operation()?;
    let Sdk { crate_ident, .. } = sdk;
    let Operation {
        module,
        variant,
        wire,
        ..
    } = operation;
    let version = &sdk.service.api_version;
    let output = &sdk.output(operation).ident;
    let lines = [
        "",
        "```",
        &format!("use {crate_ident}::operation::{module}::{output};"),
        &format!("use {crate_ident}::server::{{Request, ToResponse, write_error}};"),
        "",
        &format!("let response = match Request::read(b\"Action={wire}&Version={version}\") {{"),
        &format!("    Ok(Request::{variant}(_input)) => {{"),
        &format!("        {output}::builder().build().to_response(\"1\")"),
        "    }",
        "    Ok(_) => write_error(501, \"NotImplemented\", \"not implemented\", \"1\"),",
        "    Err(error) => write_error(error.status(), error.code(), error.message(), \"1\"),",
        "};",
        "assert_eq!(response.status(), 200);",
        "```",
    ];
    let lines = lines.map(|line| match line {
        "" => String::new(),
        line => format!(" {line}"),
    });
    Some(quote! { #(#![doc = #lines])* })
}
