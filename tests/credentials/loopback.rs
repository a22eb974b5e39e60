//! The default chain with the default transport, over real sockets on loopback.

use std::sync::Arc;
use std::time::Duration;

use querysmith::clock::{BoxFuture, Sleep};
use querysmith::credentials::{
    Credentials, CredentialsError, DefaultChain, ProvideCredentials, ProviderContext,
};
use querysmith::env::Env;
use querysmith::files::Files;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

const GIVEN: &str = r#"{"Code": "Success", "AccessKeyId": "AKID-NEAR",
    "SecretAccessKey": "hush-key", "Token": "hush-token", "Expiration": "2030-01-31T12:00:00Z"}"#;

/// What a server does with a request.
#[derive(Clone, Copy)]
enum Reply {
    Answer(u16, &'static str),
    Slowly(&'static str),
    Raw(&'static str),
    Hang,
}

/// A server with a reply for each request, by its first line.
struct Server {
    url: String,
    hangs: Arc<Notify>,
}

impl Server {
    async fn new(reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let hangs = Arc::new(Notify::new());
        let (reply, hang) = (Arc::new(reply), Arc::clone(&hangs));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&reply), Arc::clone(&hang)));
            }
        });
        Self { url, hangs }
    }
}

async fn serve<F: Fn(&str) -> Reply>(mut stream: TcpStream, reply: Arc<F>, hangs: Arc<Notify>) {
    // No request here has a body that matters: its length is in the headers, and it is empty.
    while let Some(head) = read_head(&mut stream).await {
        let (text, part) = match reply(head.lines().next().unwrap_or_default()) {
            Reply::Answer(status, body) => (answer(status, body), usize::MAX),
            Reply::Slowly(body) => (answer(200, body), 1),
            Reply::Raw(text) => {
                let _ = stream.write_all(text.as_bytes()).await;
                return;
            }
            Reply::Hang => {
                hangs.notify_one();
                return std::future::pending().await;
            }
        };
        for part in text.as_bytes().chunks(part.min(text.len())) {
            if stream.write_all(part).await.is_err() {
                return;
            }
            tokio::task::yield_now().await;
        }
    }
}

fn answer(status: u16, body: &str) -> String {
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

/// Pauses are over at once; a time limit passes when the server hangs.
#[derive(Debug)]
struct UntilItHangs(Arc<Notify>);

impl Sleep for UntilItHangs {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        if duration < Duration::from_secs(1) {
            return Box::pin(std::future::ready(()));
        }
        let hangs = Arc::clone(&self.0);
        Box::pin(async move { hangs.notified().await })
    }
}

async fn ask(server: &Server, variable: &str, path: &str) -> Result<Credentials, CredentialsError> {
    let url = format!("{}{path}", server.url);
    let env: Env = [("HOME", "/home/ann"), (variable, &url)]
        .into_iter()
        .collect();
    let context = ProviderContext::new()
        .with_env(env)
        .with_files(Files::empty())
        .with_sleep(UntilItHangs(Arc::clone(&server.hangs)));
    DefaultChain::new(&context).provide_credentials().await
}

async fn container(reply: Reply) -> Result<Credentials, CredentialsError> {
    let server = Server::new(move |_| reply).await;
    ask(&server, "AWS_CONTAINER_CREDENTIALS_FULL_URI", "/v1").await
}

/// What becomes of these replies to the requests for a token, for the role, and for its keys.
async fn metadata(token: Reply, role: Reply, keys: Reply) -> Result<Credentials, CredentialsError> {
    let server = Server::new(move |line| match line.split(' ').nth(1) {
        Some("/latest/api/token") => token,
        Some(path) if path.ends_with("security-credentials/") => role,
        _ => keys,
    })
    .await;
    ask(&server, "AWS_EC2_METADATA_SERVICE_ENDPOINT", "").await
}

const TOKEN: Reply = Reply::Answer(200, "hush-session");
const ROLE: Reply = Reply::Answer(200, "web-server");
const KEYS: Reply = Reply::Answer(200, GIVEN);

#[tokio::test]
async fn credentials_are_found_near_the_program() {
    let found = [
        container(KEYS).await,
        container(Reply::Slowly(GIVEN)).await,
        metadata(TOKEN, ROLE, KEYS).await,
        metadata(TOKEN, ROLE, Reply::Slowly(GIVEN)).await,
    ];
    for found in found {
        assert_eq!(found.unwrap().access_key_id(), "AKID-NEAR");
    }
}

#[tokio::test]
async fn an_agent_that_answers_wrongly_or_not_at_all_ends_the_chain() {
    let replies = [
        (Reply::Answer(401, ""), "401"),
        (Reply::Answer(404, ""), "404"),
        (Reply::Answer(200, "hush, no JSON"), "JSON"),
        (Reply::Raw("hush, no HTTP\r\n\r\n"), "127.0.0.1"),
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
async fn instance_metadata_that_answers_wrongly_ends_the_chain() {
    let outcomes = [
        metadata(Reply::Answer(401, ""), ROLE, KEYS).await,
        metadata(TOKEN, Reply::Answer(401, ""), KEYS).await,
        metadata(TOKEN, ROLE, Reply::Answer(404, "")).await,
        metadata(TOKEN, ROLE, Reply::Answer(200, "hush, no JSON")).await,
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
async fn an_instance_without_a_role_passes() {
    let error = metadata(TOKEN, Reply::Answer(404, ""), KEYS)
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
