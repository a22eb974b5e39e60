use std::time::{Duration, UNIX_EPOCH};

use querysmith_runtime::sigv4::{ExpiresIn, SigningParams, presign, sign};

use super::*;
use crate::principal::Session;
use crate::session_token::{Claims, Plain};

/// 2020-09-13T12:26:40Z.
const NOW: i64 = 1_600_000_000;

const BODY: &[u8] = b"Action=GetCallerIdentity&Version=2011-06-15";

/// The credentials of a request.
struct Keys {
    id: String,
    secret: String,
    token: Option<String>,
}

fn state() -> State {
    State::default()
}

fn sealer() -> Sealer {
    Sealer::with_secret(b"test").unwrap()
}

fn alice() -> Keys {
    let state = state();
    let (_, user) = state.user_named("alice").unwrap();
    Keys {
        id: user.keys[0].id.clone(),
        secret: user.keys[0].secret.clone(),
        token: None,
    }
}

/// A session of alice that expires at this time.
fn session(expires_at: i64) -> Keys {
    let state = state();
    let (account, user) = state.user_named("alice").unwrap();
    let id = fakes::session_key_id(&account.id, 0);
    let principal = Principal {
        session: Some(Session {
            expires_at,
            ..Session::default()
        }),
        ..Principal::of_user(account, user)
    };
    let claims = Claims {
        access_key_id: id.clone(),
        principal,
    };
    let token = Plain::of(&claims).seal(&sealer()).unwrap();
    Keys {
        id,
        secret: fakes::session_secret(sealer().secrets(), &token),
        token: Some(token),
    }
}

fn request(target: &str, body: &'static [u8]) -> Request<Bytes> {
    let mut request = Request::post(target)
        .header("host", "127.0.0.1:4599")
        .header(
            "content-type",
            "application/x-www-form-urlencoded; charset=utf-8",
        )
        .header("content-length", body.len())
        .header("user-agent", "test/1.0 with  spaces");
    if body.is_empty() {
        request = request.method("GET");
    }
    request.body(Bytes::from_static(body)).unwrap()
}

fn params<'a>(keys: &'a Keys, region: &'a str, at: i64) -> SigningParams<'a> {
    let time = UNIX_EPOCH + Duration::from_secs(at.try_into().unwrap());
    SigningParams::new(&keys.id, &keys.secret, region, "sts", time)
        .with_session_token(keys.token.as_deref())
}

fn signed_at(keys: &Keys, at: i64) -> Request<Bytes> {
    let mut request = request("/", BODY);
    sign(
        &mut request,
        &params(keys, "us-east-1", at),
        &SigningKeyCache::new(),
    )
    .unwrap();
    request
}

fn presigned_at(keys: &Keys, at: i64) -> Request<Bytes> {
    let target = "/?Action=GetCallerIdentity&Version=2011-06-15";
    let mut request = request(target, b"");
    request.headers_mut().remove("content-type");
    request.headers_mut().remove("content-length");
    let params = params(keys, "us-east-1", at);
    presign(
        &mut request,
        &params,
        ExpiresIn::MIN,
        &SigningKeyCache::new(),
    )
    .unwrap();
    request
}

fn authenticate(request: &Request<Bytes>) -> Result<Authenticated, Refusal> {
    Authenticator::new().authenticate(request, &state(), &sealer(), NOW)
}

fn refusal(request: &Request<Bytes>) -> Refusal {
    match authenticate(request) {
        Ok(authenticated) => panic!("{} is accepted", authenticated.principal.arn),
        Err(refusal) => refusal,
    }
}

fn replace(request: &Request<Bytes>, name: &'static str, from: &str, to: &str) -> Request<Bytes> {
    let mut request = request.clone();
    let value = request.headers()[name].to_str().unwrap();
    assert!(value.contains(from), "{value}");
    let value = value.replacen(from, to, 1).parse().unwrap();
    request.headers_mut().insert(name, value);
    request
}

