//! Reads and writes files on separate threads, with a time limit.
//!
//! Opening a pipe that nobody writes to, or a file on a network file system that is gone, blocks a
//! thread for as long as that state lasts, and a blocked system call cannot be interrupted from
//! safe code. So each read has a separate thread, and callers wait for it only until the time limit
//! elapses. These are not threads of an async runtime, because a runtime waits for its threads when
//! it shuts down.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use futures_channel::oneshot;

use super::{FileContents, FileError, system};
use crate::system::clock::BoxFuture;
use crate::system::executor::process_id;
use crate::value::sensitive::SensitiveBlob;

type Outcome = Result<FileContents, FileError>;

/// The reads in progress. A second read of the same path waits for the first one, so that there is
/// at most one stuck thread for each path. A pipe can be read only once, so its contents stay here
/// until a caller has them.
static IN_PROGRESS: Mutex<Vec<Arc<Read>>> = Mutex::new(Vec::new());

/// A read in progress.
struct Read {
    path: PathBuf,
    limit: usize,
    /// The process that reads: a forked one does not inherit the thread.
    process: u32,
    outcome: Slot<Outcome>,
}

/// A value that one thread sets, and that others wait for.
struct Slot<T> {
    value: Mutex<Option<T>>,
    is_set: Condvar,
}

impl<T: Clone> Slot<T> {
    fn new() -> Self {
        Self {
            value: Mutex::new(None),
            is_set: Condvar::new(),
        }
    }

    fn set(&self, value: T) {
        *lock(&self.value) = Some(value);
        self.is_set.notify_all();
    }

    /// The value; `None` if there is none within `timeout`.
    fn wait(&self, timeout: Duration) -> Option<T> {
        let value = lock(&self.value);
        let waited = self
            .is_set
            .wait_timeout_while(value, timeout, |value| value.is_none());
        let (value, _) = waited.unwrap_or_else(PoisonError::into_inner);
        value.clone()
    }
}

/// Reads the file at `path`, and blocks the calling thread for at most `timeout`.
pub(super) fn read_blocking(path: &Path, limit: usize, timeout: Duration) -> Outcome {
    let read = start(path, limit)?;
    let outcome = read.outcome.wait(timeout);
    if outcome.is_some() {
        read.remove();
    }
    outcome.unwrap_or_else(|| Err(FileError::timed_out(path, timeout)))
}

/// Reads the file at `path` in at most `timeout`, without blocking the calling thread.
pub(super) fn read(path: &Path, limit: usize, timeout: Duration) -> BoxFuture<'_, Outcome> {
    Box::pin(async move {
        let read = start(path, limit)?;
        let (sender, receiver) = oneshot::channel();
        // This thread is the timer: the caller may be on any async runtime, whose time may be paused.
        spawn(move || {
            let outcome = read.outcome.wait(timeout);
            let is_complete = outcome.is_some();
            // The caller may have been dropped.
            if sender.send(outcome).is_ok() && is_complete {
                read.remove();
            }
        })
        .map_err(|error| FileError::reading(path, error))?;
        match receiver.await {
            Ok(Some(outcome)) => outcome,
            Ok(None) | Err(_) => Err(FileError::timed_out(path, timeout)),
        }
    })
}

/// The paths of writes in progress, with the process that writes. While a write is stuck, later
/// ones to the same path fail, so that there is at most one stuck thread for each path.
static WRITTEN: Mutex<Vec<(u32, PathBuf)>> = Mutex::new(Vec::new());

/// Replaces the file at `path` in at most `timeout`, without blocking the calling thread. A write
/// that takes longer continues in the background.
pub(super) fn write(
    path: &Path,
    bytes: SensitiveBlob,
    timeout: Duration,
) -> BoxFuture<'_, Result<(), FileError>> {
    Box::pin(async move {
        let key = (process_id(), path.to_owned());
        {
            let mut written = lock(&WRITTEN);
            written.retain(|(process, _)| *process == key.0);
            if written.contains(&key) {
                return Err(FileError::write_timed_out(path, timeout));
            }
            written.push(key.clone());
        }
        let (sender, receiver) = oneshot::channel();
        let outcome = Arc::new(Slot::new());
        let timed = Arc::clone(&outcome);
        let timer = spawn(move || {
            // The caller may have been dropped.
            let _ = sender.send(timed.wait(timeout));
        });
        let of_writer = Arc::clone(&outcome);
        let writer = timer.and_then(|()| {
            spawn(move || {
                let written = system::write_private(&key.1, &bytes);
                lock(&WRITTEN).retain(|path| *path != key);
                of_writer.set(written);
            })
        });
        if let Err(error) = writer {
            lock(&WRITTEN).retain(|(_, written)| written != path);
            let error = FileError::writing(path, error);
            // Ends the timer.
            outcome.set(Err(error.clone()));
            return Err(error);
        }
        match receiver.await {
            Ok(Some(written)) => written,
            Ok(None) | Err(_) => Err(FileError::write_timed_out(path, timeout)),
        }
    })
}

fn start(path: &Path, limit: usize) -> Result<Arc<Read>, FileError> {
    let process = process_id();
    let mut reads = in_progress();
    reads.retain(|read| read.process == process);
    let known = reads
        .iter()
        .find(|read| read.path == path && read.limit == limit);
    if let Some(read) = known {
        return Ok(Arc::clone(read));
    }
    let read = Arc::new(Read {
        path: path.to_owned(),
        limit,
        process,
        outcome: Slot::new(),
    });
    let of_thread = Arc::clone(&read);
    spawn(move || of_thread.run()).map_err(|error| FileError::reading(path, error))?;
    reads.push(Arc::clone(&read));
    Ok(read)
}

impl Read {
    fn run(self: Arc<Self>) {
        let outcome = system::read(&self.path, self.limit);
        let is_pipe = outcome
            .as_ref()
            .is_ok_and(|contents| !contents.is_regular_file());
        if !is_pipe {
            // Later callers may expect to see changes made after this read.
            self.remove();
        }
        self.outcome.set(outcome);
    }

    /// Lets the next caller read the file again.
    fn remove(&self) {
        in_progress().retain(|read| !std::ptr::eq(&**read, self));
    }
}

fn spawn(work: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
    // Boxed, because starting a thread is much code for each type.
    let work: Box<dyn FnOnce() + Send> = Box::new(work);
    let thread = thread::Builder::new().name("querysmith-file".to_owned());
    // The thread ends on its own or is stuck, so it is never joined.
    thread.spawn(work).map(drop)
}

fn in_progress() -> MutexGuard<'static, Vec<Arc<Read>>> {
    lock(&IN_PROGRESS)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(unix)]
#[cfg(test)]
mod tests;
