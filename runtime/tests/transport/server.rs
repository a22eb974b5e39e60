//! Servers on a separate thread, for clients with and without a runtime.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock};

use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Handle};
use tokio_rustls::TlsAcceptor;

use crate::support::WEIGHED;

pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

pub type BoxStream = Box<dyn Stream>;
pub type Served = Pin<Box<dyn Future<Output = io::Result<()>> + Send>>;

/// A server on loopback, with a record of its connections and requests.
#[derive(Clone)]
pub struct Server {
    pub address: SocketAddr,
    received: Arc<Mutex<Received>>,
}

#[derive(Default)]
struct Received {
    connections: usize,
    requests: Vec<String>,
}

/// The runtime of all servers of this process.
fn runtime() -> &'static Handle {
    static HANDLE: OnceLock<Handle> = OnceLock::new();
    HANDLE.get_or_init(|| {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let handle = runtime.handle().clone();
        std::thread::spawn(move || runtime.block_on(std::future::pending::<()>()));
        handle
    })
}

impl Server {
    /// Starts a server that handles each connection with `serve`.
    pub fn start(
        tls: Option<Arc<ServerConfig>>,
        serve: impl Fn(Server, BoxStream) -> Served + Send + Sync + 'static,
    ) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            received: Arc::default(),
        };
        let (this, serve) = (server.clone(), Arc::new(serve));
        runtime().spawn(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                this.received.lock().unwrap().connections += 1;
                let (this, serve, tls) = (this.clone(), Arc::clone(&serve), tls.clone());
                tokio::spawn(async move {
                    // A client may disconnect at any time, which is not an error of the server.
                    if let Ok(stream) = accept(stream, tls).await {
                        let _ = serve(this, stream).await;
                    }
                });
            }
        });
        server
    }

    /// A service that returns [`WEIGHED`] to every request and keeps connections open.
    pub fn weighing(tls: Option<Arc<ServerConfig>>) -> Self {
        Self::responding(tls, "200 OK", WEIGHED)
    }

    /// A server that sends this response to every request.
    pub fn responding(
        tls: Option<Arc<ServerConfig>>,
        status: &'static str,
        body: &'static str,
    ) -> Self {
        Self::start(tls, move |server, mut stream| {
            Box::pin(async move {
                while server.read_request(&mut stream).await?.is_some() {
                    stream.write_all(response(status, body).as_bytes()).await?;
                    stream.flush().await?;
                }
                Ok(())
            })
        })
    }

    /// A server that sends these bytes in response to one request and closes the connection.
    pub fn responding_raw(bytes: &'static [u8]) -> Self {
        Self::start(None, move |server, mut stream| {
            Box::pin(async move {
                server.read_request(&mut stream).await?;
                stream.write_all(bytes).await
            })
        })
    }

    /// A server that sends these bytes when it receives the first byte, and closes the connection.
    pub fn responding_raw_at_once(bytes: &'static [u8]) -> Self {
        Self::start(None, move |_, mut stream| {
            Box::pin(async move {
                stream.read_u8().await?;
                stream.write_all(bytes).await?;
                stream.flush().await?;
                // Closing it with unread data would reset the connection.
                let mut rest = Vec::new();
                stream.read_to_end(&mut rest).await.map(drop)
            })
        })
    }

    /// The number of accepted connections.
    pub fn connections(&self) -> usize {
        self.received.lock().unwrap().connections
    }

    /// The requests so far, with their heads in lower case.
    pub fn requests(&self) -> Vec<String> {
        self.received.lock().unwrap().requests.clone()
    }

    /// The only request so far.
    #[track_caller]
    pub fn request(&self) -> String {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "{requests:?}");
        requests.into_iter().next().unwrap()
    }

    /// Reads and records the next request. `None` if the client closed the connection.
    pub async fn read_request(&self, stream: &mut BoxStream) -> io::Result<Option<String>> {
        let request = read_request(stream).await?;
        if let Some(request) = &request {
            self.received.lock().unwrap().requests.push(request.clone());
        }
        Ok(request)
    }
}

async fn accept(stream: TcpStream, tls: Option<Arc<ServerConfig>>) -> io::Result<BoxStream> {
    Ok(match tls {
        Some(config) => Box::new(TlsAcceptor::from(config).accept(stream).await?),
        None => Box::new(stream),
    })
}

pub fn response(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n{body}")
}

/// Reads a request byte by byte, so that nothing after it is consumed.
async fn read_request(stream: &mut BoxStream) -> io::Result<Option<String>> {
    let mut text = String::new();
    while !text.ends_with("\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => text.push(char::from(byte.to_ascii_lowercase())),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    let length = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(Some(text + std::str::from_utf8(&body).unwrap()))
}
