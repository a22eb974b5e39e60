//! The tables by which errors are told apart: what to retry, and what is about credentials.

use crate::spec::{AuthScheme, ErrorSpec, RetryHint};
use crate::transport::TransportErrorKind;

/// Codes of conditions that pass, whatever the service.
const TRANSIENT_CODES: &[&str] = &["RequestTimeout", "RequestTimeoutException"];

/// Statuses by which servers and the proxies in front of them say that they cannot answer now.
const TRANSIENT_STATUSES: &[u16] = &[500, 502, 503, 504];

/// Codes by which AWS services ask for fewer requests.
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

/// Codes that speak of who signed the request rather than of what it asks for.
const CREDENTIALS_CODES: &[&str] = &[
    "AuthFailure",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "InvalidToken",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
];

/// Codes that say of the credentials which signed a request that they were valid once.
const EXPIRED_CODES: &[&str] = &["ExpiredToken", "ExpiredTokenException", "InvalidToken"];

/// Whether an error answer is worth another attempt. What the model says of a code comes first:
/// a modelled error may carry the name of a general one.
pub(crate) fn retry_hint(
    code: Option<&str>,
    status: Option<u16>,
    modelled: &[ErrorSpec],
) -> RetryHint {
    if let Some(code) = code {
        let modelled = modelled.iter().find(|error| error.code == code);
        if let Some(error) = modelled
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

/// Whether a failure of the transport is worth another attempt. An answer that is too large, or a
/// peer that is not trusted, is the same the next time.
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

/// Whether `code` says that the credentials which signed the request are the problem. In answer
/// to a request that was not signed, the same codes speak of a token in its input.
pub(crate) fn is_credentials_problem(code: &str, auth: AuthScheme) -> bool {
    auth == AuthScheme::SigV4 && is_credentials_code(code)
}

/// Whether `code`, in answer to a signed request, says that other credentials are needed. A lack
/// of permission does not: new credentials of the same identity lack it too.
pub(crate) fn says_expired(code: &str) -> bool {
    EXPIRED_CODES.contains(&code)
}

/// Whether `code` speaks of credentials.
pub(crate) fn is_credentials_code(code: &str) -> bool {
    CREDENTIALS_CODES.contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODELLED: &[ErrorSpec] = &[
        ErrorSpec::new("IDPCommunicationError", 400).with_retry(RetryHint::Yes),
        ErrorSpec::new("Throttling", 400),
    ];

    #[test]
    fn what_the_model_marks_as_retryable_is_retried_whatever_the_status() {
        let hint = retry_hint(Some("IDPCommunicationError"), Some(400), MODELLED);
        assert_eq!(hint, RetryHint::Yes);
        let hint = retry_hint(Some("IDPCommunicationError"), Some(400), &[]);
        assert_eq!(hint, RetryHint::No);
    }

    #[test]
    fn a_throttling_code_counts_also_when_the_model_does_not_mark_it() {
        let hint = retry_hint(Some("Throttling"), Some(400), MODELLED);
        assert_eq!(hint, RetryHint::Throttling);
    }

    #[test]
    fn statuses_decide_where_codes_do_not() {
        for status in [500, 502, 503, 504] {
            assert_eq!(retry_hint(None, Some(status), &[]), RetryHint::Yes);
        }
        assert_eq!(retry_hint(None, Some(429), &[]), RetryHint::Throttling);
        for status in [301, 400, 403, 404, 501, 505] {
            assert_eq!(retry_hint(None, Some(status), &[]), RetryHint::No);
        }
    }

    #[test]
    fn a_throttling_code_beats_a_transient_status() {
        let hint = retry_hint(Some("SlowDown"), Some(503), &[]);
        assert_eq!(hint, RetryHint::Throttling);
    }

    #[test]
    fn an_expired_token_in_the_input_is_no_problem_of_the_signer() {
        let code = "ExpiredTokenException";
        assert!(is_credentials_problem(code, AuthScheme::SigV4));
        assert!(!is_credentials_problem(code, AuthScheme::NoAuth));
        assert!(!is_credentials_problem("AccessDenied", AuthScheme::SigV4));
    }
}
