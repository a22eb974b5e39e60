//! `tests/examples.rs`: a test for each example in the model.

use proc_macro2::{Literal as Token, TokenStream};
use quote::quote;

use crate::ir::{ErrorMessage, Example, Operation, Outcome, Role, Sdk, StructId};

use super::imports::{Imports, Names};
use super::items::Items;
use super::literal::builder_in_test;
use super::{doc, ident, raw_string};

/// Functions besides the tests.
pub(super) const FUNCTIONS: [&str; 6] =
    ["decode", "form", "members", "pair", "request", "response"];

/// Types in scope with those of the model.
pub(super) const TYPES: [&str; 5] = ["Bytes", "Config", "Operation", "Request", "Response"];

pub(super) fn emit_tests(sdk: &Sdk) -> Items<'_> {
    let tests = sdk.operations.iter().flat_map(move |operation| {
        operation
            .examples
            .iter()
            .map(move |example| emit_test(sdk, operation, example))
    });
    Items::new(tests, |names| emit_head(sdk, names)).and(|_| emit_helpers(sdk))
}

fn emit_head(sdk: &Sdk, names: &Names) -> TokenStream {
    let crate_ident = ident(&sdk.crate_ident);
    let modules = sdk
        .operations
        .iter()
        .filter(|operation| !operation.examples.is_empty());
    let modules = modules.map(|operation| {
        let module = ident(&operation.module);
        quote! { use #crate_ident::operation::#module::*; }
    });
    let imports = Imports::named(sdk, names).and(&["Bytes", "Config", "Operation"]);
    let imports = imports.emit(quote! { #crate_ident::types });
    quote! {
        #![doc = " The examples of the model: each input becomes the expected form, and each response is read,"]
        #![doc = " member by member."]
        #![allow(deprecated)]

        use querysmith_runtime::http::{Request, Response};
        #imports
        #(#modules)*
        use #crate_ident::API_VERSION;
    }
}

/// The functions that the tests call.
fn emit_helpers(sdk: &Sdk) -> TokenStream {
    let endpoint = sdk
        .needs_endpoint_url
        .then(|| quote! { .endpoint_url("https://localhost") });
    quote! {
        /// The request of an input.
        fn request<O: Operation<Error: std::fmt::Debug>>(input: &O) -> Request<Bytes> {
            let config = Config::builder().region("us-east-1")#endpoint.build();
            input.to_request(&config).expect("the example is a valid input")
        }

        /// The members of a form after its action and version, which are checked.
        fn members(request: &Request<Bytes>, action: &str) -> Vec<(String, String)> {
            let body = std::str::from_utf8(request.body()).expect("a form is ASCII");
            let mut pairs = body.split('&').map(pair);
            let first = [("Action", action), ("Version", API_VERSION)];
            assert!(pairs.by_ref().take(2).eq(form(first)));
            pairs.collect()
        }

        /// A name and its value, decoded.
        fn pair(text: &str) -> (String, String) {
            let (name, value) = text.split_once('=').expect("a pair has a `=`");
            (decode(name), decode(value))
        }

        /// Percent-decodes text, in which `+` is a literal.
        fn decode(text: &str) -> String {
            let mut bytes = Vec::new();
            let mut rest = text;
            while let Some((before, after)) = rest.split_once('%') {
                let (hex, after) = after.split_at(2);
                bytes.extend(before.bytes());
                bytes.push(u8::from_str_radix(hex, 16).expect("two hexadecimal digits"));
                rest = after;
            }
            bytes.extend(rest.bytes());
            String::from_utf8(bytes).expect("a form is UTF-8")
        }

        /// A response of the service.
        fn response(status: u16, body: &'static str) -> Response<Bytes> {
            let response = Response::builder().status(status);
            response.body(Bytes::from(body)).expect("a valid response")
        }

        /// A form of names and values.
        fn form<const N: usize>(pairs: [(&str, &str); N]) -> Vec<(String, String)> {
            let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
            pairs.into_iter().map(owned).collect()
        }
    }
}

fn emit_test(sdk: &Sdk, operation: &Operation, example: &Example) -> TokenStream {
    let name = ident(&example.ident);
    let docs = doc(&format!(
        "{}: {}.",
        operation.wire,
        example.title.trim_end_matches('.')
    ));
    let input_ident = ident(&sdk.input(operation).ident);
    let input = builder_in_test(sdk, operation.input, &example.input);
    let wire = &operation.wire;
    let pairs = example
        .form
        .iter()
        .map(|(name, value)| quote! { (#name, #value) });
    let expected = quote! { [#(#pairs),*] };
    let check = match &example.outcome {
        Outcome::Output { values, .. } => {
            let body = raw_string(&example.response);
            let output = builder_in_test(sdk, operation.output, values);
            let build = output_build(sdk, operation);
            let compare = match values.iter().any(|(_, value)| value.has_nan()) {
                true => quote! { assert_eq!(format!("{output:?}"), format!("{expected:?}")); },
                false => quote! { assert_eq!(output, expected); },
            };
            quote! {
                let response = response(200, #body);
                let output = #input_ident::parse_response(&response).expect("a valid response");
                assert_eq!(output.request_id(), Some("example-request"));
                let metadata = output.response_metadata().clone();
                let expected = #output.response_metadata(metadata).build()#build;
                #compare
            }
        }
        Outcome::Error { error, message } => {
            emit_error_outcome(sdk, operation, *error, message, &example.response)
        }
    };
    quote! {
        #docs
        #[test]
        fn #name() {
            let input = #input.build();
            let expected = #expected;
            let sent = members(&request(&input), #wire);
            assert_eq!(sent, form(expected));
            #check
        }
    }
}

fn emit_error_outcome(
    sdk: &Sdk,
    operation: &Operation,
    error: StructId,
    message: &ErrorMessage,
    response: &str,
) -> TokenStream {
    let structure = sdk.structure(error);
    let Role::Error(spec) = &structure.role else {
        return quote! {};
    };
    let input = ident(&sdk.input(operation).ident);
    let predicate = ident(&spec.predicate);
    let check_message = emit_message_check(message);
    let body = raw_string(response);
    let status = Token::u16_unsuffixed(spec.status);
    quote! {
        let response = response(#status, #body);
        let error = #input::parse_response(&response).expect_err("the response is an error");
        assert!(error.#predicate(), "{error:?}");
        #check_message
        assert_eq!(error.request_id(), Some("example-request"));
    }
}

/// A comparison of the message of `error`.
pub(super) fn emit_message_check(message: &ErrorMessage) -> TokenStream {
    let ErrorMessage { text, is_beginning } = message;
    match is_beginning {
        true => quote! {
            let message = #text;
            let is_kept = |kept: &str| kept.starts_with(message);
            assert!(error.message().is_some_and(is_kept), "{error:?}");
        },
        false if text.is_empty() => quote! { assert_eq!(error.message(), None); },
        false => quote! {
            let message = #text;
            assert_eq!(error.message(), Some(message));
        },
    }
}

/// The unwrapping of a fallible `build`.
fn output_build(sdk: &Sdk, operation: &Operation) -> TokenStream {
    let output = sdk.structure(operation.output);
    match output.can_fail() {
        true => quote! { .expect("every required member is set") },
        false => quote! {},
    }
}
