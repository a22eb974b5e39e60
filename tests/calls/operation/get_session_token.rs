use querysmith::sts::operation::get_session_token::builders::GetSessionTokenFluentBuilder;
use querysmith::sts::operation::get_session_token::{GetSessionTokenError, GetSessionTokenOutput};

use super::parts::{CREDENTIALS, KEY, TOKEN, check_credentials};
use crate::call::Call;
use crate::case::{Case, Modeled, modeled};

impl<H> Case for GetSessionTokenFluentBuilder<H>
where
    Self: Call<Output = GetSessionTokenOutput, Error = GetSessionTokenError>,
{
    const ACTION: &'static str = "GetSessionToken";
    const SIGNED: bool = true;
    const REQUIRED: &'static [&'static str] = &[];
    const FORM: &'static [(&'static str, &'static str)] = &[
        ("DurationSeconds", "3600"),
        ("SerialNumber", "GAHT12345678"),
        ("TokenCode", "975318"),
        ("MinimumSessionTokenSize", "3"),
    ];
    const MODELED: &'static [Modeled<GetSessionTokenError>] = &[modeled!(
        GetSessionTokenError::RegionDisabledException,
        is_region_disabled_exception,
        "RegionDisabledException",
        403
    )];
    const SECRETS: &'static [&'static str] = &["975318", KEY, TOKEN];

    fn fill(self) -> Self {
        self.duration_seconds(3600)
            .serial_number("GAHT12345678")
            .token_code("975318")
            .minimum_session_token_size(3)
    }

    fn result() -> String {
        format!(
            "{CREDENTIALS}
            <SessionTokenUtilization>0</SessionTokenUtilization>
            <SessionTokenSize>345</SessionTokenSize>"
        )
    }

    fn check(output: &GetSessionTokenOutput) {
        check_credentials(output.credentials());
        assert_eq!(output.session_token_utilization(), Some(0));
        assert_eq!(output.session_token_size(), Some(345));
    }
}
