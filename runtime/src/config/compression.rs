//! The settings of request compression.

use super::ConfigBuilder;
use super::variables::boolean;
use crate::error::Error;
use crate::system::env::Env;

const DISABLE: &str = "AWS_DISABLE_REQUEST_COMPRESSION";
const MIN_SIZE: &str = "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES";

/// The default minimum size in bytes, which AWS SDKs share.
const DEFAULT_MIN_SIZE: u32 = 10_240;
/// The largest minimum size that can be set, 10 MiB.
const MAX_MIN_SIZE: u32 = 10_485_760;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Compression {
    disabled: bool,
    min_size: u32,
}

impl Default for Compression {
    fn default() -> Self {
        Self {
            disabled: false,
            min_size: DEFAULT_MIN_SIZE,
        }
    }
}

impl Compression {
    /// Whether a body of `length` bytes is compressed.
    #[cfg_attr(
        not(feature = "gzip"),
        expect(dead_code, reason = "used by the feature gzip")
    )]
    pub(crate) fn applies(self, length: usize) -> bool {
        !self.disabled && usize::try_from(self.min_size).is_ok_and(|min_size| length >= min_size)
    }

    pub(super) fn from_env(env: &Env) -> Result<Self, Error> {
        let mut compression = Self {
            disabled: boolean(env, DISABLE)?,
            ..Self::default()
        };
        if let Some(text) = env.get(MIN_SIZE) {
            let size = text.trim().parse().ok();
            compression.min_size = size
                .filter(|size| *size <= MAX_MIN_SIZE)
                .ok_or_else(|| bad_size(&text))?;
        }
        Ok(compression)
    }
}

fn bad_size(found: &str) -> Error {
    let message = format!(
        "the environment variable {MIN_SIZE} is {found:?}, expected a number of bytes from 0 to {MAX_MIN_SIZE}"
    );
    Error::configuration(None, message)
}

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

#[cfg(test)]
mod tests {
    use super::*;

    fn compression(variables: &[(&str, &str)]) -> Result<Compression, Error> {
        let env: Env = variables.iter().copied().collect();
        Ok(ConfigBuilder::from_env(&env)?.build().compression())
    }

    #[test]
    fn the_environment_sets_the_size_and_disables_compression() {
        let set = compression(&[(MIN_SIZE, "5")]).unwrap();
        assert!(!set.disabled);
        assert_eq!(set.min_size, 5);
        assert!(compression(&[(DISABLE, "true")]).unwrap().disabled);
    }

    #[test]
    fn an_invalid_size_is_rejected_with_the_bounds() {
        for text in ["-1", "10485761", "many"] {
            let error = compression(&[(MIN_SIZE, text)]).unwrap_err().to_string();
            assert!(
                error.contains(text) && error.contains("0 to 10485760"),
                "{error}"
            );
        }
    }
}
