//! Values that several operations share.

use querysmith::sts::types::{Credentials, PolicyDescriptorType, Tag};

/// The temporary credentials of a response.
pub(super) const CREDENTIALS: &str = "<Credentials>\
    <AccessKeyId>EXAMPLE_TEMPORARY_KEY</AccessKeyId>\
    <SecretAccessKey>hush/response+key</SecretAccessKey>\
    <SessionToken>hush//response+token==</SessionToken>\
    <Expiration>2030-01-02T04:04:05Z</Expiration>\
    </Credentials>";

/// The values of these credentials that must not be shown.
pub(super) const KEY: &str = "hush/response+key";
pub(super) const TOKEN: &str = "hush//response+token==";

pub(super) fn check_credentials(credentials: Option<&Credentials>) {
    let credentials = credentials.expect("credentials");
    assert_eq!(credentials.access_key_id(), "EXAMPLE_TEMPORARY_KEY");
    assert_eq!(credentials.secret_access_key(), KEY);
    assert_eq!(credentials.session_token(), TOKEN);
    // 2030-01-02T04:04:05Z
    assert_eq!(credentials.expiration().secs(), 1_893_557_045);
    assert_eq!(credentials.expiration().subsec_nanos(), 0);
}

pub(super) fn policy_arn(arn: &str) -> PolicyDescriptorType {
    PolicyDescriptorType::builder().arn(arn).build()
}

pub(super) fn tag(key: &str, value: &str) -> Tag {
    Tag::builder().key(key).value(value).build().unwrap()
}
