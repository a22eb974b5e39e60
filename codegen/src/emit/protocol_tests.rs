//! `tests/protocol_tests.rs`: the protocol tests of the model.

use proc_macro2::{Literal as Token, TokenStream};
use quote::quote;

use crate::ir::protocol_test::{Case, ProtocolTest, RequestCase, ResponseCase};
use crate::ir::{Field, Literal, Operation, Presence, Role, Sdk, StructId};

use super::examples::emit_message_check;
use super::imports::{Imports, Names};
use super::items::Items;
use super::literal::{self, builder_in_test};
use super::{doc, doc_lines, ident, must_fail, raw_string};

/// Functions besides the tests, here and in `tests/server_tests.rs`.
pub(super) const FUNCTIONS: [&str; 8] = [
    "check_header",
    "decode",
    "form",
    "pair",
    "read",
    "request",
    "response",
    "same",
];

pub(super) fn emit_tests(sdk: &Sdk) -> Items<'_> {
    let tests = sdk.protocol_tests.iter().map(|test| emit_test(sdk, test));
    Items::new(tests, |names| emit_head(sdk, names)).and(emit_helpers)
}

/// The functions that the tests call.
fn emit_helpers(names: &Names) -> TokenStream {
    let helpers = [
        ("request", request_helpers as fn() -> TokenStream),
        ("check_header", header_helper),
        ("form", form_helpers),
        ("response", response_helpers),
        ("same", same_helper),
    ];
    let called = helpers.into_iter().filter(|(name, _)| names.contains(name));
    called.map(|(_, helper)| helper()).collect()
}

