//! Credentials providers and presigned identities, against the local stand-in for STS over loopback.

mod identities;
mod profiles;
mod providers;

use querysmith::Config;
use querysmith::sts::Client;
use querysmith_local_sts::LocalSts;

const ALICE: &str = "arn:aws:iam::111122223333:user/alice";
const DEPLOY: &str = "arn:aws:iam::111122223333:role/deploy";
const AUDIT: &str = "arn:aws:iam::111122223333:role/audit";
const HALL: &str = "arn:aws:iam::444455556666:role/hall";

async fn arn_of(config: &Config) -> String {
    let identity = Client::new(config).get_caller_identity().send().await;
    identity
        .expect("an identity")
        .arn()
        .unwrap_or_default()
        .to_owned()
}
