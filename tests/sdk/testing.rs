//! Tests of `querysmith::testing`, used as in the tests of other crates.

mod record;
mod results;
mod script;
mod stubs;

use querysmith::sts::Client;
use querysmith::sts::operation::assume_role::{AssumeRoleError, AssumeRoleOutput};

const ROLE: &str = "arn:aws:iam::123456789012:role/deploy";

/// Makes a call with two required members.
async fn assume(client: &Client) -> Result<AssumeRoleOutput, AssumeRoleError> {
    let call = client.assume_role().role_arn(ROLE);
    call.role_session_name("build-42").send().await
}
