//! Runs commands of the operating system.

use std::io::{self, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use futures_channel::oneshot;

use super::{Process, ProcessError, ProcessOutput};
use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::sensitive::SensitiveBlob;

/// The maximum number of bytes that a command may print on stdout.
const STDOUT_LIMIT: usize = 1024 * 1024;
/// The number of bytes of its stderr that are kept.
const STDERR_KEPT: usize = 4096;

/// How often to check whether a command that closed its stdout has exited. A thread that blocked
/// until the exit would hold the lock, so that no other thread could kill the command.
const POLL_INTERVAL: Duration = Duration::from_millis(2);
/// How many times to check for the end of its stderr. There may be none: a program that still runs
/// in the background can keep it open.
const STDERR_POLLS: u32 = 500;

/// Runs commands with `sh -c` on Unix and with `cmd.exe /D /S /C` on Windows, on separate threads,
/// so that no async runtime is needed. Commands inherit the environment of this process.
///
/// Killing a command kills its shell. Processes that the shell started are not killed.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemProcess;

impl Process for SystemProcess {
    fn run(&self, command: &str) -> BoxFuture<'_, Result<ProcessOutput, ProcessError>> {
        let started = start(command);
        Box::pin(async move {
            let (outcome, _kill_on_drop) = started.map_err(run_failed)?;
            match outcome.await {
                Ok(outcome) => outcome.map_err(run_failed),
                Err(canceled) => {
                    Err(ProcessError::new("its thread ended early").with_source(canceled))
                }
            }
        })
    }
}

/// Kills the command when dropped.
struct KillOnDrop(Arc<Mutex<Child>>);

impl Drop for KillOnDrop {
    fn drop(&mut self) {
        // This fails only if the command has exited already.
        let _ = lock(&self.0).kill();
    }
}

type Outcome = io::Result<ProcessOutput>;

fn start(command: &str) -> io::Result<(oneshot::Receiver<Outcome>, KillOnDrop)> {
    let mut child = shell(command)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let stdout = child.stdout.take();
    let stderr = child.stderr.take();
    let running = KillOnDrop(Arc::new(Mutex::new(child)));
    let kept = Arc::new(Mutex::new(Vec::new()));
    let (sender, receiver) = oneshot::channel();

    let last_part = Arc::clone(&kept);
    let stderr_thread = thread::Builder::new().spawn(move || read_last_part(stderr, &last_part))?;
    let child = Arc::clone(&running.0);
    thread::Builder::new().spawn(move || {
        let outcome = finish(stdout, &child);
        for _ in 0..STDERR_POLLS {
            if stderr_thread.is_finished() {
                break;
            }
            thread::sleep(POLL_INTERVAL);
        }
        let stderr = String::from_utf8_lossy(&lock(&kept)).into_owned();
        let outcome = outcome.map(|(code, stdout)| ProcessOutput {
            code,
            stdout,
            stderr,
        });
        // This fails if the future was dropped.
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
    // The line is passed raw, because cmd.exe has its own quoting rules. With `/S` it removes the
    // outermost quotes and leaves the rest unchanged.
    shell
        .args(["/D", "/S", "/C"])
        .raw_arg(format!("\"{command}\""));
    shell
}

/// Reads `stdout` to its end, then waits until the command exits.
fn finish(
    stdout: Option<impl Read>,
    child: &Mutex<Child>,
) -> io::Result<(Option<i32>, SensitiveBlob)> {
    let read = stdout.map_or_else(|| Ok(SensitiveBlob::default()), read_at_most);
    if read.is_err() {
        // This fails only if the command has exited already.
        let _ = lock(child).kill();
    }
    let status = loop {
        if let Some(status) = lock(child).try_wait()? {
            break status;
        }
        thread::sleep(POLL_INTERVAL);
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
        let message = format!("the command printed more than {STDOUT_LIMIT} bytes");
        return Err(io::Error::other(message));
    }
    Ok(bytes)
}

/// Reads `stderr` to its end, or to the first error, and last_part the last part of it in `kept`.
fn read_last_part(stderr: Option<impl Read>, kept: &Mutex<Vec<u8>>) {
    let Some(mut stderr) = stderr else { return };
    let mut part = [0; 1024];
    while let Ok(read @ 1..) = stderr.read(&mut part) {
        let mut kept = lock(kept);
        kept.extend(part.iter().take(read));
        let excess = kept.len().saturating_sub(STDERR_KEPT);
        kept.drain(..excess);
    }
}

fn run_failed(error: io::Error) -> ProcessError {
    ProcessError::new(format!("the command cannot be run: {error}")).with_source(error)
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
    async fn stdin_is_empty() {
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
    async fn a_command_that_prints_too_much_is_killed() {
        let error = run("yes").await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "the command cannot be run: the command printed more than 1048576 bytes"
        );
    }

    #[tokio::test]
    async fn a_background_process_that_keeps_stderr_open_does_not_block() {
        let output = run("sleep 600 >/dev/null & echo $!").await.unwrap();
        let pid = String::from_utf8(output.stdout.to_vec()).unwrap();
        assert_eq!(output.code, Some(0));
        run(&format!("kill {pid}")).await.unwrap();
    }

    #[tokio::test]
    async fn dropping_the_guard_kills_the_command() {
        let (outcome, running) = start("exec sleep 600").unwrap();
        drop(running);
        assert_eq!(outcome.await.unwrap().unwrap().code, None);
    }
}
