use super::*;

const CONFIG: &str = "
[default]
region = eu-north-1
use_fips_endpoint = True
max_attempts = many
sts_regional_endpoints = legacy
endpoint_url = http://profile.example
services = dev
[services dev]
sts =
  endpoint_url = http://sts.profile.example
elastic_beanstalk =
  endpoint_url = http://eb.profile.example
s3 = x
";

fn settings(config: &str, variables: &[(&str, &str)]) -> Result<SharedSettings, ProfileError> {
    let profiles = ProfileSet::parse(config, "").unwrap();
    SharedSettings::new(&variables.iter().copied().collect(), &profiles)
}

fn url(variables: &[(&str, &str)], sdk_id: &str) -> Option<String> {
    let settings = settings(CONFIG, variables).unwrap();
    Some(settings.endpoint_url(sdk_id)?.value().to_owned())
}

#[test]
fn the_profile_provides_settings_that_the_environment_lacks() {
    let settings = settings(CONFIG, &[("AWS_USE_DUALSTACK_ENDPOINT", "false")]).unwrap();
    assert_eq!(settings.region.as_ref().unwrap().value(), "eu-north-1");
    assert_eq!(settings.region.unwrap().to_string(), "region at config:3");
    assert!(settings.use_fips.unwrap().boolean().unwrap());
    assert!(!settings.use_dual_stack.unwrap().boolean().unwrap());
    let endpoints = settings.sts_regional_endpoints.unwrap();
    assert_eq!(endpoints.one_of(&["regional", "legacy"]).unwrap(), "legacy");
    assert!(settings.retry_mode.is_none());
}

#[test]
fn the_environment_takes_precedence_and_a_blank_variable_is_ignored() {
    let region = |variables: &[_]| settings(CONFIG, variables).unwrap().region.unwrap();
    let both = [("AWS_REGION", "a"), ("AWS_DEFAULT_REGION", "b")];
    assert_eq!(region(&both).value(), "a");
    assert_eq!(region(&both[1..]).value(), "b");
    assert_eq!(region(&both[1..]).to_string(), "AWS_DEFAULT_REGION");
    assert_eq!(region(&[("AWS_REGION", " ")]).value(), "eu-north-1");
}

#[test]
fn the_most_specific_url_of_the_environment_then_of_the_profile_is_used() {
    let all = [
        ("AWS_ENDPOINT_URL_STS", "http://sts.env.example"),
        ("AWS_ENDPOINT_URL", "http://env.example"),
    ];
    assert_eq!(url(&all, "STS").as_deref(), Some("http://sts.env.example"));
    assert_eq!(url(&all, "S3").as_deref(), Some("http://env.example"));
    // The general URL in the environment takes precedence over a service-specific one in the
    // profile.
    assert_eq!(url(&all[1..], "STS").as_deref(), Some("http://env.example"));
    assert_eq!(
        url(&[], "STS").as_deref(),
        Some("http://sts.profile.example")
    );
    assert_eq!(
        url(&[], "Elastic Beanstalk").as_deref(),
        Some("http://eb.profile.example")
    );
    assert_eq!(url(&[], "S3").as_deref(), Some("http://profile.example"));
}

#[test]
fn all_urls_can_be_ignored_by_either_source() {
    let off = [
        ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"),
        ("AWS_ENDPOINT_URL", "http://env.example"),
    ];
    assert_eq!(url(&off, "STS"), None);
    let config = "[default]\nignore_configured_endpoint_urls = true\nendpoint_url = http://a";
    assert!(settings(config, &[]).unwrap().endpoint_url("STS").is_none());
    let error = settings(CONFIG, &[("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "1")]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the environment variable AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is \"1\", expected true or false"
    );
}

#[test]
fn a_missing_services_section_is_an_error() {
    let error = settings("[default]\nservices = gone", &[]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "config:2: services is \"gone\", expected the name of a `services` section of the config file"
    );
}

#[test]
fn max_attempts_is_a_positive_integer() {
    let max = |text| {
        let config = format!("[default]\nmax_attempts = {text}");
        settings(&config, &[])
            .unwrap()
            .max_attempts
            .unwrap()
            .positive_integer()
    };
    assert_eq!(max("3").unwrap(), 3);
    for bad in ["0", "-1", "many", "4294967296"] {
        assert_eq!(
            max(bad).unwrap_err().to_string(),
            format!("config:2: max_attempts is {bad:?}, expected a positive integer")
        );
    }
}

#[test]
fn debug_shows_places_but_no_urls() {
    let settings = settings("[default]\nendpoint_url = http://u:hush@a", &[]).unwrap();
    let text = format!("{settings:?}");
    assert!(
        text.contains("endpoint_url at config:2") && !text.contains("hush"),
        "{text}"
    );
}