#[test]
fn a_signed_request_is_authenticated() {
    let found = authenticate(&signed_at(&alice(), NOW)).unwrap();
    assert_eq!(found.principal.arn, "arn:aws:iam::111122223333:user/alice");
    assert_eq!(found.region, "us-east-1");
    let found = authenticate(&presigned_at(&alice(), NOW)).unwrap();
    assert_eq!(found.access_key_id, alice().id);
    for signed in [signed_at, presigned_at] {
        let found = authenticate(&signed(&session(NOW + 1), NOW)).unwrap();
        assert_eq!(
            found.principal.session.map(|session| session.expires_at),
            Some(NOW + 1)
        );
    }
}

#[test]
fn headers_that_our_signer_never_signs_may_be_signed() {
    // Other SDKs sign them.
    let mut request = request("/", BODY);
    request
        .headers_mut()
        .insert("amz-sdk-request", "attempt=1".parse().unwrap());
    request
        .headers_mut()
        .insert("x-amz-date", "20200913T122640Z".parse().unwrap());
    let names = [
        "amz-sdk-request",
        "content-type",
        "host",
        "user-agent",
        "x-amz-date",
    ];
    let settings = querysmith_runtime::sigv4::SigningSettings::default();
    let hash = querysmith_runtime::sigv4::sha256_hex(BODY);
    use querysmith_runtime::sigv4::{CanonicalRequest, Scope, SigningKey};
    let canonical =
        CanonicalRequest::with_signed_headers(&request, &names, &hash, settings).unwrap();
    let keys = alice();
    let time = UNIX_EPOCH + Duration::from_secs(1_600_000_000);
    let scope = Scope::new(time, "us-east-1", "sts").unwrap();
    let key = SigningKey::derive(&keys.secret, &scope);
    let signature = key.sign(&scope.string_to_sign(&canonical));
    let value = format!(
        "AWS4-HMAC-SHA256 Credential={}/{scope},SignedHeaders={},Signature={signature}",
        keys.id,
        names.join(";")
    );
    request
        .headers_mut()
        .insert("authorization", value.parse().unwrap());
    assert!(authenticate(&request).is_ok());
    let changed = replace(&request, "user-agent", "test/1.0", "test/2.0");
    assert_eq!(refusal(&changed).code, "SignatureDoesNotMatch");
}

#[test]
fn a_request_without_a_signature_is_refused() {
    let found = refusal(&request("/", BODY));
    assert_eq!(
        (found.code, found.status),
        ("MissingAuthenticationToken", 403)
    );
    assert_eq!(found.message, "Request is missing Authentication Token");
}

#[test]
fn an_unknown_key_is_refused() {
    let invalid = "The security token included in the request is invalid.";
    let unknown = Keys {
        id: "AKIAFAKEUNKNOWN12345".to_owned(),
        ..alice()
    };
    let another = Keys {
        id: alice().id,
        ..session(NOW + 1)
    };
    let without_token = Keys {
        token: None,
        ..session(NOW + 1)
    };
    let forged = Keys {
        token: Some("LOCALSTSFAKEAAAA".to_owned()),
        ..session(NOW + 1)
    };
    let swapped = Keys {
        id: fakes::session_key_id("111122223333", 9),
        ..session(NOW + 1)
    };
    for keys in [unknown, another, without_token, forged, swapped] {
        for signed in [signed_at, presigned_at] {
            let found = refusal(&signed(&keys, NOW));
            assert_eq!((found.code, found.status), ("InvalidClientTokenId", 403));
            assert_eq!(found.message, invalid);
        }
    }
}

