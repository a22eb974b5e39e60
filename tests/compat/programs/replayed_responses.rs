// A test of code that calls STS, with responses that are replayed and requests that are compared.

use aws_credential_types::Credentials;
use aws_sdk_sts::Client;
use aws_sdk_sts::config::{BehaviorVersion, Config, Region};
use aws_sdk_sts::error::ProvideErrorMetadata;
use aws_smithy_http_client::test_util::{ReplayEvent, StaticReplayClient};
use aws_smithy_types::body::SdkBody;

const IDENTITY: &str = "\
<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">
  <GetCallerIdentityResult>
    <Arn>arn:aws:iam::444455556666:user/replayed</Arn>
    <UserId>AIDAREPLAYED</UserId>
    <Account>444455556666</Account>
  </GetCallerIdentityResult>
  <ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata>
</GetCallerIdentityResponse>";

const REFUSED: &str = "\
<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">
  <Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error>
  <RequestId>r-2</RequestId>
</ErrorResponse>";

fn event(body: &'static str, status: u16, response: &'static str) -> ReplayEvent {
    ReplayEvent::new(
        http::Request::builder()
            .method("POST")
            .uri("https://sts.eu-west-1.amazonaws.com/")
            .body(SdkBody::from(body))
            .unwrap(),
        http::Response::builder()
            .status(status)
            .header("content-type", "text/xml")
            .body(SdkBody::from(response))
            .unwrap(),
    )
}

/// The code under test.
async fn account_or_code(client: &Client) -> String {
    match client.get_caller_identity().send().await {
        Ok(identity) => identity.account().unwrap_or("-").to_owned(),
        Err(error) => error.code().unwrap_or("-").to_owned(),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    const CALL: &str = "Action=GetCallerIdentity&Version=2011-06-15";
    let replay = StaticReplayClient::new(vec![event(CALL, 200, IDENTITY), event(CALL, 403, REFUSED)]);
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("AKIA", "secret", None, None, "test"))
        .http_client(replay.clone())
        .build();
    let client = Client::from_conf(config);
    println!("{}", account_or_code(&client).await);
    println!("{}", account_or_code(&client).await);
    replay.assert_requests_match(&[]);
    println!("{}", replay.actual_requests().count());
}
