//! Authentication: who signed a request, and whether the signature is valid.

mod claimed;
mod scope;
mod time;
mod verify;

use bytes::Bytes;
use http::Request;
use querysmith_runtime::sigv4::SigningKeyCache;

use crate::fakes;
use crate::principal::Principal;
use crate::refusal::Refusal;
use crate::seal::Sealer;
use crate::session_token;
use crate::state::State;

use claimed::Claimed;

/// The name of the service in the scope of signatures.
const SERVICE: &str = "sts";

/// A request that is authenticated.
pub(crate) struct Authenticated {
    pub(crate) principal: Principal,
    /// The region of the signature.
    pub(crate) region: String,
    pub(crate) access_key_id: String,
}

/// Identifies the signers of requests.
pub(crate) struct Authenticator {
    keys: SigningKeyCache,
}

impl Authenticator {
    pub(crate) fn new() -> Self {
        Self {
            keys: SigningKeyCache::new(),
        }
    }

    /// Verifies the signature of a request, in its headers or its URL, and returns who signed it.
    /// `now` is in seconds since the Unix epoch.
    pub(crate) fn authenticate(
        &self,
        request: &Request<Bytes>,
        state: &State,
        sealer: &Sealer,
        now: i64,
    ) -> Result<Authenticated, Refusal> {
        let claimed = Claimed::read(request)?;
        let (principal, secret) = find_key(&claimed, state, sealer)?;
        // A wrong signature is reported before an expired token.
        scope::check(&claimed)?;
        time::check(&claimed, now)?;
        verify::verify(request, &claimed, &secret, &self.keys)?;
        if let Some(session) = &principal.session
            && session.expires_at <= now
        {
            let message = "The security token included in the request is expired";
            return Err(Refusal::new(403, "ExpiredToken", message));
        }
        Ok(Authenticated {
            principal,
            region: claimed.region.into_owned(),
            access_key_id: claimed.access_key_id.into_owned(),
        })
    }
}

/// The access key id with which a request claims to be signed, for the log.
pub(crate) fn claimed_key_id(request: &Request<Bytes>) -> Option<String> {
    let claimed = Claimed::read(request).ok()?;
    Some(claimed.access_key_id.into_owned())
}

/// The principal of an access key and its secret access key.
fn find_key(
    claimed: &Claimed<'_>,
    state: &State,
    sealer: &Sealer,
) -> Result<(Principal, String), Refusal> {
    let refused = |reason: &str| {
        let message = "The security token included in the request is invalid.";
        Refusal::new(403, "InvalidClientTokenId", message).because(reason)
    };
    let id = &*claimed.access_key_id;
    let found = state.user_of_key(id);
    let Some(token) = &claimed.session_token else {
        return match found {
            Some((account, user, key)) => {
                Ok((Principal::of_user(account, user), key.secret.clone()))
            }
            None if fakes::session_account(id).is_some() => {
                Err(refused("a session key is used without its session token"))
            }
            None => Err(refused("no user has this access key")),
        };
    };
    if found.is_some() {
        return Err(refused(
            "the access key of a user is used with a session token",
        ));
    }
    let claims = session_token::open(sealer, token)
        .ok_or_else(|| refused("this server did not issue the session token"))?;
    if claims.access_key_id != id {
        return Err(refused("the session token belongs to another access key"));
    }
    let secret = fakes::session_secret(sealer.secrets(), token);
    Ok((claims.principal, secret))
}

#[cfg(test)]
mod tests;
