//! The tokio runtime shared by all blocking calls of this process.

use std::sync::{Mutex, PoisonError, mpsc};

use tokio::runtime::{Builder, Handle};

use crate::system::executor::process_id;

/// A runtime, and the process whose thread drives it.
struct Shared {
    process: u32,
    handle: Handle,
}

/// Returns the shared runtime and starts it on first use. `None` if the thread or the I/O driver
/// could not be created; the next call retries.
///
/// A forked process inherits this handle but not the thread that drives the runtime, so it starts
/// a runtime of its own.
pub(super) fn shared() -> Option<Handle> {
    static SHARED: Mutex<Option<Shared>> = Mutex::new(None);

    let process = process_id();
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(shared) = &*shared
        && shared.process == process
    {
        return Some(shared.handle.clone());
    }
    let handle = start()?;
    *shared = Some(Shared {
        process,
        handle: handle.clone(),
    });
    Some(handle)
}

/// Starts a thread that drives sockets and timers until the process exits.
fn start() -> Option<Handle> {
    let (started, handle) = mpsc::sync_channel(1);
    let work = move || {
        let Ok(runtime) = Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()
        else {
            return;
        };
        let _ = started.send(runtime.handle().clone());
        runtime.block_on(std::future::pending::<()>());
    };
    let thread = std::thread::Builder::new().name("querysmith-blocking".to_owned());
    thread.spawn(work).ok()?;
    handle.recv().ok()
}
