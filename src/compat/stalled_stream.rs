//! Stalled stream protection.

use std::time::Duration;

/// Stalled stream protection. Here, the timeout of an attempt covers the complete response, so
/// these settings have no effect.
#[derive(Clone, Debug)]
pub struct StalledStreamProtectionConfig(());

impl StalledStreamProtectionConfig {
    /// A builder with protection.
    pub fn enabled() -> StalledStreamProtectionConfigBuilder {
        StalledStreamProtectionConfigBuilder(())
    }

    /// No protection.
    pub fn disabled() -> Self {
        Self(())
    }
}

/// Builds a [`StalledStreamProtectionConfig`].
#[derive(Clone, Debug)]
pub struct StalledStreamProtectionConfigBuilder(());

impl StalledStreamProtectionConfigBuilder {
    /// Sets how long a response may stall, which has no effect.
    pub fn grace_period(self, _period: Duration) -> Self {
        self
    }

    /// Builds the settings.
    pub fn build(self) -> StalledStreamProtectionConfig {
        StalledStreamProtectionConfig(())
    }
}
