//! The default chain with the default transport, over real sockets on loopback.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use querysmith::ConfigLoader;
use querysmith::clock::{BoxFuture, Sleep};
use querysmith::credentials::{
    Credentials, CredentialsError, DefaultChain, ProvideCredentials, ProviderContext,
};
use querysmith::env::Env;
use querysmith::files::Files;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

const CREDENTIALS: &str = r#"{"Code": "Success", "AccessKeyId": "AKID-NEAR",
    "SecretAccessKey": "hush-key", "Token": "hush-token", "Expiration": "2030-01-31T12:00:00Z"}"#;

/// What the server does when it receives a request.
#[derive(Clone, Copy)]
pub(crate) enum Reply {
    Complete(u16, &'static str),
    Slow(&'static str),
    Raw(&'static str),
    Hang,
}

/// A server that chooses its reply by the request line.
pub(crate) struct Server {
    url: String,
    /// Notified when the server hangs.
    hung: Arc<Notify>,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) async fn new(reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        // The port is not used again: this process remembers services by their URL.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        std::mem::forget(listener.try_clone().unwrap());
        let listener = TcpListener::from_std(listener).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let hung = Arc::new(Notify::new());
        let lines = Arc::new(Mutex::new(Vec::new()));
        let (seen, notify) = (Arc::clone(&lines), Arc::clone(&hung));
        let reply = Arc::new(move |line: &str| {
            seen.lock().unwrap().push(line.to_owned());
            reply(line)
        });
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&reply), Arc::clone(&notify)));
            }
        });
        Self { url, hung, lines }
    }

    /// The number of requests whose line begins like this.
    pub(crate) fn count(&self, start: &str) -> usize {
        let lines = self.lines.lock().unwrap();
        lines.iter().filter(|line| line.starts_with(start)).count()
    }
}

async fn serve<F: Fn(&str) -> Reply>(mut stream: TcpStream, reply: Arc<F>, hung: Arc<Notify>) {
    // The requests of these tests have no body.
    while let Some(head) = read_head(&mut stream).await {
        let (text, chunk_size) = match reply(head.lines().next().unwrap_or_default()) {
            Reply::Complete(status, body) => (response(status, body), usize::MAX),
            Reply::Slow(body) => (response(200, body), 1),
            Reply::Raw(text) => {
                let _ = stream.write_all(text.as_bytes()).await;
                return;
            }
            Reply::Hang => {
                hung.notify_one();
                return std::future::pending().await;
            }
        };
        for chunk in text.as_bytes().chunks(chunk_size.min(text.len())) {
            if stream.write_all(chunk).await.is_err() {
                return;
            }
            tokio::task::yield_now().await;
        }
    }
}

fn response(status: u16, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status} Test\r\ncontent-length: {length}\r\n\r\n{body}")
}

async fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    String::from_utf8(head).ok()
}

/// A timer whose back-off delays elapse immediately, and whose time limits elapse when the server
/// hangs.
#[derive(Debug)]
struct ElapsesOnHang(Arc<Notify>);

impl Sleep for ElapsesOnHang {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        if duration < Duration::from_secs(1) {
            return Box::pin(std::future::ready(()));
        }
        let hung = Arc::clone(&self.0);
        Box::pin(async move { hung.notified().await })
    }
}

async fn load(
    server: &Server,
    variable: &str,
    path: &str,
) -> Result<Credentials, CredentialsError> {
    let context = context(server, variable, path);
    DefaultChain::new(&context).provide_credentials().await
}

pub(crate) fn context(server: &Server, variable: &str, path: &str) -> ProviderContext {
    let url = format!("{}{path}", server.url);
    let env: Env = [("HOME", "/home/ann"), (variable, &url)]
        .into_iter()
        .collect();
    ProviderContext::new()
        .with_env(env)
        .with_files(Files::empty())
        .with_sleep(ElapsesOnHang(Arc::clone(&server.hung)))
}

async fn container(reply: Reply) -> Result<Credentials, CredentialsError> {
    let server = Server::new(move |_| reply).await;
    load(&server, "AWS_CONTAINER_CREDENTIALS_FULL_URI", "/v1").await
}

