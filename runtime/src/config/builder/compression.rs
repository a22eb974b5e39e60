//! The settings of request compression.

use super::ConfigBuilder;
use crate::config::compression::MAX_MIN_SIZE;

impl ConfigBuilder {
    /// Whether to send requests uncompressed. Only the requests of operations whose model specifies
    /// compression are ever compressed.
    #[must_use]
    pub fn disable_request_compression(mut self, disable: bool) -> Self {
        self.settings.compression.disabled = disable;
        self
    }

    /// Sets the minimum size in bytes of a request that is compressed; 10240 by default. Values
    /// above the maximum of 10485760 are treated as the maximum.
    #[must_use]
    pub fn request_min_compression_size_bytes(mut self, size: u32) -> Self {
        self.settings.compression.min_size = size.min(MAX_MIN_SIZE);
        self
    }
}
