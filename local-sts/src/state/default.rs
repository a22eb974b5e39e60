//! The state of a server that was started without one.

use super::State;

/// The account of the default state to which `alice` belongs.
pub const ACCOUNT: &str = "111122223333";

/// The issuer of the OIDC provider of the default state.
pub const WEB_IDENTITY_ISSUER: &str = "https://oidc.local-sts.test";

/// The audience of the OIDC provider of the default state.
pub const WEB_IDENTITY_AUDIENCE: &str = "sts.amazonaws.com";

/// Also an example of the format.
const JSON: &str = include_str!("default.json");

pub(super) fn state() -> State {
    // A test reads the file, so there is no error.
    State::from_json(JSON).unwrap_or_else(|_| State::empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_state_is_valid() {
        let state = State::from_json(JSON).unwrap();
        assert!(state.user_named("alice").is_some());
        let account = state.get_account(ACCOUNT).unwrap();
        let provider = account.oidc_providers.get(WEB_IDENTITY_ISSUER).unwrap();
        assert!(provider.audiences.contains(WEB_IDENTITY_AUDIENCE));
        assert!(provider.signing_key.is_some());
    }
}
