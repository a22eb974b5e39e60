//! The profile provider.

use std::path::Path;

use querysmith::ConfigLoader;
use querysmith::credentials::{ProfileProvider, ProvideCredentials};
use querysmith::files::Files;

use crate::aws::Aws;
use crate::{CONFIG_FILE, context};

/// The cache file of `aws login` for the session `arn:aws:iam::123456789012:user/ann`.
const LOGIN_FILE: &str = "/home/ann/.aws/login/cache/143b1fc18f5ca9bb89e81d9a77fe53029e237039039ccab734b6fb08284f7780.json";

const BASE: &str = "[profile base]\naws_access_key_id = AKID-BASE\naws_secret_access_key = hush\n";

fn with_base(profile: &str) -> String {
    format!("{profile}\n{BASE}")
}

const DEPLOY: &str = "[default]\nregion = ap-south-1\nsource_profile = base\n\
    role_arn = arn:aws:iam::123456789012:role/Deploy\nrole_session_name = ann\n\
    external_id = ext\nduration_seconds = 1800";

#[tokio::test]
async fn a_role_is_assumed_with_the_settings_and_the_region_of_its_profile() {
    let aws = Aws::new();
    let provider = ProfileProvider::new(&context(&aws, &[], &with_base(DEPLOY)));
    let credentials = provider.provide_credentials().await.unwrap();
    assert_eq!(credentials.access_key_id(), "ASIA-Deploy-1");
    let call = aws.only_call();
    assert_eq!(call.host, "sts.ap-south-1.amazonaws.com");
    assert_eq!(call.signed_by.as_deref(), Some("AKID-BASE"));
    assert_eq!(call.get("RoleSessionName"), Some("ann"));
    assert_eq!(call.get("ExternalId"), Some("ext"));
    assert_eq!(call.get("DurationSeconds"), Some("1800"));
}

#[tokio::test]
async fn a_role_is_assumed_with_a_session_of_aws_login() {
    let aws = Aws::new();
    let config = "[profile deploy]\nregion = eu-west-1\nsource_profile = dev\n\
        role_arn = arn:aws:iam::123456789012:role/Deploy\n[profile dev]\n\
        login_session = arn:aws:iam::123456789012:user/ann\n";
    let session = r#"{"accessToken": {"accessKeyId": "AKID-LOGIN", "secretAccessKey": "hush",
        "sessionToken": "hush", "accountId": "123456789012", "expiresAt": "2030-01-31T12:00:00Z"},
        "clientId": "c", "refreshToken": "hush", "dpopKey": "hush"}"#;
    let files: Files = [(CONFIG_FILE, config), (LOGIN_FILE, session)]
        .into_iter()
        .collect();
    let context = context(&aws, &[], "").with_files(files);
    let loader = ConfigLoader::new().context(context).profile("deploy");
    let explanation = loader.default_chain().explain().await.to_string();
    let steps = "the `aws login` session arn:aws:iam::123456789012:user/ann, then \
        arn:aws:iam::123456789012:role/Deploy";
    assert!(explanation.contains(steps), "{explanation}");
    let config = loader.load().await.unwrap();
    let provider = config.credentials_provider().unwrap();
    let credentials = provider.provide_credentials().await.unwrap();
    assert_eq!(credentials.access_key_id(), "ASIA-Deploy-2");
    let calls = aws.calls();
    let signers: Vec<_> = calls.iter().map(|call| call.signed_by.as_deref()).collect();
    assert_eq!(signers, [Some("AKID-LOGIN"); 2]);
}

#[tokio::test]
async fn the_region_in_code_precedes_the_environment_and_the_profile() {
    let variables = [
        ("AWS_REGION", "us-west-2"),
        ("AWS_USE_FIPS_ENDPOINT", "true"),
    ];
    let aws = Aws::new();
    let context = context(&aws, &variables, &with_base(DEPLOY));
    let provider = ProfileProvider::new(&context);
    provider.provide_credentials().await.unwrap();
    provider
        .with_region("ca-central-1")
        .provide_credentials()
        .await
        .unwrap();
    let hosts: Vec<_> = aws.calls().into_iter().map(|call| call.host).collect();
    let expected = [
        "sts-fips.us-west-2.amazonaws.com",
        "sts-fips.ca-central-1.amazonaws.com",
    ];
    assert_eq!(hosts, expected);
}

#[tokio::test]
async fn sts_is_called_at_the_endpoint_of_the_services_section() {
    let aws = Aws::new();
    let text = format!(
        "{DEPLOY}\nservices = local\n{BASE}[services local]\nsts =\n  \
         endpoint_url = https://sts.example"
    );
    let provider = ProfileProvider::new(&context(&aws, &[], &text));
    provider.provide_credentials().await.unwrap();
    assert_eq!(aws.only_call().host, "sts.example");
}

#[tokio::test]
async fn a_credential_source_that_is_not_configured_is_an_error() {
    let sources = [
        ("Environment", "AWS_ACCESS_KEY_ID"),
        ("EcsContainer", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"),
        ("Ec2InstanceMetadata", "instance metadata"),
    ];
    for (source, part) in sources {
        let text = format!("[default]\nrole_arn = arn:r\ncredential_source = {source}");
        let aws = Aws::new();
        let provider = ProfileProvider::new(&context(&aws, &[("AWS_REGION", "x")], &text));
        let error = provider.provide_credentials().await.unwrap_err();
        assert!(!error.is_not_configured(), "{source}");
        let text = error.to_string();
        assert!(
            text.contains(&format!("credential_source {source}: ")),
            "{text}"
        );
        assert!(text.contains(part), "{text}");
    }
}

#[tokio::test]
async fn changed_files_are_read_again() {
    let aws = Aws::new();
    let context = context(&aws, &[], &with_base(DEPLOY));
    let provider = ProfileProvider::new(&context);
    provider.provide_credentials().await.unwrap();
    let changed = with_base(DEPLOY)
        .replace("Deploy", "Other")
        .replace("ap-south-1", "eu-west-3");
    context
        .files
        .write_private(Path::new(CONFIG_FILE), changed.as_bytes())
        .unwrap();
    let credentials = provider.provide_credentials().await.unwrap();
    assert_eq!(credentials.access_key_id(), "ASIA-Other-2");
    assert_eq!(aws.calls()[1].host, "sts.eu-west-3.amazonaws.com");

    let changed = changed.replace("eu-west-3", "eu-north-1");
    context
        .files
        .write_private(Path::new(CONFIG_FILE), changed.as_bytes())
        .unwrap();
    provider.provide_credentials().await.unwrap();
    assert_eq!(aws.calls()[2].host, "sts.eu-north-1.amazonaws.com");
}

#[tokio::test]
async fn the_error_for_an_invalid_line_has_file_and_line_number() {
    let aws = Aws::new();
    let provider = ProfileProvider::new(&context(&aws, &[], "[default]\nregion eu-west-1"));
    let error = provider.provide_credentials().await.unwrap_err();
    assert!(!error.is_not_configured());
    assert!(
        error.to_string().contains("/home/ann/.aws/config:2: "),
        "{error}"
    );
}
