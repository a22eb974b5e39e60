//! Issues temporary credentials.

use querysmith_runtime::DateTime;
use querysmith_sts::types::Credentials;

use super::Call;
use crate::fakes;
use crate::principal::{Principal, Session};
use crate::refusal::Refusal;
use crate::session_token::{Claims, MAX_LENGTH, Plain};

/// Credentials, and the size of their session token.
pub(super) struct Issued {
    pub(super) credentials: Credentials,
    /// In percent of the maximum.
    pub(super) utilization: i32,
    /// In characters.
    pub(super) size: i32,
}

impl Call<'_> {
    /// A session that starts now and lasts for `duration` seconds.
    pub(super) fn session(&self, duration: i64) -> Session {
        Session {
            issued_at: self.now,
            expires_at: self.now.saturating_add(duration),
            ..Session::default()
        }
    }

    /// Issues credentials for a principal, which must have a session. The token has at least
    /// `min_size` characters.
    pub(super) fn issue(
        &self,
        principal: Principal,
        min_size: Option<i32>,
    ) -> Result<Issued, Refusal> {
        let expires_at = principal
            .session
            .as_ref()
            .map_or(self.now, |session| session.expires_at);
        let claims = Claims {
            access_key_id: fakes::session_key_id(&principal.account, fastrand::u64(..)),
            principal,
        };
        let mut plain = Plain::of(&claims);
        if plain.token_length() > MAX_LENGTH {
            let percent = percentage(plain.token_length());
            return Err(Refusal::new(
                400,
                "PackedPolicyTooLarge",
                format!(
                    "Packed policy consumes {percent}% of allotted space, please use smaller \
                     policy."
                ),
            ));
        }
        let min_size = usize::try_from(min_size.unwrap_or_default()).unwrap_or_default();
        plain.pad(min_size.min(MAX_LENGTH));
        let token = plain.seal(self.sealer)?;
        let secret = fakes::session_secret(self.sealer.secrets(), &token);
        let size = token.len();
        Ok(Issued {
            utilization: percentage(size),
            size: i32::try_from(size).unwrap_or(i32::MAX),
            credentials: Credentials::builder()
                .access_key_id(claims.access_key_id)
                .secret_access_key(secret)
                .session_token(token)
                .expiration(DateTime::from_secs(expires_at))
                .build()?,
        })
    }
}

/// The length of a token in percent of the maximum, rounded up.
fn percentage(length: usize) -> i32 {
    i32::try_from((length * 100).div_ceil(MAX_LENGTH)).unwrap_or(i32::MAX)
}
