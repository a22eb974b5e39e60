//! Which processes of a command are killed.

use std::fs;
use std::time::Duration;

use querysmith_credentials::{ProcessProvider, ProviderContext};
use querysmith_runtime::ProvideCredentials;

/// Prints credentials whose secret is the argument.
const KEYS: &str = r#"printf '{"Version": 1, "AccessKeyId": "AKID", "SecretAccessKey": "%s"}'"#;

#[tokio::test]
async fn a_process_that_keeps_the_output_open_is_killed_when_the_command_has_exited() {
    let context = ProviderContext::new();
    for redirect in ["", ">/dev/null", "2>/dev/null"] {
        let provider = ProcessProvider::new(&context, format!("sleep 600 {redirect} & {KEYS} $!"));
        let credentials = provider.provide_credentials().await.unwrap();
        assert_is_gone(credentials.secret_access_key());
    }
    // A process that has redirected both is not killed.
    let command = format!("sleep 600 >/dev/null 2>&1 & {KEYS} $!");
    let provider = ProcessProvider::new(&context, command);
    let credentials = provider.provide_credentials().await.unwrap();
    let pid = credentials.secret_access_key();
    assert!(is_running(pid));
    let kill = std::process::Command::new("kill").arg(&**pid).status();
    assert!(kill.unwrap().success());
}

#[tokio::test]
async fn good_output_counts_although_a_process_of_another_group_keeps_it_open() {
    let command = format!("setsid sleep 600 & {KEYS} $!");
    let provider = ProcessProvider::new(&ProviderContext::new(), command);
    let credentials = provider.provide_credentials().await.unwrap();
    let pid = credentials.secret_access_key();
    let kill = std::process::Command::new("kill").arg(&**pid).status();
    assert!(kill.unwrap().success());
}

#[tokio::test]
async fn good_output_counts_although_another_process_keeps_writing_to_stderr() {
    let command = format!("(while :; do echo x >&2; sleep 0.01; done) & {KEYS} $!");
    let provider = ProcessProvider::new(&ProviderContext::new(), command);
    let provided = provider.provide_credentials();
    let provided = tokio::time::timeout(Duration::from_secs(30), provided).await;
    let pid = provided.unwrap().unwrap();
    assert_is_gone(pid.secret_access_key());
}

fn is_running(pid: &str) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.contains("(sleep)") && !stat.contains(") Z ")
}

fn assert_is_gone(pid: &str) {
    for _ in 0..5000 {
        if !is_running(pid) {
            return;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    panic!("{pid} is still running");
}
