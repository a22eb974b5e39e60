//! The connection pool.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, SystemTime};

use http::Uri;
use http::uri::{Authority, Scheme};
use tokio::runtime;
use tokio::task;
use tokio::time::{Instant, timeout};

use super::connection::{Connection, Discarded, Owner};
use crate::system::executor::process_id;
use crate::transport::Discard;

/// How long a connection may take to become ready for another request after its response has been
/// read. It normally becomes ready immediately, in its own task; but not while it still writes a
/// request to a server that responded before reading all of it.
const READY_TIMEOUT: Duration = Duration::from_millis(100);

/// The limits of the time after which a connection that is in use is checked again.
const SHORTEST_CHECK: Duration = Duration::from_secs(1);
const IN_USE_CHECK: Duration = Duration::from_secs(90);

/// The limits of idle connections.
#[derive(Debug, Clone, Copy)]
pub(super) struct PoolLimits {
    /// The maximum number of idle connections per key.
    pub(super) max_idle_per_host: usize,
    /// How long an unused connection is kept; `None` for as long as the peer keeps it.
    pub(super) idle_timeout: Option<Duration>,
}

impl Default for PoolLimits {
    fn default() -> Self {
        Self {
            max_idle_per_host: 64,
            idle_timeout: Some(Duration::from_secs(90)),
        }
    }
}

/// The idle connections, the most recently used last.
pub(super) struct Pool {
    limits: PoolLimits,
    idle: Mutex<Vec<Idle>>,
}

struct Idle {
    key: Key,
    connection: Connection,
    since: Moment,
}

/// The key of a connection: requests with the same origin, runtime and process may share one. A
/// request in another runtime would hang if the runtime of the connection is not running. A forked
/// process inherits the pool, but the sockets in it belong to its parent.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Key {
    scheme: Scheme,
    authority: Authority,
    runtime: runtime::Id,
    process: u32,
}

impl Key {
    /// Returns `None` unless `uri` is absolute.
    pub(super) fn new(uri: &Uri, runtime: runtime::Id) -> Option<Self> {
        Some(Self {
            scheme: uri.scheme()?.clone(),
            authority: uri.authority()?.clone(),
            runtime,
            process: process_id(),
        })
    }
}

/// A time by two clocks, because the monotonic one may stop while the computer sleeps or the
/// program is frozen.
#[derive(Clone, Copy)]
struct Moment {
    monotonic: Instant,
    wall_clock: SystemTime,
}

impl Moment {
    fn now() -> Self {
        Self {
            monotonic: Instant::now(),
            wall_clock: SystemTime::now(),
        }
    }

    /// The time from this moment until `later`, by the clock that shows the longer one.
    fn until(&self, later: Self) -> Duration {
        let by_wall_clock = later.wall_clock.duration_since(self.wall_clock);
        let monotonic = later.monotonic.saturating_duration_since(self.monotonic);
        monotonic.max(by_wall_clock.unwrap_or_default())
    }
}

impl Pool {
    pub(super) fn new(limits: PoolLimits) -> Self {
        Self {
            limits,
            idle: Mutex::default(),
        }
    }

