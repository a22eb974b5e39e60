//! The HTTP server.

mod body;
mod connection;
mod worker;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::num::NonZero;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::service::Service;

use worker::Worker;

/// The maximum number of open connections.
const MAX_CONNECTIONS: usize = 4096;

/// The maximum number of threads that serve connections. More would only compete with the clients,
/// which run on the same machine.
const MAX_WORKERS: usize = 4;

/// A server that runs until it is dropped, on threads of its own, so that it works with any
/// runtime, clock or blocking code of its clients.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    /// The first one also accepts connections. When it is dropped, no more connections are
    /// accepted.
    _workers: Vec<Worker>,
}

impl Server {
    /// Binds an address and starts.
    pub(crate) fn start(address: SocketAddr, service: Arc<Service>) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let count = thread::available_parallelism().map_or(1, NonZero::get);
        let workers: Vec<Worker> = (0..count.min(MAX_WORKERS))
            .map(|_| Worker::start())
            .collect::<io::Result<_>>()?;
        let handles = workers.iter().map(Worker::handle).collect();
        if let Some(first) = workers.first() {
            first.handle().spawn(accept(listener, handles, service));
        }
        Ok(Self {
            address,
            _workers: workers,
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Accepts connections, and gives them to the workers in turn.
async fn accept(
    listener: TcpListener,
    workers: Vec<tokio::runtime::Handle>,
    service: Arc<Service>,
) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let permits = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut turns = workers.iter().cycle();
    while let (Some(worker), Ok(permit)) =
        (turns.next(), Arc::clone(&permits).acquire_owned().await)
    {
        let (stream, peer) = match listener.accept().await {
            Ok((stream, peer)) => (stream.into_std(), peer),
            // This may mean too many open files. Other connections continue, and free them when
            // they end.
            Err(_) => {
                tokio::time::sleep(Duration::from_millis(10)).await;
                continue;
            }
        };
        let service = Arc::clone(&service);
        worker.spawn(async move {
            // A connection that cannot be registered with this thread's poller is closed.
            if let Ok(stream) = stream.and_then(tokio::net::TcpStream::from_std) {
                connection::serve(stream, peer.ip(), service).await;
            }
            drop(permit);
        });
    }
    Ok(())
}
