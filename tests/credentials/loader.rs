//! Loading of configs from the environment and the shared files.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;

use querysmith::clock::BoxFuture;
use querysmith::credentials::ProviderContext;
use querysmith::env::Env;
use querysmith::files::Files;
use querysmith::sts::Client;
use querysmith::transport::{Transport, TransportError};
use querysmith::{
    Bytes, ConfigBuilder, ConfigLoader, Credentials, ErrorKind, ProvideCredentials, http,
};
use tokio::net::TcpListener;

use crate::aws::{Aws, Mode};
use crate::{CONFIG_FILE, context};

const PROFILE: &str = "[default]\nregion = eu-west-1\nrole_arn = arn:aws:iam::123456789012:role/Deploy\n\
    source_profile = base\nuse_fips_endpoint = true\n[profile base]\naws_access_key_id = AKID-BASE\n\
    aws_secret_access_key = hush\n[profile other]\nregion = eu-north-1";

fn loader(aws: &Aws, variables: &[(&str, &str)], config: &str) -> ConfigLoader {
    ConfigLoader::new().context(context(aws, variables, config))
}

async fn whoami(client: &Client) {
    // The fake returns a session, which contains no identity.
    client.get_caller_identity().send().await.unwrap();
}

#[tokio::test]
async fn settings_come_from_the_environment_and_the_files() {
    let aws = Aws::new();
    let config = loader(&aws, &[], PROFILE).load().await.unwrap();
    assert_eq!(config.region(), Some("eu-west-1"));
    assert!(config.use_fips());
    let variables = [("AWS_REGION", "us-west-2")];
    let config = loader(&aws, &variables, PROFILE).load().await.unwrap();
    assert_eq!(config.region(), Some("us-west-2"));
    let config = loader(&aws, &[], PROFILE)
        .profile("other")
        .load()
        .await
        .unwrap();
    assert_eq!(config.region(), Some("eu-north-1"));
    let config = loader(&aws, &variables, PROFILE)
        .region("ca-west-1")
        .load()
        .await
        .unwrap();
    assert_eq!(config.region(), Some("ca-west-1"));
    assert!(aws.calls().is_empty(), "no credentials are needed yet");
}

#[tokio::test]
async fn settings_in_code_precede_loaded_settings() {
    let aws = Aws::new();
    let builder = loader(&aws, &[], PROFILE).builder().await.unwrap();
    assert_eq!(
        builder.region("us-east-2").build().region(),
        Some("us-east-2")
    );
}

#[tokio::test]
async fn clients_and_clones_of_a_config_share_one_session() {
    let aws = Aws::new();
    let config = loader(&aws, &[], PROFILE).load().await.unwrap();
    let first = Client::new(&config);
    whoami(&first).await;
    whoami(&first.clone()).await;
    whoami(&Client::new(&config.clone())).await;
    let calls = aws.calls();
    let assumed = calls
        .iter()
        .filter(|call| call.get("Action") == Some("AssumeRole"));
    assert_eq!(assumed.count(), 1);
    for call in &calls[1..] {
        assert_eq!(call.signed_by.as_deref(), Some("ASIA-Deploy-1"));
        assert_eq!(call.host, "sts-fips.eu-west-1.amazonaws.com");
    }
}

#[tokio::test]
async fn an_invalid_file_is_a_configuration_error_with_its_line_number() {
    let aws = Aws::new();
    let error = loader(&aws, &[], "[default]\nuse_fips_endpoint = perhaps")
        .load()
        .await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(
        error.to_string().contains("/home/ann/.aws/config:2: "),
        "{error}"
    );
    let error = loader(&aws, &[], "[default]\nwhat")
        .load()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
}

#[tokio::test]
async fn the_error_of_a_call_without_credentials_lists_the_sources_searched() {
    let aws = Aws::new();
    let loader = loader(&aws, &[("AWS_REGION", "eu-west-1")], "");
    let client = Client::new(&loader.load().await.unwrap());
    let error = client.get_caller_identity().send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    let explanation = loader.default_chain().explain().await.to_string();
    assert!(error.to_string().contains(&explanation), "{error}");
}

