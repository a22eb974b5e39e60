//! Commands of systems other than Unix, whose pipes are read by a thread each.

use std::io::{self, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use futures_channel::oneshot;

use super::{Outcome, ProcessOutput, STDOUT_LIMIT, keep_last, lock, too_long};
use querysmith_runtime::sensitive::SensitiveBlob;

/// How often to check whether a command that closed its stdout has exited. A thread that blocked
/// until the exit would hold the lock, so that no other thread could kill the command.
const POLL_INTERVAL: Duration = Duration::from_millis(2);
/// How many times to check for the end of its stderr. There may be none: a program that still runs
/// in the background can keep it open.
const STDERR_POLLS: u32 = 500;

/// Kills the command when dropped.
pub(super) struct KillOnDrop(Arc<Mutex<Child>>);

impl Drop for KillOnDrop {
    fn drop(&mut self) {
        // This fails only if the command has exited already.
        let _ = lock(&self.0).kill();
    }
}

pub(super) fn start(command: &str) -> io::Result<(oneshot::Receiver<Outcome>, KillOnDrop)> {
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
        return Err(too_long());
    }
    Ok(bytes)
}

/// Reads `stderr` to its end, or to the first error, and keeps its last part in `kept`.
fn read_last_part(stderr: Option<impl Read>, kept: &Mutex<Vec<u8>>) {
    let Some(mut stderr) = stderr else { return };
    let mut part = [0; 1024];
    while let Ok(read @ 1..) = stderr.read(&mut part) {
        let mut kept = lock(kept);
        keep_last(&mut kept, part.get(..read).unwrap_or_default());
    }
}
