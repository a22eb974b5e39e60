use querysmith::sts::operation::get_delegated_access_token::builders::GetDelegatedAccessTokenFluentBuilder;
use querysmith::sts::operation::get_delegated_access_token::{
    GetDelegatedAccessTokenError, GetDelegatedAccessTokenOutput,
};

use super::parts::{CREDENTIALS, KEY, TOKEN, check_credentials};
use crate::call::Call;
use crate::case::{Case, Modeled, modeled};

impl<H> Case for GetDelegatedAccessTokenFluentBuilder<H>
where
    Self: Call<Output = GetDelegatedAccessTokenOutput, Error = GetDelegatedAccessTokenError>,
{
    const ACTION: &'static str = "GetDelegatedAccessToken";
    const SIGNED: bool = true;
    const REQUIRED: &'static [&'static str] = &["TradeInToken"];
    const FORM: &'static [(&'static str, &'static str)] = &[("TradeInToken", "hush trade-in")];
    const MODELED: &'static [Modeled<GetDelegatedAccessTokenError>] = &[
        modeled!(
            GetDelegatedAccessTokenError::ExpiredTradeInTokenException,
            is_expired_trade_in_token_exception,
            "ExpiredTradeInTokenException",
            400
        ),
        modeled!(
            GetDelegatedAccessTokenError::PackedPolicyTooLargeException,
            is_packed_policy_too_large_exception,
            "PackedPolicyTooLarge",
            400
        ),
        modeled!(
            GetDelegatedAccessTokenError::RegionDisabledException,
            is_region_disabled_exception,
            "RegionDisabledException",
            403
        ),
    ];
    const SECRETS: &'static [&'static str] = &["hush trade-in", KEY, TOKEN];

    fn fill(self) -> Self {
        self.trade_in_token("hush trade-in")
    }

    fn result() -> String {
        format!(
            "{CREDENTIALS}
            <PackedPolicySize>99</PackedPolicySize>
            <AssumedPrincipal>arn:aws:iam::111122223333:user/dave</AssumedPrincipal>"
        )
    }

    fn check(output: &GetDelegatedAccessTokenOutput) {
        check_credentials(output.credentials());
        #[allow(deprecated)] // the service may still return it
        let packed_policy_size = output.packed_policy_size();
        assert_eq!(packed_policy_size, Some(99));
        assert_eq!(
            output.assumed_principal(),
            Some("arn:aws:iam::111122223333:user/dave")
        );
    }
}
