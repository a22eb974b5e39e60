//! URLs that a server rejects because of their query parameters.

use super::refused_urls::assert_each_is_rejected;
use super::*;

#[tokio::test]
async fn only_get_caller_identity_is_accepted() {
    use IdentityPart::{Action, Algorithm, Query, Version};

    assert_each_is_rejected(&[
        ("/?", "/?&", Query, "a parameter without a value"),
        ("/?", "/??", Query, "\"?Action\""),
        (
            "/?",
            "/?a=b&",
            Query,
            "the parameter \"a\", expected only Action,",
        ),
        (
            "/?",
            "/?action=AssumeRole&",
            Query,
            "the parameter \"action\"",
        ),
        (
            "/?",
            "/?Action=GetCallerIdentity&",
            Query,
            "Action more than once",
        ),
        ("/?Action", "/?%41ction", Query, "%41ction"),
        ("/?Action", "/?+Action", Query, "+Action"),
        (
            "Action=GetCallerIdentity&",
            "",
            Query,
            "no Action, expected exactly one",
        ),
        (
            "Action=GetCallerIdentity&",
            "Action=&",
            Query,
            "Action without a value",
        ),
        (
            "Action=GetCallerIdentity&",
            "Action&",
            Query,
            "a parameter without a value",
        ),
        (
            "GetCallerIdentity",
            "GetSessionToken",
            Action,
            "\"GetSessionToken\", expected GetCallerIdentity",
        ),
        (
            "GetCallerIdentity",
            "GetCallerIdentity%20",
            Query,
            "a value of Action that is incorrectly encoded",
        ),
        (
            "GetCallerIdentity",
            "GetCallerIdentity%0d%0a",
            Query,
            "a value of Action that is incorrectly encoded",
        ),
        (
            "GetCallerIdentity",
            "GetCallerIdentity%0",
            Query,
            "a value of Action that is incorrectly encoded",
        ),
        (
            "GetCallerIdentity",
            "GetCallerIdentity%+1",
            Query,
            "a value of Action that is incorrectly encoded",
        ),
        (
            "GetCallerIdentity",
            "GetCallerIdentity;a",
            Query,
            "a value of Action that is incorrectly encoded",
        ),
        (
            "GetCallerIdentity",
            "GetCallerIdentity#",
            Query,
            "a value of Action that is incorrectly encoded",
        ),
        (
            "GetCallerIdentity",
            "getcalleridentity",
            Action,
            "\"getcalleridentity\"",
        ),
        (
            "2011-06-15",
            "2010-05-08",
            Version,
            "\"2010-05-08\", expected 2011-06-15",
        ),
        (
            "AWS4-HMAC-SHA256",
            "AWS4-ECDSA-P256-SHA256",
            Algorithm,
            "expected AWS4-HMAC-SHA256",
        ),
    ])
    .await;
}

