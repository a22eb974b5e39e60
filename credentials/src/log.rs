//! The `tracing` events of providers, under the target `querysmith`: failures that callers do not see.

use std::io;

use querysmith_runtime::CredentialsError;
use querysmith_runtime::date_time::DateTime;
use tracing::{debug, warn};

const TARGET: &str = "querysmith";

/// The token of an SSO session could not be refreshed, and is used until it expires.
pub(crate) fn sso_token_not_refreshed(left_s: i64) {
    warn!(
        target: TARGET,
        left_s,
        "the token of the SSO session could not be refreshed, and is used until it expires; run \
         `aws sso login` if this persists"
    );
}

/// The refreshed token could not be saved. The next process finds the old token, which the service
/// may have revoked when it issued the new one. The error is an I/O error, which shows the path of
/// the file but not its contents.
pub(crate) fn sso_token_not_saved(error: &io::Error) {
    warn!(
        target: TARGET,
        error = %error,
        "the new token of the SSO session could not be written to its file; run `aws sso login` if \
         other programs find no credentials"
    );
}

/// The credentials of a session of `aws login` could not be refreshed, and are used until they
/// expire.
pub(crate) fn login_not_refreshed(left_s: i64, error: &CredentialsError) {
    warn!(
        target: TARGET,
        left_s,
        reason = error.message(),
        "the credentials of `aws login` could not be refreshed, and are used until they expire"
    );
}

/// The refreshed session could not be saved. The next process finds the old one, whose refresh
/// token the service may have revoked.
pub(crate) fn login_not_saved(error: &io::Error) {
    warn!(
        target: TARGET,
        error = %error,
        "the new credentials of `aws login` could not be written to their file; run `aws login` if \
         other programs find no credentials"
    );
}

/// Instance metadata returned expired credentials, which are used for a while nevertheless.
pub(crate) fn metadata_credentials_expired(access_key_id: &str, expired_at: DateTime) {
    warn!(
        target: TARGET,
        access_key_id,
        %expired_at,
        "instance metadata returned credentials that have expired; they are used until it returns \
         new ones, because services may still accept them"
    );
}

/// Instance metadata returned no region, and nothing else sets one.
pub(crate) fn no_region(error: &CredentialsError) {
    debug!(
        target: TARGET,
        reason = error.message(),
        "no region from instance metadata"
    );
}
