use querysmith::sts::operation::assume_role_with_web_identity::builders::AssumeRoleWithWebIdentityFluentBuilder;
use querysmith::sts::operation::assume_role_with_web_identity::{
    AssumeRoleWithWebIdentityError, AssumeRoleWithWebIdentityOutput,
};

use super::parts::{CREDENTIALS, KEY, TOKEN, check_credentials, policy_arn};
use crate::call::Call;
use crate::case::{Case, Modeled, modeled};

impl<H> Case for AssumeRoleWithWebIdentityFluentBuilder<H>
where
    Self: Call<Output = AssumeRoleWithWebIdentityOutput, Error = AssumeRoleWithWebIdentityError>,
{
    const ACTION: &'static str = "AssumeRoleWithWebIdentity";
    const SIGNED: bool = false;
    const REQUIRED: &'static [&'static str] = &["RoleArn", "RoleSessionName", "WebIdentityToken"];
    const FORM: &'static [(&'static str, &'static str)] = &[
        ("RoleArn", "arn:aws:iam::111122223333:role/ci"),
        ("RoleSessionName", "run-1001"),
        ("WebIdentityToken", "hush.web_identity.to-ken"),
        ("ProviderId", "www.example.com"),
        (
            "PolicyArns.member.1.arn",
            "arn:aws:iam::aws:policy/ReadOnly",
        ),
        ("Policy", "{\"Statement\":[]}"),
        ("DurationSeconds", "1800"),
        ("MinimumSessionTokenSize", "1"),
    ];
    const MODELED: &'static [Modeled<AssumeRoleWithWebIdentityError>] = &[
        modeled!(
            AssumeRoleWithWebIdentityError::ExpiredTokenException,
            is_expired_token_exception,
            "ExpiredTokenException",
            400
        ),
        modeled!(
            AssumeRoleWithWebIdentityError::IdpCommunicationErrorException,
            is_idp_communication_error_exception,
            "IDPCommunicationError",
            400
        )
        .retryable(),
        modeled!(
            AssumeRoleWithWebIdentityError::IdpRejectedClaimException,
            is_idp_rejected_claim_exception,
            "IDPRejectedClaim",
            403
        ),
        modeled!(
            AssumeRoleWithWebIdentityError::InvalidIdentityTokenException,
            is_invalid_identity_token_exception,
            "InvalidIdentityToken",
            400
        ),
        modeled!(
            AssumeRoleWithWebIdentityError::MalformedPolicyDocumentException,
            is_malformed_policy_document_exception,
            "MalformedPolicyDocument",
            400
        ),
        modeled!(
            AssumeRoleWithWebIdentityError::PackedPolicyTooLargeException,
            is_packed_policy_too_large_exception,
            "PackedPolicyTooLarge",
            400
        ),
        modeled!(
            AssumeRoleWithWebIdentityError::RegionDisabledException,
            is_region_disabled_exception,
            "RegionDisabledException",
            403
        ),
    ];
    const SECRETS: &'static [&'static str] = &["hush.web_identity.to-ken", KEY, TOKEN];

    fn fill(self) -> Self {
        self.role_arn("arn:aws:iam::111122223333:role/ci")
            .role_session_name("run-1001")
            .web_identity_token("hush.web_identity.to-ken")
            .provider_id("www.example.com")
            .policy_arns(policy_arn("arn:aws:iam::aws:policy/ReadOnly"))
            .policy("{\"Statement\":[]}")
            .duration_seconds(1800)
            .minimum_session_token_size(1)
    }

    fn result() -> String {
        format!(
            "<SubjectFromWebIdentityToken>repo:a/b:ref:main</SubjectFromWebIdentityToken>
            <Audience>client.5498841531868486423.1548@apps.example.com</Audience>
            <!-- a comment -->
            <AssumedRoleUser>
              <Arn>arn:aws:sts::111122223333:assumed-role/ci/run-1001</Arn>
              <AssumedRoleId>AROAEXAMPLE:run-1001</AssumedRoleId>
            </AssumedRoleUser>
            {CREDENTIALS}
            <PackedPolicySize>12</PackedPolicySize>
            <Provider>www.example.com</Provider>
            <SourceIdentity>a/b</SourceIdentity>
            <SessionTokenUtilization>13</SessionTokenUtilization>
            <SessionTokenSize>1024</SessionTokenSize>"
        )
    }

    fn check(output: &AssumeRoleWithWebIdentityOutput) {
        check_credentials(output.credentials());
        assert_eq!(
            output.subject_from_web_identity_token(),
            Some("repo:a/b:ref:main")
        );
        let user = output.assumed_role_user().expect("assumed_role_user");
        assert_eq!(
            user.arn(),
            "arn:aws:sts::111122223333:assumed-role/ci/run-1001"
        );
        assert_eq!(user.assumed_role_id(), "AROAEXAMPLE:run-1001");
        #[allow(deprecated)] // the service still returns it
        let packed_policy_size = output.packed_policy_size();
        assert_eq!(packed_policy_size, Some(12));
        assert_eq!(output.provider(), Some("www.example.com"));
        assert_eq!(
            output.audience(),
            Some("client.5498841531868486423.1548@apps.example.com")
        );
        assert_eq!(output.source_identity(), Some("a/b"));
        assert_eq!(output.session_token_utilization(), Some(13));
        assert_eq!(output.session_token_size(), Some(1024));
    }
}
