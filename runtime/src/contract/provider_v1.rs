//! The items that the crate of credentials providers uses.

use std::borrow::Cow;
use std::sync::Arc;

pub use crate::call::attempts;
pub use crate::call::uri::check_endpoint_url;
pub use crate::config::attempts::{RETRY_MODES, retry_mode_of};
pub use crate::config::endpoint_urls::EndpointUrlSource;
pub use crate::config::retry::Rules;
pub use crate::system::clock::{Elapsed, SharedClock, default_sleep, within};
pub use crate::value::hash::{sha1_hex, sha256_hex};
pub use crate::value::port::has_valid_port;
pub use crate::value::table::Table;
pub use crate::value::{json, percent};

use crate::config::ConfigBuilder;
use crate::error::Error;
use crate::system::env::Env;
#[cfg(feature = "hyper")]
use crate::transport::HyperTransportBuilder;
use crate::value::uuid::Uuid;

/// An error of kind [`Configuration`](crate::ErrorKind::Configuration).
pub fn configuration_error(message: String) -> Error {
    Error::configuration(None, message)
}

/// Every variable of `env` whose name starts with `prefix` and which is not blank, by name.
pub fn env_with_prefix(env: &Env, prefix: &str) -> Table<String> {
    env.with_prefix(prefix)
}

/// Whether a region is set.
pub fn has_region(builder: &ConfigBuilder) -> bool {
    builder.has_region()
}

/// Sets the region; `origin` is the setting that it comes from.
pub fn region(builder: ConfigBuilder, region: &str, origin: String) -> ConfigBuilder {
    builder.named_region(region, origin)
}

/// Adds a source in which no region was found. The error for a missing region lists these sources.
pub fn region_searched(
    builder: ConfigBuilder,
    place: impl Into<Cow<'static, str>>,
) -> ConfigBuilder {
    builder.region_searched(place)
}

/// Takes the endpoint URLs that are not set in code from `source`.
pub fn endpoint_urls(builder: ConfigBuilder, source: Arc<dyn EndpointUrlSource>) -> ConfigBuilder {
    builder.endpoint_urls(source)
}

/// Sets the root certificates of the default transport to a file that `origin` names.
#[cfg(feature = "hyper")]
pub fn ca_bundle(builder: ConfigBuilder, path: &str, env: &Env, origin: String) -> ConfigBuilder {
    builder.named_ca_bundle(path, env, origin)
}

/// Sets the root certificates of a transport to a file that `origin` names.
#[cfg(feature = "hyper")]
pub fn transport_ca_bundle(
    builder: HyperTransportBuilder,
    path: &str,
    env: &Env,
    origin: String,
) -> HyperTransportBuilder {
    builder.named_ca_bundle(path, env, origin)
}

/// Formats random bytes as a UUID version 4.
pub fn uuid_v4(bytes: [u8; 16]) -> String {
    Uuid::v4(bytes).as_str().to_owned()
}