fn emit_head(sdk: &Sdk, names: &Names) -> TokenStream {
    let crate_ident = ident(&sdk.crate_ident);
    let (requests, responses) = (names.contains("request"), names.contains("response"));
    let mut runtime = vec!["Bytes", "Operation"];
    let mut http = Vec::new();
    if requests {
        runtime.push("Config");
        http.push(quote! { use querysmith_runtime::randomness::Randomness; });
    }
    http.push(match (requests, responses) {
        (true, true) => quote! { use querysmith_runtime::http::{Request, Response}; },
        (true, false) => quote! { use querysmith_runtime::http::Request; },
        _ => quote! { use querysmith_runtime::http::Response; },
    });
    let imports = Imports::named(sdk, names).and(&runtime);
    let imports = imports.emit(quote! { #crate_ident::types });
    let operations = sdk.operations.iter().filter_map(|operation| {
        let named = [&operation.error, &sdk.input(operation).ident].into_iter();
        let named: Vec<&String> = named.filter(|name| names.contains(name)).collect();
        let module = ident(&operation.module);
        let path = quote! { #crate_ident::operation::#module };
        (!named.is_empty()).then(|| super::imports::use_items(path, &named))
    });
    quote! {
        #![doc = " The protocol tests of the model: what a call sends, and what is read from a response, member"]
        #![doc = " by member."]
        #![allow(deprecated)]

        #(#http)*
        #imports
        #(#operations)*
    }
}

fn emit_test(sdk: &Sdk, test: &ProtocolTest) -> TokenStream {
    let name = ident(&test.ident);
    let docs = test_docs(test);
    let must_fail = must_fail(test.skipped.as_deref());
    let operation = &sdk.operations[test.operation];
    let body = match &test.case {
        Case::Request(case) => emit_request(sdk, operation, case),
        Case::Response(case) => emit_response(sdk, operation, case),
    };
    quote! {
        #docs
        #must_fail
        #[test]
        fn #name() { #body }
    }
}

/// The documentation of a test: its id and that of the model.
pub(super) fn test_docs(test: &ProtocolTest) -> TokenStream {
    let id = format!("`{}`", test.id);
    match test.docs.as_slice() {
        [] => doc(&format!("{id}.")),
        docs => {
            let first = [id.as_str(), ""].into_iter();
            doc_lines(first.chain(docs.iter().map(String::as_str)))
        }
    }
}

fn emit_request(sdk: &Sdk, operation: &Operation, case: &RequestCase) -> TokenStream {
    let input = builder_in_test(sdk, operation.input, &case.input);
    let (endpoint, method, path) = (&case.endpoint, &case.method, &case.path);
    let host = case.host.as_ref();
    let host = host.map(|host| quote! { check_header(&request, "host", #host); });
    let headers = case.headers.iter();
    let headers = headers.map(|(name, value)| quote! { check_header(&request, #name, #value); });
    let required = case.required_headers.iter();
    let required = required.map(|name| quote! { assert!(request.headers().contains_key(#name)); });
    let forbidden = case.forbidden_headers.iter();
    let forbidden =
        forbidden.map(|name| quote! { assert_eq!(request.headers().get(#name), None); });
    let body = case.body.as_ref().map(|body| {
        let text = &body.text;
        match body.is_form {
            true => quote! {
                let expected = #text;
                assert_eq!(form(request.body()), form(expected.as_bytes()));
            },
            false => quote! { assert_eq!(request.body(), #text); },
        }
    });
    quote! {
        let input = #input.build();
        let request = request(&input, #endpoint);
        assert_eq!(request.method(), #method);
        assert_eq!(request.uri().path(), #path);
        assert_eq!(request.uri().query(), None);
        #host
        #(#headers)*
        #(#required)*
        #(#forbidden)*
        #body
    }
}

fn emit_response(sdk: &Sdk, operation: &Operation, case: &ResponseCase) -> TokenStream {
    let input = ident(&sdk.input(operation).ident);
    let status = Token::u16_unsuffixed(case.status);
    let headers = case
        .headers
        .iter()
        .map(|(name, value)| quote! { (#name, #value) });
    let body = raw_string(&case.body);
    let bind_response = quote! {
        let body = #body;
        let response = response(#status, &[#(#headers),*], body);
    };
    let Some(error) = case.error else {
        let members = emit_members(sdk, operation.output, &case.values, &quote! { output });
        let bind = (!members.is_empty()).then(|| quote! { let output = });
        return quote! {
            #bind_response
            #bind #input::parse_response(&response).expect("the response is a success");
            #members
        };
    };
    let structure = sdk.structure(error);
    let Role::Error(spec) = &structure.role else {
        return quote! {};
    };
    let code = &spec.code;
    let (enumeration, variant) = (ident(&operation.error), ident(&spec.variant));
    let message = case.message.as_ref().map(emit_message_check);
    let members = emit_members(sdk, error, &case.values, &quote! { found });
    let found = match members.is_empty() {
        true => quote! { _ },
        false => quote! { found },
    };
    quote! {
        #bind_response
        let error = #input::parse_response(&response).expect_err("the response is an error");
        assert_eq!(error.code(), Some(#code));
        assert_eq!(error.status(), Some(#status));
        #message
        let #enumeration::#variant(#found) = &error else { panic!("{error:?}") };
        #members
    }
}

/// A comparison for each member of the structure at `place`. Clients generate idempotency tokens.
pub(super) fn emit_members(
    sdk: &Sdk,
    id: StructId,
    values: &[(usize, Literal)],
    place: &TokenStream,
) -> TokenStream {
    let fields = sdk.structure(id).fields.iter().enumerate();
    let members = fields.filter_map(|(index, field)| {
        let (name, member) = (ident(&field.ident), &field.member);
        let value = values.iter().find(|(given, _)| *given == index);
        if field.idempotency_token && value.is_none() {
            return None;
        }
        let expected = emit_expected(sdk, field, value.map(|(_, value)| value));
        Some(quote! { same(#member, &#place.#name, &#expected); })
    });
    quote! { #(#members)* }
}

/// The value of a field for which a case gives `value`.
fn emit_expected(sdk: &Sdk, field: &Field, value: Option<&Literal>) -> TokenStream {
    let owned = |value| {
        let value = literal::in_test(sdk, &field.ty, value);
        match (field.boxed, &field.ty, &field.presence) {
            (true, ..) => quote! { Box::new(#value) },
            _ => value,
        }
    };
    match (&field.presence, value) {
        (Presence::Optional, None) => quote! { None },
        (Presence::Optional, Some(value)) => {
            let value = owned(value);
            quote! { Some(#value) }
        }
        (_, Some(value)) => owned(value),
        (Presence::DefaultedTo(value), None) => owned(value),
        (_, None) => quote! { Default::default() },
    }
}

fn request_helpers() -> TokenStream {
    quote! {
        /// The request of an input.
        fn request<O: Operation<Error: std::fmt::Debug>>(input: &O, endpoint: &str) -> Request<Bytes> {
            let config = Config::builder().region("us-east-1").endpoint_url(endpoint);
            let config = config.randomness(Zeros).build();
            input.to_request(&config).expect("the case has a valid input")
        }

        /// The randomness that the cases assume.
        #[derive(Debug)]
        struct Zeros;

        impl Randomness for Zeros {
            fn uniform(&self) -> f64 {
                0.0
            }

            fn fill(&self, bytes: &mut [u8]) {
                bytes.fill(0);
            }
        }
    }
}

fn header_helper() -> TokenStream {
    quote! {
        /// Checks the value of a header, which must be present.
        #[track_caller]
        fn check_header(request: &Request<Bytes>, name: &str, expected: &str) {
            let value = request.headers().get(name).expect("the header is sent");
            assert_eq!(value, expected, "{name}");
        }
    }
}

fn form_helpers() -> TokenStream {
    quote! {
        /// The names and values of a form, decoded, in their order.
        fn form(body: &[u8]) -> Vec<(String, String)> {
            let body = std::str::from_utf8(body).expect("a form is ASCII");
            body.split('&').map(pair).collect()
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
    }
}

fn response_helpers() -> TokenStream {
    quote! {
        /// A response of the service.
        fn response(status: u16, headers: &[(&str, &str)], body: &'static str) -> Response<Bytes> {
            let mut response = Response::builder().status(status);
            for (name, value) in headers {
                response = response.header(*name, *value);
            }
            response.body(Bytes::from(body)).expect("a valid response")
        }
    }
}

pub(super) fn same_helper() -> TokenStream {
    quote! {
        /// Compares a member. A value with a NaN does not equal itself, so its `Debug` text is compared.
        #[track_caller]
        fn same<T: PartialEq + std::fmt::Debug>(member: &str, found: &T, expected: &T) {
            let text = format!("{expected:?}");
            let holds_nan = text.contains("NaN");
            let is_same = found == expected || (holds_nan && format!("{found:?}") == text);
            assert!(is_same, "{member}: found {found:?}, expected {text}");
        }
    }
}
