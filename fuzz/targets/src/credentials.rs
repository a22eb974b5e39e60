//! The documents with credentials that providers get from services, cache files and commands.

use std::task::{Context, Poll, Waker};

use querysmith_credentials::process::{Process, ProcessError, ProcessOutput};
use querysmith_credentials::profile::{LoginStep, SsoStep};
use querysmith_credentials::{
    ContainerProvider, InstanceMetadataProvider, LoginProvider, ProcessProvider, ProviderContext,
    SsoProvider,
};
use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::env::Env;
use querysmith_runtime::files::Files;
use querysmith_runtime::http::{Response, StatusCode};
use querysmith_runtime::provider_v1::{sha1_hex, sha256_hex};
use querysmith_runtime::transport::{TransportError, TransportErrorKind};
use querysmith_runtime::{Bytes, Credentials, CredentialsError, ProvideCredentials};
use querysmith_testing::ScriptedTransport;

use crate::clock::Fixed;

const SSO_SESSION: &str = "corp";
const LOGIN_SESSION: &str = "arn:aws:sts::123456789012:assumed-role/Admin/ann";
const CACHE: &str = "/cache";

/// Gets credentials from the source that the first part names: `container`, `metadata`, `process`, `sso`
/// or `login`. The other parts, each after a NUL, are the cache file of `sso` and `login`, the output of
/// the process, and HTTP responses, whose first byte selects the status. The result must be credentials
/// or an error on one line, neither of which shows a secret. What a refresh writes to the cache of a
/// login is read as the same credentials.
pub fn credentials(bytes: &[u8]) {
    let mut parts = bytes.split(|byte| *byte == 0);
    let source = parts.next().unwrap_or_default();
    let parts: Vec<&[u8]> = parts.collect();
    let file = parts.first().copied().unwrap_or_default();
    let responses = parts.get(1..).unwrap_or_default();
    let outcome = match source {
        b"container" => provide(&ContainerProvider::new(&context(&parts))),
        b"metadata" => provide(&InstanceMetadataProvider::new(&context(&parts))),
        b"process" => {
            let context = context(&[]).with_process(Output(file.to_vec()));
            provide(&ProcessProvider::new(&context, "get-credentials"))
        }
        b"sso" => {
            let url = "https://corp.example/start";
            let mut step = SsoStep::new(url, "eu-west-1", "123456789012", "Admin");
            step.session_name = Some(SSO_SESSION.to_owned());
            let name = sha1_hex(SSO_SESSION.as_bytes());
            let path = format!("/home/.aws/sso/cache/{name}.json");
            let files: Files = [(path, file)].into_iter().collect();
            provide(&SsoProvider::new(
                &context(responses).with_files(files),
                step,
            ))
        }
        b"login" => log_in(file, responses),
        _ => return,
    };
    let shown = match &outcome {
        Ok(credentials) => {
            assert!(!credentials.access_key_id().trim().is_empty());
            format!("{credentials:?}")
        }
        Err(error) => {
            let shown = error.to_string();
            assert!(!shown.contains(char::is_control), "{shown:?}");
            format!("{shown} {error:?}")
        }
    };
    for secret in secrets(bytes) {
        assert!(!shown.contains(&secret), "{secret} in {shown}");
    }
}

fn log_in(file: &[u8], responses: &[&[u8]]) -> Result<Credentials, CredentialsError> {
    let step = LoginStep::new(LOGIN_SESSION, "default").with_region("eu-west-1");
    let path = format!("{CACHE}/{}.json", sha256_hex(LOGIN_SESSION.as_bytes()));
    let files: Files = [(path, file)].into_iter().collect();
    let provider = |responses| {
        let context = context(responses).with_files(files.clone());
        provide(&LoginProvider::new(&context, step.clone()))
    };
    let first = provider(responses)?;
    // The service does not respond, but the file has valid credentials now.
    let second = provider(&[])?;
    assert_eq!(second.access_key_id(), first.access_key_id());
    assert_eq!(second.secret_access_key(), first.secret_access_key());
    assert_eq!(second.session_token(), first.session_token());
    assert_eq!(second.account_id(), first.account_id());
    Ok(first)
}

/// The secrets of the input, which are marked. One that occurs twice may be something else too.
fn secrets(bytes: &[u8]) -> Vec<String> {
    const MARK: &str = "hush-";
    let text = String::from_utf8_lossy(bytes);
    let starts = text.match_indices(MARK);
    let secrets = starts.filter_map(|(start, _)| {
        let before = text.get(..start)?.strip_suffix('"')?.trim_end();
        let is_secret = ["Key\":", "Token\":", "Secret\":"]
            .iter()
            .any(|end| before.ends_with(end));
        let secret = text.get(start..)?.split(['"', '\\']).next()?;
        let is_unique = text.matches(secret).count() == 1 && secret.len() > MARK.len() + 2;
        (is_secret && is_unique).then(|| secret.to_owned())
    });
    secrets.collect()
}

/// A context without a timer, so that nothing waits. After the last response, no connection is made.
fn context(responses: &[&[u8]]) -> ProviderContext {
    let variables = [
        ("HOME", "/home"),
        ("AWS_LOGIN_CACHE_DIRECTORY", CACHE),
        ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials"),
    ];
    let refused = TransportError::new(TransportErrorKind::Connect, "connection refused");
    let responses = responses.iter().map(|bytes| response(bytes).into());
    let responses = responses.chain([refused.into()]);
    let mut context = ProviderContext::new()
        .with_env(Env::from_iter(variables))
        .with_files(Files::empty())
        .with_clock(Fixed)
        .with_transport(ScriptedTransport::new(responses).repeating_last());
    context.sleep = None;
    context
}

fn response(bytes: &[u8]) -> Response<Bytes> {
    let (choice, body) = bytes.split_first().unwrap_or((&b'0', &[]));
    let statuses = [200, 400, 401, 403, 404, 500];
    let status = statuses.get(usize::from(choice.wrapping_sub(b'0')) % statuses.len());
    let mut response = Response::new(Bytes::copy_from_slice(body));
    *response.status_mut() = status
        .and_then(|status| StatusCode::from_u16(*status).ok())
        .unwrap_or_default();
    response
}

/// Gets credentials from a provider, none of whose operations wait.
fn provide(provider: &impl ProvideCredentials) -> Result<Credentials, CredentialsError> {
    let mut future = provider.provide_credentials();
    let outcome = future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()));
    match outcome {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => Err(CredentialsError::failed("\u{1} a provider waits")),
    }
}

/// The output of a command that succeeds.
#[derive(Debug)]
struct Output(Vec<u8>);

impl Process for Output {
    fn run(&self, _: &str) -> BoxFuture<'_, Result<ProcessOutput, ProcessError>> {
        Box::pin(std::future::ready(Ok(ProcessOutput::new(
            0,
            self.0.clone(),
            "",
        ))))
    }
}
