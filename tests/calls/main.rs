//! Whole calls over a real socket on loopback: every operation, with answers of success, of
//! modelled and of unmodelled errors, and with junk.
//!
//! What an operation is asked and answers is in `operation/`, a file each; what must hold for all
//! of them is in `check.rs` and `junk.rs`, a function each. Here the two meet: every pair of an
//! operation and something that must hold is a test of its own. The other files hold what is the
//! same whichever operation is called.

// The socket is the default transport's.
#![cfg(feature = "hyper")]
// Clippy takes helpers outside of test functions for shipped code.
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
#[path = "../listener/mod.rs"]
mod listener;
mod operation;
mod reading;
mod request;
mod secrets;
mod server;
mod signature;
mod validation;

/// A module for an operation, with a test for each thing that must hold: those given, and those
/// that must hold for every operation. With the feature `blocking` there is one more for the
/// blocking client, of which the same must hold.
macro_rules! operation {
    ($method:ident: $builder:ident; $($check:ident::$holds:ident),*) => {
        mod $method {
            use querysmith::sts::operation::$method::builders::$builder as Call;

            operation! { @all $($check::$holds,)* }
            operation! { @tests
                secrets::none_shows_whatever_becomes_of_the_call,
                secrets::none_shows_whatever_the_config_says,
                secrets::none_shows_in_presigning,
                secrets::none_shows_in_recordings,
            }

            #[cfg(feature = "blocking")]
            mod blocking {
                type Call = super::Call<querysmith::blocking::ClientCore>;

                operation! { @all $($check::$holds,)* }
            }
        }
    };
    (@all $($check:ident::$holds:ident,)*) => {
        operation! { @tests
            $($check::$holds,)*
            check::a_success_gives_every_member,
            check::the_form_holds_every_member,
            check::the_model_names_these_errors,
            check::an_unmodelled_error_is_unhandled_and_tells_all_in_one_line,
            check::an_error_that_another_operation_models_is_unhandled,
            check::the_halves_without_a_socket_give_the_same,
            check::a_full_input_is_valid_at_every_level,
            junk::a_truncated_answer_cannot_be_read,
            junk::a_page_of_html_with_status_503_is_a_service_error,
            junk::an_empty_body_with_status_200_cannot_be_read,
            junk::eleven_mebibytes_are_refused,
            junk::eleven_mebibytes_in_chunks_are_refused,
            junk::a_connection_that_is_closed_before_an_answer_is_an_error,
            junk::a_connection_that_is_closed_in_mid_body_is_an_error,
            secrets::none_shows_in_any_text,
        }
    };
    (@tests $($check:ident::$holds:ident,)*) => {$(
        #[tokio::test]
        async fn $holds() {
            crate::$check::$holds::<Call>().await;
        }
    )*};
}

operation! { assume_role: AssumeRoleFluentBuilder;
    check::each_modelled_error_is_its_own_variant,
    check::missing_members_are_told_before_anything_is_sent,
    signature::the_request_is_signed_as_it_arrives
}
operation! { assume_role_with_saml: AssumeRoleWithSamlFluentBuilder;
    check::each_modelled_error_is_its_own_variant,
    check::missing_members_are_told_before_anything_is_sent,
    signature::the_request_is_not_signed_with_or_without_credentials
}
operation! { assume_role_with_web_identity: AssumeRoleWithWebIdentityFluentBuilder;
    check::each_modelled_error_is_its_own_variant,
    check::missing_members_are_told_before_anything_is_sent,
    signature::the_request_is_not_signed_with_or_without_credentials
}
operation! { assume_root: AssumeRootFluentBuilder;
    check::each_modelled_error_is_its_own_variant,
    check::missing_members_are_told_before_anything_is_sent,
    signature::the_request_is_signed_as_it_arrives
}
operation! { decode_authorization_message: DecodeAuthorizationMessageFluentBuilder;
    check::each_modelled_error_is_its_own_variant,
    check::missing_members_are_told_before_anything_is_sent,
    signature::the_request_is_signed_as_it_arrives
}
operation! { get_access_key_info: GetAccessKeyInfoFluentBuilder;
    check::no_error_is_modelled_and_every_code_is_unhandled,
    check::missing_members_are_told_before_anything_is_sent,
    signature::the_request_is_signed_as_it_arrives
}
operation! { get_caller_identity: GetCallerIdentityFluentBuilder;
    check::no_error_is_modelled_and_every_code_is_unhandled,
    check::no_member_is_required,
    signature::the_request_is_signed_as_it_arrives
}
operation! { get_delegated_access_token: GetDelegatedAccessTokenFluentBuilder;
    check::each_modelled_error_is_its_own_variant,
    check::missing_members_are_told_before_anything_is_sent,
    signature::the_request_is_signed_as_it_arrives
}
operation! { get_federation_token: GetFederationTokenFluentBuilder;
    check::each_modelled_error_is_its_own_variant,
    check::missing_members_are_told_before_anything_is_sent,
    signature::the_request_is_signed_as_it_arrives
}
operation! { get_session_token: GetSessionTokenFluentBuilder;
    check::each_modelled_error_is_its_own_variant,
    check::no_member_is_required,
    signature::the_request_is_signed_as_it_arrives
}
operation! { get_web_identity_token: GetWebIdentityTokenFluentBuilder;
    check::each_modelled_error_is_its_own_variant,
    check::missing_members_are_told_before_anything_is_sent,
    signature::the_request_is_signed_as_it_arrives
}
