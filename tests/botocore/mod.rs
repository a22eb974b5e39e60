//! Compares our signatures with those of botocore: all operations, with unusual characters in every
//! member, for several regions and endpoint settings, with and without a session token.
//!
//! `tests/botocore/run` signs requests with botocore and sets the variable below. Without it, each
//! test prints that it is skipped, and passes.
//!
//! There are three known differences, in which we follow the protocol specification or a choice of
//! our own. Each is asserted, so that a change in botocore is noticed, and then normalized, so that
//! everything else is compared:
//!
//! | | botocore | ours | why |
//! |---|---|---|---|
//! | a space in a body | `+` | `%20` | the Query protocol requires RFC 3986; both decode to the same value, and the order of members is the same |
//! | `content-type` | with `; charset=utf-8` | without | the Query protocol requires it |
//! | `content-length` | not signed | signed | SigV4 permits both |
//!
//! In a presigned URL, the signature parameters are the same but their order differs: ours is that
//! of AWS's SigV4 test suite. The order does not affect the signature. For an unsigned operation,
//! botocore's URL lacks the input; ours contains it.

mod inputs;
mod signed;

use std::collections::BTreeSet;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use querysmith::identity::eks_token;
use querysmith::presigning::PresigningConfig;
use querysmith::sigv4::{SigningKeyCache, SigningParams, sign};
use querysmith::sts::Client;
use querysmith::{Bytes, Operation, http};
use querysmith_runtime::AuthScheme;
use querysmith_runtime::codegen_v1::ClientCore;
use serde_json::Value;

use inputs::Members;
use signed::{Client as Signer, Signed, same};

/// Runs `$check::<Input>` with the input type of an operation.
macro_rules! of_operation {
    ($name:expr, $check:ident($($argument:expr),*)) => {{
        use querysmith::sts::operation::*;
        match $name {
            "AssumeRole" => $check::<assume_role::AssumeRoleInput>($($argument),*).await,
            "AssumeRoleWithSAML" => $check::<assume_role_with_saml::AssumeRoleWithSamlInput>($($argument),*).await,
            "AssumeRoleWithWebIdentity" => $check::<assume_role_with_web_identity::AssumeRoleWithWebIdentityInput>($($argument),*).await,
            "AssumeRoot" => $check::<assume_root::AssumeRootInput>($($argument),*).await,
            "DecodeAuthorizationMessage" => $check::<decode_authorization_message::DecodeAuthorizationMessageInput>($($argument),*).await,
            "GetAccessKeyInfo" => $check::<get_access_key_info::GetAccessKeyInfoInput>($($argument),*).await,
            "GetCallerIdentity" => $check::<get_caller_identity::GetCallerIdentityInput>($($argument),*).await,
            "GetDelegatedAccessToken" => $check::<get_delegated_access_token::GetDelegatedAccessTokenInput>($($argument),*).await,
            "GetFederationToken" => $check::<get_federation_token::GetFederationTokenInput>($($argument),*).await,
            "GetSessionToken" => $check::<get_session_token::GetSessionTokenInput>($($argument),*).await,
            "GetWebIdentityToken" => $check::<get_web_identity_token::GetWebIdentityTokenInput>($($argument),*).await,
            other => panic!("botocore has an operation {other} that this test does not cover"),
        }
    }};
}

#[tokio::test]
async fn requests_have_the_same_signature_as_in_botocore() {
    let Some(signed) = Signed::read() else { return };
    for group in signed.groups() {
        let signer = Signer::new(&signed, group);
        for case in signed::cases(group) {
            let name = case["operation"].as_str().expect("a name");
            let result = of_operation!(name, check_request(&signer, case));
            result.unwrap_or_else(|difference| signed::fail(group, case, &difference));
        }
    }
}

#[tokio::test]
async fn presigned_urls_are_the_same_as_in_botocore() {
    let Some(signed) = Signed::read() else { return };
    for group in signed.groups() {
        let signer = Signer::new(&signed, group);
        for case in signed::cases(group) {
            let name = case["operation"].as_str().expect("a name");
            let result = of_operation!(name, check_url(&signer, signed.expires(), case));
            result.unwrap_or_else(|difference| signed::fail(group, case, &difference));
        }
    }
}

#[tokio::test]
async fn eks_tokens_contain_the_same_url_as_in_botocore() {
    let Some(signed) = Signed::read() else { return };
    for group in signed.groups() {
        let client = Client::new(&Signer::new(&signed, group).config);
        for token in group["eks_tokens"].as_array().expect("tokens") {
            let cluster = token["cluster"].as_str().expect("a cluster");
            let ours = eks_token(&client, cluster).await.expect("a token");
            let theirs = token["token"].as_str().expect("a token");
            let urls = (unpack(ours.token()), unpack(theirs));
            same_urls(&urls.0, &urls.1)
                .unwrap_or_else(|difference| signed::fail(group, token, &difference));
        }
    }
}

#[tokio::test]
async fn all_operations_are_compared_in_every_group() {
    let Some(signed) = Signed::read() else { return };
    assert!(
        signed.groups().len() >= 20,
        "{} groups",
        signed.groups().len()
    );
    for group in signed.groups() {
        let names: BTreeSet<_> = signed::cases(group)
            .iter()
            .map(|case| case["operation"].as_str())
            .collect();
        assert_eq!(names.len(), 11, "{names:?}");
    }
}

