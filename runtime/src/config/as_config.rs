//! What a client can be created from.

use std::ops::Deref;

use super::Config;

/// A [`Config`], or a value that dereferences to one, such as an `Arc<Config>`.
///
/// Constructors of clients take it, so that they can also be used as functions of such a value:
///
/// ```
/// # extern crate querysmith_runtime as querysmith;
/// use std::sync::Arc;
///
/// use querysmith::{AsConfig, Config};
///
/// fn region(config: &impl AsConfig) -> Option<&str> {
///     config.as_config().region()
/// }
///
/// let config = Arc::new(Config::builder().region("eu-west-1").build());
/// assert_eq!(region(&config), Some("eu-west-1"));
/// ```
#[diagnostic::on_unimplemented(
    message = "a client is created from a `Config`, and `{Self}` has none",
    note = "`querysmith::load().await?` loads a config, and `Config::builder()` makes one"
)]
pub trait AsConfig {
    /// The config.
    fn as_config(&self) -> &Config;
}

impl AsConfig for Config {
    fn as_config(&self) -> &Config {
        self
    }
}

impl<T: Deref<Target: AsConfig> + ?Sized> AsConfig for T {
    fn as_config(&self) -> &Config {
        self.deref().as_config()
    }
}
