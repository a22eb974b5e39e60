//! A service that fails one request in a hundred. A connection on which it fails with a status of
//! 429 or 500 and above is poisoned: all further requests on it fail.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// One request in this many fails.
const REQUESTS_PER_FAULT: u64 = 100;

/// The ARN in the response to `AssumeRole`.
pub const ROLE_ARN: &str = "arn:aws:sts::123456789012:assumed-role/soak/session";

/// The faults of responses.
#[derive(Debug, Clone, Copy)]
enum Fault {
    ResetBeforeResponse,
    CloseBeforeResponse,
    ResetInHead,
    ResetInBody,
    CloseInBody,
    Status500,
    Status503FromProxy,
    Throttling,
    Status429,
    InvalidHead,
    InvalidBody,
}

const FAULTS: [Fault; 11] = [
    Fault::ResetBeforeResponse,
    Fault::CloseBeforeResponse,
    Fault::ResetInHead,
    Fault::ResetInBody,
    Fault::CloseInBody,
    Fault::Status500,
    Fault::Status503FromProxy,
    Fault::Throttling,
    Fault::Status429,
    Fault::InvalidHead,
    Fault::InvalidBody,
];

impl Fault {
    /// Whether the connection leads to a server that cannot respond for now, while others can.
    fn poisons(self) -> bool {
        matches!(
            self,
            Self::Status500 | Self::Status503FromProxy | Self::Status429
        )
    }
}

pub struct Service {
    url: String,
    shared: Arc<Shared>,
}

struct Shared {
    seed: u64,
    accepted: AtomicU64,
    closed: AtomicU64,
    requests: AtomicU64,
    /// The number of requests on poisoned connections.
    on_poisoned: AtomicU64,
    /// The number of occurrences of each fault, in the order of `FAULTS`.
    faults: [AtomicU64; FAULTS.len()],
    /// The successful response to `AssumeRole`, head and body.
    success: Vec<u8>,
}

impl Service {
    /// Starts a service on loopback. The seed determines which requests fail, and how.
    pub async fn start(seed: u64) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let shared = Arc::new(Shared {
            seed,
            accepted: AtomicU64::new(0),
            closed: AtomicU64::new(0),
            requests: AtomicU64::new(0),
            on_poisoned: AtomicU64::new(0),
            faults: Default::default(),
            success: success(),
        });
        tokio::spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self { url, shared })
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn open_connections(&self) -> u64 {
        let closed = self.shared.closed.load(SeqCst);
        self.shared.accepted.load(SeqCst) - closed
    }

    /// The number of requests on connections that the client should not have used again.
    pub fn requests_on_poisoned(&self) -> u64 {
        self.shared.on_poisoned.load(SeqCst)
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Shared {
            accepted,
            closed,
            requests,
            faults,
            ..
        } = &*self.shared;
        let number = |counter: &AtomicU64| counter.load(SeqCst);
        let faulty: u64 = faults.iter().map(number).sum();
        let (accepted, closed, requests) = (number(accepted), number(closed), number(requests));
        writeln!(f, "connections: {accepted} accepted, {closed} closed")?;
        write!(f, "requests: {requests}, of which {faulty} failed:")?;
        for (fault, times) in FAULTS.iter().zip(faults) {
            write!(f, " {fault:?} {}", number(times))?;
        }
        Ok(())
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        // An error concerns a connection that has been closed already.
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        shared.accepted.fetch_add(1, SeqCst);
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            // A client may close the connection at any time.
            let _ = serve(stream, &shared).await;
            shared.closed.fetch_add(1, SeqCst);
        });
    }
}

