//! The official SigV4 test suite, header and query form, read in place from
//! `$QUERYSMITH_SHARED/conformance/sigv4`.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "test helpers panic and print like tests"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use querysmith_runtime::sigv4::{
    CanonicalRequest, ExpiresIn, Scope, SigningKey, SigningKeyCache, SigningParams,
    SigningSettings, presign, sha256_hex, sign,
};
use querysmith_runtime::{Bytes, DateTime, TimestampFormat, http};
use serde_json::Value;

/// The cases that are skipped in both forms, and why. A case that passes in either form must not be
/// listed.
const SKIPPED: &[(&str, &str)] = &[
    ("get-space-normalized", RAW_SPACE),
    ("get-space-unnormalized", RAW_SPACE),
];

const RAW_SPACE: &str = "the request target contains a raw space, which no URI can hold; \
     `an_encoded_space_is_signed_like_the_raw_space_of_the_suite` has the same target encoded";

#[test]
fn every_case_of_the_suite_is_signed_in_headers() {
    run_all(Form::Header);
}

#[test]
fn every_case_of_the_suite_is_signed_in_the_url() {
    run_all(Form::Query);
}

#[test]
fn an_encoded_space_is_signed_like_the_raw_space_of_the_suite() {
    let Some(suite) = suite() else { return };
    for (name, _) in SKIPPED {
        for form in [Form::Header, Form::Query] {
            let mut case = Case::read(&suite, name, form);
            for request in [&mut case.request, &mut case.signed_request] {
                request.target = request.target.replace(' ', "%20");
            }
            // The suite encodes its raw target once, which has already happened here.
            case.settings.double_encode_path = false;
            run(&case).unwrap_or_else(|difference| panic!("{name}: {difference}"));
        }
    }
}

/// Where the signature is placed. The prefix is that of the suite's files.
#[derive(Clone, Copy, Debug)]
enum Form {
    Header,
    Query,
}

impl Form {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Query => "query",
        }
    }
}

