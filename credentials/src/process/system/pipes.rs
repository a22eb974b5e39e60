//! The output of a command, read without blocking.

use std::io::{self, Read};
use std::os::fd::AsFd;
use std::process::{ChildStderr, ChildStdout};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::ioctl_fionbio;
use zeroize::Zeroizing;

use super::{STDOUT_LIMIT, keep_last, too_long};
use querysmith_runtime::sensitive::SensitiveBlob;

/// The size of one read. A pipe contains at most this much, by default.
const PART: usize = 64 * 1024;
/// The maximum number of reads in a row, so that a command with endless output does not prevent its
/// thread from doing other work.
const READS: usize = 16;

/// The pipes from which output was read.
pub(super) struct HasRead {
    pub(super) from_stdout: bool,
    pub(super) from_stderr: bool,
}

/// The pipes of a command. A pipe is closed when it ends.
pub(super) struct Pipes {
    stdout: Option<ChildStdout>,
    stderr: Option<ChildStderr>,
    output: Zeroizing<Vec<u8>>,
    last_of_stderr: Vec<u8>,
    part: Zeroizing<Vec<u8>>,
}

impl Pipes {
    pub(super) fn new(
        stdout: Option<ChildStdout>,
        stderr: Option<ChildStderr>,
    ) -> io::Result<Self> {
        if let Some(pipe) = &stdout {
            ioctl_fionbio(pipe, true)?;
        }
        if let Some(pipe) = &stderr {
            ioctl_fionbio(pipe, true)?;
        }
        Ok(Self {
            stdout,
            stderr,
            output: Zeroizing::new(Vec::with_capacity(8 * 1024)),
            last_of_stderr: Vec::new(),
            part: Zeroizing::new(vec![0; PART]),
        })
    }

    /// Reads the available output.
    pub(super) fn read(&mut self) -> io::Result<HasRead> {
        let Self { output, part, .. } = self;
        let from_stdout = read_available(&mut self.stdout, part, |part| {
            output.extend(part);
            match output.len() > STDOUT_LIMIT {
                true => Err(too_long()),
                false => Ok(()),
            }
        })?;
        let kept = &mut self.last_of_stderr;
        let from_stderr = read_available(&mut self.stderr, part, |part| {
            keep_last(kept, part);
            Ok(())
        })?;
        Ok(HasRead {
            from_stdout,
            from_stderr,
        })
    }

    /// Waits until there is output to read, for at most `limit`.
    pub(super) fn wait(&self, limit: Duration) -> io::Result<()> {
        let stdout = self.stdout.as_ref().map(AsFd::as_fd);
        let stderr = self.stderr.as_ref().map(AsFd::as_fd);
        let open = stdout.into_iter().chain(stderr);
        let mut open: Vec<_> = open
            .map(|pipe| PollFd::from_borrowed_fd(pipe, PollFlags::IN))
            .collect();
        let limit = Timespec {
            tv_sec: 0,
            tv_nsec: limit.subsec_nanos().into(),
        };
        match poll(&mut open, Some(&limit)) {
            Err(error) if error != rustix::io::Errno::INTR => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Whether no process has them open anymore.
    pub(super) fn are_closed(&self) -> bool {
        self.stdout.is_none() && self.stderr.is_none()
    }

    /// Whether there is output, or there will be none.
    pub(super) fn has_output(&self) -> bool {
        self.stdout.is_none() || !self.output.is_empty()
    }

    /// The output, and the last part of stderr.
    pub(super) fn into_output(mut self) -> (SensitiveBlob, String) {
        let output = std::mem::take(&mut *self.output);
        let stderr = String::from_utf8_lossy(&self.last_of_stderr).into_owned();
        (SensitiveBlob::from(output), stderr)
    }
}

fn read_available<R: Read>(
    pipe: &mut Option<R>,
    buffer: &mut [u8],
    mut take: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<bool> {
    let mut has_read = false;
    for _ in 0..READS {
        let Some(open) = pipe else { break };
        match open.read(buffer) {
            Ok(0) => *pipe = None,
            Ok(length) => {
                has_read = true;
                take(buffer.get(..length).unwrap_or_default())?;
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(has_read)
}