#[tokio::test]
async fn the_credential_scope_must_match_the_host_and_the_time() {
    use IdentityPart::{Credential, Date, Expires};

    assert_each_is_rejected(&[
        (
            "%2Fsts%2F",
            "%2Fs3%2F",
            Credential,
            "expected an access key id/day/region/sts/",
        ),
        (
            "%2Faws4_request",
            "%2Faws4_request%2F",
            Credential,
            "expected an access key id",
        ),
        (
            "%2Faws4_request",
            "",
            Credential,
            "expected an access key id",
        ),
        (
            "AKIDEXAMPLE%2F",
            "%2F",
            Credential,
            "expected an access key id",
        ),
        (
            "AKIDEXAMPLE%2F",
            "AK.ID%2F",
            Credential,
            "expected an access key id",
        ),
        (
            "%2Feu-west-1%2F",
            "%2Feu-west-2%2F",
            Credential,
            "the region of the host, eu-west-1",
        ),
        (
            "%2Feu-west-1%2F",
            "%2FEU%2F",
            Credential,
            "expected an access key id",
        ),
        (
            "%2F20200913%2F",
            "%2F20200912%2F",
            Credential,
            "the day of X-Amz-Date, 20200913",
        ),
        (
            "20200913T122640Z",
            "20200913T122640",
            Date,
            "expected a time like",
        ),
        (
            "20200913T122640Z",
            "20200913t122640Z",
            Date,
            "expected a time like",
        ),
        (
            "20200913T122640Z",
            "20200913T122640Z0",
            Date,
            "expected a time like",
        ),
        (
            "20200913T122640Z",
            "20201313T122640Z",
            Date,
            "expected a time like",
        ),
        (
            "20200913T122640Z",
            "%2B0200913T122640Z",
            Date,
            "expected a time like",
        ),
        (
            "Expires=60",
            "Expires=0",
            Expires,
            "\"0\", expected 1 to 900 seconds",
        ),
        (
            "Expires=60",
            "Expires=901",
            Expires,
            "\"901\", expected 1 to 900 seconds",
        ),
        ("Expires=60", "Expires=060", Expires, "\"060\""),
        ("Expires=60", "Expires=%2B60", Expires, "\"+60\""),
        ("Expires=60", "Expires=-60", Expires, "\"-60\""),
        (
            "Expires=60",
            "Expires=99999999999999999999",
            Expires,
            "expected 1 to 900 seconds",
        ),
    ])
    .await;
}

#[tokio::test]
async fn signed_headers_and_signature_must_be_valid() {
    use IdentityPart::{Query, Signature, SignedHeaders};

    assert_each_is_rejected(&[
        (
            "host%3Bx-server-id",
            "host",
            SignedHeaders,
            "\"host\", expected x-server-id among the signed headers",
        ),
        (
            "host%3Bx-server-id",
            "x-server-id",
            SignedHeaders,
            "expected host among the signed headers",
        ),
        (
            "host%3Bx-server-id",
            "x-server-id%3Bhost",
            SignedHeaders,
            "in sorted order",
        ),
        (
            "host%3Bx-server-id",
            "host%3Bhost%3Bx-server-id",
            SignedHeaders,
            "unique names",
        ),
        (
            "host%3Bx-server-id",
            "host%3BX-Server-Id",
            SignedHeaders,
            "in sorted order",
        ),
        (
            "host%3Bx-server-id",
            "%3Bhost%3Bx-server-id",
            SignedHeaders,
            "\"\", expected only",
        ),
        (
            "host%3Bx-server-id",
            "accept%3Bhost%3Bx-server-id",
            SignedHeaders,
            "\"accept\", expected only host, x-server-id",
        ),
        (
            "X-Amz-Security-Token=",
            "X-Amz-Security-Token=&X-Amz-Security-Token=",
            Query,
            "without a value",
        ),
        (
            "&X-Amz-Signature=",
            "&X-Amz-Signature=g",
            Signature,
            "65 characters",
        ),
        (
            "&X-Amz-Signature=",
            "&X-Amz-Signature=%0A",
            Query,
            "a value of X-Amz-Signature",
        ),
        (
            "&X-Amz-Signature=",
            "&",
            Query,
            "a parameter without a value",
        ),
    ])
    .await;
}

#[tokio::test]
async fn only_the_session_token_can_be_omitted_and_no_parameter_can_be_repeated() {
    let valid = valid_url().await;
    let (start, query) = valid.split_once('?').unwrap();
    let pairs: Vec<&str> = query.split('&').collect();
    for omitted in &pairs {
        let (name, _) = omitted.split_once('=').unwrap();
        let others: Vec<_> = pairs
            .iter()
            .copied()
            .filter(|pair| pair != omitted)
            .collect();
        let shortened = format!("{start}?{}", others.join("&"));
        if name == "X-Amz-Security-Token" {
            assert!(!parse(&shortened).unwrap().has_session_token());
        } else {
            let error = rejection(&shortened, &server_rules(), NOW).to_string();
            assert!(error.contains(&format!("found no {name},")), "{error}");
        }
        let error = rejection(&format!("{valid}&{omitted}"), &server_rules(), NOW).to_string();
        assert!(
            error.contains(&format!("found {name} more than once")),
            "{error}"
        );
    }
}
