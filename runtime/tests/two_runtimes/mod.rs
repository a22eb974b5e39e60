//! Two tokio runtimes that share something, and a service that leaves requests without a response.

// Each test crate compiles its own copy of this module and uses only part of it.
#![allow(dead_code, unreachable_pub)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;

/// What happens to the first runtime before the second one is used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum First {
    Dropped,
    Stopped,
    Running,
}

pub const FIRSTS: [First; 3] = [First::Dropped, First::Stopped, First::Running];

pub fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Runs `work` in a runtime until it reports `reached`, and then `second` while the first runtime is
/// in the given state.
pub fn with_first<T>(
    first: First,
    work: impl Future<Output = ()> + Send + 'static,
    mut reached: mpsc::UnboundedReceiver<()>,
    second: impl FnOnce() -> T,
) -> T {
    let runtime = runtime();
    runtime.spawn(work);
    runtime.block_on(async {
        let reached = tokio::time::timeout(Duration::from_secs(30), reached.recv()).await;
        reached.unwrap().unwrap();
    });
    match first {
        First::Dropped => {
            drop(runtime);
            second()
        }
        First::Stopped => second(),
        First::Running => {
            let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
            let thread = std::thread::spawn(move || {
                let _ = runtime.block_on(stopped);
            });
            let output = second();
            let _ = stop.send(());
            thread.join().unwrap();
            output
        }
    }
}

/// A service on loopback.
pub struct Service {
    pub url: String,
    /// The number of connections.
    pub connections: Arc<AtomicUsize>,
    /// Receives a message for each request without a response.
    pub ignored: mpsc::UnboundedReceiver<()>,
}

/// Starts a service that leaves the requests with the numbers in `silent` without a response. The
/// others are passed to `respond`, which returns what follows the status line.
pub fn service(silent: Range<usize>, respond: fn(&str) -> String) -> Service {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (report, ignored) = mpsc::unbounded_channel();
    let connections = Arc::new(AtomicUsize::new(0));
    let (count, number) = (connections.clone(), Arc::new(AtomicUsize::new(0)));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            count.fetch_add(1, SeqCst);
            let (report, number, silent) = (report.clone(), number.clone(), silent.clone());
            std::thread::spawn(move || {
                let is_silent = || {
                    let is_silent = silent.contains(&number.fetch_add(1, SeqCst));
                    // The test may have ended.
                    let _ = is_silent.then(|| report.send(()));
                    is_silent
                };
                serve(stream.unwrap(), is_silent, respond);
            });
        }
    });
    Service {
        url,
        connections,
        ignored,
    }
}

fn serve(mut stream: TcpStream, is_silent: impl Fn() -> bool, respond: fn(&str) -> String) {
    let mut request = [0; 16 * 1024];
    // A request is one segment here.
    while let Ok(length @ 1..) = stream.read(&mut request) {
        if is_silent() {
            continue;
        }
        let request = String::from_utf8_lossy(&request[..length]);
        let response = format!("HTTP/1.1 200 OK\r\n{}", respond(&request));
        if stream.write_all(response.as_bytes()).is_err() {
            return;
        }
    }
}

/// A response with these headers, each with its line end, and this body.
pub fn response(headers: &str, body: &str) -> String {
    format!("{headers}content-length: {}\r\n\r\n{body}", body.len())
}
