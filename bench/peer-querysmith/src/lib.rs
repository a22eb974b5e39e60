//! querysmith as a peer of the comparison, with default settings.

use bench_common::{Assumed, Canned, Expiry, Failure, Peer, Target, fixture};
use querysmith::clock::BoxFuture;
use querysmith::http::{HeaderMap, HeaderName, Response, StatusCode};
use querysmith::sts::Client;
use querysmith::sts::operation::assume_role::{AssumeRoleError, AssumeRoleOutput};
use querysmith::sts::types::{PolicyDescriptorType, Tag};
use querysmith::transport::{Transport, TransportError};
use querysmith::{Bytes, Config, Credentials, Error, http};

/// A client of STS.
#[derive(Clone)]
pub struct Querysmith {
    client: Client,
}

/// A transport that responds immediately to every request with static bytes.
#[derive(Debug)]
struct InMemory {
    status: StatusCode,
    headers: HeaderMap,
    body: &'static [u8],
}

impl InMemory {
    fn new(canned: Canned) -> Option<Self> {
        let header = |(name, value): (&'static str, String)| {
            Some((HeaderName::try_from(name).ok()?, value.try_into().ok()?))
        };
        Some(Self {
            status: canned.status.try_into().ok()?,
            headers: canned
                .headers
                .into_iter()
                .map(header)
                .collect::<Option<_>>()?,
            body: canned.body,
        })
    }
}

impl Transport for InMemory {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        drop(request);
        let mut response = Response::new(Bytes::from_static(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers.clone();
        Box::pin(std::future::ready(Ok(response)))
    }
}

// PackedPolicySize is deprecated in the model, but the service still sends it.
#[allow(deprecated)]
fn assumed(output: AssumeRoleOutput) -> Option<Assumed> {
    let credentials = output.credentials?;
    let user = output.assumed_role_user?;
    Some(Assumed {
        access_key_id: credentials.access_key_id,
        secret_access_key: credentials.secret_access_key.into_string(),
        session_token: credentials.session_token.into_string(),
        expiration: Expiry::Epoch(credentials.expiration.secs()),
        role_id: user.assumed_role_id,
        role_arn: user.arn,
        packed_policy_size: output.packed_policy_size?.into(),
    })
}

fn failure(error: &Error) -> Failure {
    Failure {
        code: error.code().map(String::from),
        message: error
            .message()
            .map_or_else(|| error.to_string(), String::from),
    }
}

impl Peer for Querysmith {
    fn new(target: Target) -> Option<Self> {
        let config = Config::builder()
            .region(fixture::REGION)
            .credentials_provider(Credentials::new(fixture::ACCESS_KEY, fixture::SECRET_KEY));
        let config = match target {
            Target::Endpoint(url) => config.endpoint_url(url),
            Target::InMemory(canned) => config.transport(InMemory::new(canned)?),
        };
        Some(Self {
            client: Client::new(&config.build()),
        })
    }

    async fn assume_role(&self, role_arn: &str) -> Result<Assumed, Failure> {
        let mut call = self
            .client
            .assume_role()
            .role_arn(role_arn)
            .role_session_name(fixture::SESSION_NAME)
            .duration_seconds(fixture::DURATION_SECONDS)
            .external_id(fixture::EXTERNAL_ID)
            .policy(fixture::POLICY);
        for arn in fixture::POLICY_ARNS {
            call = call.policy_arns(PolicyDescriptorType::builder().arn(arn).build());
        }
        for (key, value) in fixture::TAGS {
            let tag = Tag::builder().key(key).value(value).build();
            call = call.tags(tag.expect("key and value are set"));
        }
        for key in fixture::TRANSITIVE_TAG_KEYS {
            call = call.transitive_tag_keys(key);
        }
        let result: Result<_, AssumeRoleError> = call.send().await;
        match result {
            Ok(output) => assumed(output).ok_or_else(Failure::default),
            Err(error) => Err(failure(&error)),
        }
    }

    async fn get_caller_identity(&self) -> Result<String, Failure> {
        match self.client.get_caller_identity().send().await {
            Ok(output) => output.arn.ok_or_else(Failure::default),
            Err(error) => Err(failure(&error)),
        }
    }
}
