//! The HTTP server.

mod body;
mod connection;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;

use tokio::runtime::Builder;
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinSet;

use crate::service::Service;

/// The maximum number of open connections.
const MAX_CONNECTIONS: usize = 4096;

/// A server that runs until it is dropped, on a thread of its own, so that it works with any
/// runtime, clock or blocking code of its clients.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    /// Ends the server when it is dropped.
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Server {
    /// Binds an address and starts.
    pub(crate) fn start(address: SocketAddr, service: Arc<Service>) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new()
            .name("local-sts".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    let mut accepting = JoinSet::new();
                    accepting.spawn(accept(listener, service));
                    // The sender is dropped together with the server, which is the signal.
                    let _ = stopped.await;
                });
            })?;
        Ok(Self {
            address,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // Its result is the unit type, or a panic that was reported already.
            let _ = thread.join();
        }
    }
}

/// Accepts connections. When the future is dropped, all connections are closed.
async fn accept(listener: TcpListener, service: Arc<Service>) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let permits = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        let Ok(permit) = Arc::clone(&permits).acquire_owned().await else {
            return Ok(());
        };
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            // This may mean too many open files. Other connections continue, and free them when
            // they end.
            Err(_) => {
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
                continue;
            }
        };
        let service = Arc::clone(&service);
        connections.spawn(async move {
            connection::serve(stream, peer.ip(), service).await;
            drop(permit);
        });
        while connections.try_join_next().is_some() {}
    }
}
