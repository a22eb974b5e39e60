//! Codes of MFA devices.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use querysmith::credentials::{
    AssumeRoleProvider, DefaultChain, MfaPrompt, ProfileProvider, ProvideCredentials, Role,
    SessionTokenProvider,
};
use querysmith::{Config, ConfigLoader, Credentials};

use crate::aws::Aws;
use crate::{config, context};

const DEVICE: &str = "arn:aws:iam::123456789012:mfa/ann";
const ROLE: &str = "arn:aws:iam::123456789012:role/Deploy";

/// A prompt that returns a code with a line break, and the devices that it was called for.
fn prompt() -> (MfaPrompt, Arc<Mutex<Vec<String>>>) {
    let devices: Arc<Mutex<Vec<String>>> = Arc::default();
    let recorded = Arc::clone(&devices);
    let prompt = MfaPrompt::new(move |serial| {
        recorded.lock().unwrap().push(serial);
        std::future::ready(Ok::<_, std::io::Error>("123456\n"))
    });
    (prompt, devices)
}

#[tokio::test]
async fn the_code_is_sent_with_the_device() {
    let aws = Aws::new();
    let (prompt, devices) = prompt();
    let role = Role::new(ROLE).with_mfa(DEVICE, prompt.clone());
    AssumeRoleProvider::new(&config(&aws), role)
        .provide_credentials()
        .await
        .unwrap();
    let session = SessionTokenProvider::new(&config(&aws)).with_mfa(DEVICE, prompt);
    session.provide_credentials().await.unwrap();
    for call in aws.calls() {
        assert_eq!(call.get("SerialNumber"), Some(DEVICE));
        assert_eq!(call.get("TokenCode"), Some("123456"));
    }
    assert_eq!(*devices.lock().unwrap(), [DEVICE, DEVICE]);
}

#[tokio::test]
async fn a_prompt_that_fails_is_an_error_before_any_call() {
    let aws = Aws::new();
    let prompt = MfaPrompt::new(|_| {
        std::future::ready(Err::<String, _>(std::io::Error::other(
            "the user went home",
        )))
    });
    let role = Role::new(ROLE).with_mfa(DEVICE, prompt);
    let provider = AssumeRoleProvider::new(&config(&aws), role);
    let error = provider.provide_credentials().await.unwrap_err();
    assert!(
        error.to_string().ends_with("failed: the user went home"),
        "{error}"
    );
    assert!(error.to_string().contains(DEVICE));
    assert!(aws.calls().is_empty());
}

const PROFILE: &str = "[default]\nregion = eu-west-1\n\
    role_arn = arn:aws:iam::123456789012:role/Deploy\nsource_profile = base\n\
    mfa_serial = arn:aws:iam::123456789012:mfa/ann\n\
    [profile base]\naws_access_key_id = AKID-BASE\naws_secret_access_key = hush";

#[tokio::test]
async fn a_profile_with_a_device_uses_the_configured_prompt() {
    let aws = Aws::new();
    let (prompt, _) = prompt();
    let context = context(&aws, &[], PROFILE);
    let loader = ConfigLoader::new().context(context.clone());
    let providers: [Box<dyn ProvideCredentials>; 3] = [
        Box::new(ProfileProvider::new(&context).with_mfa_prompt(prompt.clone())),
        Box::new(DefaultChain::new(&context).with_mfa_prompt(prompt.clone())),
        Box::new(loader.mfa_prompt(prompt).default_chain()),
    ];
    for provider in providers {
        provider.provide_credentials().await.unwrap();
    }
    let calls = aws.calls();
    assert_eq!(calls.len(), 3);
    for call in calls {
        assert_eq!(call.get("TokenCode"), Some("123456"));
        assert_eq!(call.signed_by.as_deref(), Some("AKID-BASE"));
    }
}

#[tokio::test]
async fn a_profile_with_a_device_and_no_prompt_is_an_error() {
    let aws = Aws::new();
    let provider = ProfileProvider::new(&context(&aws, &[], PROFILE));
    let error = provider.provide_credentials().await.unwrap_err();
    assert!(!error.is_not_configured());
    assert!(
        error
            .to_string()
            .contains("set an MFA prompt in the provider"),
        "{error}"
    );
    assert!(aws.calls().is_empty());
}

/// A timer whose time limits elapse immediately.
#[derive(Debug)]
struct ElapsesImmediately;

impl querysmith::clock::Sleep for ElapsesImmediately {
    fn sleep(&self, _: Duration) -> querysmith::clock::BoxFuture<'static, ()> {
        Box::pin(std::future::ready(()))
    }
}

#[tokio::test]
async fn time_limits_do_not_apply_to_the_prompt_of_the_first_role_of_a_chain() {
    let aws = Aws::new();
    let prompt = MfaPrompt::new(|_| async {
        // Takes longer than any time limit of this test.
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        Ok::<_, std::io::Error>("123456")
    });
    let config = Config::builder()
        .region("eu-west-1")
        .credentials_provider(Credentials::new("AKID", "hush"))
        .transport(Immediate(aws.clone()))
        .clock(aws.clock.clone())
        .sleep(ElapsesImmediately)
        .build();
    let first = Role::new("arn:aws:iam::123456789012:role/Gate").with_mfa(DEVICE, prompt);
    let chain = querysmith::credentials::RoleChain::builder(&config)
        .role(first)
        .role(Role::new(ROLE))
        .build()
        .unwrap();
    let credentials = chain.provide_credentials().await.unwrap();
    assert_eq!(credentials.access_key_id(), "ASIA-Deploy-2");
}

/// A transport that responds at the first poll, within any time limit.
#[derive(Debug)]
struct Immediate(Aws);

impl querysmith::transport::Transport for Immediate {
    fn send(
        &self,
        request: querysmith::http::Request<querysmith::Bytes>,
    ) -> querysmith::clock::BoxFuture<
        '_,
        Result<
            querysmith::http::Response<querysmith::Bytes>,
            querysmith::transport::TransportError,
        >,
    > {
        Box::pin(std::future::ready(Ok(self.0.respond(&request))))
    }
}