#[test]
fn a_wrong_secret_is_refused_with_the_strings_that_were_expected() {
    let keys = Keys {
        secret: "wrong".to_owned(),
        ..alice()
    };
    let found = refusal(&signed_at(&keys, NOW));
    assert_eq!((found.code, found.status), ("SignatureDoesNotMatch", 403));
    let start = "The request signature we calculated does not match the signature you provided. \
                 Check your AWS Secret Access Key and signing method. Consult the service \
                 documentation for details.\n\nThe Canonical String for this request should have \
                 been\n'POST\n/\n\ncontent-length:43\n";
    assert!(found.message.starts_with(start), "{}", found.message);
    let end = "\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20200913T122640Z\n\
               20200913/us-east-1/sts/aws4_request\n";
    assert!(found.message.contains(end), "{}", found.message);
    assert!(!found.message.contains(&alice().secret));
}

#[test]
fn every_signed_byte_counts() {
    let signed = signed_at(&session(NOW + 1), NOW);
    let mut body = signed.clone();
    *body.body_mut() = Bytes::from_static(b"Action=GetCallerIdentity&Version=2011-06-16");
    let mut target = signed.clone();
    *target.uri_mut() = "/?a=b".parse().unwrap();
    let mut method = signed.clone();
    *method.method_mut() = http::Method::PUT;
    let mut added = signed.clone();
    added
        .headers_mut()
        .append("content-type", "text/plain".parse().unwrap());
    let changed = [
        body,
        target,
        method,
        added,
        replace(&signed, "host", "127.0.0.1", "localhost"),
        replace(&signed, "authorization", "content-length;", ""),
        replace(&signed, "authorization", "Signature=", "Signature=0"),
        replace(&signed, "x-amz-date", "122640Z", "122641Z"),
    ];
    for request in changed {
        assert_eq!(
            refusal(&request).code,
            "SignatureDoesNotMatch",
            "{request:?}"
        );
    }
    let url = presigned_at(&session(NOW + 1), NOW);
    for (from, to) in [
        ("GetCallerIdentity", "GetSessionToken"),
        ("X-Amz-Expires=1", "X-Amz-Expires=2"),
    ] {
        let mut request = url.clone();
        *request.uri_mut() = url.uri().to_string().replace(from, to).parse().unwrap();
        assert_eq!(
            refusal(&request).code,
            "SignatureDoesNotMatch",
            "{request:?}"
        );
    }
}

#[test]
fn a_signature_is_valid_for_15_minutes() {
    for signed in [signed_at, presigned_at] {
        assert!(authenticate(&signed(&alice(), NOW - 900)).is_ok());
        assert!(authenticate(&signed(&alice(), NOW + 900)).is_ok());
        let expired = refusal(&signed(&alice(), NOW - 901));
        assert_eq!(
            (expired.code, expired.status),
            ("SignatureDoesNotMatch", 403)
        );
        assert_eq!(
            expired.message,
            "Signature expired: 20200913T121139Z is now earlier than 20200913T121140Z \
             (20200913T122640Z - 15 min.)"
        );
        let early = refusal(&signed(&alice(), NOW + 901));
        assert_eq!(
            early.message,
            "Signature not yet current: 20200913T124141Z is still later than 20200913T124140Z \
             (20200913T122640Z + 15 min.)"
        );
    }
}

#[test]
fn an_expired_token_is_refused() {
    for signed in [signed_at, presigned_at] {
        let found = refusal(&signed(&session(NOW), NOW));
        assert_eq!((found.code, found.status), ("ExpiredToken", 403));
        assert_eq!(
            found.message,
            "The security token included in the request is expired"
        );
    }
}

