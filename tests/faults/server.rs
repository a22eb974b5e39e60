//! A server on loopback, for one test, that follows a script for each connection.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio_rustls::server::TlsStream;

use crate::script::{Step, success};

/// The number of drips after which the timer elapses.
const DRIPS: usize = 100;

pub(crate) struct Server {
    address: String,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    script: Mutex<VecDeque<Vec<Step>>>,
    then: Vec<Step>,
    requests: watch::Sender<Vec<Request>>,
    /// The number of accepted connections, and of those that are closed.
    opened: watch::Sender<usize>,
    closed: watch::Sender<usize>,
    stalled: Notify,
    idle_ended: Notify,
}

/// A request that the server received.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// The names are in lower case.
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Server {
    /// Starts a server that performs these scripts on its first connections. A connection is closed
    /// at the end of its script. Any further connection gets success responses.
    pub(crate) async fn start(script: impl IntoIterator<Item = Vec<Step>>) -> Self {
        Self::start_then(script, [Step::Serve]).await
    }

    /// Like `start`, but performs `then` on any further connection.
    pub(crate) async fn start_then(
        script: impl IntoIterator<Item = Vec<Step>>,
        then: impl Into<Vec<Step>>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::start_on(listener, script, then)
    }

    /// Like `start_then`, with an existing listener.
    pub(crate) fn start_on(
        listener: TcpListener,
        script: impl IntoIterator<Item = Vec<Step>>,
        then: impl Into<Vec<Step>>,
    ) -> Self {
        let address = listener.local_addr().unwrap().to_string();
        let shared = Arc::new(Shared {
            script: Mutex::new(script.into_iter().collect()),
            then: then.into(),
            ..Shared::default()
        });
        tokio::spawn(accept(listener, Arc::clone(&shared)));
        Self { address, shared }
    }

    /// `127.0.0.1:40123`.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// The requests so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.shared.requests.borrow().clone()
    }

    /// Waits until this many requests have arrived.
    pub(crate) async fn wait_for_requests(&self, requests: usize) {
        let mut arrived = self.shared.requests.subscribe();
        let enough = |arrived: &Vec<Request>| arrived.len() >= requests;
        arrived.wait_for(enough).await.unwrap();
    }

    /// The number of connections accepted so far.
    pub(crate) fn connections(&self) -> usize {
        *self.shared.opened.borrow()
    }

    /// Waits until this many connections are closed, by either side.
    pub(crate) async fn wait_for_closed(&self, connections: usize) {
        let mut closed = self.shared.closed.subscribe();
        closed
            .wait_for(|closed| *closed >= connections)
            .await
            .unwrap();
    }

    /// Resumes a connection at `Step::Idle`, because the client has received its response.
    pub(crate) fn resume_idle(&self) {
        self.shared.idle_ended.notify_one();
    }

    /// Completes when the server stalls or drips on a connection, before or after this call; once
    /// for each such connection.
    pub(crate) fn stalled(&self) -> impl Future<Output = ()> + Send + 'static {
        let shared = Arc::clone(&self.shared);
        async move { shared.stalled.notified().await }
    }
}

impl Request {
    /// The value of a header; panics if it does not occur exactly once.
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut values = self.headers.iter().filter(|(found, _)| found == name);
        match (values.next(), values.next()) {
            (Some((_, value)), None) => value,
            found => panic!("expected {name} once, found: {found:?}"),
        }
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        shared.opened.send_modify(|opened| *opened += 1);
        let mut connection = Connection {
            received: Vec::new(),
            shared: Arc::clone(&shared),
        };
        let script = shared.script.lock().unwrap().pop_front();
        let script = script.unwrap_or_else(|| shared.then.clone());
        tokio::spawn(async move {
            // The client may close the connection at any step.
            let _ = connection.run(script, Box::new(stream)).await;
            connection.shared.closed.send_modify(|closed| *closed += 1);
        });
    }
}

/// A connection, plain or over TLS.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send {
    /// Makes closing the connection a reset, so that bytes in transit are lost.
    fn reset(&self) -> io::Result<()>;
}

impl Wire for TcpStream {
    fn reset(&self) -> io::Result<()> {
        self.set_zero_linger()
    }
}

impl Wire for TlsStream<Box<dyn Wire>> {
    fn reset(&self) -> io::Result<()> {
        self.get_ref().0.reset()
    }
}

struct Connection {
    /// Received bytes that are not processed yet.
    received: Vec<u8>,
    shared: Arc<Shared>,
}

impl Connection {
    async fn run(&mut self, script: Vec<Step>, mut wire: Box<dyn Wire>) -> io::Result<()> {
        for step in script {
            match step {
                Step::Read => self.read_request(&mut *wire).await?,
                Step::Send(bytes) => self.send(&bytes, &mut *wire).await?,
                Step::Wait => self.wait(&mut *wire).await?,
                Step::Idle => self.shared.idle_ended.notified().await,
                Step::Stall => {
                    self.shared.stalled.notify_one();
                    self.wait(&mut *wire).await?;
                }
                Step::Drip(bytes) => {
                    for _ in 0..DRIPS {
                        self.send(bytes, &mut *wire).await?;
                    }
                    self.shared.stalled.notify_one();
                    loop {
                        self.send(bytes, &mut *wire).await?;
                    }
                }
                Step::Handshake(acceptor) => wire = Box::new(acceptor.accept(wire).await?),
                Step::Reset => return wire.reset(),
                Step::Close => return wire.shutdown().await,
                Step::Cut => return Ok(()),
                Step::Serve => loop {
                    self.read_request(&mut *wire).await?;
                    let Step::Send(bytes) = success() else {
                        unreachable!("a success response is a `Step::Send`");
                    };
                    self.send(&bytes, &mut *wire).await?;
                },
            }
        }
        Ok(())
    }

    async fn wait(&mut self, wire: &mut dyn Wire) -> io::Result<()> {
        loop {
            self.read_more(wire).await?;
        }
    }

    async fn send(&self, bytes: &[u8], wire: &mut dyn Wire) -> io::Result<()> {
        wire.write_all(bytes).await?;
        wire.flush().await?;
        // The client may run on the same thread.
        tokio::task::yield_now().await;
        Ok(())
    }

    async fn read_request(&mut self, wire: &mut dyn Wire) -> io::Result<()> {
        let end = loop {
            let found = self.received.windows(4).position(|it| it == b"\r\n\r\n");
            match found {
                Some(end) => break end + 4,
                None => self.read_more(wire).await?,
            }
        };
        let head = self.received.drain(..end).collect();
        let head = String::from_utf8(head).expect("a request's head is ASCII");
        let mut request = Request {
            headers: head.lines().filter_map(header).collect(),
            body: String::new(),
        };
        let length = request.header("content-length").parse().unwrap();
        while self.received.len() < length {
            self.read_more(wire).await?;
        }
        let body = self.received.drain(..length).collect();
        request.body = String::from_utf8(body).expect("a form is ASCII");
        self.shared.requests.send_modify(|it| it.push(request));
        Ok(())
    }

    /// Reads more bytes. The end of the connection is an error, which ends the script.
    async fn read_more(&mut self, wire: &mut dyn Wire) -> io::Result<()> {
        match wire.read_buf(&mut self.received).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

/// Parses a header line. Returns `None` for any other line.
fn header(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(": ")?;
    Some((name.to_ascii_lowercase(), value.to_owned()))
}
