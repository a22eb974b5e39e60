//! Loaded configs with a `credential_process`, which runs as a process of the operating system.

use querysmith::credentials::ProvideCredentials;
use querysmith::{ConfigLoader, Credentials, DateTime};

use crate::aws::Aws;
use crate::context;

/// The credentials that a command prints.
async fn run(command: &str) -> Result<Credentials, String> {
    let text = format!("[default]\nregion = eu-west-1\ncredential_process = {command}\n");
    let context = context(&Aws::new(), &[], &text);
    let config = ConfigLoader::new().context(context).load().await.unwrap();
    let provider = config.credentials_provider().cloned().unwrap();
    let provided = provider.provide_credentials().await;
    provided.map_err(|error| error.to_string())
}

fn printing(expiration: &str) -> String {
    format!(
        "printf '{{\"Version\": 1, \"AccessKeyId\": \"AKID\", \"SecretAccessKey\": \"hush\", \
         \"Expiration\": {expiration}}}'"
    )
}

const TIME: &str = "\"2030-01-31T12:00:00Z\"";

#[tokio::test]
async fn good_output_counts_although_another_process_keeps_it_open() {
    for left in [
        "sleep 600 &",
        "(sleep 600 &);",
        "sleep 600 2>&1 & sleep 600 &",
    ] {
        for command in [
            format!("{left} {}", printing(TIME)),
            format!("{}; {left} :", printing(TIME)),
        ] {
            let found = run(&command).await.unwrap();
            assert_eq!(found.access_key_id(), "AKID", "{command}");
        }
    }
}

#[tokio::test]
async fn times_of_expiration_are_read_in_all_unambiguous_forms() {
    for expiration in [
        TIME,
        "\"2030-01-31T12:00:00+0000\"",
        "\"2030-01-31T12:00:00+00:00\"",
        "1896091200",
    ] {
        let found = run(&printing(expiration)).await.unwrap();
        let expected = DateTime::from_secs(1_896_091_200);
        assert_eq!(found.expires_at(), Some(expected), "{expiration}");
    }
    for (expiration, found) in [
        (
            "\"2030-01-31T12:00:00\"",
            "a time without an offset from UTC",
        ),
        ("\"Thu, 31 Jan 2030 12:00:00 GMT\"", "an HTTP date"),
        ("\"tomorrow\"", "not a time"),
    ] {
        let error = run(&printing(expiration)).await.unwrap_err();
        assert!(error.contains(found), "{error}");
        assert!(
            error.contains("expected one like 2030-01-31T12:00:00Z"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_command_that_fails_is_an_error_that_shows_no_argument() {
    for (command, expected) in [
        ("no-such-program hush", "exit status: 127"),
        ("false hush", "exit status: 1"),
        ("echo hush", "JSON"),
        ("kill -9 $$ hush", "signal"),
        (": hush", "JSON"),
    ] {
        let error = run(command).await.unwrap_err();
        assert!(error.contains(expected), "{error}");
        let shown = error.replace("sh: 1: no-such-program", "");
        assert!(!shown.contains("hush"), "{error}");
    }
}
