//! No SDK: `reqsign-aws-v4` signs a form, and hyper sends it. The response is not parsed.
//!
//! This is how an application calls STS that has an HTTP client and only needs signatures.

use bench_driver::call::{ACCESS_KEY_ID, AssumeRole, REGION, SECRET_ACCESS_KEY};
use bench_driver::response::Response;
use bench_driver::{Failure, Outcome, StsClient};
use bytes::Bytes;
use form_urlencoded::Serializer;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Request, Uri};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use reqsign_aws_v4::{Credential, RequestSigner, StaticCredentialProvider};
use reqsign_core::hash::hex_sha256;
use reqsign_core::{Context, Signer};

/// A signer, and what sends its requests.
#[derive(Clone)]
pub struct Reqsign {
    signer: Signer<Credential>,
    uri: Uri,
    transport: Transport,
}

#[derive(Clone)]
enum Transport {
    Connections(Box<Client<HttpConnector, Full<Bytes>>>),
    InMemory { status: u16, body: Bytes },
}

impl Reqsign {
    fn new(endpoint: &str, transport: Transport) -> Result<Self, Failure> {
        let credentials = StaticCredentialProvider::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY);
        let signer = RequestSigner::new("sts", REGION);
        Ok(Self {
            signer: Signer::new(Context::new(), credentials, signer),
            uri: endpoint.parse().map_err(Failure::because)?,
            transport,
        })
    }
}

impl StsClient for Reqsign {
    fn connect(endpoint: &str) -> Result<Self, Failure> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Self::new(endpoint, Transport::Connections(Box::new(client)))
    }

    fn in_memory(response: Response) -> Result<Self, Failure> {
        let Response { status, body, .. } = response;
        let endpoint = format!("https://sts.{REGION}.amazonaws.com");
        Self::new(&endpoint, Transport::InMemory { status, body })
    }

    async fn assume_role(&self, call: &'static AssumeRole) -> Result<Outcome, Failure> {
        let body = form(call);
        let request = Request::post(self.uri.clone())
            .header(
                CONTENT_TYPE,
                HeaderValue::from_static("application/x-www-form-urlencoded"),
            )
            // Without it, the signature would not cover the body.
            .header("x-amz-content-sha256", hex_sha256(body.as_bytes()))
            .body(Full::from(body))
            .map_err(Failure::because)?;
        let (mut head, body) = request.into_parts();
        self.signer
            .sign(&mut head, None)
            .await
            .map_err(Failure::because)?;
        let request = Request::from_parts(head, body);
        match &self.transport {
            Transport::Connections(client) => {
                let response = client.request(request).await.map_err(Failure::because)?;
                let status = response.status().as_u16();
                let body = response
                    .into_body()
                    .collect()
                    .await
                    .map_err(Failure::because)?;
                let body = body.to_bytes();
                Ok(Outcome::Unparsed { status, body })
            }
            Transport::InMemory { status, body } => {
                let (status, body) = (*status, body.clone());
                Ok(Outcome::Unparsed { status, body })
            }
        }
    }
}

fn form(call: &AssumeRole) -> String {
    let mut form = Serializer::new(String::new());
    form.append_pair("Action", "AssumeRole")
        .append_pair("Version", "2011-06-15")
        .append_pair("RoleArn", call.role_arn)
        .append_pair("RoleSessionName", call.role_session_name)
        .append_pair("DurationSeconds", &call.duration_seconds.to_string())
        .append_pair("ExternalId", call.external_id)
        .append_pair("Policy", call.policy);
    for (index, arn) in (1..).zip(call.policy_arns) {
        form.append_pair(&format!("PolicyArns.member.{index}.arn"), arn);
    }
    for (index, (key, value)) in (1..).zip(call.tags) {
        form.append_pair(&format!("Tags.member.{index}.Key"), key);
        form.append_pair(&format!("Tags.member.{index}.Value"), value);
    }
    for (index, key) in (1..).zip(call.transitive_tag_keys) {
        form.append_pair(&format!("TransitiveTagKeys.member.{index}"), key);
    }
    form.finish()
}
