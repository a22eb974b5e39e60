//! Which executor runs the current code.

/// Identifies the executor that polls a future: the process and, with the feature `hyper`, the tokio
/// runtime. Sockets and timers work only as long as the executor that they were created in runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ExecutorId {
    process: u32,
    #[cfg(feature = "hyper")]
    runtime: Option<tokio::runtime::Id>,
}

impl ExecutorId {
    /// The current executor. All code outside a tokio runtime shares one.
    pub(crate) fn current() -> Self {
        Self {
            process: process_id(),
            #[cfg(feature = "hyper")]
            runtime: tokio::runtime::Handle::try_current()
                .ok()
                .map(|runtime| runtime.id()),
        }
    }
}

/// The id of this process. It changes when a process forks.
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
pub(crate) fn process_id() -> u32 {
    std::process::id()
}

/// There are no processes on this platform, and the standard library would panic.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
pub(crate) fn process_id() -> u32 {
    0
}
