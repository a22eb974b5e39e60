//! HTTP clients.

use std::sync::Arc;

use querysmith_runtime::Bytes;
use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::http;
use querysmith_runtime::transport::{Transport, TransportError};

/// An HTTP client that can be cloned and shared. `HttpClient` is the trait
/// [`Transport`](crate::transport::Transport) of this crate.
#[derive(Clone, Debug)]
pub struct SharedHttpClient(pub(super) Arc<dyn Transport>);

impl SharedHttpClient {
    /// Shares `client`.
    pub fn new(client: impl Transport + 'static) -> Self {
        Self(Arc::new(client))
    }
}

impl Transport for SharedHttpClient {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        self.0.send(request)
    }

    fn is_test_double(&self) -> bool {
        self.0.is_test_double()
    }
}
