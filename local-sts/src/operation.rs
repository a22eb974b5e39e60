//! The operations: each takes a valid input and returns its output, or refuses it.

pub(crate) mod assume_role;
pub(crate) mod assume_role_with_saml;
pub(crate) mod assume_role_with_web_identity;
pub(crate) mod assume_root;
pub(crate) mod decode_authorization_message;
pub(crate) mod get_access_key_info;
pub(crate) mod get_caller_identity;
pub(crate) mod get_delegated_access_token;
pub(crate) mod get_federation_token;
pub(crate) mod get_session_token;
pub(crate) mod get_web_identity_token;

mod duration;
mod issue;
mod mfa;
mod policies;
mod role;
mod tags;
mod trust;

use crate::auth::Authenticated;
use crate::policy::Context;
use crate::principal::Principal;
use crate::refusal::Refusal;
use crate::seal::Sealer;
use crate::state::State;

/// A call of an operation, with the data from which its response is made.
pub(crate) struct Call<'a> {
    pub(crate) state: &'a State,
    pub(crate) sealer: &'a Sealer,
    /// In seconds since the Unix epoch.
    pub(crate) now: i64,
    /// `None` for an operation that is not signed.
    pub(crate) caller: Option<&'a Authenticated>,
    pub(crate) source_ip: Option<std::net::IpAddr>,
    pub(crate) user_agent: Option<&'a str>,
}

impl Call<'_> {
    /// The caller of a signed operation.
    fn caller(&self) -> Result<&Principal, Refusal> {
        match self.caller {
            Some(caller) => Ok(&caller.principal),
            None => Err(Refusal::internal("a signed operation has no caller")),
        }
    }

    /// The condition keys of every request.
    fn context(&self) -> Context<'_> {
        let mut context = Context::default();
        let time = querysmith_runtime::DateTime::from_secs(self.now);
        let format = querysmith_runtime::TimestampFormat::DateTime;
        context.set("aws:CurrentTime", time.format(format));
        context.set("aws:EpochTime", self.now.to_string());
        context.set("aws:SecureTransport", "false");
        context.set_if("aws:SourceIp", self.source_ip.map(|ip| ip.to_string()));
        context.set_if("aws:UserAgent", self.user_agent);
        context.set_if(
            "aws:RequestedRegion",
            self.caller.map(|caller| caller.region.as_str()),
        );
        context
    }

    /// Checks that STS is active in the region for which the request is signed.
    fn check_region(&self) -> Result<(), Refusal> {
        let Some(caller) = self.caller else {
            return Ok(());
        };
        if !self.state.is_disabled(&caller.region) {
            return Ok(());
        }
        let account = &caller.principal.account;
        Err(Refusal::new(
            403,
            "RegionDisabledException",
            format!(
                "STS is not activated in this region for account:{account}. Your account \
                 administrator can activate STS in this region using the IAM Console."
            ),
        ))
    }
}