/// Serves a connection until it is closed, or broken by a fault.
async fn serve(mut stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut received = Vec::with_capacity(4096);
    let mut is_poisoned = false;
    while read_request(&mut stream, &mut received).await? {
        let number = shared.requests.fetch_add(1, SeqCst);
        if is_poisoned {
            shared.on_poisoned.fetch_add(1, SeqCst);
            send_response(503, "", &mut stream).await?;
            continue;
        }
        let fault = shared.fault(number);
        is_poisoned = fault.is_some_and(Fault::poisons);
        match fault {
            None => stream.write_all(&shared.success).await?,
            Some(fault) => {
                if !fail(fault, &mut stream, &shared.success).await? {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

impl Shared {
    /// The fault of a request by its number. It is always the same for the same seed.
    fn fault(&self, number: u64) -> Option<Fault> {
        let mut random = fastrand::Rng::with_seed(self.seed.wrapping_add(number));
        if random.u64(..REQUESTS_PER_FAULT) > 0 {
            return None;
        }
        let index = random.usize(..FAULTS.len());
        self.faults[index].fetch_add(1, SeqCst);
        Some(FAULTS[index])
    }
}

/// Sends a faulty response. Returns whether the connection can be reused.
async fn fail(fault: Fault, stream: &mut TcpStream, success: &[u8]) -> io::Result<bool> {
    let error = |code| {
        format!(
            "<ErrorResponse><Error><Code>{code}</Code></Error><RequestId>r</RequestId></ErrorResponse>"
        )
    };
    match fault {
        Fault::ResetBeforeResponse => stream.set_zero_linger()?,
        Fault::CloseBeforeResponse => {}
        Fault::ResetInHead => {
            stream.write_all(&success[..20]).await?;
            stream.set_zero_linger()?;
        }
        Fault::ResetInBody => {
            stream.write_all(&success[..success.len() / 2]).await?;
            stream.set_zero_linger()?;
        }
        Fault::CloseInBody => stream.write_all(&success[..success.len() - 1]).await?,
        Fault::InvalidHead => stream.write_all(b"\x16\x03\x01 not HTTP\r\n\r\n").await?,
        Fault::Status500 => return send_response(500, &error("InternalFailure"), stream).await,
        Fault::Status503FromProxy => return send_response(503, "<h1>Sorry<br></h1>", stream).await,
        Fault::Throttling => return send_response(400, &error("Throttling"), stream).await,
        Fault::Status429 => return send_response(429, "", stream).await,
        Fault::InvalidBody => return send_response(200, "\u{0}}{ <no> xml", stream).await,
    }
    Ok(false)
}

async fn send_response(status: u16, body: &str, stream: &mut TcpStream) -> io::Result<bool> {
    stream.write_all(&response(status, body)).await?;
    Ok(true)
}

/// Reads a request and removes it from `received`. Returns `false` at the end of the connection.
async fn read_request(stream: &mut TcpStream, received: &mut Vec<u8>) -> io::Result<bool> {
    loop {
        if let Some(length) = request_length(received)
            && received.len() >= length
        {
            received.drain(..length);
            return Ok(true);
        }
        if stream.read_buf(received).await? == 0 {
            return Ok(false);
        }
    }
}

/// The length of head and body, or `None` until the head is complete.
fn request_length(received: &[u8]) -> Option<usize> {
    let head = received.windows(4).position(|bytes| bytes == b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(&received[..head]).to_ascii_lowercase();
    let length = text.split("content-length: ").nth(1)?;
    let length: usize = length.lines().next()?.parse().ok()?;
    Some(head + length)
}

fn success() -> Vec<u8> {
    let body = format!(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
         <AssumeRoleResult><AssumedRoleUser><AssumedRoleId>AROAEXAMPLE:session</AssumedRoleId>\
         <Arn>{ROLE_ARN}</Arn></AssumedRoleUser><Credentials>\
         <AccessKeyId>EXAMPLE_TEMPORARY_KEY</AccessKeyId>\
         <SecretAccessKey>example</SecretAccessKey><SessionToken>{}</SessionToken>\
         <Expiration>2035-01-02T03:04:05Z</Expiration></Credentials></AssumeRoleResult>\
         <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></AssumeRoleResponse>",
        "t".repeat(1024)
    );
    response(200, &body)
}

fn response(status: u16, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} Soak\r\ncontent-length: {length}\r\n\r\n{body}").into_bytes()
}
