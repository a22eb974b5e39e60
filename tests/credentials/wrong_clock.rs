//! A clock that is hours off, with temporary credentials: their expiration is a time of the service.

use std::sync::{Arc, Mutex};

use querysmith::clock::BoxFuture;
use querysmith::credentials::{AssumeRoleProvider, Role};
use querysmith::sts::Client;
use querysmith::transport::{Transport, TransportError};
use querysmith::{Bytes, Config, ConfigLoader, Credentials, DateTime, TimestampFormat, http};

use crate::aws::Aws;
use crate::{ManualClock, NoDelays, START, context};

/// How far the clock of the test is ahead of that of the service, in seconds.
const AHEAD: u64 = 2 * 3600;

const PROFILE: &str = "[default]\nregion = eu-west-1\nsource_profile = base\n\
    role_arn = arn:aws:iam::123456789012:role/Deploy\n\
    [profile base]\naws_access_key_id = AKID-BASE\naws_secret_access_key = hush\n";

/// An STS whose clock is right, and which refuses signatures with another time.
#[derive(Clone, Debug)]
struct Punctual {
    aws: Aws,
    accepted: Arc<Mutex<Vec<String>>>,
}

impl Punctual {
    fn new() -> Self {
        let aws = Aws::new();
        aws.clock.advance(AHEAD);
        Self {
            aws,
            accepted: Arc::default(),
        }
    }

    fn respond(&self, request: &http::Request<Bytes>) -> http::Response<Bytes> {
        let now = self.aws.clock.secs() - AHEAD;
        let at = |seconds: u64| {
            let time = DateTime::from_secs(seconds.try_into().unwrap());
            time.to_string().replace(['-', ':'], "")
        };
        let signed_at = request.headers()["x-amz-date"].to_str().unwrap();
        let is_near = *at(now - 300) < *signed_at && *signed_at < *at(now + 300);
        let mut response = if is_near {
            let body = String::from_utf8(request.body().to_vec()).unwrap();
            let action = body.split('&').next().unwrap().to_owned();
            self.accepted.lock().unwrap().push(action);
            let mut response = self.aws.respond(request);
            // The fake AWS uses the time of the test as that of the service.
            let body = String::from_utf8(response.body().to_vec()).unwrap();
            let expiration = |now: u64| {
                let time = DateTime::from_secs((now + 3600).try_into().unwrap());
                time.format(TimestampFormat::DateTime)
            };
            let body = body.replace(&expiration(now + AHEAD), &expiration(now));
            *response.body_mut() = body.into();
            response
        } else {
            let body = "<ErrorResponse><Error><Code>RequestTimeTooSkewed</Code></Error>\
                        </ErrorResponse>";
            http::Response::builder()
                .status(403)
                .body(body.into())
                .unwrap()
        };
        let date = DateTime::from_secs(now.try_into().unwrap());
        let date = date.format(TimestampFormat::HttpDate);
        response.headers_mut().insert("date", date.parse().unwrap());
        response
    }

    /// Calls STS three times within the lifetime of the credentials, and once after it.
    async fn call(&self, config: &Config) {
        let client = Client::new(config);
        for _ in 0..3 {
            client.get_caller_identity().send().await.unwrap();
        }
        self.aws.clock.advance(3600);
        client.get_caller_identity().send().await.unwrap();
        let accepted = self.accepted.lock().unwrap();
        let accepted: Vec<_> = accepted
            .iter()
            .map(|action| action.strip_prefix("Action=").unwrap())
            .collect();
        let (role, whoami) = ("AssumeRole", "GetCallerIdentity");
        assert_eq!(accepted, [role, whoami, whoami, whoami, role, whoami]);
    }
}

impl Transport for Punctual {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(std::future::ready(Ok(self.respond(&request))))
    }
}

fn clock(punctual: &Punctual) -> ManualClock {
    punctual.aws.clock.clone()
}

#[tokio::test]
async fn a_role_is_assumed_once_per_lifetime_of_its_credentials() {
    const { assert!(AHEAD > 3600 && START > AHEAD) };
    let punctual = Punctual::new();
    let config = Config::builder()
        .region("eu-west-1")
        .credentials_provider(Credentials::new("AKID-LONG", "hush"))
        .transport(punctual.clone())
        .clock(clock(&punctual))
        .sleep(NoDelays)
        .build();
    let role = Role::new("arn:aws:iam::123456789012:role/Deploy");
    let provider = AssumeRoleProvider::new(&config, role);
    punctual
        .call(&config.with_credentials_provider(provider))
        .await;
}

#[tokio::test]
async fn so_is_the_role_of_a_profile() {
    let punctual = Punctual::new();
    let context = context(&punctual.aws, &[], PROFILE).with_transport(punctual.clone());
    let config = ConfigLoader::new().context(context).load().await.unwrap();
    punctual.call(&config).await;
}
