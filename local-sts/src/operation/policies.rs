//! Session policies in requests.

use querysmith_sts::types::PolicyDescriptorType;

use crate::arn::Arn;
use crate::policy::check_session_policy;
use crate::refusal::Refusal;

/// The maximum number of managed session policies.
const MAX_ARNS: usize = 10;

/// The maximum length of a session policy and the ARNs of managed ones in characters. The constraint
/// in the model of `AssumeRole` has no maximum.
const MAX_LENGTH: usize = 2048;

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
    let length: usize = policies.iter().map(|policy| policy.chars().count()).sum();
    if length > MAX_LENGTH {
        let percent = (length * 100).div_ceil(MAX_LENGTH);
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
