//! MFA codes in requests.

use super::Call;
use crate::principal::{Kind, Principal};
use crate::refusal::Refusal;
use crate::totp;

impl Call<'_> {
    /// Verifies the MFA code of a request. Returns whether the request has one.
    pub(super) fn verify_mfa(
        &self,
        caller: &Principal,
        serial: Option<&str>,
        code: Option<&str>,
    ) -> Result<bool, Refusal> {
        let (serial, code) = match (serial, code) {
            (None, None) => return Ok(false),
            (Some(serial), Some(code)) => (serial, code),
            _ => {
                return Err(Refusal::access_denied(
                    "MultiFactorAuthentication failed, must provide both MFA serial number and \
                     one time pass code.",
                ));
            }
        };
        let unknown = |reason: &str| {
            Refusal::access_denied(
                "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify \
                 your MFA serial number is valid and associated with this user.",
            )
            .because(reason)
        };
        if caller.kind != Kind::User || caller.session.is_some() {
            return Err(unknown(
                "only the access key of a user can be used with an MFA code",
            ));
        }
        let account = self.state.get_account(&caller.account);
        let user = account.and_then(|account| {
            let mut users = account.users.values();
            users.find(|user| user.arn(&account.id) == caller.arn)
        });
        let seed = user
            .and_then(|user| user.mfa_devices.get(serial))
            .ok_or_else(|| unknown("the user has no such device"))?;
        match totp::is_valid(seed, code, self.now) {
            true => Ok(true),
            false => Err(Refusal::access_denied(
                "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
            )),
        }
    }
}
