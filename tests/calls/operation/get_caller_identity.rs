use querysmith::sts::operation::get_caller_identity::builders::GetCallerIdentityFluentBuilder;
use querysmith::sts::operation::get_caller_identity::{
    GetCallerIdentityError, GetCallerIdentityOutput,
};

use crate::call::Call;
use crate::case::{Case, Modeled};

impl<H> Case for GetCallerIdentityFluentBuilder<H>
where
    Self: Call<Output = GetCallerIdentityOutput, Error = GetCallerIdentityError>,
{
    const ACTION: &'static str = "GetCallerIdentity";
    const SIGNED: bool = true;
    const REQUIRED: &'static [&'static str] = &[];
    const FORM: &'static [(&'static str, &'static str)] = &[];
    const MODELED: &'static [Modeled<GetCallerIdentityError>] = &[];
    const SECRETS: &'static [&'static str] = &[];

    fn fill(self) -> Self {
        self
    }

    fn result() -> String {
        "<UserId>AIDAEXAMPLE</UserId>
        <Account>111122223333</Account>
        <Arn>arn:aws:iam::111122223333:user/Zoë</Arn>"
            .to_owned()
    }

    fn check(output: &GetCallerIdentityOutput) {
        assert_eq!(output.user_id(), Some("AIDAEXAMPLE"));
        assert_eq!(output.account(), Some("111122223333"));
        assert_eq!(output.arn(), Some("arn:aws:iam::111122223333:user/Zoë"));
    }
}
