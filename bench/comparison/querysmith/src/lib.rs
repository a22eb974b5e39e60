//! querysmith with its default settings.

use bench_driver::call::{ACCESS_KEY_ID, AssumeRole, REGION, SECRET_ACCESS_KEY};
use bench_driver::response::Response;
use bench_driver::{Failure, Outcome, RoleSession, StsClient};
use querysmith::clock::BoxFuture;
use querysmith::http::{self, HeaderName, HeaderValue, StatusCode};
use querysmith::sts::Client;
use querysmith::sts::operation::assume_role::AssumeRoleOutput;
use querysmith::sts::types::{PolicyDescriptorType, Tag};
use querysmith::transport::{Transport, TransportError};
use querysmith::{Bytes, Config, ConfigBuilder, Credentials, Error};

/// A client of querysmith.
#[derive(Clone)]
pub struct Querysmith(Client);

impl StsClient for Querysmith {
    fn connect(endpoint: &str) -> Result<Self, Failure> {
        Ok(Self(Client::new(&config().endpoint_url(endpoint).build())))
    }

    fn in_memory(response: Response) -> Result<Self, Failure> {
        let mut prepared = http::Response::new(response.body);
        *prepared.status_mut() = StatusCode::from_u16(response.status).map_err(Failure::because)?;
        for (name, value) in response.headers {
            let value = HeaderValue::try_from(value).map_err(Failure::because)?;
            let name = HeaderName::try_from(name).map_err(Failure::because)?;
            prepared.headers_mut().insert(name, value);
        }
        let transport = InMemory(prepared);
        Ok(Self(Client::new(&config().transport(transport).build())))
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
        let output = request
            .send()
            .await
            .map_err(|error| failure(&error.into()))?;
        let session = role_session(output).ok_or("a value is missing in the response")?;
        Ok(Outcome::Parsed(session))
    }
}

fn config() -> ConfigBuilder {
    Config::builder()
        .region(REGION)
        .credentials_provider(Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY))
}

// The model deprecates the packed policy size, but the service returns it.
#[allow(deprecated)]
fn role_session(output: AssumeRoleOutput) -> Option<RoleSession> {
    let (credentials, user) = (output.credentials?, output.assumed_role_user?);
    Some(RoleSession {
        access_key_id: credentials.access_key_id,
        secret_access_key: credentials.secret_access_key.into_string(),
        session_token: credentials.session_token.into_string(),
        expiration: credentials.expiration.secs(),
        assumed_role_id: user.assumed_role_id,
        assumed_role_arn: user.arn,
        packed_policy_size: output.packed_policy_size?,
    })
}

fn failure(error: &Error) -> Failure {
    Failure {
        code: error.code().map(str::to_owned),
        message: error.to_string(),
    }
}

/// A transport that returns the same response for every request.
#[derive(Debug)]
struct InMemory(http::Response<Bytes>);

impl Transport for InMemory {
    fn send(
        &self,
        _request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let response = self.0.clone();
        Box::pin(async move { Ok(response) })
    }
}
