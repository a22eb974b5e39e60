//! Files that cannot be read, or lines that do not follow the grammar, in parts that are not
//! needed.

use std::path::PathBuf;

use querysmith::credentials::{ProvideCredentials, ProviderContext};
use querysmith::env::Env;
use querysmith::files::Files;
use querysmith::sts::Client;
use querysmith::{Config, ConfigLoader, ErrorKind};
use tracing::instrument::WithSubscriber;

use crate::aws::Aws;
use crate::listener::LogCapture;
use crate::{CONFIG_FILE, context};

pub(crate) const KEYS: [(&str, &str); 3] = [
    ("AWS_ACCESS_KEY_ID", "AKID-ENV"),
    ("AWS_SECRET_ACCESS_KEY", "hush-env"),
    ("AWS_REGION", "eu-west-1"),
];
const GOOD: &str = "[default]\nregion = eu-west-1\naws_access_key_id = AKID-GOOD\n\
    aws_secret_access_key = hush\n";

/// A home directory that is removed when dropped.
pub(crate) struct Home(PathBuf);

impl Home {
    pub(crate) fn new(name: &str) -> Self {
        let name = format!("querysmith-{}-{name}", std::process::id());
        let home = Self(std::env::temp_dir().join(name));
        std::fs::create_dir_all(home.0.join(".aws")).unwrap();
        home
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(".aws").join(name)
    }

