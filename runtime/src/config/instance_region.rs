//! The region of the EC2 instance, for where nothing else says one.

use super::{Config, ConfigBuilder};
use crate::credentials::InstanceMetadataProvider;

impl<C: From<Config>> ConfigBuilder<C> {
    /// Where there is no region so far: that of the EC2 instance that the program runs on, which
    /// `metadata` asks for. If it gives none, there still is no region, and the calls that need one
    /// tell so.
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
                "instance metadata gives no region"
            ),
        }
        self
    }
}
