//! Whole calls over a real socket on loopback: every operation, with success responses, modeled
//! and unmodeled errors, and malformed responses.
//!
//! `operation/` has one file per operation, with its input and its response. `check.rs` and
//! `junk.rs` have one function per check that applies to all operations. This file combines them:
//! every pair of an operation and a check is a test. The other files have tests that do not depend
//! on the operation.

// The tests use the sockets of the default transport.
#![cfg(feature = "hyper")]
// Clippy treats helpers outside of test functions as production code.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod call;
mod case;
mod check;
mod client;
mod configuration;
mod connection;
mod customize;
mod form;
mod junk;
#[path = "../../runtime/tests/support/listener.rs"]
mod listener;
mod operation;
mod reading;
mod request;
mod secrets;
mod server;
mod signature;
mod validation;

/// A module for an operation, with a test for each of the given checks and each of the checks that
/// apply to every operation. With the feature `blocking`, a submodule has the same tests for the
/// blocking client.
macro_rules! operation {
    ($method:ident: $builder:ident; $($module:ident::$check:ident),*) => {
        mod $method {
            use querysmith::sts::operation::$method::builders::$builder as Call;

            operation! { @all $($module::$check,)* }
            operation! { @tests
                secrets::no_secret_for_any_result,
                secrets::no_secret_for_any_config,
                secrets::no_secret_in_presigning,
                secrets::no_secret_in_recordings,
            }

            #[cfg(feature = "blocking")]
            mod blocking {
                type Call = super::Call<querysmith::blocking::ClientCore>;

                operation! { @all $($module::$check,)* }
            }
        }
    };
    (@all $($module:ident::$check:ident,)*) => {
        operation! { @tests
            $($module::$check,)*
            check::every_member_of_the_output_is_parsed,
            check::every_member_of_the_input_is_sent,
            check::modeled_errors_match_the_table,
            check::an_unmodeled_error_is_unhandled_and_displayed_in_one_line,
            check::an_error_of_another_operation_is_unhandled,
            check::building_and_parsing_without_io_gives_the_same_result,
            check::a_full_input_is_valid_at_every_level,
            junk::a_truncated_response_cannot_be_parsed,
            junk::an_html_page_with_status_503_is_a_service_error,
            junk::an_empty_body_with_status_200_cannot_be_parsed,
            junk::a_body_of_eleven_mebibytes_is_rejected,
            junk::a_chunked_body_of_eleven_mebibytes_is_rejected,
            junk::a_connection_closed_before_the_response_is_an_error,
            junk::a_connection_closed_within_the_body_is_an_error,
            secrets::no_secret_in_any_text,
        }
    };
    (@tests $($module:ident::$check:ident,)*) => {$(
        #[tokio::test]
        async fn $check() {
            crate::$module::$check::<Call>().await;
        }
    )*};
}

operation! { assume_role: AssumeRoleFluentBuilder;
    check::each_modeled_error_has_its_own_variant,
    check::missing_members_are_reported_before_anything_is_sent,
    signature::the_signature_matches_the_received_request
}
operation! { assume_role_with_saml: AssumeRoleWithSamlFluentBuilder;
    check::each_modeled_error_has_its_own_variant,
    check::missing_members_are_reported_before_anything_is_sent,
    signature::the_request_is_never_signed
}
operation! { assume_role_with_web_identity: AssumeRoleWithWebIdentityFluentBuilder;
    check::each_modeled_error_has_its_own_variant,
    check::missing_members_are_reported_before_anything_is_sent,
    signature::the_request_is_never_signed
}
operation! { assume_root: AssumeRootFluentBuilder;
    check::each_modeled_error_has_its_own_variant,
    check::missing_members_are_reported_before_anything_is_sent,
    signature::the_signature_matches_the_received_request
}
operation! { decode_authorization_message: DecodeAuthorizationMessageFluentBuilder;
    check::each_modeled_error_has_its_own_variant,
    check::missing_members_are_reported_before_anything_is_sent,
    signature::the_signature_matches_the_received_request
}
operation! { get_access_key_info: GetAccessKeyInfoFluentBuilder;
    check::every_error_is_unhandled_if_none_is_modeled,
    check::missing_members_are_reported_before_anything_is_sent,
    signature::the_signature_matches_the_received_request
}
operation! { get_caller_identity: GetCallerIdentityFluentBuilder;
    check::every_error_is_unhandled_if_none_is_modeled,
    check::no_member_is_required,
    signature::the_signature_matches_the_received_request
}
operation! { get_delegated_access_token: GetDelegatedAccessTokenFluentBuilder;
    check::each_modeled_error_has_its_own_variant,
    check::missing_members_are_reported_before_anything_is_sent,
    signature::the_signature_matches_the_received_request
}
operation! { get_federation_token: GetFederationTokenFluentBuilder;
    check::each_modeled_error_has_its_own_variant,
    check::missing_members_are_reported_before_anything_is_sent,
    signature::the_signature_matches_the_received_request
}
operation! { get_session_token: GetSessionTokenFluentBuilder;
    check::each_modeled_error_has_its_own_variant,
    check::no_member_is_required,
    signature::the_signature_matches_the_received_request
}
operation! { get_web_identity_token: GetWebIdentityTokenFluentBuilder;
    check::each_modeled_error_has_its_own_variant,
    check::missing_members_are_reported_before_anything_is_sent,
    signature::the_signature_matches_the_received_request
}
