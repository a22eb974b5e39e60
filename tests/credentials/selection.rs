//! The profile that was selected is the one that is used, or loading fails.

use querysmith::credentials::ProvideCredentials;
use querysmith::sts::Client;
use querysmith::{Config, ConfigLoader, Error, ErrorKind};
use tracing::instrument::WithSubscriber;

use crate::aws::Aws;
use crate::context;
use crate::listener::LogCapture;

const KEYS: [(&str, &str); 3] = [
    ("AWS_ACCESS_KEY_ID", "AKID-ENV"),
    ("AWS_SECRET_ACCESS_KEY", "hush-env"),
    ("AWS_SESSION_TOKEN", "hush-token"),
];
const MISSPELLED: (&str, &str) = ("AWS_PROFILE", "prdo");
const AGENT: (&str, &str) = ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1/v1");
const PROD: &str = "[profile prod]\nregion = eu-west-1\naws_access_key_id = AKID-PROD\n\
    aws_secret_access_key = hush";

fn loader(aws: &Aws, variables: &[(&str, &str)], config: &str) -> ConfigLoader {
    ConfigLoader::new().context(context(aws, variables, config))
}

async fn key(config: &Config) -> String {
    let provider = config.credentials_provider().cloned().unwrap();
    let credentials = provider.provide_credentials().await.unwrap();
    credentials.access_key_id().to_owned()
}

/// Checks that the error names the profile, and that nothing else was tried.
fn assert_missing(aws: &Aws, error: &Error, parts: &[&str]) {
    assert_eq!(error.kind(), ErrorKind::Configuration);
    for part in parts {
        assert!(error.to_string().contains(part), "{part}: {error}");
    }
    assert_eq!(aws.metadata_requests(), 0, "{error}");
}

#[tokio::test]
async fn a_selected_profile_that_does_not_exist_is_an_error_before_any_other_source_is_tried() {
    for config in ["", PROD] {
        let aws = Aws::new();
        aws.set_instance_region("eu-north-1");
        let by_variable = loader(&aws, &[MISSPELLED, AGENT], config);
        let error = by_variable.load().await.unwrap_err();
        assert_missing(&aws, &error, &["no profile `prdo`", "AWS_PROFILE"]);
        let in_code = loader(&aws, &[&KEYS[..], &[AGENT]].concat(), config).profile("prdo");
        let error = in_code.load().await.unwrap_err();
        assert_missing(&aws, &error, &["no profile `prdo`", "the program"]);
        for loader in [by_variable, in_code] {
            let chain = loader.default_chain();
            let error = chain.provide_credentials().await.unwrap_err();
            assert!(!error.is_not_configured(), "{error}");
            assert!(error.to_string().contains("no profile `prdo`"), "{error}");
        }
        assert_eq!(aws.metadata_requests(), 0);
    }
}

#[tokio::test]
async fn a_header_without_the_word_profile_is_named_with_how_to_write_it() {
    let aws = Aws::new();
    let config = "[default]\nregion = eu-west-1\n[kit]\nregion = eu-west-3";
    let loaded = loader(&aws, &[("AWS_PROFILE", "kit")], config).load().await;
    let parts = [
        "no profile `kit`",
        "the header at /home/ann/.aws/config:3 is ignored",
        "expected `[profile kit]`",
    ];
    assert_missing(&aws, &loaded.unwrap_err(), &parts);
    // Ignored headers are listed if none of them has the name.
    let loaded = loader(&aws, &[MISSPELLED], config).load().await;
    let header = "`[kit]` at /home/ann/.aws/config:3: expected `[profile kit]`";
    assert_missing(&aws, &loaded.unwrap_err(), &[header]);
}

#[tokio::test]
async fn keys_in_the_environment_are_used_with_a_warning_if_aws_profile_names_nothing() {
    let aws = Aws::new();
    let variables = [&KEYS[..], &[MISSPELLED, ("AWS_REGION", "eu-west-1")]].concat();
    let loader = loader(&aws, &variables, PROD);
    let log = LogCapture::default();
    let load = async {
        let config = loader.load().await.unwrap();
        loader.load().await.unwrap();
        config
    };
    let config = load.with_subscriber(log.clone()).await;
    assert_eq!(key(&config).await, "AKID-ENV");
    assert_eq!(log.text().matches("no profile `prdo`").count(), 1);
    let explanation = loader.default_chain().explain().await;
    let [warning] = &explanation.warnings[..] else {
        panic!("{explanation}");
    };
    assert!(warning.contains("no profile `prdo`"), "{warning}");
}

#[tokio::test]
async fn a_profile_selected_in_code_precedes_keys_in_the_environment_with_a_warning() {
    let aws = Aws::new();
    let loader = loader(&aws, &KEYS, PROD).profile("prod");
    let log = LogCapture::default();
    let config = loader.load().with_subscriber(log.clone()).await.unwrap();
    assert_eq!(key(&config).await, "AKID-PROD");
    let explanation = loader.default_chain().explain().await;
    for text in [log.text(), explanation.warnings.join("\n")] {
        for (variable, value) in KEYS {
            assert!(text.contains(variable), "{text}");
            assert!(!text.contains(value), "{text}");
        }
        assert!(text.contains("`prod` is selected in code"), "{text}");
    }
}

#[tokio::test]
async fn a_profile_without_credentials_leaves_the_choice_to_the_environment() {
    let aws = Aws::new();
    let loader = loader(&aws, &KEYS, "[profile dev]\nregion = eu-west-1").profile("dev");
    let config = loader.load().await.unwrap();
    assert_eq!(key(&config).await, "AKID-ENV");
    assert_eq!(config.region(), Some("eu-west-1"));
    let explanation = loader.default_chain().explain().await;
    assert!(explanation.warnings.is_empty(), "{explanation}");
}

#[tokio::test]
async fn a_role_is_assumed_with_the_keys_in_the_environment_if_the_profile_says_so() {
    let aws = Aws::new();
    let text = "[profile ci]\nregion = eu-west-1\ncredential_source = Environment\n\
        role_arn = arn:aws:iam::123456789012:role/Deploy";
    let loader = loader(&aws, &KEYS, text).profile("ci");
    let config = loader.load().await.unwrap();
    assert_eq!(key(&config).await, "ASIA-Deploy-1");
    assert_eq!(aws.only_call().signed_by.as_deref(), Some("AKID-ENV"));
    let explanation = loader.default_chain().explain().await;
    assert!(explanation.warnings.is_empty(), "{explanation}");
}

#[tokio::test]
async fn the_region_may_come_from_the_source_profile() {
    let aws = Aws::new();
    let text = "[default]\nrole_arn = arn:aws:iam::123456789012:role/Deploy\n\
        source_profile = base\n[profile base]\nregion = ap-south-1\n\
        aws_access_key_id = AKID-BASE\naws_secret_access_key = hush";
    let config = loader(&aws, &[], text).load().await.unwrap();
    assert_eq!(config.region(), Some("ap-south-1"));
    Client::new(&config)
        .get_caller_identity()
        .send()
        .await
        .unwrap();
    for call in aws.calls() {
        assert_eq!(call.host, "sts.ap-south-1.amazonaws.com");
    }
    let own = text.replace("[default]", "[default]\nregion = eu-west-1");
    let config = loader(&aws, &[], &own).load().await.unwrap();
    assert_eq!(config.region(), Some("eu-west-1"));
}
