//! The connections that are kept between requests.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::Uri;
use http::uri::{Authority, Scheme};
use tokio::runtime::{self, Handle};
use tokio::task;
use tokio::time::{Instant, timeout};

use super::connection::Connection;

/// How long an unused connection is kept.
pub(super) const POOL_IDLE: Duration = Duration::from_secs(90);

/// How long a connection whose answer has been read may take to tell that it is ready for another
/// request. It tells at once, but in a task of its own; and not while it still writes, to a server
/// that has answered before it read the whole request.
const SETTLES: Duration = Duration::from_millis(100);

/// Idle connections, the one used last at the end.
#[derive(Default)]
pub(super) struct Pool(Mutex<Vec<Idle>>);

struct Idle {
    key: Key,
    connection: Connection,
    since: Instant,
}

/// What the requests that may share a connection have in common: where they go, even if that is
/// through a proxy, and the runtime. Another would wait for this one to carry them, which it does
/// not if it is at rest.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Key {
    scheme: Scheme,
    authority: Authority,
    runtime: runtime::Id,
}

impl Key {
    /// `None` unless `uri` is absolute.
    pub(super) fn new(uri: &Uri, runtime: &Handle) -> Option<Self> {
        Some(Self {
            scheme: uri.scheme()?.clone(),
            authority: uri.authority()?.clone(),
            runtime: runtime.id(),
        })
    }
}

impl Pool {
    /// Of the connections for `key` the one used last: its other end is the least likely to have
    /// closed it, and those that are one too many grow old.
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

    /// Keeps a connection, the answer of which has been read, unless it is to be closed.
    pub(super) async fn put(&self, key: Key, mut connection: Connection) {
        if !matches!(timeout(SETTLES, connection.ready()).await, Ok(Ok(()))) {
            return;
        }
        let mut idle = self.idle();
        // It may have ended since, and would not be taken out again.
        if connection.is_ready() {
            idle.push(Idle {
                key,
                connection,
                since: Instant::now(),
            });
        }
    }

    /// Closes the connection `id` if it has been idle for long enough. When to ask again.
    pub(super) fn expire(&self, id: task::Id) -> Duration {
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

    /// Takes the connection `id` out, if it is there.
    pub(super) fn remove(&self, id: task::Id) {
        let mut idle = self.idle();
        if let Some(index) = position(&idle, id) {
            idle.remove(index);
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
    async fn a_connection_that_the_server_closes_is_forgotten_at_once() {
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
        let answer = b"HTTP/1.1 204 No Content\r\n\r\n";
        stream.write_all(answer).await.unwrap();
        sent.await.unwrap().unwrap();
        assert_eq!(transport.pool.idle().len(), 1);
        drop(stream);
        let forgotten = async {
            while !transport.pool.idle().is_empty() {
                tokio::task::yield_now().await;
            }
        };
        timeout(Duration::from_secs(30), forgotten).await.unwrap();
    }
}
