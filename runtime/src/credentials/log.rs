//! The `tracing` events of the credentials cache, under the target `querysmith`: failures that callers
//! do not see.
//!
//! Messages of providers' errors are left out. Some contain what a command printed on stderr, and
//! some contain text from a service, which may echo the request.

use std::time::Duration;

use tracing::warn;

use super::CredentialsError;
use crate::value::date_time::DateTime;

const TARGET: &str = "querysmith";

/// The old credentials are still served after a failed refresh.
pub(super) fn serving_on(
    error: &CredentialsError,
    expires_at: Option<DateTime>,
    next_try_in: Duration,
) {
    let call = error.call();
    warn!(
        target: TARGET,
        error = call.map(|call| tracing::field::debug(call.kind())),
        code = call.and_then(|call| call.code()),
        status = call.and_then(|call| call.status()),
        request_id = call.and_then(|call| call.request_id()),
        expires_at = expires_at.map(tracing::field::display),
        next_try_in_s = next_try_in.as_secs(),
        "the credentials could not be refreshed, and the old ones are still served; \
         `CachedCredentials::last_failure` returns the error"
    );
}