    /// A loader that reads the files of the operating system.
    pub(crate) fn loader(&self, aws: &Aws, variables: &[(&str, &str)]) -> ConfigLoader {
        let home = [("HOME", self.0.to_str().unwrap())];
        // A later variable replaces an earlier one.
        let env: Env = home.iter().chain(variables).copied().collect();
        let context = context(aws, &[], "")
            .with_env(env)
            .with_files(Files::system());
        ConfigLoader::new().context(context)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn with_config(aws: &Aws, bytes: impl Into<Vec<u8>>) -> ConfigLoader {
    let files: Files = [(CONFIG_FILE, bytes.into())].into_iter().collect();
    let context: ProviderContext = context(aws, &[], "").with_files(files);
    ConfigLoader::new().context(context)
}

pub(crate) async fn key(config: &Config) -> String {
    let provider = config.credentials_provider().cloned().unwrap();
    let credentials = provider.provide_credentials().await.unwrap();
    credentials.access_key_id().to_owned()
}

#[tokio::test]
async fn a_default_file_that_is_a_directory_counts_as_empty_with_a_warning() {
    for name in ["config", "credentials"] {
        let aws = Aws::new();
        let home = Home::new(&format!("directory-{name}"));
        std::fs::create_dir(home.path(name)).unwrap();
        let loader = home.loader(&aws, &KEYS);
        let log = LogCapture::default();
        let load = async { [loader.load().await.unwrap(), loader.load().await.unwrap()] };
        for config in load.with_subscriber(log.clone()).await {
            assert_eq!(key(&config).await, "AKID-ENV");
        }
        let path = home.path(name).display().to_string();
        let text = log.text();
        let warnings = text.lines().filter(|line| line.contains(&path));
        assert_eq!(warnings.count(), 1, "{text}");
        let explanation = loader.default_chain().explain().await;
        let [warning] = &explanation.warnings[..] else {
            panic!("{explanation}");
        };
        assert!(warning.contains(&path), "{warning}");
    }
}

#[tokio::test]
async fn a_file_that_a_variable_names_and_that_cannot_be_read_is_an_error() {
    for (variable, name) in [
        ("AWS_CONFIG_FILE", "config"),
        ("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
    ] {
        let home = Home::new(&format!("named-{name}"));
        let path = home.path(name);
        std::fs::create_dir(&path).unwrap();
        let variables = [&KEYS[..], &[(variable, path.to_str().unwrap())]].concat();
        let error = home
            .loader(&Aws::new(), &variables)
            .load()
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(
            error.to_string().contains(path.to_str().unwrap()),
            "{error}"
        );
    }
}

#[tokio::test]
async fn an_absent_file_that_a_variable_names_is_named_in_the_error_and_the_explanation() {
    let aws = Aws::new();
    let home = Home::new("absent");
    let loader = home.loader(&aws, &[("AWS_CONFIG_FILE", "$HOME/config")]);
    let client = Client::new(&loader.load().await.unwrap());
    let error = client.get_caller_identity().send().await.unwrap_err();
    let explanation = loader.default_chain().explain().await.to_string();
    for text in [error.to_string(), explanation] {
        assert!(
            text.contains("$HOME/config (absent, although AWS_CONFIG_FILE names it"),
            "{text}"
        );
        assert!(text.contains("variables in it are not expanded"), "{text}");
    }
}

#[tokio::test]
async fn broken_lines_cost_only_the_section_that_they_are_in() {
    let aws = Aws::new();
    for (bad, line) in [
        (&b"[profile bad]\nregion eu-west-1\n"[..], 6),
        (b"[profile bad]\n\n= eu-west-1\n", 7),
        (b"[profile bad] text\nregion = x\n", 5),
        (b"[profile bad\nregion = x\n", 5),
        (b"[profile bad]\nregion = caf\xe9\n", 6),
    ] {
        let text = [GOOD.as_bytes(), bad].concat();
        let loader = with_config(&aws, text);
        let config = loader.load().await.unwrap();
        assert_eq!(key(&config).await, "AKID-GOOD");
        let error = loader.profile("bad").load().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let place = format!("{CONFIG_FILE}:{line}: ");
        assert!(error.to_string().contains(&place), "{error}");
    }
}

#[tokio::test]
async fn a_broken_source_profile_or_session_is_an_error_where_it_is_needed() {
    let aws = Aws::new();
    let text = "[default]\nregion = eu-west-1\nrole_arn = r\nsource_profile = base\n\
        [profile base]\nwhat\n[profile sso]\nregion = eu-west-1\nsso_session = s\n\
        sso_account_id = 1\nsso_role_name = n\n[sso-session s]\nwhat\n";
    for (profile, line) in [("default", 6), ("sso", 13)] {
        let config = with_config(&aws, text)
            .profile(profile)
            .load()
            .await
            .unwrap();
        let provider = config.credentials_provider().cloned().unwrap();
        let error = provider.provide_credentials().await.unwrap_err();
        let place = format!("{CONFIG_FILE}:{line}: ");
        assert!(error.to_string().contains(&place), "{error}");
    }
}

#[tokio::test]
async fn a_section_whose_keys_are_all_indented_is_read() {
    let aws = Aws::new();
    let text =
        GOOD.replace('\n', "\n   ") + "\n[profile other]\n\tregion = eu-north-1\n\toutput = json\n";
    let config = with_config(&aws, text.clone()).load().await.unwrap();
    assert_eq!(config.region(), Some("eu-west-1"));
    assert_eq!(key(&config).await, "AKID-GOOD");
    let config = with_config(&aws, text)
        .profile("other")
        .load()
        .await
        .unwrap();
    assert_eq!(config.region(), Some("eu-north-1"));
}

#[tokio::test]
async fn a_command_that_is_cut_at_a_comment_inside_quotes_is_reported() {
    let aws = Aws::new();
    for command in [
        "print \"a # hush\"",
        "print 'a ; hush'",
        "sh -c \"x \\\" ; hush\"",
    ] {
        let text = format!("[default]\nregion = eu-west-1\ncredential_process = {command}\n");
        let config = with_config(&aws, text).load().await.unwrap();
        let provider = config.credentials_provider().cloned().unwrap();
        let error = provider
            .provide_credentials()
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains(&format!("{CONFIG_FILE}:3: ")), "{error}");
        assert!(error.contains("is cut at a comment"), "{error}");
        assert!(!error.contains("hush"), "{error}");
    }
}

#[tokio::test]
async fn an_sso_region_that_is_not_a_host_label_is_reported_with_its_line() {
    let aws = Aws::new();
    let text = "[profile dev]\nregion = eu-west-1\nsso_session = s\nsso_account_id = 1\n\
        sso_role_name = n\n[sso-session s]\nsso_start_url = u\nsso_region = evil.example/\n";
    let config = with_config(&aws, text).profile("dev").load().await.unwrap();
    let provider = config.credentials_provider().cloned().unwrap();
    let error = provider
        .provide_credentials()
        .await
        .unwrap_err()
        .to_string();
    let place = format!("{CONFIG_FILE}:8: sso_region of profile `dev` is \"evil.example/\"");
    assert!(error.contains(&place), "{error}");
}

#[tokio::test]
async fn compression_settings_are_read_from_the_profile() {
    let aws = Aws::new();
    for (line, expected) in [
        ("disable_request_compression = perhaps", "true or false"),
        (
            "request_min_compression_size_bytes = 10485761",
            "an integer from 0 to 10485760",
        ),
    ] {
        let loaded = with_config(&aws, format!("[default]\n{line}")).load().await;
        let error = loaded.unwrap_err().to_string();
        assert!(error.contains(&format!("{CONFIG_FILE}:2: ")), "{error}");
        assert!(error.contains(expected), "{error}");
    }
    let good = "[default]\nregion = eu-west-1\ndisable_request_compression = true\n\
        request_min_compression_size_bytes = 0";
    with_config(&aws, good).load().await.unwrap();
}

#[tokio::test]
async fn a_broken_default_profile_does_no_harm_if_the_environment_has_what_is_needed() {
    let aws = Aws::new();
    for text in [
        &b"[default]\nregion = \xff\n"[..],
        b"[default]\nwhat\n",
        b"what\n",
    ] {
        let files: Files = [(CONFIG_FILE, text.to_vec())].into_iter().collect();
        let with_keys = context(&aws, &KEYS, "").with_files(files);
        let loader = ConfigLoader::new().context(with_keys);
        let log = LogCapture::default();
        let config = loader.load().with_subscriber(log.clone()).await.unwrap();
        assert_eq!(key(&config).await, "AKID-ENV");
        assert_eq!(config.region(), Some("eu-west-1"));
        assert!(log.text().contains(CONFIG_FILE), "{}", log.text());
        let selected = loader.profile("default").load().await;
        assert_eq!(selected.unwrap_err().kind(), ErrorKind::Configuration);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn only_regular_files_cause_a_warning_about_permissions_and_only_once() {
    use std::os::unix::fs::PermissionsExt;

    let aws = Aws::new();
    let home = Home::new("permissions");
    let path = home.path("credentials");
    std::fs::write(&path, GOOD).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let null = [("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")];
    for (variables, warnings) in [(&[][..], 1), (&null[..], 0)] {
        let log = LogCapture::default();
        for _ in 0..2 {
            let loader = home.loader(&aws, variables);
            let load = async {
                loader.load().await.unwrap();
                loader.default_chain().explain().await
            };
            load.with_subscriber(log.clone()).await;
        }
        assert_eq!(log.text().matches("chmod").count(), warnings);
    }
}