#[tokio::test]
async fn the_error_for_a_missing_region_lists_where_it_can_be_set() {
    let aws = Aws::new();
    let client = Client::new(&loader(&aws, &[], "").load().await.unwrap());
    let text = client
        .get_caller_identity()
        .send()
        .await
        .unwrap_err()
        .to_string();
    let places = "the config, AWS_REGION, AWS_DEFAULT_REGION, `region` of the profile `default` (no \
        such profile in /home/ann/.aws/config and /home/ann/.aws/credentials (absent)), \
        instance metadata (at http://169.254.169.254: connection refused; this does not seem to be \
        an EC2 instance)";
    assert!(text.contains(places), "{text}");
}

#[tokio::test]
async fn the_error_for_a_missing_region_shows_a_misspelled_profile() {
    let aws = Aws::new();
    let off = [("AWS_EC2_METADATA_DISABLED", "true")];
    let loader = loader(&aws, &off, "[defualt]\nregion = eu-west-1");
    let client = Client::new(&loader.load().await.unwrap());
    let error = client.get_caller_identity().send().await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("[defualt]"), "{text}");
    let disabled = "instance metadata (disabled by AWS_EC2_METADATA_DISABLED);";
    assert!(text.contains(disabled), "{text}");
}

#[tokio::test]
async fn credentials_that_a_service_reports_as_expired_are_replaced() {
    let aws = Aws::new();
    let client = Client::new(&loader(&aws, &[], PROFILE).load().await.unwrap());
    whoami(&client).await;
    aws.set_mode(Mode::Fails(403, "ExpiredToken"));
    client.get_caller_identity().send().await.unwrap_err();
    aws.set_mode(Mode::Succeeds);
    whoami(&client).await;
    let calls = aws.calls();
    let actions: Vec<_> = calls.iter().filter_map(|call| call.get("Action")).collect();
    let expected = [
        "AssumeRole",
        "GetCallerIdentity",
        "GetCallerIdentity",
        "AssumeRole",
        "GetCallerIdentity",
    ];
    assert_eq!(actions, expected);
}

/// AWS, where one access key no longer exists. When that is reported, the keys in the file are
/// replaced, as an administrator does.
#[derive(Debug, Clone)]
struct KeyReplaced {
    aws: Aws,
    files: Files,
    new_config: &'static str,
    refused: Arc<AtomicUsize>,
}

impl Transport for KeyReplaced {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let authorization = request.headers().get("authorization").unwrap();
        if !authorization
            .to_str()
            .unwrap()
            .contains("Credential=AKID-OLD/")
        {
            return self.aws.send(request);
        }
        self.refused.fetch_add(1, Ordering::SeqCst);
        self.files
            .write_private(Path::new(CONFIG_FILE), self.new_config.as_bytes())
            .unwrap();
        let body = "<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>The security \
            token included in the request is invalid.</Message></Error></ErrorResponse>";
        let response = http::Response::builder().status(403);
        Box::pin(std::future::ready(Ok(response.body(body.into()).unwrap())))
    }
}

#[tokio::test]
async fn keys_that_no_longer_exist_are_read_again_once() {
    let old = "[default]\nregion = eu-west-1\naws_access_key_id = AKID-OLD\n\
        aws_secret_access_key = hush";
    let new = "[default]\nregion = eu-west-1\naws_access_key_id = AKID-NEW\n\
        aws_secret_access_key = hush";
    // Where the file still has the old keys, the error of the service is the result.
    for (new_config, requests) in [(new, 1), (old, 2)] {
        let aws = Aws::new();
        let context = context(&aws, &[], old);
        let transport = KeyReplaced {
            aws: aws.clone(),
            files: context.files.clone(),
            new_config,
            refused: Arc::default(),
        };
        let refused = Arc::clone(&transport.refused);
        let loader = ConfigLoader::new().context(context.with_transport(transport));
        let client = Client::new(&loader.load().await.unwrap());
        for _ in 0..2 {
            let outcome = client.get_caller_identity().send().await;
            match outcome {
                Ok(_) => assert_eq!(new_config, new),
                Err(error) => {
                    assert_eq!(new_config, old, "{error}");
                    assert_eq!(error.code(), Some("InvalidClientTokenId"));
                }
            }
        }
        assert_eq!(refused.load(Ordering::SeqCst), requests);
    }
}

