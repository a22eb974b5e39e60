//! Default files that can never be read, for any reason, count as empty.

use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;

use querysmith::ErrorKind;
use tracing::instrument::WithSubscriber;

use crate::aws::Aws;
use crate::broken_files::{Home, KEYS, key};
use crate::listener::LogCapture;

/// Makes a file of this name that cannot be read.
type Break = fn(&Path);

const BREAKS: [(&str, Break); 4] = [
    ("a directory", |path| std::fs::create_dir(path).unwrap()),
    ("a link to itself", |path| symlink(path, path).unwrap()),
    ("a link to a name that is too long", |path| {
        symlink("n".repeat(300), path).unwrap();
    }),
    ("a socket", |path| drop(UnixListener::bind(path).unwrap())),
];

#[tokio::test]
async fn a_default_file_that_can_never_be_read_counts_as_empty_with_a_warning() {
    for (what, make) in BREAKS {
        for name in ["config", "credentials"] {
            let aws = Aws::new();
            let home = Home::new(&format!("{}-{name}", what.replace(' ', "-")));
            make(&home.path(name));
            let log = LogCapture::default();
            let loader = home.loader(&aws, &KEYS);
            let config = loader.load().with_subscriber(log.clone()).await;
            let config = config.expect(what);
            assert_eq!(key(&config).await, "AKID-ENV");
            let path = home.path(name).display().to_string();
            assert!(log.text().contains(&path), "{what}: {}", log.text());
            // An agent may provide credentials: nothing in the environment decides that.
            let loader = home.loader(&aws, &[("AWS_REGION", "eu-west-1")]);
            let config = loader.load().await.expect(what);
            assert_eq!(config.region(), Some("eu-west-1"));
            let variable = match name {
                "config" => "AWS_CONFIG_FILE",
                _ => "AWS_SHARED_CREDENTIALS_FILE",
            };
            let variables = [&KEYS[..], &[(variable, &path)]].concat();
            let error = home.loader(&aws, &variables).load().await.expect_err(what);
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(error.to_string().contains(&path), "{error}");
        }
    }
}

#[tokio::test]
async fn a_home_directory_that_cannot_be_entered_is_no_obstacle() {
    let folder = Home::new("no-home");
    let file = folder.path("file");
    std::fs::write(&file, "").unwrap();
    let looped = folder.path("loop");
    symlink(&looped, &looped).unwrap();
    let long = folder.path(&"n".repeat(300));
    for home in [&file, &looped, &long] {
        let aws = Aws::new();
        let home = [("HOME", home.to_str().unwrap())];
        let config = folder
            .loader(&aws, &[&home, &KEYS[..]].concat())
            .load()
            .await;
        assert_eq!(key(&config.unwrap()).await, "AKID-ENV");
        let variables = [home[0], ("AWS_REGION", "eu-west-1")];
        let config = folder.loader(&aws, &variables).load().await.unwrap();
        assert_eq!(config.region(), Some("eu-west-1"));
    }
}
