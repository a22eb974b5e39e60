//! Checks the time of a signature.

use super::claimed::{Claimed, basic};
use crate::refusal::Refusal;

/// How far the time of a signature may be from that of STS, in seconds. It is also the lifetime of a
/// presigned URL: STS ignores a shorter or longer one in `X-Amz-Expires`.
const TOLERANCE: i64 = 15 * 60;

/// Checks the time of a signature. `now` is in seconds since the Unix epoch.
///
/// The error is that of STS: `RequestExpired`, which AWS documents for all services, is what EC2
/// returns instead, and for expired session tokens too.
pub(super) fn check(claimed: &Claimed<'_>, now: i64) -> Result<(), Refusal> {
    let signed_at = &claimed.signed_at;
    let minutes = TOLERANCE / 60;
    let text = &signed_at.text;
    let message = if signed_at.seconds < now.saturating_sub(TOLERANCE) {
        let (earliest, current) = (basic(now.saturating_sub(TOLERANCE)), basic(now));
        format!(
            "Signature expired: {text} is now earlier than {earliest} ({current} - {minutes} min.)"
        )
    } else if signed_at.seconds > now.saturating_add(TOLERANCE) {
        let (latest, current) = (basic(now.saturating_add(TOLERANCE)), basic(now));
        format!(
            "Signature not yet current: {text} is still later than {latest} ({current} + {minutes} \
             min.)"
        )
    } else {
        return Ok(());
    };
    let kind = if claimed.is_presigned {
        "URL"
    } else {
        "request"
    };
    let reason = format!(
        "the {kind} was signed {} s from now",
        signed_at.seconds - now
    );
    Err(Refusal::new(403, "SignatureDoesNotMatch", message).because(reason))
}
