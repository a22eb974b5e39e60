//! Reads the body of an answer, up to a limit.

use std::error::Error as StdError;

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;

use super::connector::last_cause;
use crate::transport::{TransportError, TransportErrorKind};

/// Reads `body` to its end, if that comes within `limit` bytes.
pub(super) async fn read<B>(mut body: B, limit: usize, peer: &str) -> Result<Bytes, TransportError>
where
    B: BodyExt<Data = Bytes> + Unpin,
    B::Error: StdError + Send + Sync + 'static,
{
    // What is announced to be too large is not read at all.
    if body.size_hint().lower() > limit as u64 {
        return Err(TransportError::body_too_large(limit));
    }
    let mut whole = Bytes::new();
    let mut parts = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| broken(peer, error))?;
        let Ok(data) = frame.into_data() else {
            continue; // trailers
        };
        if whole.len() + parts.len() + data.len() > limit {
            return Err(TransportError::body_too_large(limit));
        }
        // Most answers come in one piece, which is then handed on without a copy.
        if whole.is_empty() && parts.is_empty() {
            whole = data;
        } else {
            parts.extend_from_slice(&std::mem::take(&mut whole));
            parts.extend_from_slice(&data);
        }
    }
    Ok(if parts.is_empty() {
        whole
    } else {
        parts.freeze()
    })
}

fn broken(peer: &str, error: impl StdError + Send + Sync + 'static) -> TransportError {
    let reason = last_cause(&error);
    TransportError::new(
        TransportErrorKind::Io,
        format!("the answer from {peer} broke off: {reason}"),
    )
    .with_source(error)
}
