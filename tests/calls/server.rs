//! An HTTP/1.1 server on loopback, for one test, that follows a script.

use std::collections::VecDeque;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use querysmith::{Bytes, http};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// What the server does when it receives a request.
#[derive(Debug, Clone)]
pub(crate) enum Behavior {
    /// Sends the reply, and keeps the connection open for the next request.
    Complete(Reply),
    /// Sends the reply with `connection: close`, and closes the connection.
    Last(Reply),
    /// Sends the reply in chunks, without a content length.
    Chunked(Reply),
    /// Sends the full content length but half of the body, and closes the connection.
    Truncated(Reply),
    /// Closes the connection without a reply.
    Close,
    /// Sends nothing, and keeps the connection open.
    Hang,
}

/// A response that the server sends.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    pub(crate) body: Vec<u8>,
}

/// A request that the server received.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) target: String,
    /// In the order of arrival, names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

pub(crate) struct Server {
    address: String,
    shared: Arc<Shared>,
}

struct Shared {
    script: Mutex<VecDeque<Behavior>>,
    requests: Mutex<Vec<Request>>,
    connections: AtomicUsize,
    request_arrived: Notify,
}

impl Server {
    /// Starts a server that behaves like this, once for each request, in this order. Any further
    /// request gets a response with status 500.
    pub(crate) async fn start(script: impl IntoIterator<Item = Behavior>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let shared = Arc::new(Shared {
            script: Mutex::new(script.into_iter().collect()),
            requests: Mutex::default(),
            connections: AtomicUsize::new(0),
            request_arrived: Notify::new(),
        });
        tokio::spawn(accept(listener, Arc::clone(&shared)));
        Self { address, shared }
    }

    /// `127.0.0.1:40123`.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The number of connections accepted so far.
    pub(crate) fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// The requests so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.shared.requests.lock().unwrap().clone()
    }

    /// The only request; panics if there is not exactly one.
    pub(crate) fn request(&self) -> Request {
        let mut requests = self.requests();
        assert_eq!(requests.len(), 1, "requests that arrived: {requests:#?}");
        requests.remove(0)
    }

    /// Completes when a request has arrived, before or after this call.
    pub(crate) fn request_arrived(&self) -> impl Future<Output = ()> + Send + 'static {
        let shared = Arc::clone(&self.shared);
        async move { shared.request_arrived.notified().await }
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        shared.connections.fetch_add(1, Ordering::SeqCst);
        tokio::spawn(serve(stream, Arc::clone(&shared)));
    }
}

/// Serves one connection until either side closes it.
async fn serve(mut stream: TcpStream, shared: Arc<Shared>) {
    while let Some(request) = read_request(&mut stream).await {
        shared.requests.lock().unwrap().push(request);
        shared.request_arrived.notify_one();
        let behavior = shared.script.lock().unwrap().pop_front();
        // A client that has its response may close the connection first.
        if !matches!(respond(behavior, &mut stream).await, Ok(Then::KeepAlive)) {
            return;
        }
    }
}

/// What happens to the connection after a response.
enum Then {
    KeepAlive,
    Close,
}

async fn respond(behavior: Option<Behavior>, stream: &mut TcpStream) -> io::Result<Then> {
    let exhausted = || Reply::new(500, "the script has no more behaviors");
    match behavior.unwrap_or_else(|| Behavior::Last(exhausted())) {
        Behavior::Complete(reply) => {
            stream.write_all(&reply.bytes()).await?;
            Ok(Then::KeepAlive)
        }
        Behavior::Last(reply) => {
            let reply = reply.with_header("connection", "close");
            stream.write_all(&reply.bytes()).await?;
            Ok(Then::Close)
        }
        Behavior::Chunked(reply) => {
            write_chunks(&reply, stream).await?;
            Ok(Then::KeepAlive)
        }
        Behavior::Truncated(reply) => {
            let missing = reply.body.len().div_ceil(2);
            let bytes = reply.bytes();
            stream.write_all(&bytes[..bytes.len() - missing]).await?;
            Ok(Then::Close)
        }
        Behavior::Close => Ok(Then::Close),
        Behavior::Hang => std::future::pending().await,
    }
}

async fn write_chunks(reply: &Reply, stream: &mut TcpStream) -> io::Result<()> {
    let head = reply.head(("transfer-encoding", "chunked"));
    stream.write_all(head.as_bytes()).await?;
    for chunk in reply.body.chunks(64 * 1024) {
        let size = format!("{:x}\r\n", chunk.len());
        stream.write_all(size.as_bytes()).await?;
        stream.write_all(chunk).await?;
        stream.write_all(b"\r\n").await?;
    }
    stream.write_all(b"0\r\n\r\n").await
}

/// Reads a request. Returns `None` when the client has closed the connection.
async fn read_request(stream: &mut TcpStream) -> Option<Request> {
    let mut received = Vec::new();
    let head = loop {
        if let Some(end) = received.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            break end;
        }
        read_more(stream, &mut received).await?;
    };
    let body = head + 4;
    let head = std::str::from_utf8(&received[..head]).expect("a request's head is ASCII");
    let mut lines = head.split("\r\n");
    let mut start = lines.next().unwrap().split(' ');
    let mut request = Request {
        method: start.next().unwrap().to_owned(),
        target: start.next().expect("a request has a target").to_owned(),
        headers: lines.map(header).collect(),
        body: String::new(),
    };
    let length = request.header("content-length").map_or(0, |length| {
        length.parse().expect("content-length is a number")
    });
    while received.len() < body + length {
        read_more(stream, &mut received).await?;
    }
    let text = received.split_off(body);
    request.body = String::from_utf8(text).expect("a form is ASCII");
    Some(request)
}

async fn read_more(stream: &mut TcpStream, received: &mut Vec<u8>) -> Option<()> {
    match stream.read_buf(received).await {
        Ok(0) | Err(_) => None,
        Ok(_) => Some(()),
    }
}

fn header(line: &str) -> (String, String) {
    let (name, value) = line.split_once(':').expect("a header has a colon");
    (name.to_ascii_lowercase(), value.trim().to_owned())
}

impl Request {
    /// The value of a header; panics if it occurs twice.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(found, _)| found == name);
        let value = values.next();
        assert_eq!(values.next(), None, "{name} occurs twice");
        value.map(|(_, value)| value.as_str())
    }
}

impl Reply {
    /// A response with this status and body, and the request id `from-header` in its headers.
    pub(crate) fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("x-amzn-requestid", "from-header")],
            body: body.into(),
        }
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The response as an HTTP client returns it.
    pub(crate) fn response(&self) -> http::Response<Bytes> {
        let mut response = http::Response::builder()
            .status(self.status)
            .header("content-length", self.body.len());
        for (name, value) in &self.headers {
            response = response.header(*name, *value);
        }
        response.body(self.body.clone().into()).unwrap()
    }

    fn bytes(&self) -> Vec<u8> {
        let length = self.body.len().to_string();
        let mut bytes = self.head(("content-length", &length)).into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }

    fn head(&self, framing: (&str, &str)) -> String {
        let mut head = format!("HTTP/1.1 {} Scripted\r\n", self.status);
        for (name, value) in std::iter::once(&framing).chain(&self.headers) {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head + "\r\n"
    }
}
