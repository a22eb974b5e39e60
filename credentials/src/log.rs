//! What the providers log through `tracing`, under the target `querysmith`: problems that callers do
//! not see.

use std::io;

use querysmith_runtime::CredentialsError;
use tracing::{debug, warn};

const TARGET: &str = "querysmith";

/// The token of an SSO session is used to its end.
pub(crate) fn sso_token_not_refreshed(left_s: i64) {
    warn!(
        target: TARGET,
        left_s,
        "the token of the SSO session could not be refreshed, and is used to its end; run `aws sso \
         login` if this goes on"
    );
}

/// The next process finds the old token, which may have been taken back for the new one. The error
/// is that of a file, which shows its path and nothing of what is in it.
pub(crate) fn sso_token_not_kept(error: &io::Error) {
    warn!(
        target: TARGET,
        error = %error,
        "the new token of the SSO session could not be written to its file; run `aws sso login` if \
         other programs find no credentials"
    );
}

/// Instance metadata gives no region, where nothing else sets one.
pub(crate) fn no_region(error: &CredentialsError) {
    debug!(
        target: TARGET,
        reason = error.message(),
        "instance metadata gives no region"
    );
}
