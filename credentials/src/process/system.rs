//! Runs commands of the operating system.

#[cfg(not(unix))]
#[path = "system/other.rs"]
mod imp;
#[cfg(unix)]
#[path = "system/unix.rs"]
mod imp;
#[cfg(unix)]
mod pipes;

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Process, ProcessError, ProcessOutput};
use querysmith_runtime::clock::BoxFuture;

/// The maximum number of bytes that a command may print on stdout.
const STDOUT_LIMIT: usize = 1024 * 1024;
/// The number of bytes of its stderr that are kept.
const STDERR_KEPT: usize = 4096;

/// Runs commands with `sh -c` on Unix and with `cmd.exe /D /S /C` on Windows, on a separate thread,
/// so that no async runtime is needed. Commands inherit the environment of this process.
///
/// On Unix, if stdin of this process is a terminal, commands inherit it, so that they can ask
/// questions; their stderr then goes to that of this process. Otherwise stdin is empty, and the end
/// of stderr is part of the output.
///
/// On Unix, a command runs in a process group of its own, unless it uses the terminal. The whole
/// group is killed if the future is dropped, or the command prints too much, or it exits and
/// another process of the group keeps its stdout or stderr open: a program that is to stay in the
/// background has to redirect both. A command that uses the terminal is killed alone.
///
/// On Windows, killing a command kills only `cmd.exe`. Processes that it started are not killed, and
/// the output is complete only when all of them have closed stdout.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemProcess;

impl Process for SystemProcess {
    fn run(&self, command: &str) -> BoxFuture<'_, Result<ProcessOutput, ProcessError>> {
        let started = imp::start(command);
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

type Outcome = io::Result<ProcessOutput>;

fn run_failed(error: io::Error) -> ProcessError {
    ProcessError::new(format!("the command cannot be run: {error}")).with_source(error)
}

fn too_long() -> io::Error {
    io::Error::other(format!(
        "the command printed more than {STDOUT_LIMIT} bytes"
    ))
}

/// Appends to the part of stderr that is kept.
fn keep_last(kept: &mut Vec<u8>, part: &[u8]) {
    kept.extend(part);
    let excess = kept.len().saturating_sub(STDERR_KEPT);
    kept.drain(..excess);
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use querysmith_runtime::sensitive::SensitiveBlob;

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
        let (outcome, running) = imp::start("exec sleep 600").unwrap();
        drop(running);
        // The command was killed, or was not even started.
        if let Ok(output) = outcome.await.unwrap() {
            assert_eq!(output.code, None);
        }
    }
}
