//! A network between a client and its servers that fails connections without notice.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Mutex};
use std::time::Duration;

use querysmith_runtime::clock::{BoxFuture, Sleep};
use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::{Config, ConfigBuilder, Credentials, Error};
use socket2::SockRef;
use tokio::sync::Notify;

use crate::server::response;
use crate::support::{WEIGHED, WeighOutput, parcel};

/// What happens to a request on a connection that is dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Death {
    Reset,
    Silent,
}

/// Connects clients with servers, one for each connection.
#[derive(Clone)]
pub struct Network {
    pub address: SocketAddr,
    connections: Arc<AtomicUsize>,
    open: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
    /// The first connections, which are dead by now.
    dead: Arc<Mutex<(usize, Option<Death>)>>,
    /// A request was sent over a dead connection that stays silent.
    silence: Arc<Notify>,
}

impl Network {
    /// Servers that respond to the first request of each of `together` connections at the same
    /// time, and to all other requests immediately.
    pub fn new(together: usize) -> Self {
        Self::responding(together, |_, _| response("200 OK", WEIGHED))
    }

    /// Servers that respond to a request with this number on a connection with this number; both
    /// begin at 0.
    pub fn responding(
        together: usize,
        reply: impl Fn(usize, usize) -> String + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let network = Self {
            address: listener.local_addr().unwrap(),
            connections: Arc::default(),
            open: Arc::default(),
            requests: Arc::default(),
            dead: Arc::new(Mutex::new((0, None))),
            silence: Arc::default(),
        };
        let (this, reply) = (network.clone(), Arc::new(reply));
        std::thread::spawn(move || {
            let barrier = Arc::new(Barrier::new(together));
            for (number, stream) in listener.incoming().enumerate() {
                let (this, reply, barrier) = (this.clone(), reply.clone(), barrier.clone());
                this.connections.fetch_add(1, SeqCst);
                this.open.fetch_add(1, SeqCst);
                std::thread::spawn(move || {
                    let respond = |request| {
                        if request == 0 && number < together {
                            barrier.wait();
                        }
                        reply(number, request)
                    };
                    this.serve(number, &mut stream.unwrap(), respond);
                    this.open.fetch_sub(1, SeqCst);
                });
            }
        });
        network
    }

    /// The number of connections so far.
    pub fn connections(&self) -> usize {
        self.connections.load(SeqCst)
    }

    /// Lets all existing connections die without notice.
    pub fn kill_existing(&self, death: Death) {
        *self.dead.lock().unwrap() = (self.connections(), Some(death));
    }

    /// Waits for a request over a dead connection that stays silent.
    pub async fn silent(&self) {
        crate::direct::bounded(self.silence.notified()).await;
    }

    /// Waits until this many requests were sent.
    pub async fn requested(&self, requests: usize) {
        wait_for(&self.requests, requests).await;
    }

    /// Waits until only this many connections are open.
    pub async fn wait_until_open(&self, connections: usize) {
        wait_for(&self.open, connections).await;
    }

    fn serve(&self, number: usize, stream: &mut TcpStream, respond: impl Fn(usize) -> String) {
        for request in 0.. {
            if !read_request(stream) {
                return;
            }
            self.requests.fetch_add(1, SeqCst);
            let (dead, death) = *self.dead.lock().unwrap();
            match death {
                Some(Death::Reset) if number < dead => {
                    SockRef::from(&*stream)
                        .set_linger(Some(Duration::ZERO))
                        .unwrap();
                    return;
                }
                Some(Death::Silent) if number < dead => {
                    self.silence.notify_one();
                    // Until the client gives up.
                    let _ = stream.read(&mut [0]);
                    return;
                }
                _ if stream.write_all(respond(request).as_bytes()).is_err() => return,
                _ => {}
            }
        }
    }

    /// A config for calls over this network. Only a dead connection lets the read timeout elapse,
    /// and pauses between attempts end at once.
    pub fn config(&self) -> ConfigBuilder {
        Config::builder()
            .region("eu-west-1")
            .credentials_provider(Credentials::new("AKID", "hush-key"))
            .endpoint_url(format!("http://{}", self.address))
            .connect_timeout(None)
            .read_timeout(READ_TIMEOUT)
            .sleep(SilenceSleep(self.silence.clone()))
    }
}

const READ_TIMEOUT: Duration = Duration::from_secs(30);

#[derive(Debug)]
struct SilenceSleep(Arc<Notify>);

impl Sleep for SilenceSleep {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let silence = self.0.clone();
        Box::pin(async move {
            match duration {
                READ_TIMEOUT => silence.notified().await,
                // The operation timeout.
                duration if duration > READ_TIMEOUT => std::future::pending().await,
                _ => {}
            }
        })
    }
}

/// Makes this many calls at once.
pub async fn call_concurrently(client: &ClientCore, calls: usize) {
    let calls: Vec<_> = (0..calls)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { weigh(&client).await.unwrap() })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().grams, 750);
    }
}

pub async fn weigh(client: &ClientCore) -> Result<WeighOutput, Error> {
    crate::direct::bounded(client.call(&parcel())).await
}

/// The number of attempts of a call that succeeds.
pub async fn attempts(client: &ClientCore) -> usize {
    weigh(client).await.unwrap().metadata.attempts().len()
}

async fn wait_for(count: &AtomicUsize, expected: usize) {
    crate::direct::bounded(async {
        while count.load(SeqCst) != expected {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

/// Reads a request. `false` if the client closed the connection.
fn read_request(stream: &mut TcpStream) -> bool {
    let mut text = Vec::new();
    let mut byte = [0];
    while !text.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => text.extend_from_slice(&byte),
            _ => return false,
        }
    }
    let head = String::from_utf8(text).unwrap().to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let length = length.map_or(0, |length| length.parse().unwrap());
    stream.read_exact(&mut vec![0; length]).is_ok()
}
