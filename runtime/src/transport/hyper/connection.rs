//! An HTTP/1.1 connection.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use http::{Request, Response};
use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use hyper::client::conn::http1::{self, SendRequest};
use tokio::task::{self, AbortHandle};
use tokio::time::timeout;

use super::body::FullBody;
use super::stream::Stream;

/// The maximum number of headers of a response, which is hyper's default. With any other number, hyper
/// makes two allocations more per response.
pub(super) const MAX_HEADERS: usize = 100;

/// The owner of connections that are not in use.
pub(super) trait Owner: Send + Sync {
    /// Closes the connection if it was idle for too long. Returns when to check again; `None` for
    /// never.
    fn expire(&self, id: task::Id) -> Option<Duration>;

    /// The connection has ended.
    fn remove(&self, id: task::Id);
}

/// A connection that sends one request at a time. Dropping it closes the connection; if a request
/// is in flight, the connection is closed immediately and the rest of the request is not written.
pub(super) struct Connection {
    sender: SendRequest<FullBody>,
    driver: AbortHandle,
    discarded: Discarded,
}

/// Whether a connection must not be used for further requests.
#[derive(Clone, Default)]
pub(super) struct Discarded(Arc<AtomicBool>);

impl Discarded {
    pub(super) fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Connection {
    /// Starts HTTP over `stream`. When the connection is closed, or has been idle for too long, it
    /// is removed from `pool`.
    ///
    /// # Errors
    ///
    /// If the peer closes the connection, or sends data before a request.
    pub(super) async fn over(stream: Stream, owner: Arc<dyn Owner>) -> hyper::Result<Self> {
        let (sender, driver) = http1::handshake(stream).await?;
        let task = tokio::spawn(drive(driver, Arc::downgrade(&owner)));
        let mut connection = Self {
            sender,
            driver: task.abort_handle(),
            discarded: Discarded::default(),
        };
        // Detects a server that sends data before a request, so that it is not mistaken for a
        // response.
        match connection.ready().await {
            Ok(()) => Ok(connection),
            Err(closed) => Err(match task.await {
                Ok(Err(cause)) => cause,
                _ => closed,
            }),
        }
    }

    /// Identifies the connection in its pool.
    pub(super) fn id(&self) -> task::Id {
        self.driver.id()
    }

    /// Shared with the connection.
    pub(super) fn discarded(&self) -> Discarded {
        self.discarded.clone()
    }

    /// Whether the connection must not be used for further requests.
    pub(super) fn is_discarded(&self) -> bool {
        self.discarded.0.load(Ordering::Relaxed)
    }

    /// Sends `request` and returns the head of the response, or an error, which returns the request
    /// if nothing of it was written.
    pub(super) async fn send(
        &mut self,
        request: Request<FullBody>,
    ) -> Result<Response<Incoming>, TrySendError<Request<FullBody>>> {
        self.sender.try_send_request(request).await
    }

    /// Waits until another request can be sent, or the connection is closed.
    pub(super) async fn ready(&mut self) -> hyper::Result<()> {
        self.sender.ready().await
    }

    /// Whether another request can be sent now, as far as this end knows.
    pub(super) fn is_ready(&self) -> bool {
        self.sender.is_ready()
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // Hyper would first write the rest of the request, which the peer may never read.
        if !self.is_ready() {
            self.driver.abort();
        }
    }
}

/// Reads and writes until either side closes the connection. Errors are reported to the request
/// that waits for a response.
async fn drive(
    driver: http1::Connection<Stream, FullBody>,
    owner: Weak<dyn Owner>,
) -> hyper::Result<()> {
    // Dropped after the driver, so that the connection is no longer ready when it is removed.
    let entry = PoolEntry {
        owner,
        id: task::id(),
    };
    let mut driver = pin!(driver);
    loop {
        let Some(wait) = entry.owner.upgrade().map(|owner| owner.expire(entry.id)) else {
            return Ok(());
        };
        let Some(wait) = wait else {
            return driver.await;
        };
        if let Ok(ended) = timeout(wait, driver.as_mut()).await {
            return ended;
        }
    }
}

/// The entry of a connection in its pool. It is removed when the connection's task ends, including
/// when the task's runtime shuts down.
struct PoolEntry {
    owner: Weak<dyn Owner>,
    id: task::Id,
}

impl Drop for PoolEntry {
    fn drop(&mut self) {
        if let Some(owner) = self.owner.upgrade() {
            owner.remove(self.id);
        }
    }
}
