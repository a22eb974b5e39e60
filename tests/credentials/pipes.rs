//! Named pipes as files: with a writer, and without one.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use querysmith::credentials::{DefaultChain, ProvideCredentials, ProviderContext};
use querysmith::env::Env;
use querysmith::files::Files;
use querysmith::sts::Client;
use querysmith::{Config, ConfigLoader, ErrorKind};

use crate::aws::Aws;
use crate::context;

/// A pipe in a directory of its own, both removed when dropped.
struct Pipe(PathBuf);

impl Pipe {
    fn new(name: &str) -> Self {
        let name = format!("querysmith-{}-{name}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("pipe");
        assert!(
            Command::new("mkfifo")
                .arg(&path)
                .status()
                .unwrap()
                .success()
        );
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }

    /// Writes `text` once, like the command of `<(command)`.
    fn write(&self, text: &'static str) {
        let path = self.0.clone();
        std::thread::spawn(move || std::fs::write(path, text).unwrap());
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.0.parent().unwrap_or(Path::new("")));
    }
}

fn system(aws: &Aws, variables: &[(&str, &str)], timeout: Duration) -> ProviderContext {
    let env: Env = variables.iter().copied().collect();
    context(aws, &[], "")
        .with_env(env)
        .with_files(Files::system().with_read_timeout(timeout))
}

const LONG: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(50);

async fn key(config: &Config) -> String {
    let provider = config.credentials_provider().cloned().unwrap();
    let credentials = provider.provide_credentials().await.unwrap();
    credentials.access_key_id().to_owned()
}

#[tokio::test]
async fn pipes_are_read_once_and_their_contents_kept() {
    let aws = Aws::new();
    let (config, credentials) = (Pipe::new("config"), Pipe::new("credentials"));
    config.write(
        "[default]\nregion = eu-west-1\nsource_profile = base\n\
         role_arn = arn:aws:iam::123456789012:role/Deploy",
    );
    credentials.write("[base]\naws_access_key_id = AKID\naws_secret_access_key = hush");
    let variables = [
        ("AWS_CONFIG_FILE", config.path()),
        ("AWS_SHARED_CREDENTIALS_FILE", credentials.path()),
    ];
    let loader = ConfigLoader::new().context(system(&aws, &variables, LONG));
    let config = loader.load().await.unwrap();
    assert_eq!(config.region(), Some("eu-west-1"));
    for _ in 0..2 {
        Client::new(&config)
            .get_caller_identity()
            .send()
            .await
            .unwrap();
        aws.clock.advance(3600);
    }
    let explanation = loader.default_chain().explain().await;
    assert!(explanation.warnings.is_empty(), "{explanation}");
    assert_eq!(key(&loader.load().await.unwrap()).await, "ASIA-Deploy-6");
}

#[tokio::test]
async fn one_pipe_may_be_both_files() {
    let aws = Aws::new();
    let pipe = Pipe::new("both");
    pipe.write(
        "[default]\nregion = eu-west-1\naws_access_key_id = AKID\naws_secret_access_key = x",
    );
    let variables = [
        ("AWS_CONFIG_FILE", pipe.path()),
        ("AWS_SHARED_CREDENTIALS_FILE", pipe.path()),
    ];
    let loader = ConfigLoader::new().context(system(&aws, &variables, LONG));
    assert_eq!(key(&loader.load().await.unwrap()).await, "AKID");
}

/// Runs `work` next to a task that counts, and returns the output and whether the task ran.
async fn with_neighbor<T>(work: impl Future<Output = T>) -> T {
    let neighbor = tokio::spawn(async {
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
    });
    let output = work.await;
    assert!(neighbor.is_finished(), "the neighbor did not run");
    output
}

#[tokio::test]
async fn a_pipe_without_a_writer_as_config_or_credentials_file_is_an_error_in_time() {
    for variable in ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"] {
        let pipe = Pipe::new(&format!("hung-{variable}"));
        let context = system(&Aws::new(), &[(variable, pipe.path())], SHORT);
        let loader = ConfigLoader::new().context(context);
        let error = with_neighbor(loader.load()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let text = error.to_string();
        assert!(
            text.contains(pipe.path()) && text.contains("50ms"),
            "{text}"
        );
        let chain = loader.default_chain();
        let error = with_neighbor(chain.provide_credentials())
            .await
            .unwrap_err();
        assert!(!error.is_not_configured(), "{error}");
    }
}

