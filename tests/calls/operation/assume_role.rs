use querysmith::sts::operation::assume_role::builders::AssumeRoleFluentBuilder;
use querysmith::sts::operation::assume_role::{AssumeRoleError, AssumeRoleOutput};
use querysmith::sts::types::ProvidedContext;

use super::parts::{CREDENTIALS, KEY, TOKEN, check_credentials, policy_arn, tag};
use crate::call::Call;
use crate::case::{Case, Modeled, modeled};

impl<H> Case for AssumeRoleFluentBuilder<H>
where
    Self: Call<Output = AssumeRoleOutput, Error = AssumeRoleError>,
{
    const ACTION: &'static str = "AssumeRole";
    const SIGNED: bool = true;
    const REQUIRED: &'static [&'static str] = &["RoleArn", "RoleSessionName"];
    const FORM: &'static [(&'static str, &'static str)] = &[
        ("RoleArn", "arn:aws:iam::111122223333:role/path/deploy"),
        ("RoleSessionName", "build+42=a,b.c@d-e"),
        (
            "PolicyArns.member.1.arn",
            "arn:aws:iam::aws:policy/ReadOnly",
        ),
        ("PolicyArns.member.2.arn", "arn:aws:iam::aws:policy/Audit"),
        (
            "Policy",
            "{\"Version\": \"2012-10-17\",\n\t\"Id\": \"100% & ü~*\"}",
        ),
        ("DurationSeconds", "900"),
        ("Tags.member.1.Key", "Größe Ⅻ"),
        ("Tags.member.1.Value", ""),
        ("Tags.member.2.Key", "team"),
        ("Tags.member.2.Value", "billing/eu"),
        ("TransitiveTagKeys.member.1", "team"),
        ("TransitiveTagKeys.member.2", "Größe Ⅻ"),
        ("ExternalId", "customer:7/x"),
        ("SerialNumber", "arn:aws:iam::111122223333:mfa/alice"),
        ("TokenCode", "864209"),
        ("SourceIdentity", "alice@example"),
        (
            "ProvidedContexts.member.1.ProviderArn",
            "arn:aws:iam::aws:contextProvider/IdentityCenter",
        ),
        (
            "ProvidedContexts.member.1.ContextAssertion",
            "hush-assertion",
        ),
        ("MinimumSessionTokenSize", "4096"),
    ];
    const MODELED: &'static [Modeled<AssumeRoleError>] = &[
        modeled!(
            AssumeRoleError::ExpiredTokenException,
            is_expired_token_exception,
            "ExpiredTokenException",
            400
        ),
        modeled!(
            AssumeRoleError::MalformedPolicyDocumentException,
            is_malformed_policy_document_exception,
            "MalformedPolicyDocument",
            400
        ),
        modeled!(
            AssumeRoleError::PackedPolicyTooLargeException,
            is_packed_policy_too_large_exception,
            "PackedPolicyTooLarge",
            400
        ),
        modeled!(
            AssumeRoleError::RegionDisabledException,
            is_region_disabled_exception,
            "RegionDisabledException",
            403
        ),
    ];
    const SECRETS: &'static [&'static str] = &["864209", "hush-assertion", KEY, TOKEN];

    fn fill(self) -> Self {
        self.role_arn("arn:aws:iam::111122223333:role/path/deploy")
            .role_session_name("build+42=a,b.c@d-e")
            .policy_arns(policy_arn("arn:aws:iam::aws:policy/ReadOnly"))
            .policy_arns(policy_arn("arn:aws:iam::aws:policy/Audit"))
            .policy("{\"Version\": \"2012-10-17\",\n\t\"Id\": \"100% & ü~*\"}")
            .duration_seconds(900)
            .tags(tag("Größe Ⅻ", ""))
            .tags(tag("team", "billing/eu"))
            .transitive_tag_keys("team")
            .transitive_tag_keys("Größe Ⅻ")
            .external_id("customer:7/x")
            .serial_number("arn:aws:iam::111122223333:mfa/alice")
            .token_code("864209")
            .source_identity("alice@example")
            .provided_contexts(
                ProvidedContext::builder()
                    .provider_arn("arn:aws:iam::aws:contextProvider/IdentityCenter")
                    .context_assertion("hush-assertion")
                    .build(),
            )
            .minimum_session_token_size(4096)
    }

    fn result() -> String {
        format!(
            "{CREDENTIALS}
            <AssumedRoleUser>
              <Arn>arn:aws:sts::111122223333:assumed-role/deploy/build+42</Arn>
              <AssumedRoleId>AROAEXAMPLE:build+42</AssumedRoleId>
            </AssumedRoleUser>
            <PackedPolicySize>6</PackedPolicySize>
            <SourceIdentity>alice@example</SourceIdentity>
            <SessionTokenUtilization> 7 </SessionTokenUtilization>
            <SessionTokenSize>912</SessionTokenSize>"
        )
    }

    fn check(output: &AssumeRoleOutput) {
        check_credentials(output.credentials());
        let user = output.assumed_role_user().expect("assumed_role_user");
        assert_eq!(
            user.arn(),
            "arn:aws:sts::111122223333:assumed-role/deploy/build+42"
        );
        assert_eq!(user.assumed_role_id(), "AROAEXAMPLE:build+42");
        #[allow(deprecated)] // the service still returns it
        let packed_policy_size = output.packed_policy_size();
        assert_eq!(packed_policy_size, Some(6));
        assert_eq!(output.source_identity(), Some("alice@example"));
        assert_eq!(output.session_token_utilization(), Some(7));
        assert_eq!(output.session_token_size(), Some(912));
    }
}