#[tokio::test]
async fn errors_of_a_config_from_the_environment_name_the_function_that_reads_the_files() {
    let aws = Aws::new();
    let builder = || {
        let builder = ConfigBuilder::from_env(&Env::empty()).unwrap();
        builder.transport(aws.clone())
    };
    let client = Client::new(&builder().build());
    let error = client.get_caller_identity().send().await.unwrap_err();
    let with_region = Client::new(&builder().region("eu-west-1").build());
    let other = with_region.get_caller_identity().send().await.unwrap_err();
    for (error, part) in [(error, "no region is set"), (other, "no credentials found")] {
        let text = error.to_string();
        assert!(
            text.contains(part) && text.contains("shared files") && text.contains("`load()`"),
            "{text}"
        );
    }
    // The profile that the environment selects is not looked at.
    let env: Env = [("AWS_PROFILE", "work")].into_iter().collect();
    let builder = ConfigBuilder::from_env(&env)
        .unwrap()
        .transport(aws.clone());
    let client = Client::new(&builder.build());
    let error = client.get_caller_identity().send().await.unwrap_err();
    let help =
        "AWS_PROFILE selects a profile, but the shared files are not read here: use `load()`";
    assert!(error.to_string().contains(help), "{error}");
    // With the files, there is no such advice.
    let client = Client::new(&loader(&aws, &[], "").load().await.unwrap());
    let error = client.get_caller_identity().send().await.unwrap_err();
    assert!(!error.to_string().contains("`load()`"), "{error}");
}

#[tokio::test]
async fn the_error_for_a_missing_region_names_a_missing_profile() {
    let aws = Aws::new();
    let env = [
        ("AWS_PROFILE", "wrok"),
        ("AWS_ACCESS_KEY_ID", "AKID"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
    ];
    let profile = "[profile work]\nregion = eu-west-1";
    let with_key = loader(&aws, &env, profile);
    let client = Client::new(&with_key.load().await.unwrap());
    let error = client.get_caller_identity().send().await.unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("no region is set") && text.contains("there is no profile `wrok`"),
        "{text}"
    );
    // Without the access key, the missing profile is reported before anything else.
    let without = loader(&aws, &env[..1], profile);
    let error = without.load().await.unwrap_err().to_string();
    assert!(error.contains("there is no profile `wrok`"), "{error}");
}

#[tokio::test]
async fn debug_of_a_client_fits_in_a_few_lines() {
    let aws = Aws::new();
    let profile =
        "[profile work]\nregion = eu-west-1\nrole_arn = arn:aws:iam::123456789012:role/Deploy";
    let loader = loader(&aws, &[("AWS_PROFILE", "work")], profile);
    let client = Client::new(&loader.load().await.unwrap());
    let (line, lines) = (format!("{client:?}"), format!("{client:#?}"));
    assert!(line.len() < 400, "{line}");
    assert!(lines.lines().count() <= 25, "{lines}");
    assert!(
        line.contains("eu-west-1") && line.contains("DefaultChain"),
        "{line}"
    );
}

