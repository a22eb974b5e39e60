use super::*;
use crate::process::ProcessError;
use querysmith_runtime::date_time::DateTime;

/// A process with this outcome. `None` for a process that never ends.
#[derive(Debug)]
struct FakeProcess(Option<Result<ProcessOutput, ProcessError>>);

impl Process for FakeProcess {
    fn run(&self, _: &str) -> BoxFuture<'_, Result<ProcessOutput, ProcessError>> {
        match self.0.clone() {
            Some(outcome) => Box::pin(std::future::ready(outcome)),
            None => Box::pin(std::future::pending()),
        }
    }
}

/// A sleep that completes at once.
#[derive(Debug)]
struct InstantSleep;

impl Sleep for InstantSleep {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::ready(()))
    }
}

const COMMAND: &str = "/usr/bin/print-keys --password hush";

fn provider(outcome: Option<Result<ProcessOutput, ProcessError>>) -> ProcessProvider {
    let context = ProviderContext::new()
        .with_process(FakeProcess(outcome))
        .with_sleep(InstantSleep);
    ProcessProvider::new(&context, COMMAND)
}

fn prints(text: &str) -> ProcessProvider {
    provider(Some(Ok(ProcessOutput::new(0, text.as_bytes(), ""))))
}

async fn error(provider: ProcessProvider) -> String {
    let error = provider.provide_credentials().await.unwrap_err();
    assert!(!error.is_not_configured());
    let text = format!("{error:?} {provider:?}");
    assert!(!text.contains("hush"), "{text}");
    error.to_string()
}

#[tokio::test]
async fn the_output_of_the_command_becomes_credentials() {
    let printed = r#"{"Version": 1, "AccessKeyId": "AKID", "SecretAccessKey": "secret",
        "SessionToken": "token", "Expiration": "2030-01-31T12:00:00+00:00", "AccountId": "123"}"#;
    let expected = Credentials::new("AKID", "secret")
        .with_session_token("token")
        .with_expires_at(DateTime::from_secs(1_896_091_200))
        .with_account_id("123");
    let provider = prints(printed).with_account_id("456");
    assert_eq!(provider.provide_credentials().await.unwrap(), expected);
}

#[tokio::test]
async fn the_account_of_the_profile_is_used_if_none_is_printed() {
    let printed = r#"{"Version": 1, "AccessKeyId": "AKID", "SecretAccessKey": "secret"}"#;
    let credentials = prints(printed)
        .with_account_id("456")
        .provide_credentials()
        .await;
    let expected = Credentials::new("AKID", "secret").with_account_id("456");
    assert_eq!(credentials.unwrap(), expected);
}

#[tokio::test]
async fn an_unusable_document_is_reported_without_showing_it() {
    for (printed, expected) in [
        (
            "hush",
            "invalid JSON in response: found invalid JSON at line 1, column 1, expected a JSON object",
        ),
        (
            "",
            "invalid JSON in response: found nothing, expected a JSON object",
        ),
        (
            r#"{"AccessKeyId": "hush"}"#,
            "Version is missing, expected 1",
        ),
        (
            r#"{"Version": 2, "AccessKeyId": "hush"}"#,
            "Version is 2, expected 1",
        ),
        (
            r#"{"Version": "hush"}"#,
            "Version is not a number, expected 1",
        ),
        (
            r#"{"Version": 1, "SecretAccessKey": "hush"}"#,
            "AccessKeyId is missing, expected a string",
        ),
    ] {
        let text = error(prints(printed)).await;
        let expected = format!("could not parse response: {expected}");
        assert!(text.ends_with(&expected), "{text}");
        assert!(text.contains("credential_process `print-keys`: "), "{text}");
    }
}

#[tokio::test]
async fn a_command_that_fails_is_reported_with_the_end_of_its_stderr() {
    let stderr = format!("{}\nno such user\n", "x".repeat(1000));
    let text = error(provider(Some(Ok(ProcessOutput::new(
        7,
        "hush".as_bytes(),
        stderr,
    )))))
    .await;
    assert!(
        text.contains("external process exited with code exit status: 7; on stderr: xxx"),
        "{text}"
    );
    assert!(
        text.ends_with("xxx no such user") && text.len() < 500,
        "{text}"
    );
    let signalled = ProcessOutput {
        code: None,
        ..ProcessOutput::new(0, Vec::new(), " ")
    };
    let text = error(provider(Some(Ok(signalled)))).await;
    assert!(
        text.ends_with(
            "external process was terminated by a signal, and nothing was captured from its stderr"
        ),
        "{text}"
    );
    let text = error(provider(Some(Err(ProcessError::new("no shell"))))).await;
    assert!(
        text.ends_with("credential_process `print-keys`: no shell"),
        "{text}"
    );
}

#[tokio::test]
async fn a_command_that_does_not_end_times_out() {
    let text = error(provider(None)).await;
    assert!(
        text.ends_with("the command did not exit within 60s, and was killed"),
        "{text}"
    );
    let text = error(provider(None).with_time_limit(Duration::from_secs(5))).await;
    assert!(text.contains("within 5s"), "{text}");
}

#[test]
fn only_a_plain_program_name_is_shown() {
    assert_eq!(program("/opt/aws-vault exec hush"), " `aws-vault`");
    for hidden in [
        "",
        "KEY=hush print",
        "'/my programs/x' y",
        "$(hush)",
        "echo;hush",
    ] {
        assert!(!program(hidden).contains("hush"), "{hidden}");
        assert!(
            program(hidden).is_empty() || !hidden.contains('='),
            "{hidden}"
        );
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_command_of_a_profile_is_run_by_the_shell() {
    let printed = r#"{\"Version\": 1, \"AccessKeyId\": \"AKID\", \"SecretAccessKey\": \"$KEY\"}"#;
    let command = format!("KEY=secret; echo \"{printed}\" | cat");
    let provider = ProcessProvider::new(&ProviderContext::new(), command);
    let credentials = provider.provide_credentials().await.unwrap();
    assert_eq!(credentials, Credentials::new("AKID", "secret"));
}
