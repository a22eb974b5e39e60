//! `tests/server_tests.rs`: the requests of the protocol tests, read by the server's side.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::imports::{Imports, Names};
use crate::emit::items::Items;
use crate::emit::protocol_tests::{emit_members, same_helper, test_docs};
use crate::emit::{ident, must_fail};
use crate::ir::protocol_test::{Case, ProtocolTest, RequestCase};
use crate::ir::{ListForm, Literal, Sdk, Type};

/// Whether a test has a request with a form.
pub(in crate::emit) fn is_server_test(test: &ProtocolTest) -> bool {
    form(test).is_some()
}

/// The request with its form, which has the parameters.
fn form(test: &ProtocolTest) -> Option<(&RequestCase, &str)> {
    match &test.case {
        Case::Request(case) => {
            let body = case.body.as_ref().filter(|body| body.is_form)?;
            Some((case, &body.text))
        }
        Case::Response(_) => None,
    }
}

pub(in crate::emit) fn emit_server_tests(sdk: &Sdk) -> Items<'_> {
    let tests = sdk.protocol_tests.iter();
    let tests = tests.filter_map(|test| emit_test(sdk, test));
    Items::new(tests, |names| emit_head(sdk, names)).and(emit_helpers)
}

fn emit_head(sdk: &Sdk, names: &Names) -> TokenStream {
    let crate_ident = ident(&sdk.crate_ident);
    let imports = Imports::named(sdk, names);
    let imports = imports.emit(quote! { #crate_ident::types });
    quote! {
        #![doc = " The protocol tests of the model as a server sees them: a body is read as the input that a"]
        #![doc = " client sends it for, member by member."]
        #![cfg(feature = "server")]
        #![allow(deprecated)]

        #imports
        use #crate_ident::server;
    }
}

/// The functions that the tests call.
fn emit_helpers(names: &Names) -> TokenStream {
    let same = names.contains("same").then(same_helper);
    quote! {
        /// The request in a body.
        fn read(body: &str) -> server::Request {
            server::Request::read(body.as_bytes()).expect("the body is a request")
        }

        #same
    }
}

fn emit_test(sdk: &Sdk, test: &ProtocolTest) -> Option<TokenStream> {
    let (case, body) = form(test)?;
    let (name, docs) = (ident(&test.ident), test_docs(test));
    let must_fail = must_fail(test.skipped.as_deref());
    let operation = &sdk.operations[test.operation];
    let variant = ident(&operation.variant);
    let fields = &sdk.input(operation).fields;
    let is_shown = |index: usize, value: &Literal| match (value, &fields[index].ty) {
        // A form does not show empty maps, and in ec2Query no empty lists.
        (Literal::Map(entries), _) => !entries.is_empty(),
        (Literal::List(items), Type::List(list)) => !items.is_empty() || list.form != ListForm::Ec2,
        _ => true,
    };
    let shown = case.input.iter();
    let shown = shown.filter(|(index, value)| is_shown(*index, value));
    let shown: Vec<_> = shown.cloned().collect();
    let members = emit_members(sdk, operation.input, &shown, &quote! { input });
    let input = match members.is_empty() {
        true => quote! { _ },
        false => quote! { input },
    };
    Some(quote! {
        #docs
        #must_fail
        #[test]
        fn #name() {
            let request = read(#body);
            let server::Request::#variant(#input) = &request else { panic!("{request:?}") };
            #members
        }
    })
}
