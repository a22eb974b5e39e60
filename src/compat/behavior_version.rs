//! Behavior versions.

use std::fmt;

/// A behavior version: the version of the defaults that a program was written for. This crate has
/// one set of defaults, so all versions are equivalent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct BehaviorVersion(());

impl BehaviorVersion {
    /// The latest defaults.
    pub fn latest() -> Self {
        Self(())
    }

    /// The defaults of 2023-11-09.
    pub fn v2023_11_09() -> Self {
        Self(())
    }

    /// The defaults of 2024-03-28.
    pub fn v2024_03_28() -> Self {
        Self(())
    }

    /// The defaults of 2025-01-17.
    pub fn v2025_01_17() -> Self {
        Self(())
    }

    /// The defaults of 2025-08-07.
    pub fn v2025_08_07() -> Self {
        Self(())
    }

    /// The defaults of 2026-01-12.
    pub fn v2026_01_12() -> Self {
        Self(())
    }
}

impl fmt::Debug for BehaviorVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BehaviorVersion")
    }
}
