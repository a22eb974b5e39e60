//! The region of the EC2 instance, used if no other source sets a region.

use super::{Config, ConfigBuilder};
use crate::credentials::InstanceMetadataProvider;

impl<C: From<Config>> ConfigBuilder<C> {
    /// Sets the region of the EC2 instance that the program runs on, read by `metadata`, if no
    /// region is set so far. If it is not available, the region stays unset, and calls that need
    /// one return an error.
    pub async fn region_of_instance(mut self, metadata: &InstanceMetadataProvider) -> Self {
        if self.settings.region.is_some() {
            return self;
        }
        self.settings.region_searched.push("instance metadata");
        match metadata.region().await {
            Ok(region) => self.settings.region = Some(region),
            Err(error) => tracing::debug!(
                target: "querysmith",
                reason = error.message(),
                "instance metadata provides no region"
            ),
        }
        self
    }
}
