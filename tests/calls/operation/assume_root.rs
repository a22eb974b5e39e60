use querysmith::sts::operation::assume_root::builders::AssumeRootFluentBuilder;
use querysmith::sts::operation::assume_root::{AssumeRootError, AssumeRootOutput};

use super::parts::{CREDENTIALS, KEY, TOKEN, check_credentials, policy_arn};
use crate::call::Call;
use crate::case::{Case, Modeled, modeled};

impl<H> Case for AssumeRootFluentBuilder<H>
where
    Self: Call<Output = AssumeRootOutput, Error = AssumeRootError>,
{
    const ACTION: &'static str = "AssumeRoot";
    const SIGNED: bool = true;
    const REQUIRED: &'static [&'static str] = &["TargetPrincipal", "TaskPolicyArn"];
    const FORM: &'static [(&'static str, &'static str)] = &[
        ("TargetPrincipal", "444455556666"),
        (
            "TaskPolicyArn.arn",
            "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy",
        ),
        ("DurationSeconds", "0"),
        ("MinimumSessionTokenSize", "2048"),
    ];
    const MODELED: &'static [Modeled<AssumeRootError>] = &[
        modeled!(
            AssumeRootError::ExpiredTokenException,
            is_expired_token_exception,
            "ExpiredTokenException",
            400
        ),
        modeled!(
            AssumeRootError::RegionDisabledException,
            is_region_disabled_exception,
            "RegionDisabledException",
            403
        ),
    ];
    const SECRETS: &'static [&'static str] = &[KEY, TOKEN];

    fn fill(self) -> Self {
        self.target_principal("444455556666")
            .task_policy_arn(policy_arn(
                "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy",
            ))
            .duration_seconds(0)
            .minimum_session_token_size(2048)
    }

    fn result() -> String {
        format!(
            "{CREDENTIALS}
            <SourceIdentity>carol</SourceIdentity>
            <SessionTokenUtilization>3</SessionTokenUtilization>
            <SessionTokenSize>2048</SessionTokenSize>"
        )
    }

    fn check(output: &AssumeRootOutput) {
        check_credentials(output.credentials());
        assert_eq!(output.source_identity(), Some("carol"));
        assert_eq!(output.session_token_utilization(), Some(3));
        assert_eq!(output.session_token_size(), Some(2048));
    }
}