    /// Takes the most recently used connection for `key`: its peer is the least likely to have
    /// closed it, and surplus connections can expire.
    pub(super) fn take<'a>(&'a self, key: &'a Key) -> Option<(Connection, PooledUse<'a>)> {
        let now = Moment::now();
        let mut idle = self.idle();
        loop {
            let index = idle.iter().rposition(|idle| idle.key == *key)?;
            let Idle {
                connection, since, ..
            } = idle.remove(index);
            let idle_time = since.until(now);
            if connection.is_ready() && !self.is_expired(idle_time) {
                let pooled = PooledUse {
                    pool: self,
                    key,
                    idle_time,
                    since: now.monotonic,
                    has_failed: true,
                };
                return Some((connection, pooled));
            }
        }
    }

    /// Stores a connection whose response has been read, unless it is closing. If there are too
    /// many for `key`, the one that was not used for the longest time is closed.
    pub(super) async fn put(&self, key: Key, mut connection: Connection) {
        if self.limits.max_idle_per_host == 0 || self.limits.idle_timeout == Some(Duration::ZERO) {
            return;
        }
        if !connection.is_ready()
            && !matches!(timeout(READY_TIMEOUT, connection.ready()).await, Ok(Ok(())))
        {
            return;
        }
        let mut idle = self.idle();
        // If it has ended in the meantime, its task would no longer remove it from the pool.
        if !connection.is_ready() || connection.is_discarded() {
            return;
        }
        let mut of_key = (0..idle.len()).filter(|index| idle[*index].key == key);
        let oldest = of_key.next();
        if let Some(oldest) = oldest
            && of_key.count() + 1 >= self.limits.max_idle_per_host
        {
            idle.remove(oldest);
        }
        idle.push(Idle {
            key,
            connection,
            since: Moment::now(),
        });
    }

    /// The connection of an exchange that succeeded as far as the transport knows.
    pub(super) fn used(
        self: &Arc<Self>,
        key: &Key,
        connection: &Connection,
        pooled: Option<&PooledUse<'_>>,
    ) -> Used {
        Used {
            pool: Arc::downgrade(self),
            key: key.clone(),
            connection: connection.id(),
            discarded: connection.discarded(),
            pooled_since: pooled.map(|pooled| pooled.since),
        }
    }

    /// Closes the idle connections for `key` that have not been used after `since`.
    fn close_unused_after(&self, key: &Key, since: Instant) {
        self.idle()
            .retain(|idle| idle.key != *key || idle.since.monotonic > since);
    }

    fn is_expired(&self, idle_time: Duration) -> bool {
        let limit = self.limits.idle_timeout;
        limit.is_some_and(|limit| idle_time >= limit)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Owner for Pool {
    fn expire(&self, id: task::Id) -> Option<Duration> {
        let limit = self.limits.idle_timeout?;
        let mut idle = self.idle();
        let Some(index) = position(&idle, id) else {
            // In use, or about to end. Checked often enough to close it soon after its idle time.
            return Some(limit.clamp(SHORTEST_CHECK, IN_USE_CHECK));
        };
        let left = limit.saturating_sub(idle[index].since.until(Moment::now()));
        if !left.is_zero() {
            return Some(left);
        }
        idle.remove(index);
        Some(limit)
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

/// The use of a pooled connection. If it is dropped without success, because the exchange failed or
/// was abandoned without a response, older idle connections are closed too: they have probably
/// failed for the same reason.
pub(super) struct PooledUse<'a> {
    pool: &'a Pool,
    key: &'a Key,
    idle_time: Duration,
    since: Instant,
    has_failed: bool,
}

impl PooledUse<'_> {
    /// How long the connection was idle before.
    pub(super) fn idle_time(&self) -> Duration {
        self.idle_time
    }

    /// Ends the use, if there is one, without consequences for other connections.
    pub(super) fn succeed(this: Option<Self>) {
        if let Some(mut this) = this {
            this.has_failed = false;
        }
    }
}

impl Drop for PooledUse<'_> {
    fn drop(&mut self) {
        if self.has_failed {
            self.pool.close_unused_after(self.key, self.since);
        }
    }
}

/// A connection that was used for a response.
pub(super) struct Used {
    pool: Weak<Pool>,
    key: Key,
    connection: task::Id,
    discarded: Discarded,
    /// When it was taken from the pool; `None` if it was new.
    pooled_since: Option<Instant>,
}

impl Discard for Used {
    fn discard(&self) {
        self.discarded.set();
        let Some(pool) = self.pool.upgrade() else {
            return;
        };
        pool.remove(self.connection);
        if let Some(since) = self.pooled_since {
            pool.close_unused_after(&self.key, since);
        }
    }
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
