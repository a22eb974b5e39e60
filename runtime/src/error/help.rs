//! Help texts of errors: what to do, if that is known. A text that only repeats the error would not
//! help, so most codes have none.

use crate::spec::AuthScheme;

/// For a call without a region.
pub(super) const MISSING_REGION: &str =
    "set AWS_REGION and load the config from the environment, or set a region in the config";

/// An entry in the list of places where a region was looked for: the shared files were not read.
pub(crate) const FILES_NOT_READ: &str = "files-not-read";

/// For a call without a region, with a config from the environment alone.
pub(super) const MISSING_REGION_WITHOUT_FILES: &str = "set AWS_REGION and load the config from the environment, or set a region in the config; the shared \
     files are not read here: use `load()` to read them too";

/// An entry in the list of places where a region was looked for: `AWS_PROFILE` selects a profile, and
/// the shared files were not read.
pub(crate) const PROFILE_NOT_READ: &str = "profile-not-read";

/// For a call without a region, with a config from the environment alone, which selects a profile.
pub(super) const MISSING_REGION_WITHOUT_PROFILE: &str = "AWS_PROFILE selects a profile, but the shared files are not read here: use `load()` to read \
     them too, or set AWS_REGION, or set a region in the config";

/// For a call without credentials.
pub(super) const NO_CREDENTIALS: &str = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN for temporary \
     credentials) and load the config from the environment, or set a credentials provider in the \
     config";

/// For an input that violates constraints.
pub(super) const VALIDATION: &str = "the config's `validation` selects what is checked before a \
     call is sent: `ValidationLevel::Off`, `Standard` or `Strict`";

/// For pagination that would never end.
pub(super) const REPEATED_TOKEN: &str =
    "if the service does so deliberately, call `.stop_on_duplicate_token(false)` on the paginator";

const EXPIRED_CREDENTIALS: &str = "the credentials that signed the call have expired: get new ones";

const INVALID_TOKEN: &str =
    "check that the session token belongs to the access key and is still valid";

const EXPIRED_INPUT_TOKEN: &str =
    "the token or assertion that was passed has expired: get a new one from the identity provider";

const UNKNOWN_ACCESS_KEY: &str = "check that the access key exists, is active and belongs to the endpoint's partition, and that \
     temporary credentials are used with their session token";

const WRONG_SIGNATURE: &str =
    "check the secret access key and the session token, and that the system clock is correct";

const CLOCK: &str = "check that the system clock is correct, and set it";

const REGION_DISABLED: &str =
    "ask an administrator of the account to activate STS for this region, or use another region";

const ACCESS_DENIED: &str = "check that the caller's policies allow the action and, for a role, that its trust policy lets \
     the caller assume it";

/// The help text for `code` in the response to a request with this auth scheme; the scheme is
/// `None` if it is not known.
pub(crate) fn for_code(code: &str, auth: Option<AuthScheme>) -> Option<&'static str> {
    let signed = auth != Some(AuthScheme::NoAuth);
    match code {
        "ExpiredToken" | "ExpiredTokenException" if signed => Some(EXPIRED_CREDENTIALS),
        "InvalidToken" if signed => Some(INVALID_TOKEN),
        "ExpiredToken" | "ExpiredTokenException" => Some(EXPIRED_INPUT_TOKEN),
        "InvalidClientTokenId" | "InvalidAccessKeyId" | "UnrecognizedClientException" => {
            Some(UNKNOWN_ACCESS_KEY)
        }
        "SignatureDoesNotMatch" | "InvalidSignatureException" => Some(WRONG_SIGNATURE),
        "RequestTimeTooSkewed" | "RequestExpired" => Some(CLOCK),
        "RegionDisabledException" => Some(REGION_DISABLED),
        "AccessDenied" | "AccessDeniedException" => Some(ACCESS_DENIED),
        _ => None,
    }
}