/// The result of the chain with these replies to the requests for the token, the role and its
/// credentials.
async fn metadata(token: Reply, role: Reply, keys: Reply) -> Result<Credentials, CredentialsError> {
    let server = Server::new(move |line| match line.split(' ').nth(1) {
        Some("/latest/api/token") => token,
        Some(path) if path.ends_with("security-credentials/") => role,
        _ => keys,
    })
    .await;
    load(&server, "AWS_EC2_METADATA_SERVICE_ENDPOINT", "").await
}

const TOKEN: Reply = Reply::Complete(200, "hush-session");
const ROLE: Reply = Reply::Complete(200, "web-server");
const KEYS: Reply = Reply::Complete(200, CREDENTIALS);

#[tokio::test]
async fn credentials_are_found_in_a_container_and_on_an_instance() {
    let results = [
        container(KEYS).await,
        container(Reply::Slow(CREDENTIALS)).await,
        metadata(TOKEN, ROLE, KEYS).await,
        metadata(TOKEN, ROLE, Reply::Slow(CREDENTIALS)).await,
    ];
    for result in results {
        assert_eq!(result.unwrap().access_key_id(), "AKID-NEAR");
    }
}

#[tokio::test]
async fn a_container_endpoint_that_fails_or_hangs_ends_the_chain() {
    let replies = [
        (Reply::Complete(401, ""), "401"),
        (Reply::Complete(404, ""), "404"),
        (Reply::Complete(200, "hush, not JSON"), "JSON"),
        (Reply::Raw("hush, not HTTP\r\n\r\n"), "127.0.0.1"),
        (Reply::Hang, "no complete response within 7s"),
    ];
    for (reply, part) in replies {
        let error = container(reply).await.unwrap_err();
        assert!(!error.is_not_configured());
        let text = error.to_string();
        assert!(
            text.contains("container: ") && text.contains(part),
            "{text}"
        );
        assert!(!text.contains("hush"), "{text}");
    }
}

#[tokio::test]
async fn instance_metadata_that_fails_ends_the_chain() {
    let outcomes = [
        metadata(Reply::Complete(401, ""), ROLE, KEYS).await,
        metadata(TOKEN, Reply::Complete(401, ""), KEYS).await,
        metadata(TOKEN, ROLE, Reply::Complete(404, "")).await,
        metadata(TOKEN, ROLE, Reply::Complete(200, "hush, not JSON")).await,
        metadata(TOKEN, ROLE, Reply::Raw("hush\r\n\r\n")).await,
        metadata(TOKEN, ROLE, Reply::Hang).await,
    ];
    for outcome in outcomes {
        let error = outcome.unwrap_err();
        assert!(!error.is_not_configured(), "{error}");
        let text = error.to_string();
        assert!(text.contains("instance metadata: "), "{text}");
        assert!(!text.contains("hush"), "{text}");
    }
}

#[tokio::test]
async fn instance_metadata_without_tokens_is_used_and_its_reason_is_explained() {
    for status in [403, 404, 405] {
        let token = Reply::Complete(status, "");
        let found = metadata(token, ROLE, KEYS).await.unwrap();
        assert_eq!(found.access_key_id(), "AKID-NEAR");
        let server = Server::new(move |line| match line.split(' ').nth(1) {
            Some("/latest/api/token") => token,
            _ => Reply::Complete(404, ""),
        })
        .await;
        let reason = format!("failed to load IMDS session token: found HTTP {status}");
        let loader =
            ConfigLoader::new().context(context(&server, "AWS_EC2_METADATA_SERVICE_ENDPOINT", ""));
        let explanation = loader.default_chain().explain().await.to_string();
        assert!(explanation.contains(&reason), "{explanation}");
        let config = loader.load().await.unwrap();
        let client = querysmith::sts::Client::new(&config);
        let error = client.get_caller_identity().send().await.unwrap_err();
        let text = error.to_string();
        assert!(text.contains("no region is set"), "{text}");
        assert!(text.contains(&reason), "{text}");
    }
}

#[tokio::test]
async fn an_instance_without_a_role_is_skipped() {
    let error = metadata(TOKEN, Reply::Complete(404, ""), KEYS)
        .await
        .unwrap_err();
    assert!(error.is_not_configured(), "{error}");
    let text = error.to_string();
    let (_, last) = text
        .split_once("(5) instance metadata (")
        .unwrap_or_default();
    assert!(
        last.contains("): skipped: ") && last.contains("returned no role"),
        "{text}"
    );
}