#[test]
fn an_incomplete_signature_is_refused_with_all_that_is_missing() {
    let signed = signed_at(&alice(), NOW);
    let mut without_date = signed.clone();
    without_date.headers_mut().remove("x-amz-date");
    for (request, expected) in [
        (
            replace(&signed, "authorization", "Credential=", "Id="),
            "Authorization header requires 'Credential' parameter.",
        ),
        (
            replace(
                &replace(&signed, "authorization", "SignedHeaders", "Headers"),
                "authorization",
                "Signature=",
                "S=",
            ),
            "Authorization header requires 'Signature' parameter. Authorization header requires \
             'SignedHeaders' parameter.",
        ),
        (
            without_date,
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
        ),
        (
            replace(&signed, "authorization", "/us-east-1", ""),
            "Credential must have exactly 5 slash-delimited elements",
        ),
        (
            replace(&signed, "authorization", "AWS4-HMAC-SHA256", "Basic"),
            "Unsupported AWS 'algorithm'",
        ),
        (
            replace(&signed, "x-amz-date", "20200913T", "2020-09-13T"),
            "Date must be in ISO-8601",
        ),
    ] {
        let found = refusal(&request);
        assert_eq!((found.code, found.status), ("IncompleteSignature", 400));
        assert!(found.message.starts_with(expected), "{}", found.message);
    }
    let url = presigned_at(&alice(), NOW);
    for name in [
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-SignedHeaders",
    ] {
        let mut request = url.clone();
        *request.uri_mut() = url.uri().to_string().replace(name, "x").parse().unwrap();
        let found = refusal(&request);
        assert_eq!(found.code, "IncompleteSignature");
        assert!(found.message.contains(name), "{}", found.message);
    }
}

#[test]
fn a_wrong_scope_is_refused() {
    let signed = signed_at(&alice(), NOW);
    for (from, to, expected) in [
        (
            "/sts/",
            "/iam/",
            "Credential should be scoped to correct service: 'sts'.",
        ),
        (
            "/us-east-1/",
            "/US_EAST/",
            "Credential should be scoped to a valid region.",
        ),
        (
            "aws4_request",
            "aws5_request",
            "Credential should be scoped with a valid terminator",
        ),
        (
            "host;",
            "",
            "'Host' or ':authority' must be a 'SignedHeader'",
        ),
        (
            "20200913/",
            "20200914/",
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from \
             HTTP: '20200914' != '20200913', from '20200913T122640Z'.",
        ),
    ] {
        let found = refusal(&replace(&signed, "authorization", from, to));
        assert_eq!((found.code, found.status), ("SignatureDoesNotMatch", 403));
        assert!(found.message.starts_with(expected), "{}", found.message);
    }
}

#[test]
fn a_date_header_takes_the_place_of_the_signing_time() {
    let mut request = request("/", BODY);
    let keys = alice();
    sign(
        &mut request,
        &params(&keys, "us-east-1", NOW),
        &SigningKeyCache::new(),
    )
    .unwrap();
    // The signature covers another header, so that it is computed anew.
    request.headers_mut().remove("x-amz-date");
    request
        .headers_mut()
        .insert("date", "Sun, 13 Sep 2020 12:26:40 GMT".parse().unwrap());
    let found = refusal(&request);
    assert_eq!(found.code, "SignatureDoesNotMatch");
    assert!(
        found
            .message
            .contains("'AWS4-HMAC-SHA256\n20200913T122640Z\n"),
        "{}",
        found.message
    );
}

#[test]
fn hostile_headers_are_refused_and_cause_no_panic() {
    for value in [
        "",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 ",
        "AWS4-HMAC-SHA256 Credential=,SignedHeaders=,Signature=",
        "AWS4-HMAC-SHA256 Credential=////,SignedHeaders=;;;,Signature=é",
        "AWS4-HMAC-SHA256 ====,,,,",
    ] {
        let mut request = request("/", BODY);
        request
            .headers_mut()
            .insert("x-amz-date", "20200913T122640Z".parse().unwrap());
        let value = http::HeaderValue::from_bytes(value.as_bytes()).unwrap();
        request.headers_mut().insert("authorization", value);
        refusal(&request);
    }
    let many = format!(
        "AWS4-HMAC-SHA256 Credential=a/20200913/r/sts/aws4_request,SignedHeaders={},Signature=0",
        "a;".repeat(1000)
    );
    let mut request = request("/", BODY);
    request
        .headers_mut()
        .insert("x-amz-date", "20200913T122640Z".parse().unwrap());
    request
        .headers_mut()
        .insert("authorization", many.parse().unwrap());
    assert_eq!(refusal(&request).message, "Too many signed headers.");
}
