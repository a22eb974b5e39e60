//! No SDK: hyper with the connection pool of hyper-util. It sends a request that was prepared once, and
//! reads the response without parsing it. This is the lower bound for a client with hyper.

use std::sync::{Arc, OnceLock};

use bench_driver::call::{ACCEPTED, AssumeRole, REFUSED};
use bench_driver::signature::authorization;
use bench_driver::{Failure, Outcome, StsClient};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// The stub does not compare the time of a signature with its clock.
const TIME: &str = "20260101T000000Z";

/// Headers that SDKs send in addition, with typical lengths.
const UNSIGNED: [(&str, &str); 3] = [
    (
        "user-agent",
        "client/1.0.0 ua/2.1 api/sts#1.0.0 os/linux lang/rust#1.95.0 m/E,b",
    ),
    (
        "amz-sdk-invocation-id",
        "5d1c7fd4-08a2-4be6-93c1-7e02b6f4a9d8",
    ),
    ("amz-sdk-request", "attempt=1; max=3"),
];

/// A client without an SDK.
#[derive(Clone)]
pub struct Hyper {
    client: Client<HttpConnector, Full<Bytes>>,
    uri: Uri,
    /// Prepared by the first call, so that the creation of a client does not include it.
    requests: Arc<OnceLock<Requests>>,
}

/// The requests of the accepted and the refused call.
struct Requests {
    accepted: Prepared,
    refused: Prepared,
}

/// The headers and the body of a request.
struct Prepared {
    headers: HeaderMap,
    body: Bytes,
}

impl Prepared {
    fn new(call: &AssumeRole, uri: &Uri) -> Result<Self, Failure> {
        let body = Bytes::from(call.body());
        let host = uri.authority().ok_or("the URL has no host")?;
        let signed = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("host", host.as_str()),
            ("x-amz-date", TIME),
        ];
        let signature = authorization(&signed, TIME, &body);
        let mut headers = HeaderMap::new();
        for (name, value) in signed
            .into_iter()
            .chain(UNSIGNED)
            .chain([("authorization", &*signature)])
        {
            let name = HeaderName::try_from(name).map_err(Failure::because)?;
            let value = HeaderValue::try_from(value).map_err(Failure::because)?;
            headers.insert(name, value);
        }
        Ok(Self { headers, body })
    }
}

impl Hyper {
    fn requests(&self) -> Result<&Requests, Failure> {
        if let Some(requests) = self.requests.get() {
            return Ok(requests);
        }
        let accepted = Prepared::new(&ACCEPTED, &self.uri)?;
        let refused = Prepared::new(&REFUSED, &self.uri)?;
        Ok(self.requests.get_or_init(|| Requests { accepted, refused }))
    }
}

impl StsClient for Hyper {
    fn connect(endpoint: &str) -> Result<Self, Failure> {
        let uri: Uri = endpoint.parse().map_err(Failure::because)?;
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Ok(Self {
            client: Client::builder(TokioExecutor::new()).build(connector),
            uri,
            requests: Arc::default(),
        })
    }

    async fn assume_role(&self, call: &'static AssumeRole) -> Result<Outcome, Failure> {
        let requests = self.requests()?;
        let prepared = if call.role_arn == REFUSED.role_arn {
            &requests.refused
        } else {
            &requests.accepted
        };
        let mut request = Request::new(Full::new(prepared.body.clone()));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.uri.clone();
        *request.headers_mut() = prepared.headers.clone();
        let response = self
            .client
            .request(request)
            .await
            .map_err(Failure::because)?;
        let status = response.status().as_u16();
        let body = response
            .into_body()
            .collect()
            .await
            .map_err(Failure::because)?;
        let body = body.to_bytes();
        Ok(Outcome::Unparsed { status, body })
    }
}