#[tokio::test]
async fn trace_ids_are_sent_percent_encoded() {
    #[derive(Debug)]
    struct Headers(Arc<Mutex<Option<http::HeaderValue>>>);

    impl Transport for Headers {
        fn send(
            &self,
            request: http::Request<Bytes>,
        ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
            *self.0.lock().unwrap() = request.headers().get("x-amzn-trace-id").cloned();
            Box::pin(std::future::pending())
        }
    }

    let seen = Arc::new(Mutex::new(None));
    let variables = [
        ("AWS_LAMBDA_FUNCTION_NAME", "f"),
        ("_X_AMZN_TRACE_ID", "\tRoot=1;\nParent=\u{e9} x\t"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ACCESS_KEY_ID", "AKID"),
        ("AWS_SECRET_ACCESS_KEY", "hush"),
    ];
    let context = context(&Aws::new(), &variables, "").with_transport(Headers(Arc::clone(&seen)));
    let config = ConfigLoader::new().context(context).load().await.unwrap();
    let client = Client::new(&config);
    let call = client.get_caller_identity().send();
    // The call never ends: one poll sends the request.
    let mut call = std::pin::pin!(call);
    for _ in 0..3 {
        let poll = std::future::poll_fn(|context| Poll::Ready(call.as_mut().poll(context)));
        assert!(poll.await.is_pending());
    }
    let seen = seen.lock().unwrap().take().unwrap();
    assert_eq!(seen, "%09Root=1;%0AParent=%C3%A9 x%09");
}

/// Uses the default transport, because the context has none.
#[tokio::test]
async fn the_ca_bundle_is_read_from_the_files_of_the_context() {
    let peer = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = format!(
        "[default]\nregion = eu-west-1\nca_bundle = ~/ca.pem\nmax_attempts = 1\n\
         endpoint_url = https://{}",
        peer.local_addr().unwrap()
    );
    let files: Files = [
        ("/home/ann/.aws/config", config.as_str()),
        ("/home/ann/ca.pem", "no certificate"),
    ]
    .into_iter()
    .collect();
    let env: Env = [("HOME", "/home/ann")].into_iter().collect();
    let context = ProviderContext::new().with_env(env).with_files(files);
    let loader = ConfigLoader::new().context(context);
    let builder = loader.builder().await.unwrap();
    let credentials = Credentials::new("AKID", "hush");
    let client = Client::new(&builder.credentials_provider(credentials).build());
    let error = client.get_caller_identity().send().await.unwrap_err();
    let text = "/home/ann/ca.pem:1: found no certificate, expected at least one block";
    assert!(error.to_string().contains(text), "{error}");
}

#[tokio::test]
async fn the_region_of_the_instance_has_the_lowest_precedence() {
    let aws = Aws::new();
    aws.set_instance_region("eu-north-1");
    let config = loader(&aws, &[], "").load().await.unwrap();
    assert_eq!(config.region(), Some("eu-north-1"));
    assert_eq!(
        aws.metadata_requests(),
        2,
        "one for a token and one for the region"
    );

    let aws = Aws::new();
    aws.set_instance_region("eu-north-1");
    for loader in [
        loader(&aws, &[], "[default]\nregion = eu-west-1"),
        loader(&aws, &[("AWS_DEFAULT_REGION", "eu-west-1")], ""),
        loader(&aws, &[], "").region("eu-west-1"),
    ] {
        let config = loader.load().await.unwrap();
        assert_eq!(config.region(), Some("eu-west-1"));
    }
    let off = [("AWS_EC2_METADATA_DISABLED", "true")];
    let config = loader(&aws, &off, "").load().await.unwrap();
    assert_eq!(config.region(), None);
    assert_eq!(aws.metadata_requests(), 0);
}

#[tokio::test]
async fn roles_of_a_profile_are_assumed_in_the_region_of_the_instance() {
    let aws = Aws::new();
    let text = PROFILE.replace("region = eu-west-1\n", "");
    let chain = loader(&aws, &[], &text).default_chain();
    let error = chain.provide_credentials().await.unwrap_err();
    assert!(error.to_string().contains("instance metadata"), "{error}");

    // The failure is not cached: the region becomes available later.
    aws.set_instance_region("eu-north-1");
    chain.provide_credentials().await.unwrap();
    chain.provide_credentials().await.unwrap();
    for call in aws.calls() {
        assert_eq!(call.host, "sts-fips.eu-north-1.amazonaws.com");
    }
    let requests = aws.metadata_requests();
    chain.provide_credentials().await.unwrap();
    assert_eq!(aws.metadata_requests(), requests, "the region is cached");
}
