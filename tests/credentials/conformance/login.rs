//! Runs a loaded config on the cases of sessions of `aws login`: `login-provider.json`.
//!
//! A case has the contents of the config file and of the cache, the calls of AWS Sign-In with their
//! responses, and the expected outcomes.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use querysmith::clock::{BoxFuture, Clock};
use querysmith::credentials::{CredentialsError, ProviderContext};
use querysmith::env::Env;
use querysmith::files::Files;
use querysmith::transport::{Transport, TransportError, TransportErrorKind};
use querysmith::{Bytes, ConfigLoader, Credentials, DateTime, TimestampFormat, http};
use serde_json::{Map, Value};

use super::{NoDelays, shared_path};

const CACHE: &str = "/home/.aws/login/cache";
const URL: &str = "https://us-east-1.signin.aws.amazon.com/v1/token";

/// A clock that is fixed at 2025-11-19T00:00:00Z.
#[derive(Debug)]
struct StartOfCases;

impl Clock for StartOfCases {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_763_510_400)
    }
}

/// AWS Sign-In with the calls that a case expects.
#[derive(Debug, Clone)]
struct SignIn {
    calls: Arc<Mutex<VecDeque<Value>>>,
    problems: Arc<Mutex<Vec<String>>>,
}

impl SignIn {
    fn respond(&self, request: &http::Request<Bytes>) -> Result<http::Response<Bytes>, String> {
        let call = self.calls.lock().unwrap().pop_front();
        let call = call.ok_or_else(|| format!("unexpected request to {}", request.uri()))?;
        let input: Value = serde_json::from_slice(request.body()).map_err(|it| it.to_string())?;
        if input != call["request"]["tokenInput"] {
            return Err(format!("unexpected input {input}"));
        }
        if request.uri() != URL || request.method() != "POST" {
            return Err(format!("{} {}", request.method(), request.uri()));
        }
        if !request.headers().contains_key("dpop") {
            return Err("the request has no proof of possession".to_owned());
        }
        let status = call["responseCode"].as_u64().unwrap_or(200);
        let body = match &call["response"]["tokenOutput"] {
            Value::Null => String::new(),
            output => output.to_string(),
        };
        http::Response::builder()
            .status(u16::try_from(status).unwrap())
            .body(body.into())
            .map_err(|error| error.to_string())
    }
}

impl Transport for SignIn {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let response = self.respond(&request).map_err(|problem| {
            self.problems.lock().unwrap().push(problem.clone());
            TransportError::new(TransportErrorKind::Other, problem)
        });
        Box::pin(std::future::ready(response))
    }
}

#[tokio::test]
async fn every_case_of_login_sessions_has_the_expected_outcomes() {
    let Some(path) = shared_path("login-provider.json") else {
        return;
    };
    let cases: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert!(!cases.is_empty());
    let mut failures = Vec::new();
    for case in &cases {
        for problem in run(case).await {
            failures.push(format!("{}: {problem}", case["documentation"]));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Runs a case and returns what is wrong.
async fn run(case: &Value) -> Vec<String> {
    let config = case["configContents"].as_str().unwrap().to_owned();
    let cached = case["cacheContents"].as_object().unwrap().iter();
    let files: Files = cached
        .map(|(name, contents)| (format!("{CACHE}/{name}"), contents.to_string()))
        .chain([("/home/.aws/config".to_owned(), config)])
        .collect();
    let env: Env = [("HOME", "/home"), ("AWS_REGION", "us-east-1")]
        .into_iter()
        .collect();
    let calls = case["mockApiCalls"].as_array().cloned().unwrap_or_default();
    let service = SignIn {
        calls: Arc::new(Mutex::new(calls.into())),
        problems: Arc::default(),
    };
    let context = ProviderContext::new()
        .with_env(env)
        .with_files(files.clone())
        .with_clock(StartOfCases)
        .with_sleep(NoDelays)
        .with_transport(service.clone());
    let outcome = provide(context).await;
    let mut problems = service.problems.lock().unwrap().clone();
    if !service.calls.lock().unwrap().is_empty() {
        problems.push("an expected call was not made".to_owned());
    }
    for expected in case["outcomes"].as_array().unwrap() {
        problems.extend(compare(expected, &outcome, &files).err());
    }
    problems
}

async fn provide(context: ProviderContext) -> Result<Credentials, CredentialsError> {
    let loader = ConfigLoader::new().context(context).profile("signin");
    let config = loader.load().await.unwrap();
    let provider = config.credentials_provider().unwrap();
    provider.provide_credentials().await
}

fn compare(
    expected: &Value,
    outcome: &Result<Credentials, CredentialsError>,
    files: &Files,
) -> Result<(), String> {
    match (expected["result"].as_str().unwrap(), outcome) {
        ("error", Err(error)) if error.message().contains("aws login") => Ok(()),
        ("credentials", Ok(credentials)) => compare_credentials(expected, credentials),
        ("cacheContents", Ok(_)) => compare_cache(expected.as_object().unwrap(), files),
        (expected, outcome) => Err(format!("expected {expected}, found {outcome:?}")),
    }
}

fn compare_credentials(expected: &Value, found: &Credentials) -> Result<(), String> {
    let expires_at = found.expires_at();
    let expires_at = expires_at.map(|time: DateTime| time.format(TimestampFormat::DateTime));
    for (name, found) in [
        ("accessKeyId", Some(found.access_key_id())),
        ("secretAccessKey", Some(&**found.secret_access_key())),
        ("sessionToken", found.session_token().map(|token| &**token)),
        ("accountId", found.account_id()),
        ("expiresAt", expires_at.as_deref()),
    ] {
        if expected[name].as_str() != found {
            return Err(format!(
                "expected {name} {}, found {found:?}",
                expected[name]
            ));
        }
    }
    Ok(())
}

fn compare_cache(expected: &Map<String, Value>, files: &Files) -> Result<(), String> {
    for (name, expected) in expected.iter().filter(|(name, _)| *name != "result") {
        let contents = files
            .read(&Path::new(CACHE).join(name), 1 << 20)
            .map_err(|error| error.to_string())?;
        let found: Value = serde_json::from_slice(contents.bytes()).unwrap();
        if found != *expected {
            return Err(format!("expected the file {expected}, found {found}"));
        }
    }
    Ok(())
}
