//! Regions that could send a request, or the calls for its credentials, to another host.

use querysmith::credentials::{ProfileProvider, ProvideCredentials};
use querysmith::sts::Client;
use querysmith::{ConfigLoader, ErrorKind};

use crate::aws::Aws;
use crate::context;

const REGIONS: [&str; 7] = [
    "evil.example/",
    "evil.example#x",
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

#[tokio::test]
async fn nothing_is_sent_for_a_region_of_a_profile_that_is_not_a_host_label() {
    for region in REGIONS {
        let aws = Aws::new();
        let context = context(&aws, &[], &profile(region));
        let config = ConfigLoader::new().context(context.clone()).load().await;
        let client = Client::new(&config.unwrap());
        let error = client.get_caller_identity().send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let expected = "region at /home/ann/.aws/config:2 is \"";
        assert!(error.to_string().contains(expected), "{error}");

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
