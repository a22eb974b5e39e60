//! Bodies of requests and responses.

use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use hyper::body::{Body, Frame, Incoming, SizeHint};

/// The maximum size of the body of a request, in bytes: more than the largest valid assertion in
/// percent-encoding.
pub(super) const MAX_BODY: usize = 512 * 1024;

/// Why a body cannot be read.
pub(super) enum BodyError {
    TooLarge,
    /// The connection failed.
    Incomplete,
}

/// Reads the body of a request.
pub(super) async fn read(body: Incoming) -> Result<Bytes, BodyError> {
    let is_too_large = |length: u64| length > MAX_BODY as u64;
    if is_too_large(body.size_hint().lower()) {
        return Err(BodyError::TooLarge);
    }
    let mut body = pin!(body);
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    while let Some(frame) = std::future::poll_fn(|context| body.as_mut().poll_frame(context)).await
    {
        let Ok(data) = frame.map_err(|_| BodyError::Incomplete)?.into_data() else {
            continue;
        };
        if is_too_large((first.len() + all.len() + data.len()) as u64) {
            return Err(BodyError::TooLarge);
        }
        // Most bodies arrive at once, and need no copy.
        if first.is_empty() && all.is_empty() {
            first = data;
            continue;
        }
        if !first.is_empty() {
            all.extend_from_slice(&std::mem::take(&mut first));
        }
        all.extend_from_slice(&data);
    }
    Ok(if all.is_empty() { first } else { all.freeze() })
}

/// The body of a response.
pub(super) struct Sent {
    data: Option<Bytes>,
    length: u64,
    /// Whether the connection is closed after the data, which is then only a part of the body.
    is_cut: bool,
}

impl Sent {
    pub(super) fn new(mut data: Bytes, is_cut: bool) -> Self {
        let length = data.len() as u64;
        if is_cut {
            data.truncate(data.len() / 2);
        }
        Self {
            data: Some(data).filter(|data| !data.is_empty()),
            length,
            is_cut,
        }
    }
}

impl Body for Sent {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Poll::Ready(match self.data.take() {
            Some(data) => Some(Ok(Frame::data(data))),
            None if self.is_cut => Some(Err(io::Error::other("injected fault"))),
            None => None,
        })
    }

    fn is_end_stream(&self) -> bool {
        self.data.is_none() && !self.is_cut
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}
