//! No secret leaves by way of an explanation, an error or `Debug`.

use std::error::Error as StdError;
use std::fmt::Debug;

use querysmith::credentials::{
    AssumeRoleProvider, DefaultChain, MfaPrompt, ProvideCredentials, Role, RoleChain, TokenSource,
    WebIdentityProvider,
};
use querysmith::files::Files;
use querysmith::sts::Client;
use querysmith::{Config, ConfigLoader};
use tracing::instrument::WithSubscriber;

use crate::aws::{Aws, Mood};
use crate::listener::Listener;
use crate::{CONFIG_FILE, NoTime, config, context};

/// All secrets of these tests begin with it.
const MARK: &str = "hush";

fn is_clean(value: &impl Debug) {
    let text = format!("{value:?}");
    assert!(!text.contains(MARK), "{text}");
}

/// Nor is any secret told, though much is.
fn told_none(listener: &Listener) {
    let told = listener.told();
    assert!(
        told.contains("AssumeRole") && !told.contains(MARK),
        "{told}"
    );
}

fn is_clean_all_the_way_down(error: &(dyn StdError + 'static)) {
    let mut next = Some(error);
    while let Some(error) = next {
        let text = format!("{error} {error:?}");
        assert!(!text.contains(MARK), "{text}");
        next = error.source();
    }
}

const PROFILES: [&str; 4] = [
    "[default]\nregion = eu-west-1\naws_access_key_id = AKID\naws_secret_access_key = hush-key\n\
     aws_session_token = hush-token",
    "[default]\nregion = eu-west-1\nrole_arn = arn:aws:iam::123456789012:role/Deploy\n\
     source_profile = base\nendpoint_url = https://ann:hush-url@sts.example\n\
     [profile base]\naws_access_key_id = AKID\naws_secret_access_key = hush-key",
    "[default]\ncredential_process = false hush-argument",
    "[default]\nregion = eu-west-1\naws_secret_access_key = hush-key",
];

const VARIABLES: [(&str, &str); 5] = [
    ("AWS_SECRET_ACCESS_KEY", "hush-env"),
    ("AWS_WEB_IDENTITY_TOKEN_FILE", "/token"),
    ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/Pod"),
    (
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "http://127.0.0.1:9/hush-path",
    ),
    ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "hush-auth"),
];

#[tokio::test]
async fn chains_show_none_whatever_they_find_and_however_it_ends() {
    let (listener, _guard) = Listener::start();
    for mood in [Mood::Gives, Mood::Fails(403, "AccessDenied"), Mood::Empty] {
        for profile in PROFILES.iter().chain(&[""]) {
            for skip in 0..VARIABLES.len() {
                let aws = Aws::new();
                aws.mood(mood.clone());
                let context = context(&aws, &VARIABLES[skip..], profile);
                let files: Files = [(CONFIG_FILE, *profile), ("/token", "hush-jwt")]
                    .into_iter()
                    .collect();
                let context = context.with_files(files);
                let chain = DefaultChain::new(&context);
                let explanation = chain.explain().await;
                is_clean(&explanation);
                assert!(!explanation.to_string().contains(MARK), "{explanation}");
                match chain.provide_credentials().await {
                    Ok(credentials) => is_clean(&credentials),
                    Err(error) => is_clean_all_the_way_down(&error),
                }
                is_clean(&chain);
                let loader = ConfigLoader::new().context(context);
                is_clean(&loader);
                match loader.load().await {
                    Ok(config) => is_clean(&config),
                    Err(error) => is_clean_all_the_way_down(&error),
                }
            }
        }
    }
    told_none(&listener);
}

#[tokio::test]
async fn logs_show_none_at_any_level_even_if_a_command_says_one_on_stderr() {
    let command = "[default]\nregion = eu-west-1\ncredential_process = sh -c 'echo hush-said >&2; \
        exit 1' hush-argument";
    let role = PROFILES[1].replace("endpoint_url", "unknown_key");
    let listener = Listener::default();
    let everything = async {
        for mood in [Mood::Gives, Mood::Fails(403, "AccessDenied"), Mood::Empty] {
            for profile in PROFILES.iter().chain(&[command, &role]) {
                let aws = Aws::new();
                let context = context(&aws, &[], profile);
                let loader = ConfigLoader::new().context(context);
                let Ok(config) = loader.load().await else {
                    continue;
                };
                let client = log_bodies(&aws, &config);
                for mood in [Mood::Gives, mood.clone()] {
                    aws.mood(mood);
                    // The old ones are served on, if there are any and there are no new ones.
                    let _ = client.get_caller_identity().send().await;
                    aws.clock.advance(3000);
                }
                let _ = loader.default_chain().explain().await;
            }
        }
    };
    everything.with_subscriber(listener.clone()).await;
    let text = listener.told();
    assert!(
        text.contains("WARN") && text.contains("AssumeRole"),
        "{text}"
    );
    assert!(!text.contains(MARK), "{text}");
}

/// A client whose calls are logged with what they say.
fn log_bodies(aws: &Aws, config: &Config) -> Client {
    let provider = config.credentials_provider().cloned().unwrap();
    let config = Config::builder()
        .region("eu-west-1")
        .credentials_provider(provider)
        .transport(aws.clone())
        .clock(aws.clock.clone())
        .sleep(NoTime)
        .log_bodies(true)
        .build();
    Client::new(&config)
}

#[tokio::test]
async fn providers_show_none() {
    let (listener, _guard) = Listener::start();
    let aws = Aws::new();
    let config = config(&aws);
    let prompt = MfaPrompt::new(|_| std::future::ready(Ok::<_, std::io::Error>("hush-code")));
    let role = Role::new("arn:aws:iam::123456789012:role/Deploy").with_mfa("serial-number", prompt);
    let chain = RoleChain::builder(&config)
        .role(role.clone())
        .build()
        .unwrap();
    is_clean(&chain);
    let provider = AssumeRoleProvider::new(&config, role);
    is_clean(&provider);
    is_clean(&provider.provide_credentials().await.unwrap());
    aws.mood(Mood::Fails(403, "AccessDenied"));
    let error = provider.provide_credentials().await.unwrap_err();
    is_clean_all_the_way_down(&error);

    let token = TokenSource::function(|| std::future::ready(Ok::<_, std::io::Error>("hush-jwt")));
    let provider = WebIdentityProvider::new(&config, "arn:aws:iam::1:role/Pod", token);
    is_clean(&provider);
    aws.mood(Mood::Fails(400, "InvalidIdentityToken"));
    is_clean_all_the_way_down(&provider.provide_credentials().await.unwrap_err());
    is_clean(&chain.provide_credentials().await);
    told_none(&listener);
}
