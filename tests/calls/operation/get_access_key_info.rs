use querysmith::sts::operation::get_access_key_info::builders::GetAccessKeyInfoFluentBuilder;
use querysmith::sts::operation::get_access_key_info::{
    GetAccessKeyInfoError, GetAccessKeyInfoOutput,
};

use crate::call::Call;
use crate::case::{Case, Modeled};

impl<H> Case for GetAccessKeyInfoFluentBuilder<H>
where
    Self: Call<Output = GetAccessKeyInfoOutput, Error = GetAccessKeyInfoError>,
{
    const ACTION: &'static str = "GetAccessKeyInfo";
    const SIGNED: bool = true;
    const REQUIRED: &'static [&'static str] = &["AccessKeyId"];
    const FORM: &'static [(&'static str, &'static str)] = &[("AccessKeyId", "EXAMPLE_ACCESS_KEY")];
    const MODELED: &'static [Modeled<GetAccessKeyInfoError>] = &[];
    const SECRETS: &'static [&'static str] = &[];

    fn fill(self) -> Self {
        self.access_key_id("EXAMPLE_ACCESS_KEY")
    }

    fn result() -> String {
        "<Account>012345678901</Account>".to_owned()
    }

    fn check(output: &GetAccessKeyInfoOutput) {
        assert_eq!(output.account(), Some("012345678901"));
    }
}
