//! Regions that could send a request, or the calls for its credentials, to another host.

use querysmith::credentials::{ProfileProvider, ProvideCredentials};
use querysmith::files::Files;
use querysmith::sts::Client;
use querysmith::{Config, ConfigLoader, ErrorKind};

use crate::aws::Aws;
use crate::{CONFIG_FILE, context};

const REGIONS: [&str; 19] = [
    "evil.example/",
    "evil.example#",
    "evil.example#x",
    "evil.example?x",
    "evil.example\\",
    "us-east-1.evil.example",
    "us-east-1.",
    ".us-east-1",
    "us-east-1%2f",
    "us east 1",
    "us-east-1\u{2024}x",
    "\u{ff55}s-east-1",
    "us-east-1\rx",
    "-us-east-1",
    "evil.example:8443/",
    "u@evil.example/",
    "us-east-1/../",
    "'us-east-1'",
    "us-east-1-us-east-1-us-east-1-us-east-1-us-east-1-us-east-1-abcd",
];

fn profile(region: &str) -> String {
    format!(
        "[default]\nregion = {region}\nsource_profile = base\n\
         role_arn = arn:aws:iam::123456789012:role/Deploy\n\
         [profile base]\naws_access_key_id = AKID-BASE\naws_secret_access_key = hush\n"
    )
}

/// Checks that a call fails with an error that names the setting.
async fn assert_refused(config: &Config, setting: &str) {
    let client = Client::new(config);
    let error = client.get_caller_identity().send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains(setting), "{error}");
    assert!(!error.to_string().contains('\r'), "{error}");
}

#[tokio::test]
async fn nothing_is_sent_for_a_region_of_a_profile_that_is_not_a_host_label() {
    for region in REGIONS {
        let aws = Aws::new();
        let context = context(&aws, &[], &profile(region));
        let config = ConfigLoader::new().context(context.clone()).load().await;
        let expected = "region at /home/ann/.aws/config:2 is \"";
        assert_refused(&config.unwrap(), expected).await;

        let provider = ProfileProvider::new(&context);
        let error = provider.provide_credentials().await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        assert!(aws.calls().is_empty());
    }
}

#[tokio::test]
async fn nothing_is_sent_for_a_region_of_the_environment_that_is_not_a_host_label() {
    for region in REGIONS {
        for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
            let aws = Aws::new();
            let context = context(&aws, &[(name, region)], &profile("eu-west-1"));
            let loaded = ConfigLoader::new().context(context.clone()).load().await;
            assert_refused(&loaded.unwrap(), &format!("{name} is \"")).await;
            let provider = ProfileProvider::new(&context);
            let error = provider.provide_credentials().await.unwrap_err();
            let expected = format!("{name} is \"");
            assert!(error.to_string().contains(&expected), "{error}");
            assert!(aws.calls().is_empty());
        }
    }
}

#[tokio::test]
async fn nothing_is_sent_for_a_region_in_code_that_is_not_a_host_label() {
    for region in REGIONS.into_iter().chain([""]) {
        let aws = Aws::new();
        let context = context(&aws, &[], &profile("eu-west-1"));
        let loader = ConfigLoader::new().context(context.clone()).region(region);
        let loaded = loader.load().await.unwrap();
        assert_refused(&loaded, "the region set in code is \"").await;
        let provider = ProfileProvider::new(&context).with_region(region);
        let error = provider.provide_credentials().await.unwrap_err();
        let expected = "the region set in code is \"";
        assert!(error.to_string().contains(expected), "{error}");
        assert!(aws.calls().is_empty());
    }
}

#[tokio::test]
async fn a_pseudo_region_selects_the_fips_endpoint() {
    for region in ["us-west-2-fips", "fips-us-west-2"] {
        let aws = Aws::new();
        let provider = ProfileProvider::new(&context(&aws, &[], &profile(region)));
        provider.provide_credentials().await.unwrap();
        assert_eq!(aws.only_call().host, "sts-fips.us-west-2.amazonaws.com");
    }
}

/// The cache file of the SSO session `dev`, named after the SHA-1 of its name.
const SSO_FILE: &str = "/home/ann/.aws/sso/cache/34c6fceca75e456f25e7e99531e2425c6c1de443.json";

const SSO_TOKEN: &str = r#"{"accessToken": "hush", "expiresAt": "2036-01-01T00:00:00Z",
    "refreshToken": "hush", "clientId": "c", "clientSecret": "hush",
    "registrationExpiresAt": "2036-01-01T00:00:00Z"}"#;

