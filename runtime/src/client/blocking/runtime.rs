//! The tokio runtime shared by all blocking calls of this process.

use std::sync::{Mutex, OnceLock, PoisonError, mpsc};

use tokio::runtime::{Builder, Handle};

/// Returns the shared runtime and starts it on first use. `None` if the thread or the I/O driver
/// could not be created; the next call retries.
pub(super) fn shared() -> Option<&'static Handle> {
    static SHARED: OnceLock<Handle> = OnceLock::new();
    static STARTING: Mutex<()> = Mutex::new(());

    if let Some(handle) = SHARED.get() {
        return Some(handle);
    }
    let _guard = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    if SHARED.get().is_none() {
        let _ = SHARED.set(start()?);
    }
    SHARED.get()
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
