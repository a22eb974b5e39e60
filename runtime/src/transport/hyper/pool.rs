//! The connection pool.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::Uri;
use http::uri::{Authority, Scheme};
use tokio::runtime::{self, Handle};
use tokio::task;
use tokio::time::{Instant, timeout};

use super::connection::{Connection, Owner};

/// How long an unused connection is kept.
pub(super) const POOL_IDLE: Duration = Duration::from_secs(90);

/// How long a connection may take to become ready for another request after its response has been
/// read. It normally becomes ready immediately, in its own task; but not while it still writes a
/// request to a server that responded before reading all of it.
const READY_TIMEOUT: Duration = Duration::from_millis(100);

/// The idle connections, the most recently used last.
#[derive(Default)]
pub(super) struct Pool(Mutex<Vec<Idle>>);

struct Idle {
    key: Key,
    connection: Connection,
    since: Instant,
}

/// The key of a connection: requests with the same origin and runtime may share one. A request in
/// another runtime would hang if the runtime of the connection is not running.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Key {
    scheme: Scheme,
    authority: Authority,
    runtime: runtime::Id,
}

impl Key {
    /// Returns `None` unless `uri` is absolute.
    pub(super) fn new(uri: &Uri, runtime: &Handle) -> Option<Self> {
        Some(Self {
            scheme: uri.scheme()?.clone(),
            authority: uri.authority()?.clone(),
            runtime: runtime.id(),
        })
    }
}

impl Pool {
    /// Takes the most recently used connection for `key`: its peer is the least likely to have
    /// closed it, and surplus connections can expire.
    pub(super) fn take(&self, key: &Key) -> Option<Connection> {
        let mut idle = self.idle();
        loop {
            let index = idle.iter().rposition(|idle| idle.key == *key)?;
            let Idle {
                connection, since, ..
            } = idle.remove(index);
            if connection.is_ready() && since.elapsed() < POOL_IDLE {
                return Some(connection);
            }
        }
    }

    /// Stores a connection whose response has been read, unless it is closing.
    pub(super) async fn put(&self, key: Key, mut connection: Connection) {
        if !matches!(timeout(READY_TIMEOUT, connection.ready()).await, Ok(Ok(()))) {
            return;
        }
        let mut idle = self.idle();
        // If it has ended in the meantime, its task would no longer remove it from the pool.
        if connection.is_ready() {
            idle.push(Idle {
                key,
                connection,
                since: Instant::now(),
            });
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Owner for Pool {
    fn expire(&self, id: task::Id) -> Duration {
        let mut idle = self.idle();
        let Some(index) = position(&idle, id) else {
            return POOL_IDLE; // in use, or about to end
        };
        let left = POOL_IDLE.saturating_sub(idle[index].since.elapsed());
        if !left.is_zero() {
            return left;
        }
        idle.remove(index);
        POOL_IDLE
    }

    fn remove(&self, id: task::Id) {
        let mut idle = self.idle();
        if let Some(index) = position(&idle, id) {
            idle.remove(index);
        }
    }
}

fn position(idle: &[Idle], id: task::Id) -> Option<usize> {
    idle.iter().position(|idle| idle.connection.id() == id)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;
    use http::Request;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use tokio::time::timeout;

    use crate::transport::{HyperTransport, Transport};

    #[tokio::test]
    async fn a_connection_that_the_server_closes_is_removed_immediately() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let uri = format!("http://{}", listener.local_addr().unwrap());
        let transport = HyperTransport::builder().build();
        let request = Request::get(uri).body(Bytes::new()).unwrap();
        let sent = tokio::spawn({
            let transport = transport.clone();
            async move { transport.send(request).await.map(drop) }
        });
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.read_u8().await.unwrap();
        let response = b"HTTP/1.1 204 No Content\r\n\r\n";
        stream.write_all(response).await.unwrap();
        sent.await.unwrap().unwrap();
        assert_eq!(transport.pool.idle().len(), 1);
        drop(stream);
        let removed = async {
            while !transport.pool.idle().is_empty() {
                tokio::task::yield_now().await;
            }
        };
        timeout(Duration::from_secs(30), removed).await.unwrap();
    }
}