#[tokio::test]
async fn nothing_is_sent_for_a_region_of_a_session_that_is_not_a_host_label() {
    for region in REGIONS {
        let aws = Aws::new();
        let text = format!(
            "[default]\nregion = eu-west-1\nsso_session = dev\nsso_account_id = 1\n\
             sso_role_name = n\n[sso-session dev]\nsso_start_url = u\nsso_region = {region}\n"
        );
        let files: Files = [(CONFIG_FILE, text.as_str()), (SSO_FILE, SSO_TOKEN)]
            .into_iter()
            .collect();
        let context = context(&aws, &[], "").with_files(files);
        let config = ConfigLoader::new().context(context).load().await.unwrap();
        let client = Client::new(&config);
        let error = client.get_caller_identity().send().await.unwrap_err();
        let expected = format!("{CONFIG_FILE}:8: sso_region of profile `default` is \"");
        assert!(error.to_string().contains(&expected), "{error}");
        assert!(aws.calls().is_empty());
    }
}

#[tokio::test]
async fn nothing_is_sent_for_a_region_of_the_instance_that_is_not_a_host_label() {
    for region in REGIONS {
        let aws = Aws::new();
        aws.set_instance_region(region);
        let text = profile("").replace("region = \n", "");
        let context = context(&aws, &[], &text);
        let config = ConfigLoader::new().context(context).load().await.unwrap();
        assert_refused(&config, "a response that is not a region").await;
        assert!(aws.calls().is_empty());
    }
}

#[tokio::test]
async fn nothing_is_sent_to_an_endpoint_url_that_could_lead_elsewhere() {
    for (url, reason) in [
        ("http://sts.example:99999", "its port"),
        ("http://sts.example:0", "its port"),
        ("http://sts.example:", "its port"),
        ("https://u@evil.example/", "a user name"),
        ("https://u:hush@evil.example/", "a user name"),
        ("https://evil.example#.amazonaws.com", "a fragment"),
        ("https://evil.example?x=hush", "a query"),
        ("https://evil.example\\.amazonaws.com", "invalid"),
        ("https://%65vil.example", "host"),
        ("https://evil\u{3002}example", "invalid"),
        ("https://evil.example:80:80", "invalid"),
        ("//evil.example", "scheme"),
        ("evil.example", "scheme"),
        ("file:///evil", "invalid"),
    ] {
        let in_profile = profile("eu-west-1");
        let in_profile = in_profile.replacen("region", &format!("endpoint_url = {url}\nregion"), 1);
        for (variables, text) in [
            (&[("AWS_ENDPOINT_URL", url)][..], profile("eu-west-1")),
            (&[("AWS_ENDPOINT_URL_STS", url)], profile("eu-west-1")),
            (&[], in_profile),
        ] {
            let aws = Aws::new();
            let context = context(&aws, variables, &text);
            let Ok(config) = ConfigLoader::new().context(context).load().await else {
                continue;
            };
            let client = Client::new(&config);
            let error = client.get_caller_identity().send().await.unwrap_err();
            let text = error.to_string();
            assert!(text.contains(reason), "{url}: {text}");
            assert!(!text.contains("hush"), "{text}");
            assert!(aws.calls().is_empty());
        }
    }
}

#[tokio::test]
async fn nothing_is_sent_to_a_metadata_service_at_a_url_that_could_lead_elsewhere() {
    for url in [
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:0/",
        "http://evil.example#x",
        "http://evil.example?x",
        "evil.example",
    ] {
        for variables in [
            [("AWS_EC2_METADATA_SERVICE_ENDPOINT", url)],
            [("AWS_CONTAINER_CREDENTIALS_FULL_URI", url)],
        ] {
            let aws = Aws::new();
            aws.set_instance_region("eu-west-1");
            let context = context(&aws, &variables, "");
            let loader = ConfigLoader::new().context(context).region("eu-west-1");
            let client = Client::new(&loader.load().await.unwrap());
            client.get_caller_identity().send().await.unwrap_err();
            let [(name, _)] = variables;
            if name == "AWS_EC2_METADATA_SERVICE_ENDPOINT" {
                assert_eq!(aws.metadata_requests(), 0, "{url}");
            }
            assert!(aws.calls().is_empty());
        }
    }
}
