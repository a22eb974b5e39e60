//! `tests/endpoint_tests.rs`: the endpoint tests of the model.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::{doc_lines, ident, must_fail};
use crate::ir::endpoint::{Builtin, EndpointTest, Expected, ParamValue};

/// A test function for each case, for the crate `crate_ident`.
pub(crate) fn emit_endpoint_tests(tests: &[EndpointTest], crate_ident: &str) -> TokenStream {
    let crate_ident = ident(crate_ident);
    let cases = tests.iter().map(case);
    quote! {
        //! The endpoint tests of the model.

        use #crate_ident::endpoint::resolve_endpoint;
        use querysmith_runtime::codegen_v1::endpoint::{Endpoint, EndpointError, EndpointParams};

        #[track_caller]
        fn check(params: EndpointParams, expected: Result<Endpoint, EndpointError>) {
            let endpoint = resolve_endpoint(&params);
            assert_eq!(endpoint, expected, "{params:?}");
        }

        #(#cases)*
    }
}

fn case(test: &EndpointTest) -> TokenStream {
    let docs = doc_lines(test.docs.iter().map(String::as_str));
    let name = ident(&test.name);
    let params = test.params.iter().map(param);
    let expected = expected(&test.expected);
    let must_fail = must_fail(test.skipped.as_deref());
    quote! {
        #docs
        #must_fail
        #[test]
        fn #name() {
            let params = EndpointParams::default() #(#params)*;
            #expected
            check(params, expected);
        }
    }
}

fn param((builtin, value): &(Builtin, ParamValue)) -> TokenStream {
    let setter = match builtin {
        Builtin::Region => quote!(with_region),
        Builtin::UseFips => quote!(with_fips),
        Builtin::UseDualStack => quote!(with_dual_stack),
        Builtin::Endpoint => quote!(with_endpoint),
        Builtin::UseGlobalEndpoint => quote!(with_global_endpoint),
    };
    match value {
        ParamValue::Text(text) => quote!(.#setter(#text)),
        ParamValue::Boolean(boolean) => quote!(.#setter(#boolean)),
    }
}

fn expected(expected: &Expected) -> TokenStream {
    match expected {
        Expected::Error(message) => quote! {
            let message = #message;
            let expected = Err(EndpointError::new(message));
        },
        Expected::Endpoint {
            url,
            signing_name,
            signing_region,
            headers,
        } => {
            let name = signing_name
                .iter()
                .map(|name| quote!(.with_signing_name(#name)));
            let region = signing_region
                .iter()
                .map(|name| quote!(.with_signing_region(#name)));
            let headers = headers
                .iter()
                .map(|(name, value)| quote!(.with_header(#name, #value)));
            quote! {
                let endpoint = Endpoint::new(#url) #(#name)* #(#region)* #(#headers)*;
                let expected = Ok(endpoint);
            }
        }
    }
}
