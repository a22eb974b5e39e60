//! HTTP/1.1 over one connection.

use std::pin::pin;
use std::sync::{Arc, Weak};

use http::{Request, Response};
use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use hyper::client::conn::http1::{self, SendRequest};
use tokio::task::{self, AbortHandle};
use tokio::time::timeout;

use super::body::Whole;
use super::pool::{POOL_IDLE, Pool};
use super::stream::Stream;

/// Sends requests, one after the other. Dropping it closes the connection, at once if there is a
/// request under way, of which no more is written then.
pub(super) struct Connection {
    sender: SendRequest<Whole>,
    driver: AbortHandle,
}

impl Connection {
    /// Begins with HTTP over `stream`. When the connection ends, or has been idle in `pool` for too
    /// long, it is taken out of there.
    ///
    /// # Errors
    ///
    /// When the other end closes, or speaks first.
    pub(super) async fn over(stream: Stream, pool: &Arc<Pool>) -> hyper::Result<Self> {
        let (sender, driver) = http1::handshake(stream).await?;
        let task = tokio::spawn(drive(driver, Arc::downgrade(pool)));
        let mut connection = Self {
            sender,
            driver: task.abort_handle(),
        };
        // A server that speaks before it is asked is found out here, so that what it says is not
        // taken for an answer.
        match connection.ready().await {
            Ok(()) => Ok(connection),
            Err(closed) => Err(match task.await {
                Ok(Err(why)) => why,
                _ => closed,
            }),
        }
    }

    /// Tells the connections of a pool apart.
    pub(super) fn id(&self) -> task::Id {
        self.driver.id()
    }

    /// Sends `request` and brings the head of the answer, or an error, which has the request if
    /// nothing of that was written.
    pub(super) async fn send(
        &mut self,
        request: Request<Whole>,
    ) -> Result<Response<Incoming>, TrySendError<Request<Whole>>> {
        self.sender.try_send_request(request).await
    }

    /// Waits until another request can be sent, or never can.
    pub(super) async fn ready(&mut self) -> hyper::Result<()> {
        self.sender.ready().await
    }

    /// Whether another request can be sent now, as far as is known.
    pub(super) fn is_ready(&self) -> bool {
        self.sender.is_ready()
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // Hyper would first write the rest, which the other end may never read.
        if !self.is_ready() {
            self.driver.abort();
        }
    }
}

/// Reads and writes until the connection is closed, by either side. What goes wrong is told to
/// whoever waits for an answer.
async fn drive(driver: http1::Connection<Stream, Whole>, pool: Weak<Pool>) -> hyper::Result<()> {
    // Dropped after the driver, so that a connection is no longer ready when it is looked for.
    let place = Place {
        pool,
        id: task::id(),
    };
    let mut driver = pin!(driver);
    let mut wait = POOL_IDLE;
    loop {
        if let Ok(ended) = timeout(wait, driver.as_mut()).await {
            return ended;
        }
        match place.pool.upgrade() {
            Some(pool) => wait = pool.expire(place.id),
            None => return Ok(()),
        }
    }
}

/// A connection's place in its pool, which is cleared when the connection's task ends, also with
/// the runtime that it is of.
struct Place {
    pool: Weak<Pool>,
    id: task::Id,
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(pool) = self.pool.upgrade() {
            pool.remove(self.id);
        }
    }
}
