//! The default transport: hyper and rustls, on tokio.

mod body;
mod connector;
mod tls;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::{Transport, TransportError, TransportErrorKind};
use crate::clock::BoxFuture;
use connector::Connector;

/// How long an unused connection is kept.
const POOL_IDLE: Duration = Duration::from_secs(90);

/// Speaks HTTP/1.1 with hyper, over TLS with rustls (cryptography by ring, the system's roots).
///
/// Connections are kept alive and pooled; clones share the pool. The roots are read once a
/// process, with the first `https` request. It works only inside a tokio runtime with I/O and
/// time enabled.
#[derive(Clone)]
pub struct HyperTransport {
    client: Client<Connector, Full<Bytes>>,
    response_limit: usize,
}

impl HyperTransport {
    /// A transport that gives up connecting, name look-up and TLS handshake included, after
    /// `connect_timeout` (`None`: never by itself), and refuses an answer with a body of more
    /// than `response_limit` bytes.
    pub fn new(connect_timeout: Option<Duration>, response_limit: usize) -> Self {
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(POOL_IDLE)
            .pool_timer(TokioTimer::new())
            .build(Connector::new(connect_timeout));
        Self {
            client,
            response_limit,
        }
    }

    async fn round_trip(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(TransportError::new(
                TransportErrorKind::Other,
                "there is no tokio runtime here, and the default transport needs one; \
                 make the call inside a runtime, or give the config another transport",
            ));
        }
        let peer = connector::peer(request.uri());
        let response = self
            .client
            .request(request.map(Full::new))
            .await
            .map_err(|error| send_error(&peer, error))?;
        let (head, body) = response.into_parts();
        let body = body::read(body, self.response_limit, &peer).await?;
        Ok(http::Response::from_parts(head, body))
    }
}

impl Transport for HyperTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(self.round_trip(request))
    }
}

impl fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperTransport")
            .field("response_limit", &self.response_limit)
            .finish_non_exhaustive()
    }
}

fn send_error(peer: &str, error: hyper_util::client::legacy::Error) -> TransportError {
    // The connector has said it already, and better.
    if let Some(error) = causes(&error).find_map(|cause| cause.downcast_ref::<TransportError>()) {
        return error.clone();
    }
    let reason = causes(&error)
        .last()
        .map_or_else(String::new, ToString::to_string);
    TransportError::new(
        TransportErrorKind::Io,
        format!("no answer from {peer}: {reason}"),
    )
    .with_source(error)
}

/// `error` and what lies beneath it. The last one is that which says something.
fn causes<'e>(
    error: &'e (dyn StdError + 'static),
) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| {
        // An I/O error skips the error that it wraps when it is asked for its source.
        match error
            .downcast_ref::<std::io::Error>()
            .and_then(|io| io.get_ref())
        {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        }
    })
}
