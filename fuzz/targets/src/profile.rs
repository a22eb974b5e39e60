//! Parsing of the shared config and credentials files.

use querysmith_credentials::profile::{ProfileChain, ProfileSet, SharedSettings};
use querysmith_runtime::env::Env;

use crate::text;

/// Reads a config file and, after a NUL, a credentials file. Each profile must give credentials or
/// an error with a message.
pub fn profile(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let (config, credentials) = text.split_once('\0').unwrap_or((text, ""));
    let profiles = match ProfileSet::parse(config, credentials) {
        Ok(profiles) => profiles,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let names: Vec<String> = profiles.names().map(str::to_owned).collect();
    for name in names.into_iter().take(16) {
        let selected = profiles.clone().with_selected(name.as_str());
        let profile = selected.selected();
        assert!(profile.is_some(), "profile {name:?} is not found");
        if let Err(error) = ProfileChain::resolve(&selected) {
            assert!(!error.to_string().is_empty());
        }
        if let Err(error) = SharedSettings::new(&Env::empty(), &selected) {
            assert!(!error.to_string().is_empty());
        }
    }
}
