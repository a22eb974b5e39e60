//! The parameters that all kinds of role sessions share.

use std::time::Duration;

use querysmith_sts::types::PolicyDescriptorType;

/// The name, lifetime and session policies.
#[derive(Debug, Clone, Default)]
pub(super) struct Session {
    pub(super) name: Option<String>,
    pub(super) duration: Option<Duration>,
    pub(super) policy: Option<String>,
    pub(super) policy_arns: Vec<String>,
}

impl Session {
    /// The lifetime in whole seconds. STS rejects one that is too long.
    pub(super) fn duration_seconds(&self) -> Option<i32> {
        self.duration.map(to_seconds)
    }

    pub(super) fn policy_arns(&self) -> Option<Vec<PolicyDescriptorType>> {
        let descriptor = |arn: &String| PolicyDescriptorType::builder().arn(arn).build();
        (!self.policy_arns.is_empty()).then(|| self.policy_arns.iter().map(descriptor).collect())
    }
}

pub(super) fn to_seconds(duration: Duration) -> i32 {
    i32::try_from(duration.as_secs()).unwrap_or(i32::MAX)
}

/// The duration of a profile's `duration_seconds`.
pub(super) fn from_seconds(seconds: i32) -> Duration {
    Duration::from_secs(u64::try_from(seconds).unwrap_or_default())
}