/// Compares a request signed in its headers with that of botocore.
async fn check_request<O>(signer: &Signer, case: &Value) -> Result<(), String>
where
    O: Operation + for<'j> From<Members<'j>>,
{
    let input = O::from(Members(&case["input"]));
    // The response is a fake, and is ignored.
    let _ = ClientCore::new(&signer.config).call(&input).await;
    let ours = signer.sent();
    let theirs = signed::request(&case["request"]);

    same("method", ours.method(), theirs.method())?;
    same("URL", ours.uri(), theirs.uri())?;
    same(
        "body",
        &signed::form(ours.body()),
        &signed::form(theirs.body()),
    )?;
    let spaces = |body: &Bytes| String::from_utf8_lossy(body).replace('+', "%20");
    same(
        "encoding of the body",
        &spaces(ours.body()),
        &spaces(theirs.body()),
    )?;
    same(
        "content-type",
        signed::header(&ours, "content-type"),
        "application/x-www-form-urlencoded",
    )?;
    let with_charset = "application/x-www-form-urlencoded; charset=utf-8";
    same(
        "their content-type",
        signed::header(&theirs, "content-type"),
        with_charset,
    )?;
    for name in ["x-amz-date", "x-amz-security-token"] {
        same(
            name,
            signed::header(&ours, name),
            signed::header(&theirs, name),
        )?;
    }
    if O::SPEC.auth == AuthScheme::NoAuth {
        same("authorization", signed::header(&ours, "authorization"), "")?;
        return same(
            "their authorization",
            signed::header(&theirs, "authorization"),
            "",
        );
    }
    same_authorizations(signer, ours, &theirs)
}

/// Checks that our signer reproduces our signature from the sent request, and botocore's signature
/// once the known differences are normalized.
fn same_authorizations(
    signer: &Signer,
    ours: http::Request<Bytes>,
    theirs: &http::Request<Bytes>,
) -> Result<(), String> {
    let [our_credential, our_headers] = signed::authorization_parts(&ours);
    let [their_credential, their_headers] = signed::authorization_parts(theirs);
    same("credential", &our_credential, &their_credential)?;
    let without_length = our_headers.replace("content-length;", "");
    same("signed headers", &without_length, &their_headers)?;

    let sent = signed::header(&ours, "authorization").to_owned();
    let mut request = signed::with_signed_headers(&ours, &our_headers);
    same(
        "our signature",
        &sign_again(signer, &mut request, &our_credential)?,
        &sent,
    )?;

    let mut request = signed::with_signed_headers(&ours, &their_headers);
    let charset = theirs.headers()["content-type"].clone();
    request.headers_mut().insert("content-type", charset);
    *request.body_mut() = theirs.body().clone();
    let normalized = sign_again(signer, &mut request, &their_credential)?;
    same(
        "authorization",
        normalized.as_str(),
        signed::header(theirs, "authorization"),
    )
}

/// The `authorization` header that our signer produces for the scope of a credential.
fn sign_again(
    signer: &Signer,
    request: &mut http::Request<Bytes>,
    credential: &str,
) -> Result<String, String> {
    let scope: Vec<&str> = credential.split('/').collect();
    let [access_key_id, _, region, service, _] = scope.as_slice() else {
        return Err(format!("unexpected credential {credential:?}"));
    };
    let params = SigningParams::new(
        access_key_id,
        &signer.secret_access_key,
        region,
        service,
        signer.time,
    )
    .with_session_token(signer.session_token.as_deref());
    sign(request, &params, &SigningKeyCache::new()).map_err(|error| error.to_string())?;
    Ok(signed::header(request, "authorization").to_owned())
}

/// Compares a URL signed in its query with that of botocore.
async fn check_url<O>(signer: &Signer, expires: Duration, case: &Value) -> Result<(), String>
where
    O: Operation<Error: std::fmt::Debug> + for<'j> From<Members<'j>>,
{
    let input = O::from(Members(&case["input"]));
    let presigning = PresigningConfig::expires_in(expires).expect("a time in range");
    let handle = ClientCore::new(&signer.config);
    let presigned = handle.presign(&input, presigning).await.expect("a URL");
    same("method", presigned.method(), "GET")?;
    same("headers", &presigned.headers().count(), &0)?;
    let theirs = case["presigned"].as_str().expect("a URL");
    if O::SPEC.auth == AuthScheme::NoAuth {
        let request = input.to_request(&signer.config).expect("a request");
        let query = String::from_utf8_lossy(request.body()).into_owned();
        return same("URL", presigned.uri(), &format!("{theirs}?{query}"));
    }
    same_urls(presigned.uri(), theirs)
}

/// Compares two URLs, ignoring the order of the signature parameters.
fn same_urls(ours: &str, theirs: &str) -> Result<(), String> {
    let split = |url: &str| {
        let (before, signature) = url.split_once("&X-Amz-").expect("a signature");
        let mut parts: Vec<String> = signature.split("&X-Amz-").map(str::to_owned).collect();
        parts.sort_unstable();
        (before.to_owned(), parts)
    };
    same("URL", &split(ours), &split(theirs))
}

fn unpack(token: &str) -> String {
    let url = token.strip_prefix("k8s-aws-v1.").expect("a token prefix");
    let url = URL_SAFE_NO_PAD
        .decode(url)
        .expect("base64url without padding");
    String::from_utf8(url).expect("a URL")
}
