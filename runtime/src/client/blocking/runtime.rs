//! The tokio runtime of all blocking calls of this process.

use std::sync::{Mutex, OnceLock, PoisonError, mpsc};

use tokio::runtime::{Builder, Handle};

/// The runtime, started with the first call. `None` when the system gives no thread, or no way to
/// wait for sockets; the next call tries again.
pub(super) fn shared() -> Option<&'static Handle> {
    static SHARED: OnceLock<Handle> = OnceLock::new();
    static STARTING: Mutex<()> = Mutex::new(());

    if let Some(handle) = SHARED.get() {
        return Some(handle);
    }
    let _alone = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    if SHARED.get().is_none() {
        let _ = SHARED.set(start()?);
    }
    SHARED.get()
}

/// Starts a thread that does what sockets and timers ask for, for as long as the process lives.
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
