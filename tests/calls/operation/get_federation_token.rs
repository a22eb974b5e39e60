use querysmith::sts::operation::get_federation_token::builders::GetFederationTokenFluentBuilder;
use querysmith::sts::operation::get_federation_token::{
    GetFederationTokenError, GetFederationTokenOutput,
};

use super::parts::{CREDENTIALS, KEY, TOKEN, check_credentials, policy_arn, tag};
use crate::call::Call;
use crate::case::{Case, Modeled, modeled};

impl<H> Case for GetFederationTokenFluentBuilder<H>
where
    Self: Call<Output = GetFederationTokenOutput, Error = GetFederationTokenError>,
{
    const ACTION: &'static str = "GetFederationToken";
    const SIGNED: bool = true;
    const REQUIRED: &'static [&'static str] = &["Name"];
    const FORM: &'static [(&'static str, &'static str)] = &[
        ("Name", "erin"),
        ("Policy", "{\"Statement\": \"*\"}"),
        (
            "PolicyArns.member.1.arn",
            "arn:aws:iam::aws:policy/ReadOnly",
        ),
        ("DurationSeconds", "129600"),
        ("Tags.member.1.Key", "cost center"),
        ("Tags.member.1.Value", "R+D"),
        ("MinimumSessionTokenSize", "512"),
    ];
    const MODELED: &'static [Modeled<GetFederationTokenError>] = &[
        modeled!(
            GetFederationTokenError::MalformedPolicyDocumentException,
            is_malformed_policy_document_exception,
            "MalformedPolicyDocument",
            400
        ),
        modeled!(
            GetFederationTokenError::PackedPolicyTooLargeException,
            is_packed_policy_too_large_exception,
            "PackedPolicyTooLarge",
            400
        ),
        modeled!(
            GetFederationTokenError::RegionDisabledException,
            is_region_disabled_exception,
            "RegionDisabledException",
            403
        ),
    ];
    const SECRETS: &'static [&'static str] = &[KEY, TOKEN];

    fn fill(self) -> Self {
        self.name("erin")
            .policy("{\"Statement\": \"*\"}")
            .policy_arns(policy_arn("arn:aws:iam::aws:policy/ReadOnly"))
            .duration_seconds(129_600)
            .tags(tag("cost center", "R+D"))
            .minimum_session_token_size(512)
    }

    fn result() -> String {
        format!(
            "{CREDENTIALS}
            <FederatedUser>
              <FederatedUserId>111122223333:erin</FederatedUserId>
              <Arn>arn:aws:sts::111122223333:federated-user/erin</Arn>
            </FederatedUser>
            <PackedPolicySize>55</PackedPolicySize>
            <SessionTokenUtilization>56</SessionTokenUtilization>
            <SessionTokenSize>512</SessionTokenSize>"
        )
    }

    fn check(output: &GetFederationTokenOutput) {
        check_credentials(output.credentials());
        let user = output.federated_user().expect("federated_user");
        assert_eq!(user.federated_user_id(), "111122223333:erin");
        assert_eq!(user.arn(), "arn:aws:sts::111122223333:federated-user/erin");
        #[allow(deprecated)] // the service still returns it
        let packed_policy_size = output.packed_policy_size();
        assert_eq!(packed_policy_size, Some(55));
        assert_eq!(output.session_token_utilization(), Some(56));
        assert_eq!(output.session_token_size(), Some(512));
    }
}
