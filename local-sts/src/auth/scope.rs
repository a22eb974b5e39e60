//! Checks the scope of a signature.

use super::SERVICE;
use super::claimed::Claimed;
use crate::refusal::Refusal;

/// Checks the scope: date, region, service and terminator.
pub(super) fn check(claimed: &Claimed<'_>) -> Result<(), Refusal> {
    let mut problems = Vec::new();
    if claimed.service != SERVICE {
        problems.push(format!(
            "Credential should be scoped to correct service: '{SERVICE}'."
        ));
    }
    if claimed.terminator != "aws4_request" {
        let found = &claimed.terminator;
        problems.push(format!(
            "Credential should be scoped with a valid terminator: 'aws4_request', not '{found}'."
        ));
    }
    let is_region = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if claimed.region.is_empty() || !claimed.region.bytes().all(is_region) {
        problems.push("Credential should be scoped to a valid region.".to_owned());
    }
    let signed_at = &claimed.signed_at.text;
    let date = signed_at.get(..8).unwrap_or_default();
    if claimed.date != date {
        let found = &claimed.date;
        problems.push(format!(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from \
             HTTP: '{found}' != '{date}', from '{signed_at}'."
        ));
    }
    if !claimed.signed_headers.iter().any(|name| name == "host") {
        problems.push(
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.".to_owned(),
        );
    }
    match problems.is_empty() {
        true => Ok(()),
        false => Err(Refusal::new(
            403,
            "SignatureDoesNotMatch",
            problems.join(" "),
        )),
    }
}
