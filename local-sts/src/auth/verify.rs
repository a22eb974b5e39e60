//! Verifies a signature: computes the one that the request should have.

use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use http::Request;
use http::uri::PathAndQuery;
use querysmith_runtime::sigv4::{
    CanonicalRequest, Scope, SigningError, SigningKeyCache, SigningSettings, sha256_hex,
};

use super::SERVICE;
use super::claimed::Claimed;
use crate::compare::is_equal;
use crate::refusal::Refusal;

/// Verifies a signature with a secret access key.
pub(super) fn verify(
    request: &Request<Bytes>,
    claimed: &Claimed<'_>,
    secret_access_key: &str,
    keys: &SigningKeyCache,
) -> Result<(), Refusal> {
    let unsignable = |error: SigningError| {
        let refusal = mismatch("The request cannot have a valid signature.".to_owned());
        refusal.because(error.to_string())
    };
    let seconds = u64::try_from(claimed.signed_at.seconds).unwrap_or_default();
    let time = UNIX_EPOCH + Duration::from_secs(seconds);
    let scope = Scope::new(time, &claimed.region, SERVICE).map_err(unsignable)?;
    let canonical = canonical(request, claimed).map_err(unsignable)?;
    let string_to_sign = scope.string_to_sign(&canonical);
    let key = keys.signing_key(&claimed.access_key_id, secret_access_key, &scope);
    if is_equal(&key.sign(&string_to_sign), &claimed.signature) {
        return Ok(());
    }
    let canonical = canonical.as_str();
    Err(mismatch(format!(
        "The request signature we calculated does not match the signature you provided. Check \
         your AWS Secret Access Key and signing method. Consult the service documentation for \
         details.\n\nThe Canonical String for this request should have been\n'{canonical}'\n\nThe \
         String-to-Sign should have been\n'{string_to_sign}'\n"
    ))
    .because("the signature does not match"))
}

fn mismatch(message: String) -> Refusal {
    Refusal::new(403, "SignatureDoesNotMatch", message)
}

fn canonical(
    request: &Request<Bytes>,
    claimed: &Claimed<'_>,
) -> Result<CanonicalRequest, SigningError> {
    let payload_hash = sha256_hex(request.body());
    let names: Vec<&str> = claimed.signed_headers.iter().map(AsRef::as_ref).collect();
    let settings = SigningSettings::default();
    let with_names = |request: &Request<Bytes>| {
        CanonicalRequest::with_signed_headers(request, &names, &payload_hash, settings)
    };
    if !claimed.is_presigned {
        return with_names(request);
    }
    // A URL is signed without the parameter that has its signature.
    let query = request.uri().query().unwrap_or_default();
    let signed: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.starts_with("X-Amz-Signature="))
        .collect();
    let target = format!("{}?{}", request.uri().path(), signed.join("&"));
    let target = PathAndQuery::try_from(target).map_err(|_| SigningError::UriTooLong)?;
    let mut unsigned = request.clone();
    let mut parts = std::mem::take(unsigned.uri_mut()).into_parts();
    parts.path_and_query = Some(target);
    *unsigned.uri_mut() = parts.try_into().map_err(|_| SigningError::UriTooLong)?;
    with_names(&unsigned)
}
