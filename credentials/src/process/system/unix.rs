//! Commands of Unix: one thread for each, which reads its pipes without blocking and reaps it.

use std::io::{self, IsTerminal};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use futures_channel::oneshot;
use rustix::io::Errno;
use rustix::process::{
    Pid, Signal, WaitId, WaitIdOptions, WaitOptions, kill_process, kill_process_group, waitid,
    waitpgid,
};

use super::pipes::Pipes;
use super::{Outcome, ProcessOutput, lock};

/// The longest pause between two checks whether the command has exited.
const LONGEST_PAUSE: Duration = Duration::from_millis(20);
/// The number of checks after the exit in which another process may complete the output.
const CHECKS_AFTER_EXIT: u32 = 10;

/// Kills the command when dropped.
pub(super) struct KillOnDrop(Arc<Mutex<State>>);

impl Drop for KillOnDrop {
    fn drop(&mut self) {
        let mut state = lock(&self.0);
        state.is_abandoned = true;
        state.kill();
    }
}

/// The state that the thread of a command shares with its future.
#[derive(Debug, Default)]
struct State {
    /// What to kill. Set only until the command is reaped, because its id may be reused after that.
    target: Option<Target>,
    is_abandoned: bool,
}

#[derive(Debug, Clone, Copy)]
enum Target {
    /// A command that uses the terminal, in the process group of this process.
    Process(Pid),
    Group(Pid),
}

impl State {
    fn kill(&self) {
        // This fails only if there is no such process anymore.
        let _ = match self.target {
            Some(Target::Process(pid)) => kill_process(pid, Signal::KILL),
            Some(Target::Group(pid)) => kill_process_group(pid, Signal::KILL),
            None => Ok(()),
        };
    }
}

pub(super) fn start(command: &str) -> io::Result<(oneshot::Receiver<Outcome>, KillOnDrop)> {
    let state = Arc::default();
    let (sender, receiver) = oneshot::channel();
    let command = shell(command);
    let kill_on_drop = KillOnDrop(Arc::clone(&state));
    thread::Builder::new().spawn(move || {
        // This fails if the future was dropped.
        let _ = sender.send(run(command, &state));
    })?;
    Ok((receiver, kill_on_drop))
}

fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(command).stdout(Stdio::piped());
    shell
}

/// Runs the command until it has exited and is reaped.
fn run(mut command: Command, state: &Mutex<State>) -> Outcome {
    let uses_terminal = io::stdin().is_terminal();
    if uses_terminal {
        // In a process group of its own, the command would be stopped when it reads.
        command.stdin(Stdio::inherit()).stderr(Stdio::inherit());
    } else {
        command.stdin(Stdio::null()).stderr(Stdio::piped());
        command.process_group(0);
    }
    let mut child = spawn(command, uses_terminal, state)?;
    let pipes = Pipes::new(child.stdout.take(), child.stderr.take());
    let outcome = pipes.and_then(|mut pipes| {
        read_until_exit(&child, &mut pipes, state)?;
        Ok(pipes)
    });
    let is_held = outcome.as_ref().map_or(true, |pipes| !pipes.are_closed());
    let status = reap(&mut child, is_held, state)?;
    let (stdout, stderr) = outcome?.into_output();
    Ok(ProcessOutput {
        code: status.code(),
        stdout,
        stderr,
    })
}

/// Starts the command, unless its future has been dropped already.
fn spawn(mut command: Command, uses_terminal: bool, state: &Mutex<State>) -> io::Result<Child> {
    let mut state = lock(state);
    if state.is_abandoned {
        return Err(io::Error::other("it was abandoned before it started"));
    }
    let child = command.spawn()?;
    let pid = Pid::from_child(&child);
    state.target = Some(match uses_terminal {
        true => Target::Process(pid),
        false => Target::Group(pid),
    });
    Ok(child)
}

/// Reads the pipes until the command has exited and they are closed. After a successful exit they
/// may be kept open by another process: if the command has printed something, that is the output.
fn read_until_exit(child: &Child, pipes: &mut Pipes, state: &Mutex<State>) -> io::Result<()> {
    let mut pause = Duration::from_millis(1);
    let mut checks = 0;
    loop {
        // In this order, because a command that has exited has written everything.
        let exit = exit_code(child).map_err(|error| not_ours(error, state))?;
        let read = pipes.read()?;
        if let Some(code) = exit {
            let is_abandoned = lock(state).is_abandoned;
            // Another process may write messages to stderr for as long as it lives.
            checks = if read.from_stdout { 0 } else { checks + 1 };
            let is_complete = code != Some(0) || pipes.has_output();
            let is_over = checks > CHECKS_AFTER_EXIT && is_complete;
            if is_over || is_abandoned || pipes.are_closed() {
                return Ok(());
            }
        }
        pause = match read.from_stdout || read.from_stderr {
            true => Duration::from_millis(1),
            false => LONGEST_PAUSE.min(pause * 2),
        };
        pipes.wait(pause)?;
    }
}

/// The exit code of the command, which stays a zombie, if it has exited; `Some(None)` if a signal
/// terminated it.
fn exit_code(child: &Child) -> io::Result<Option<Option<i32>>> {
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    let status = waitid(WaitId::Pid(Pid::from_child(child)), options)?;
    Ok(status.map(|status| status.exit_status()))
}

/// Explains a failed wait. If other code in this process has reaped the command, its id may belong
/// to another process by now, which must not be killed.
fn not_ours(error: io::Error, state: &Mutex<State>) -> io::Error {
    if error.raw_os_error() != Some(Errno::CHILD.raw_os_error()) {
        return error;
    }
    lock(state).target = None;
    io::Error::other(
        "its exit code is lost: something else in this process waits for all children, or SIGCHLD \
         is ignored",
    )
}

/// Waits until the command has exited, and removes its zombie. If `kill`, it is killed first, with
/// its group.
fn reap(child: &mut Child, kill: bool, state: &Mutex<State>) -> io::Result<ExitStatus> {
    let target = {
        let mut state = lock(state);
        if kill {
            state.kill();
        }
        state.target.take()
    };
    let status = child.wait();
    if kill && let Some(Target::Group(pid)) = target {
        reap_orphans(pid);
    }
    status
}

/// Reaps the killed processes of a group. They are children of this process only if it is the init
/// process, as in many containers.
fn reap_orphans(group: Pid) {
    for _ in 0..50 {
        match waitpgid(group, WaitOptions::NOHANG) {
            Ok(Some(_)) => {}
            Ok(None) => thread::sleep(Duration::from_millis(1)),
            // There are no such children.
            Err(_) => return,
        }
    }
}
