//! Trade-in tokens, for `GetDelegatedAccessToken`. At AWS, partners obtain them with a delegation
//! request; here, a test creates them.

use crate::seal::{NoRandomness, Purpose, Sealer};

/// The claims of a trade-in token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TradeIn {
    /// `111122223333/alice`
    pub(crate) user: String,
    /// In seconds since the Unix epoch.
    pub(crate) expires_at: i64,
}

pub(crate) fn seal(sealer: &Sealer, token: &TradeIn) -> Result<String, NoRandomness> {
    let plain = format!("{} {}", token.expires_at, token.user);
    sealer.seal(Purpose::TradeInToken, plain.as_bytes())
}

/// Opens a token; `None` if this server did not issue it.
pub(crate) fn open(sealer: &Sealer, text: &str) -> Option<TradeIn> {
    let plain = String::from_utf8(sealer.open(Purpose::TradeInToken, text)?).ok()?;
    let (expires_at, user) = plain.split_once(' ')?;
    Some(TradeIn {
        user: user.to_owned(),
        expires_at: expires_at.parse().ok()?,
    })
}
