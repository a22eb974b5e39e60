//! A thread with an event loop.

use std::io;
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

/// Runs tasks until it is dropped. Tasks that are not finished by then are dropped too, so that their
/// connections are closed.
///
/// Several of these respond faster than one runtime with several threads, in which a thread that
/// receives a request wakes another one.
#[derive(Debug)]
pub(super) struct Worker {
    handle: Handle,
    /// Ends the thread when it is dropped.
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Worker {
    pub(super) fn start() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new()
            .name("local-sts".to_owned())
            .spawn(move || {
                // The sender is dropped together with the worker, which is the signal.
                let _ = runtime.block_on(stopped);
            })?;
        Ok(Self {
            handle,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    pub(super) fn handle(&self) -> Handle {
        self.handle.clone()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // Its result is the unit type, or a panic that was reported already.
            let _ = thread.join();
        }
    }
}
