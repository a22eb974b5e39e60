use querysmith::sts::operation::get_web_identity_token::builders::GetWebIdentityTokenFluentBuilder;
use querysmith::sts::operation::get_web_identity_token::{
    GetWebIdentityTokenError, GetWebIdentityTokenOutput,
};

use super::parts::tag;
use crate::call::Call;
use crate::case::{Case, Modeled, modeled};

impl<H> Case for GetWebIdentityTokenFluentBuilder<H>
where
    Self: Call<Output = GetWebIdentityTokenOutput, Error = GetWebIdentityTokenError>,
{
    const ACTION: &'static str = "GetWebIdentityToken";
    const SIGNED: bool = true;
    const REQUIRED: &'static [&'static str] = &["Audience", "SigningAlgorithm"];
    const FORM: &'static [(&'static str, &'static str)] = &[
        ("Audience.member.1", "https://one.example/?a=1&b=2"),
        ("Audience.member.2", "two"),
        ("DurationSeconds", "60"),
        ("SigningAlgorithm", "ES384"),
        ("Tags.member.1.Key", "stage"),
        ("Tags.member.1.Value", "test"),
    ];
    const MODELED: &'static [Modeled<GetWebIdentityTokenError>] = &[
        modeled!(
            GetWebIdentityTokenError::JwtPayloadSizeExceededException,
            is_jwt_payload_size_exceeded_exception,
            "JWTPayloadSizeExceededException",
            400
        ),
        modeled!(
            GetWebIdentityTokenError::OutboundWebIdentityFederationDisabledException,
            is_outbound_web_identity_federation_disabled_exception,
            "OutboundWebIdentityFederationDisabledException",
            403
        ),
        modeled!(
            GetWebIdentityTokenError::SessionDurationEscalationException,
            is_session_duration_escalation_exception,
            "SessionDurationEscalationException",
            403
        ),
    ];
    const SECRETS: &'static [&'static str] = &["hush.issued.token"];

    fn fill(self) -> Self {
        self.audience("https://one.example/?a=1&b=2")
            .audience("two")
            .duration_seconds(60)
            .signing_algorithm("ES384")
            .tags(tag("stage", "test"))
    }

    fn result() -> String {
        "<WebIdentityToken>hush.issued.token</WebIdentityToken>
        <Expiration>2030-01-02T05:04:05.25+01:00</Expiration>"
            .to_owned()
    }

    fn check(output: &GetWebIdentityTokenOutput) {
        assert_eq!(output.web_identity_token(), Some("hush.issued.token"));
        // 2030-01-02T04:04:05.25Z
        let expiration = output.expiration().expect("expiration");
        assert_eq!(expiration.secs(), 1_893_557_045);
        assert_eq!(expiration.subsec_nanos(), 250_000_000);
    }
}
