//! Classification of errors: which are retryable, and which concern credentials.

use crate::spec::{AuthScheme, ErrorSpec, RetryHint};
use crate::transport::TransportErrorKind;

/// Codes of transient errors, in all services.
const TRANSIENT_CODES: &[&str] = &["RequestTimeout", "RequestTimeoutException"];

/// HTTP statuses of transient errors, of servers and of the proxies in front of them.
const TRANSIENT_STATUSES: &[u16] = &[500, 502, 503, 504];

/// Throttling codes of AWS services.
const THROTTLING_CODES: &[&str] = &[
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
];

const THROTTLING_STATUS: u16 = 429;

/// Codes that concern the credentials that signed the request.
const CREDENTIALS_CODES: &[&str] = &[
    "AuthFailure",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    UNKNOWN_ACCESS_KEY,
    "InvalidSignatureException",
    "InvalidToken",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
];

/// The code for an access key that does not exist, or no longer exists.
pub(crate) const UNKNOWN_ACCESS_KEY: &str = "InvalidClientTokenId";

/// Codes for credentials that were valid once and have expired.
const EXPIRED_CODES: &[&str] = &["ExpiredToken", "ExpiredTokenException", "InvalidToken"];

/// Whether an error response is retryable. The model takes precedence over the general codes: a
/// modeled error may have the same name as a general one.
pub(crate) fn retry_hint(
    code: Option<&str>,
    status: Option<u16>,
    modeled: &[ErrorSpec],
) -> RetryHint {
    if let Some(code) = code {
        let modeled = modeled.iter().find(|error| error.code == code);
        if let Some(error) = modeled
            && error.retry != RetryHint::No
        {
            return error.retry;
        }
        if THROTTLING_CODES.contains(&code) {
            return RetryHint::Throttling;
        }
        if TRANSIENT_CODES.contains(&code) {
            return RetryHint::Yes;
        }
    }
    match status {
        Some(THROTTLING_STATUS) => RetryHint::Throttling,
        Some(status) if TRANSIENT_STATUSES.contains(&status) => RetryHint::Yes,
        _ => RetryHint::No,
    }
}

/// Whether a transport error is retryable. A retry does not help if the response is too large or
/// the peer is not trusted.
pub(crate) fn transport_retry_hint(kind: TransportErrorKind) -> RetryHint {
    match kind {
        TransportErrorKind::Connect | TransportErrorKind::Io | TransportErrorKind::Timeout => {
            RetryHint::Yes
        }
        TransportErrorKind::Tls | TransportErrorKind::BodyTooLarge | TransportErrorKind::Other => {
            RetryHint::No
        }
    }
}

/// Whether `code` concerns the credentials that signed the request. In the response to an unsigned
/// request, the same codes concern a token in its input.
pub(crate) fn is_credentials_problem(code: &str, auth: AuthScheme) -> bool {
    auth == AuthScheme::SigV4 && is_credentials_code(code)
}

/// Whether `code`, in the response to a signed request, means that the credentials have expired.
/// Missing permissions do not count: new credentials of the same identity lack them too.
pub(crate) fn is_expired_code(code: &str) -> bool {
    EXPIRED_CODES.contains(&code)
}

/// Whether `code` concerns credentials.
pub(crate) fn is_credentials_code(code: &str) -> bool {
    CREDENTIALS_CODES.contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODELED: &[ErrorSpec] = &[
        ErrorSpec::new("IDPCommunicationError", 400).with_retry(RetryHint::Yes),
        ErrorSpec::new("Throttling", 400),
    ];

    #[test]
    fn an_error_that_the_model_marks_as_retryable_is_retryable_with_any_status() {
        let hint = retry_hint(Some("IDPCommunicationError"), Some(400), MODELED);
        assert_eq!(hint, RetryHint::Yes);
        let hint = retry_hint(Some("IDPCommunicationError"), Some(400), &[]);
        assert_eq!(hint, RetryHint::No);
    }

    #[test]
    fn a_throttling_code_counts_even_if_the_model_does_not_mark_it() {
        let hint = retry_hint(Some("Throttling"), Some(400), MODELED);
        assert_eq!(hint, RetryHint::Throttling);
    }

    #[test]
    fn the_status_decides_if_the_code_does_not() {
        for status in [500, 502, 503, 504] {
            assert_eq!(retry_hint(None, Some(status), &[]), RetryHint::Yes);
        }
        assert_eq!(retry_hint(None, Some(429), &[]), RetryHint::Throttling);
        for status in [301, 400, 403, 404, 501, 505] {
            assert_eq!(retry_hint(None, Some(status), &[]), RetryHint::No);
        }
    }

    #[test]
    fn a_throttling_code_takes_precedence_over_a_transient_status() {
        let hint = retry_hint(Some("SlowDown"), Some(503), &[]);
        assert_eq!(hint, RetryHint::Throttling);
    }

    #[test]
    fn an_expired_token_in_the_input_is_not_a_credentials_problem() {
        let code = "ExpiredTokenException";
        assert!(is_credentials_problem(code, AuthScheme::SigV4));
        assert!(!is_credentials_problem(code, AuthScheme::NoAuth));
        assert!(!is_credentials_problem("AccessDenied", AuthScheme::SigV4));
    }
}