fn run_all(form: Form) {
    let Some(suite) = suite() else { return };
    let names = case_names(&suite);
    assert!(
        !names.is_empty(),
        "{suite:?}: expected a folder for each case"
    );
    let mut wrong = Vec::new();
    for name in &names {
        let skipped = SKIPPED.iter().find(|(skipped, _)| skipped == name);
        match (run(&Case::read(&suite, name, form)), skipped) {
            (Ok(()), None) | (Err(_), Some(_)) => {}
            (Err(difference), None) => wrong.push(format!("{name}: {difference}")),
            (Ok(()), Some((_, why))) => {
                wrong.push(format!("{name}: passes, but is skipped because {why}"));
            }
        }
    }
    for (name, _) in SKIPPED {
        if !names.iter().any(|known| known == name) {
            wrong.push(format!(
                "{name}: is skipped, but is not a case of the suite"
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{form:?} form, {} of {}:\n{}",
        wrong.len(),
        names.len(),
        wrong.join("\n")
    );
}

/// Signs the request of a case and compares each step with the suite.
fn run(case: &Case) -> Result<(), String> {
    let context = &case.context;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let field = |value: &Value| text(value).ok_or("the context lacks a field".to_owned());
    let credentials = &context["credentials"];
    let (id, secret) = (
        field(&credentials["access_key_id"])?,
        field(&credentials["secret_access_key"])?,
    );
    let token = text(&credentials["token"]);
    let (region, service) = (field(&context["region"])?, field(&context["service"])?);
    let params = SigningParams::new(&id, &secret, &region, &service, case.time)
        .with_session_token(token.as_deref())
        .with_settings(case.settings);

    let mut request = case.request.to_http()?;
    let keys = SigningKeyCache::new();
    match case.form {
        Form::Header => sign(&mut request, &params, &keys),
        Form::Query => presign(&mut request, &params, case.expires_in, &keys),
    }
    .map_err(|error| error.to_string())?;

    // The signature covers the whole URL except the parameters added after signing.
    let mut unsigned = request.clone();
    if matches!(case.form, Form::Query) {
        let omitted = ["X-Amz-Signature=", "X-Amz-Security-Token="];
        let omitted = &omitted[..1 + usize::from(params.settings.omit_session_token)];
        *unsigned.uri_mut() = without(request.uri(), omitted)?;
    }
    let canonical = CanonicalRequest::new(&unsigned, &sha256_hex(request.body()), params.settings)
        .map_err(|error| error.to_string())?;
    let scope = Scope::new(params.time, &region, &service).map_err(|error| error.to_string())?;
    let string_to_sign = scope.string_to_sign(&canonical);
    let signature = SigningKey::derive(&secret, &scope).sign(&string_to_sign);
    same(
        "canonical request",
        canonical.as_str(),
        &case.canonical_request,
    )?;
    same("string to sign", &string_to_sign, &case.string_to_sign)?;
    same("signature", &signature, &case.signature)?;
    let expected = case.signed_request.to_http()?;
    same("method", request.method(), expected.method())?;
    same("target", request.uri(), expected.uri())?;
    same("headers", &header_lines(&request), &header_lines(&expected))?;
    same("body", request.body(), expected.body())
}

fn same<T: PartialEq + std::fmt::Debug + ?Sized>(
    what: &str,
    found: &T,
    expected: &T,
) -> Result<(), String> {
    if found == expected {
        Ok(())
    } else {
        Err(format!(
            "{what} differs\n  found:    {found:?}\n  expected: {expected:?}"
        ))
    }
}

/// The URI without the query parameters that start with any of `starts`.
fn without(uri: &http::Uri, starts: &[&str]) -> Result<http::Uri, String> {
    let is_kept = |pair: &&str| !starts.iter().any(|start| pair.starts_with(start));
    let (path, query) = (uri.path(), uri.query().unwrap_or_default());
    let query: Vec<&str> = query.split('&').filter(is_kept).collect();
    let authority = uri.authority().ok_or("an absolute URI is expected")?;
    format!("https://{authority}{path}?{}", query.join("&"))
        .parse()
        .map_err(|error| format!("{error}"))
}

/// The headers by name, with the values of each in order.
fn header_lines(request: &http::Request<Bytes>) -> BTreeMap<&str, Vec<&[u8]>> {
    let mut lines = BTreeMap::<_, Vec<_>>::new();
    for (name, value) in request.headers() {
        lines
            .entry(name.as_str())
            .or_default()
            .push(value.as_bytes());
    }
    lines
}

struct Case {
    form: Form,
    expires_in: ExpiresIn,
    context: Value,
    time: SystemTime,
    settings: SigningSettings,
    request: RawRequest,
    canonical_request: String,
    string_to_sign: String,
    signature: String,
    signed_request: RawRequest,
}

impl Case {
    fn read(suite: &Path, name: &str, form: Form) -> Self {
        let read = |file: &str| {
            let path = suite.join(name).join(file);
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"))
        };
        let context: Value = serde_json::from_str(&read("context.json"))
            .unwrap_or_else(|error| panic!("{name}/context.json: {error}"));
        let time = context["timestamp"].as_str().expect("a time");
        let time = DateTime::parse(time, TimestampFormat::DateTime).expect("a time in RFC 3339");
        let mut settings = SigningSettings::default();
        settings.normalize_path = context["normalize"] == true;
        settings.content_sha256_header = context["sign_body"] == true;
        settings.omit_session_token = context["omit_session_token"] == true;
        let expires_in = context["expiration_in_seconds"].as_u64().expect("a time");
        let of_form = |file: &str| read(&format!("{}-{file}", form.prefix()));
        Self {
            form,
            expires_in: ExpiresIn::new(Duration::from_secs(expires_in)).expect("a time in range"),
            time: time
                .try_into()
                .expect("a time that SystemTime can represent"),
            context,
            settings,
            request: RawRequest::parse(&read("request.txt")),
            canonical_request: of_form("canonical-request.txt"),
            string_to_sign: of_form("string-to-sign.txt"),
            signature: of_form("signature.txt"),
            signed_request: RawRequest::parse(&of_form("signed-request.txt")),
        }
    }
}

/// A request as written in the files of the suite.
struct RawRequest {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl RawRequest {
    fn parse(text: &str) -> Self {
        let (head, body) = text
            .split_once("\n\n")
            .unwrap_or((text.trim_end_matches('\n'), ""));
        let mut lines = head.split('\n');
        let request_line = lines.next().expect("a request line");
        let (method, rest) = request_line.split_once(' ').expect("a method");
        let target = rest
            .strip_suffix(" HTTP/1.1")
            .expect("a target and the version");
        let mut headers = Vec::<(String, String)>::new();
        for line in lines {
            if line.starts_with(' ') {
                // A folded line. RFC 9112 says to read the fold as spaces.
                let (_, value) = headers.last_mut().expect("a header to continue");
                value.push_str(line);
            } else {
                let (name, value) = line.split_once(':').expect("a header's name and value");
                headers.push((name.to_owned(), value.to_owned()));
            }
        }
        Self {
            method: method.to_owned(),
            target: target.to_owned(),
            headers,
            body: body.to_owned(),
        }
    }

    /// The request with its `Host` moved into the URI, from which an HTTP client takes it.
    fn to_http(&self) -> Result<http::Request<Bytes>, String> {
        let (hosts, others): (Vec<_>, Vec<_>) = self
            .headers
            .iter()
            .partition(|(name, _)| name.eq_ignore_ascii_case("host"));
        let [(_, host)] = hosts.as_slice() else {
            return Err(format!("expected one Host header, found {}", hosts.len()));
        };
        let mut request = http::Request::builder()
            .method(self.method.as_str())
            .uri(format!("https://{host}{}", self.target));
        for (name, value) in others {
            // Without white space at either end, as HTTP clients send it.
            request = request.header(name, value.trim());
        }
        request
            .body(Bytes::from(self.body.clone()))
            .map_err(|error| error.to_string())
    }
}

/// The folder of the suite. `None`, with the reason printed, if it is not available.
fn suite() -> Option<PathBuf> {
    match std::env::var_os("QUERYSMITH_SHARED") {
        Some(shared) => Some(Path::new(&shared).join("conformance/sigv4")),
        None => {
            assert!(
                std::env::var_os("CI").is_none(),
                "QUERYSMITH_SHARED must be set in CI"
            );
            println!("skipped: QUERYSMITH_SHARED does not name the folder with conformance/sigv4");
            None
        }
    }
}

fn case_names(suite: &Path) -> Vec<String> {
    let entries = fs::read_dir(suite).unwrap_or_else(|error| panic!("{suite:?}: {error}"));
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("a readable folder"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().expect("a name in UTF-8"))
        .collect();
    names.sort();
    names
}
