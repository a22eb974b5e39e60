//! Checks of regions that become part of a host name.

use querysmith_runtime::endpoint::is_valid_host_label;

/// The maximum part of an invalid region in an error, in characters.
const SHOWN: usize = 80;

/// The quoted start of `region` if it is not a host label. It could send secrets to another host.
pub(crate) fn invalid_region(region: &str) -> Option<String> {
    let shown = || format!("{:?}", region.chars().take(SHOWN).collect::<String>());
    (!is_valid_host_label(region, false)).then(shown)
}
