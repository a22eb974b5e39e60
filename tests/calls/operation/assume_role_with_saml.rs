use querysmith::sts::operation::assume_role_with_saml::builders::AssumeRoleWithSamlFluentBuilder;
use querysmith::sts::operation::assume_role_with_saml::{
    AssumeRoleWithSamlError, AssumeRoleWithSamlOutput,
};

use super::parts::{CREDENTIALS, KEY, TOKEN, check_credentials, policy_arn};
use crate::call::Call;
use crate::case::{Case, Modeled, modeled};

impl<H> Case for AssumeRoleWithSamlFluentBuilder<H>
where
    Self: Call<Output = AssumeRoleWithSamlOutput, Error = AssumeRoleWithSamlError>,
{
    const ACTION: &'static str = "AssumeRoleWithSAML";
    const SIGNED: bool = false;
    const REQUIRED: &'static [&'static str] = &["RoleArn", "PrincipalArn", "SAMLAssertion"];
    const FORM: &'static [(&'static str, &'static str)] = &[
        ("RoleArn", "arn:aws:iam::111122223333:role/staff"),
        (
            "PrincipalArn",
            "arn:aws:iam::111122223333:saml-provider/directory",
        ),
        ("SAMLAssertion", "aHVzaA+/hush=="),
        (
            "PolicyArns.member.1.arn",
            "arn:aws:iam::aws:policy/ReadOnly",
        ),
        ("Policy", "{}"),
        ("DurationSeconds", "43200"),
        ("MinimumSessionTokenSize", "0"),
    ];
    const MODELED: &'static [Modeled<AssumeRoleWithSamlError>] = &[
        modeled!(
            AssumeRoleWithSamlError::ExpiredTokenException,
            is_expired_token_exception,
            "ExpiredTokenException",
            400
        ),
        modeled!(
            AssumeRoleWithSamlError::IdpRejectedClaimException,
            is_idp_rejected_claim_exception,
            "IDPRejectedClaim",
            403
        ),
        modeled!(
            AssumeRoleWithSamlError::InvalidIdentityTokenException,
            is_invalid_identity_token_exception,
            "InvalidIdentityToken",
            400
        ),
        modeled!(
            AssumeRoleWithSamlError::MalformedPolicyDocumentException,
            is_malformed_policy_document_exception,
            "MalformedPolicyDocument",
            400
        ),
        modeled!(
            AssumeRoleWithSamlError::PackedPolicyTooLargeException,
            is_packed_policy_too_large_exception,
            "PackedPolicyTooLarge",
            400
        ),
        modeled!(
            AssumeRoleWithSamlError::RegionDisabledException,
            is_region_disabled_exception,
            "RegionDisabledException",
            403
        ),
    ];
    const SECRETS: &'static [&'static str] = &["aHVzaA+/hush==", KEY, TOKEN];

    fn fill(self) -> Self {
        self.role_arn("arn:aws:iam::111122223333:role/staff")
            .principal_arn("arn:aws:iam::111122223333:saml-provider/directory")
            .saml_assertion("aHVzaA+/hush==")
            .policy_arns(policy_arn("arn:aws:iam::aws:policy/ReadOnly"))
            .policy("{}")
            .duration_seconds(43200)
            .minimum_session_token_size(0)
    }

    fn result() -> String {
        format!(
            "<Issuer>https://directory.example/saml</Issuer>
            <AssumedRoleUser>
              <AssumedRoleId>AROAEXAMPLE:bob</AssumedRoleId>
              <Arn>arn:aws:sts::111122223333:assumed-role/staff/bob</Arn>
            </AssumedRoleUser>
            {CREDENTIALS}
            <PackedPolicySize>0</PackedPolicySize>
            <Subject>Smith &amp; &lt;Bob&gt;</Subject>
            <SubjectType>persistent</SubjectType>
            <Audience><![CDATA[https://signin.example/saml?a=1&b=2]]></Audience>
            <NameQualifier>c&#43;d&#x2F;e=</NameQualifier>
            <SourceIdentity>bob</SourceIdentity>
            <SessionTokenUtilization>100</SessionTokenUtilization>
            <SessionTokenSize>2147483647</SessionTokenSize>"
        )
    }

    fn check(output: &AssumeRoleWithSamlOutput) {
        check_credentials(output.credentials());
        let user = output.assumed_role_user().expect("assumed_role_user");
        assert_eq!(
            user.arn(),
            "arn:aws:sts::111122223333:assumed-role/staff/bob"
        );
        assert_eq!(user.assumed_role_id(), "AROAEXAMPLE:bob");
        #[allow(deprecated)] // the service still returns it
        let packed_policy_size = output.packed_policy_size();
        assert_eq!(packed_policy_size, Some(0));
        assert_eq!(output.subject(), Some("Smith & <Bob>"));
        assert_eq!(output.subject_type(), Some("persistent"));
        assert_eq!(output.issuer(), Some("https://directory.example/saml"));
        assert_eq!(
            output.audience(),
            Some("https://signin.example/saml?a=1&b=2")
        );
        assert_eq!(output.name_qualifier(), Some("c+d/e="));
        assert_eq!(output.source_identity(), Some("bob"));
        assert_eq!(output.session_token_utilization(), Some(100));
        assert_eq!(output.session_token_size(), Some(i32::MAX));
    }
}