#[tokio::test]
async fn a_pipe_without_a_writer_as_token_file_is_an_error_in_time() {
    for variables in [
        [
            ("AWS_WEB_IDENTITY_TOKEN_FILE", ""),
            ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/Pod"),
        ],
        [
            ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", ""),
            ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1/v1"),
        ],
    ] {
        let [(variable, _), other] = variables;
        let pipe = Pipe::new(&format!("hung-{variable}"));
        let variables = [(variable, pipe.path()), other, ("AWS_REGION", "eu-west-1")];
        let aws = Aws::new();
        let chain = DefaultChain::new(&system(&aws, &variables, SHORT));
        let error = with_neighbor(chain.provide_credentials())
            .await
            .unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains(pipe.path()) && text.contains("50ms"),
            "{text}"
        );
        assert!(aws.calls().is_empty());
    }
}

#[tokio::test]
async fn a_pipe_without_a_writer_as_cache_file_of_a_login_is_an_error_in_time() {
    // The names of the files: the SHA-1 of the session's name and the SHA-256 of its ARN.
    for (profile, cache) in [
        (
            "sso_session = my-sso\nsso_account_id = 123456789012\nsso_role_name = Read\n\
             [sso-session my-sso]\nsso_region = eu-west-1\nsso_start_url = https://d.example",
            "sso/cache/0ad374308c5a4e22f723adf10145eafad7c4031c.json",
        ),
        (
            "login_session = arn:aws:iam::123456789012:user/ann",
            "login/cache/143b1fc18f5ca9bb89e81d9a77fe53029e237039039ccab734b6fb08284f7780.json",
        ),
    ] {
        let pipe = Pipe::new(&format!("hung-{}", &cache[..3]));
        let home = pipe.0.parent().unwrap().to_str().unwrap();
        let cache = Path::new(home).join(".aws").join(cache);
        std::fs::create_dir_all(cache.parent().unwrap()).unwrap();
        std::fs::rename(&pipe.0, &cache).unwrap();
        let config = format!("[default]\nregion = eu-west-1\n{profile}\n");
        std::fs::write(Path::new(home).join(".aws/config"), config).unwrap();
        let context = system(&Aws::new(), &[("HOME", home)], SHORT);
        let config = ConfigLoader::new().context(context).load().await.unwrap();
        let provider = config.credentials_provider().cloned().unwrap();
        let error = with_neighbor(provider.provide_credentials())
            .await
            .unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains(cache.to_str().unwrap()) && text.contains("50ms"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn an_endless_device_is_an_error() {
    let variables = [("AWS_CONFIG_FILE", "/dev/zero")];
    let loader = ConfigLoader::new().context(system(&Aws::new(), &variables, LONG));
    let error = loader.load().await.unwrap_err();
    assert!(error.to_string().contains("/dev/zero"), "{error}");
}

#[tokio::test]
async fn a_default_file_that_is_not_read_in_time_is_an_error_unless_keys_are_in_the_environment() {
    let pipe = Pipe::new("home");
    let home = pipe.0.parent().unwrap().join(".aws");
    std::fs::create_dir(&home).unwrap();
    std::fs::rename(&pipe.0, home.join("config")).unwrap();
    let home = pipe.0.parent().unwrap().to_str().unwrap();
    let keys = [
        ("HOME", home),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ACCESS_KEY_ID", "AKID-ENV"),
        ("AWS_SECRET_ACCESS_KEY", "hush"),
    ];
    let load = |variables| {
        let context = system(&Aws::new(), variables, SHORT);
        async { ConfigLoader::new().context(context).load().await }
    };
    assert_eq!(key(&load(&keys).await.unwrap()).await, "AKID-ENV");
    let error = load(&keys[..2]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("50ms"), "{error}");
}
