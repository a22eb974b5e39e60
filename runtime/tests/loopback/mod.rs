//! A scripted server on loopback, and a sleep and a clock controlled by the test.

// Each test crate compiles its own copy of this module and uses only part of it.
#![allow(dead_code, unreachable_pub)]

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use querysmith_runtime::clock::{BoxFuture, Clock, Sleep};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// What the server does with a request.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Responds with this status and body.
    Respond(u16, String),
    /// Responds with status 200 and this body, byte by byte.
    Slowly(String),
    /// Responds with status 200, these headers and this body.
    With(&'static str, String),
    /// Sends these bytes, which need not be HTTP, and closes the connection.
    Raw(&'static [u8]),
    /// Signals that it has received the request, and does not respond.
    Hang,
}

impl Reply {
    pub fn ok(body: &str) -> Self {
        Self::Respond(200, body.to_owned())
    }

    pub fn status(status: u16) -> Self {
        Self::Respond(status, String::new())
    }
}

/// A server that chooses a reply by the text of the request.
#[derive(Debug, Clone)]
pub struct Server {
    pub url: String,
    requests: Arc<Mutex<Vec<String>>>,
    hangs: Arc<Notify>,
}

impl Server {
    pub async fn new(reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        let listener = listener();
        let server = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            requests: Arc::default(),
            hangs: Arc::default(),
        };
        let (accepting, reply) = (server.clone(), Arc::new(reply));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (server, reply) = (accepting.clone(), Arc::clone(&reply));
                tokio::spawn(async move { server.serve(stream, reply.as_ref()).await });
            }
        });
        server
    }

    /// A server that sends these replies in order and repeats the last one.
    pub async fn script(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies = Mutex::new(
            replies
                .into_iter()
                .collect::<std::collections::VecDeque<_>>(),
        );
        Self::new(move |_| {
            let mut replies = replies.lock().unwrap();
            match replies.len() {
                1 => replies[0].clone(),
                _ => replies.pop_front().unwrap(),
            }
        })
        .await
    }

    /// The requests so far, with header names in lower case.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// A sleep for which a timeout of `limit` expires when the server hangs, and all other pauses
    /// end at once.
    pub fn sleep(&self, limit: Duration) -> TestSleep {
        TestSleep {
            limit,
            hangs: Arc::clone(&self.hangs),
            pauses: Arc::default(),
        }
    }

    async fn serve(&self, mut stream: TcpStream, reply: &(dyn Fn(&str) -> Reply + Send + Sync)) {
        while let Some(request) = read_request(&mut stream).await {
            self.requests.lock().unwrap().push(request.clone());
            let (bytes, slowly) = match reply(&request) {
                Reply::Respond(status, body) => (response(status, "", &body), false),
                Reply::Slowly(body) => (response(200, "", &body), true),
                Reply::With(headers, body) => (response(200, headers, &body), false),
                Reply::Raw(bytes) => {
                    let _ = stream.write_all(bytes).await;
                    return;
                }
                Reply::Hang => {
                    self.hangs.notify_one();
                    std::future::pending::<()>().await;
                    return;
                }
            };
            let part = if slowly { 1 } else { bytes.len() };
            for part in bytes.as_bytes().chunks(part) {
                if stream.write_all(part).await.is_err() {
                    return;
                }
                let _ = stream.flush().await;
                tokio::task::yield_now().await;
            }
        }
    }
}

/// A listener whose port is not used again in this process, which remembers services by their URL.
fn listener() -> TcpListener {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    std::mem::forget(listener.try_clone().unwrap());
    TcpListener::from_std(listener).unwrap()
}

fn response(status: u16, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status} Test\r\ncontent-length: {length}\r\n{headers}\r\n{body}")
}

/// Reads one request. `None` if the client closed the connection.
async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    loop {
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .map_or(0, |length| length.parse().unwrap());
            if body.len() >= length {
                return Some(text);
            }
        }
        match stream.read(&mut buffer).await.unwrap_or(0) {
            0 => return None,
            n => text.push_str(std::str::from_utf8(&buffer[..n]).unwrap()),
        }
    }
}

/// The URL of a port that nothing listens on.
pub async fn unused_url() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[derive(Debug, Clone)]
pub struct TestSleep {
    limit: Duration,
    hangs: Arc<Notify>,
    pauses: Arc<Mutex<Vec<Duration>>>,
}

impl TestSleep {
    /// The pauses so far.
    pub fn pauses(&self) -> Vec<Duration> {
        self.pauses.lock().unwrap().clone()
    }
}

impl Sleep for TestSleep {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        if duration == self.limit {
            let hangs = Arc::clone(&self.hangs);
            return Box::pin(async move { hangs.notified().await });
        }
        self.pauses.lock().unwrap().push(duration);
        Box::pin(std::future::ready(()))
    }
}

/// A clock that is set manually.
#[derive(Debug, Clone)]
pub struct TestClock(Arc<Mutex<SystemTime>>);

impl TestClock {
    /// A clock at this many seconds after the Unix epoch.
    pub fn at(secs: u64) -> Self {
        let clock = Self(Arc::new(Mutex::new(SystemTime::UNIX_EPOCH)));
        clock.advance(secs);
        clock
    }

    pub fn advance(&self, secs: u64) {
        *self.0.lock().unwrap() += Duration::from_secs(secs);
    }
}

impl Clock for TestClock {
    fn now(&self) -> SystemTime {
        *self.0.lock().unwrap()
    }
}
