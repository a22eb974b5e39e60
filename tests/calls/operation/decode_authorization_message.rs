use querysmith::sts::operation::decode_authorization_message::builders::DecodeAuthorizationMessageFluentBuilder;
use querysmith::sts::operation::decode_authorization_message::{
    DecodeAuthorizationMessageError, DecodeAuthorizationMessageOutput,
};

use crate::call::Call;
use crate::case::{Case, Modeled, modeled};

impl<H> Case for DecodeAuthorizationMessageFluentBuilder<H>
where
    Self: Call<Output = DecodeAuthorizationMessageOutput, Error = DecodeAuthorizationMessageError>,
{
    const ACTION: &'static str = "DecodeAuthorizationMessage";
    const SIGNED: bool = true;
    const REQUIRED: &'static [&'static str] = &["EncodedMessage"];
    const FORM: &'static [(&'static str, &'static str)] =
        &[("EncodedMessage", "bm90+LWEt/cmVhbA==")];
    const MODELED: &'static [Modeled<DecodeAuthorizationMessageError>] = &[modeled!(
        DecodeAuthorizationMessageError::InvalidAuthorizationMessageException,
        is_invalid_authorization_message_exception,
        "InvalidAuthorizationMessageException",
        400
    )];
    const SECRETS: &'static [&'static str] = &[];

    fn fill(self) -> Self {
        self.encoded_message("bm90+LWEt/cmVhbA==")
    }

    fn result() -> String {
        "<DecodedMessage>{&quot;allowed&quot;: false,\n  &quot;why&quot;: &quot;&apos;no&apos;&quot;}</DecodedMessage>".to_owned()
    }

    fn check(output: &DecodeAuthorizationMessageOutput) {
        assert_eq!(
            output.decoded_message(),
            Some("{\"allowed\": false,\n  \"why\": \"'no'\"}")
        );
    }
}
