//! The bodies of requests and responses.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http::Uri;
use hyper::body::{Body, Frame, Incoming, SizeHint};

use super::names::{last_cause, peer};
use crate::transport::{TransportError, TransportErrorKind};

/// The body of a request, in one piece.
#[derive(Default)]
pub(super) struct FullBody(Bytes);

impl FullBody {
    /// The number of bytes.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

impl From<Bytes> for FullBody {
    fn from(bytes: Bytes) -> Self {
        Self(bytes)
    }
}

impl Body for FullBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let bytes = std::mem::take(&mut self.0);
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.len() as u64)
    }
}

/// Reads the complete body of the response to a request for `uri`, up to `limit` bytes.
pub(super) async fn read(
    mut body: Incoming,
    limit: usize,
    uri: &Uri,
) -> Result<Bytes, TransportError> {
    // A body that is announced to be too large is not read at all.
    if body.size_hint().lower() > limit as u64 {
        return Err(TransportError::body_too_large(limit));
    }
    let mut first = Bytes::new();
    let mut parts = BytesMut::new();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(|error| interrupted(uri, error))?;
        let Ok(data) = frame.into_data() else {
            continue; // trailers
        };
        if first.len() + parts.len() + data.len() > limit {
            return Err(TransportError::body_too_large(limit));
        }
        // Most bodies arrive in one frame, which is then returned without a copy.
        if first.is_empty() && parts.is_empty() {
            first = data;
        } else {
            parts.extend_from_slice(&std::mem::take(&mut first));
            parts.extend_from_slice(&data);
        }
    }
    Ok(if parts.is_empty() {
        first
    } else {
        parts.freeze()
    })
}

fn interrupted(uri: &Uri, error: hyper::Error) -> TransportError {
    let (peer, reason) = (peer(uri), last_cause(&error));
    TransportError::new(
        TransportErrorKind::Io,
        format!("the response from {peer} was interrupted: {reason}"),
    )
    .with_source(error)
}
