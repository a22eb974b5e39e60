//! Commands of this computer.

use std::io::{self, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use futures_channel::oneshot;

use super::{Process, ProcessError, ProcessOutput};
use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::sensitive::SensitiveBlob;

/// The most bytes that a command may print.
const STDOUT_LIMIT: usize = 1024 * 1024;
/// The most bytes that are kept of what it prints for people.
const STDERR_KEPT: usize = 4096;

/// How often a command whose output has ended is asked whether it has, too. A thread that waits
/// for it could not let another end it.
const ASK_AGAIN: Duration = Duration::from_millis(2);
/// How often the rest of its stderr is waited for. It may never end: a program that goes on in the
/// background can hold it open.
const STDERR_WAITS: u32 = 500;

/// Runs commands of this computer, on threads of their own, so that no async runtime is needed:
/// by `sh -c` on Unix and by `cmd.exe /D /S /C` on Windows. They have the environment of this process.
///
/// Ending a command ends its shell; what the shell has started, and does not end with it, is left
/// alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemProcess;

impl Process for SystemProcess {
    fn run(&self, command: &str) -> BoxFuture<'_, Result<ProcessOutput, ProcessError>> {
        let started = start(command);
        Box::pin(async move {
            let (outcome, _ends_with_the_future) = started.map_err(not_run)?;
            match outcome.await {
                Ok(outcome) => outcome.map_err(not_run),
                Err(canceled) => {
                    Err(ProcessError::new("its thread has ended").with_source(canceled))
                }
            }
        })
    }
}

/// Ends its command when it is dropped.
struct Running(Arc<Mutex<Child>>);

impl Drop for Running {
    fn drop(&mut self) {
        // Fails if it has ended already, which is as good.
        let _ = lock(&self.0).kill();
    }
}

type Outcome = io::Result<ProcessOutput>;

fn start(command: &str) -> io::Result<(oneshot::Receiver<Outcome>, Running)> {
    let mut child = shell(command)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let stdout = child.stdout.take();
    let stderr = child.stderr.take();
    let running = Running(Arc::new(Mutex::new(child)));
    let kept = Arc::new(Mutex::new(Vec::new()));
    let (sender, receiver) = oneshot::channel();

    let keeps = Arc::clone(&kept);
    let errors = thread::Builder::new().spawn(move || keep_end(stderr, &keeps))?;
    let child = Arc::clone(&running.0);
    thread::Builder::new().spawn(move || {
        let outcome = finish(stdout, &child);
        for _ in 0..STDERR_WAITS {
            if errors.is_finished() {
                break;
            }
            thread::sleep(ASK_AGAIN);
        }
        let stderr = String::from_utf8_lossy(&lock(&kept)).into_owned();
        let outcome = outcome.map(|(code, stdout)| ProcessOutput {
            code,
            stdout,
            stderr,
        });
        // Nobody waits for it any more if the future was dropped.
        let _ = sender.send(outcome);
    })?;
    Ok((receiver, running))
}

#[cfg(not(windows))]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(command);
    shell
}

#[cfg(windows)]
fn shell(command: &str) -> Command {
    use std::os::windows::process::CommandExt;

    let mut shell = Command::new("cmd.exe");
    // Quotes are for cmd.exe to understand, not for the rules by which other programs do. With
    // `/S` it drops the outermost ones and leaves the rest as they are.
    shell
        .args(["/D", "/S", "/C"])
        .raw_arg(format!("\"{command}\""));
    shell
}

/// Reads `stdout` to its end, then waits for that of the command.
fn finish(
    stdout: Option<impl Read>,
    child: &Mutex<Child>,
) -> io::Result<(Option<i32>, SensitiveBlob)> {
    let read = stdout.map_or_else(|| Ok(SensitiveBlob::default()), read_at_most);
    if read.is_err() {
        // Fails if it has ended already, which is as good.
        let _ = lock(child).kill();
    }
    let status = loop {
        if let Some(status) = lock(child).try_wait()? {
            break status;
        }
        thread::sleep(ASK_AGAIN);
    };
    Ok((status.code(), read?))
}

fn read_at_most(stdout: impl Read) -> io::Result<SensitiveBlob> {
    let limit = STDOUT_LIMIT + 1;
    let mut bytes = Vec::with_capacity(8 * 1024);
    let read = stdout
        .take(u64::try_from(limit).unwrap_or(u64::MAX))
        .read_to_end(&mut bytes);
    let bytes = SensitiveBlob::from(bytes);
    read?;
    if bytes.len() > STDOUT_LIMIT {
        let message = format!("it printed more than {STDOUT_LIMIT} bytes");
        return Err(io::Error::other(message));
    }
    Ok(bytes)
}

/// Reads `stderr` to its end, or to the first error, and keeps the last part of it in `kept`.
fn keep_end(stderr: Option<impl Read>, kept: &Mutex<Vec<u8>>) {
    let Some(mut stderr) = stderr else { return };
    let mut part = [0; 1024];
    while let Ok(read @ 1..) = stderr.read(&mut part) {
        let mut kept = lock(kept);
        kept.extend(part.iter().take(read));
        let excess = kept.len().saturating_sub(STDERR_KEPT);
        kept.drain(..excess);
    }
}

fn not_run(error: io::Error) -> ProcessError {
    ProcessError::new(format!("it cannot be run: {error}")).with_source(error)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    async fn run(command: &str) -> Result<ProcessOutput, ProcessError> {
        SystemProcess.run(command).await
    }

    #[tokio::test]
    async fn a_shell_runs_the_command() {
        let output = run("printf '%s' \"one two\" | tr a-z A-Z; echo oh >&2; exit 3")
            .await
            .unwrap();
        assert_eq!(output, ProcessOutput::new(3, b"ONE TWO".to_vec(), "oh\n"));
    }

    #[tokio::test]
    async fn there_is_nothing_to_read() {
        assert_eq!(run("cat").await.unwrap().stdout, SensitiveBlob::default());
    }

    #[tokio::test]
    async fn the_end_of_a_long_stderr_is_kept() {
        let output = run("yes complaint | head -n 20000 >&2; echo last >&2")
            .await
            .unwrap();
        assert_eq!(output.stderr.len(), STDERR_KEPT);
        assert!(output.stderr.ends_with("complaint\nlast\n"));
    }

    #[tokio::test]
    async fn a_command_that_prints_without_end_is_ended() {
        let error = run("yes").await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "it cannot be run: it printed more than 1048576 bytes"
        );
    }

    #[tokio::test]
    async fn a_command_in_the_background_that_holds_stderr_is_not_waited_for() {
        let output = run("sleep 600 >/dev/null & echo $!").await.unwrap();
        let pid = String::from_utf8(output.stdout.to_vec()).unwrap();
        assert_eq!(output.code, Some(0));
        run(&format!("kill {pid}")).await.unwrap();
    }

    #[tokio::test]
    async fn dropping_what_runs_ends_it() {
        let (outcome, running) = start("exec sleep 600").unwrap();
        drop(running);
        assert_eq!(outcome.await.unwrap().unwrap().code, None);
    }
}
