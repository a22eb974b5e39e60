//! Session policies in requests.

use querysmith_sts::types::PolicyDescriptorType;

use crate::arn::Arn;
use crate::policy::check_session_policy;
use crate::refusal::Refusal;
use crate::state::Tags;

/// The maximum number of managed session policies.
const MAX_ARNS: usize = 10;

/// The maximum length of a session policy and the ARNs of managed ones in characters. The constraint
/// in the model of `AssumeRole` has no maximum.
const MAX_LENGTH: usize = 2048;

/// The size of the session policies and tags of a request in percent of the maximum, as a response
/// states it; `None` if there are none.
pub(super) fn packed_size(policies: &[String], tags: &Tags) -> Option<i32> {
    if policies.is_empty() && tags.is_empty() {
        return None;
    }
    let tags = tags.iter().flat_map(|(key, value)| [key, value]);
    let length = length(policies.iter().chain(tags));
    Some(i32::try_from(percentage(length)).unwrap_or(i32::MAX))
}

/// In characters.
fn length<'t>(texts: impl Iterator<Item = &'t String>) -> usize {
    texts.map(|text| text.chars().count()).sum()
}

fn percentage(length: usize) -> usize {
    (length * 100).div_ceil(MAX_LENGTH)
}

/// Checks the session policies of a request, and returns them for the session.
pub(super) fn check(
    policy: Option<&str>,
    arns: Option<&[PolicyDescriptorType]>,
) -> Result<Vec<String>, Refusal> {
    let malformed = |message: &str| Refusal::new(400, "MalformedPolicyDocument", message);
    let mut policies = Vec::new();
    if let Some(policy) = policy {
        check_session_policy(policy).map_err(malformed)?;
        policies.push(policy.to_owned());
    }
    let arns = arns.unwrap_or_default();
    if arns.len() > MAX_ARNS {
        let count = arns.len();
        return Err(Refusal::validation(format!(
            "The number of managed policies, {count}, exceeds the quota of {MAX_ARNS}."
        )));
    }
    for arn in arns
        .iter()
        .filter_map(|descriptor| descriptor.arn.as_deref())
    {
        let is_policy = Arn::parse(arn)
            .is_some_and(|arn| arn.service == "iam" && arn.resource.starts_with("policy/"));
        if !is_policy {
            return Err(Refusal::validation(format!("ARN {arn} is not valid.")));
        }
        policies.push(arn.to_owned());
    }
    let length = length(policies.iter());
    if length > MAX_LENGTH {
        let percent = percentage(length);
        return Err(Refusal::new(
            400,
            "PackedPolicyTooLarge",
            format!(
                "Packed policy consumes {percent}% of allotted space, please use smaller policy."
            ),
        ));
    }
    Ok(policies)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_packed_size_is_that_of_policies_and_tags() {
        let tags = Tags::from([("team".to_owned(), "é".repeat(16))]);
        assert_eq!(packed_size(&[], &Tags::new()), None);
        assert_eq!(packed_size(&[], &tags), Some(1));
        assert_eq!(packed_size(&["x".repeat(1024)], &Tags::new()), Some(50));
        assert_eq!(packed_size(&["x".repeat(1024)], &tags), Some(51));
    }
}
