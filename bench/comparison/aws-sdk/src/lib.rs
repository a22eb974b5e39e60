//! The AWS SDK for Rust with its default settings: `aws-sdk-sts`, without `aws-config`, which the call
//! does not need.

use aws_sdk_sts::Client;
use aws_sdk_sts::config::{BehaviorVersion, Builder, Config, Credentials, Region};
use aws_sdk_sts::error::ProvideErrorMetadata;
use aws_sdk_sts::operation::assume_role::AssumeRoleOutput;
use aws_sdk_sts::types::{PolicyDescriptorType, Tag};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::error::display::DisplayErrorContext;
use bench_driver::call::{ACCESS_KEY_ID, AssumeRole, REGION, SECRET_ACCESS_KEY};
use bench_driver::response::Response;
use bench_driver::{Failure, Outcome, RoleSession, StsClient};

/// A client of the AWS SDK for Rust.
#[derive(Clone)]
pub struct AwsSdk(Client);

impl StsClient for AwsSdk {
    fn connect(endpoint: &str) -> Result<Self, Failure> {
        Ok(Self(Client::from_conf(
            config().endpoint_url(endpoint).build(),
        )))
    }

    fn in_memory(response: Response) -> Result<Self, Failure> {
        let status = StatusCode::try_from(response.status).map_err(Failure::because)?;
        // One connector for all calls, as with a real connection.
        let connector = SharedHttpConnector::new(InMemory { status, response });
        let transport = http_client_fn(move |_, _| connector.clone());
        Ok(Self(Client::from_conf(
            config().http_client(transport).build(),
        )))
    }

    async fn assume_role(&self, call: &'static AssumeRole) -> Result<Outcome, Failure> {
        let mut request = self
            .0
            .assume_role()
            .role_arn(call.role_arn)
            .role_session_name(call.role_session_name)
            .duration_seconds(call.duration_seconds)
            .external_id(call.external_id)
            .policy(call.policy);
        for arn in call.policy_arns {
            request = request.policy_arns(PolicyDescriptorType::builder().arn(*arn).build());
        }
        for (key, value) in call.tags {
            let tag = Tag::builder().key(*key).value(*value).build();
            request = request.tags(tag.map_err(Failure::because)?);
        }
        for key in call.transitive_tag_keys {
            request = request.transitive_tag_keys(*key);
        }
        let output = request.send().await.map_err(|error| Failure {
            code: error.code().map(str::to_owned),
            message: DisplayErrorContext(&error).to_string(),
        })?;
        let session = role_session(output).ok_or("a value is missing in the response")?;
        Ok(Outcome::Parsed(session))
    }
}

fn config() -> Builder {
    let credentials = Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY, None, None, "static");
    Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .credentials_provider(credentials)
}

// The model deprecates the packed policy size, but the service returns it.
#[allow(deprecated)]
fn role_session(output: AssumeRoleOutput) -> Option<RoleSession> {
    let (credentials, user) = (output.credentials?, output.assumed_role_user?);
    Some(RoleSession {
        access_key_id: credentials.access_key_id,
        secret_access_key: credentials.secret_access_key,
        session_token: credentials.session_token,
        expiration: credentials.expiration.secs(),
        assumed_role_id: user.assumed_role_id,
        assumed_role_arn: user.arn,
        packed_policy_size: output.packed_policy_size?,
    })
}

/// A connector that returns the same response for every request.
#[derive(Debug)]
struct InMemory {
    status: StatusCode,
    response: Response,
}

impl HttpConnector for InMemory {
    fn call(&self, _request: HttpRequest) -> HttpConnectorFuture {
        let body = SdkBody::from(self.response.body.clone());
        let mut response = HttpResponse::new(self.status, body);
        for (name, value) in &self.response.headers {
            response.headers_mut().insert(*name, value.clone());
        }
        HttpConnectorFuture::ready(Ok(response))
    }
}
