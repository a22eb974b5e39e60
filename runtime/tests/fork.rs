//! Calls in a child process that was forked while no call was in flight.
//!
//! Without the test harness, because a forked process has only the thread that forked.

// Clippy treats helpers outside of test functions as production code.
#![allow(clippy::panic, clippy::unwrap_used, unreachable_pub)]

#[cfg(all(unix, feature = "blocking", feature = "hyper"))]
mod support;

#[cfg(not(all(unix, feature = "blocking", feature = "hyper")))]
fn main() {}

#[cfg(all(unix, feature = "blocking", feature = "hyper"))]
fn main() {
    forked::a_child_makes_blocking_calls();
    forked::a_child_with_a_new_runtime_opens_its_own_connection();
}

#[cfg(all(unix, feature = "blocking", feature = "hyper"))]
mod forked {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use std::time::Duration;

    use fork::{Fork, WEXITSTATUS, WIFEXITED, fork, waitpid};
    use querysmith_runtime::codegen_v1::ClientCore;
    use querysmith_runtime::{Config, Credentials, RetryMode, blocking};

    use crate::support::{WEIGHED, parcel};

    /// A service in this process. Returns its URL and the number of its connections.
    fn service() -> (String, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let connections = Arc::new(AtomicUsize::new(0));
        let count = connections.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                count.fetch_add(1, SeqCst);
                std::thread::spawn(move || {
                    let mut stream = stream.unwrap();
                    let length = WEIGHED.len();
                    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
                    let mut request = [0; 16 * 1024];
                    // A request is one segment here.
                    while stream.read(&mut request).is_ok_and(|read| read > 0) {
                        stream
                            .write_all((head.clone() + WEIGHED).as_bytes())
                            .unwrap();
                    }
                });
            }
        });
        (url, connections)
    }

    fn config(url: &str) -> Config {
        Config::builder()
            .region("eu-west-1")
            .credentials_provider(Credentials::new("AKID", "hush"))
            .endpoint_url(url)
            .retry_mode(RetryMode::Off)
            .operation_timeout(Duration::from_secs(20))
            .build()
    }

    /// Fails unless `child` returns within 30 seconds in a forked process.
    fn in_child(child: impl FnOnce()) {
        match fork().unwrap() {
            Fork::Child => {
                // A call that hangs has no time limit that could end it.
                std::thread::spawn(|| {
                    std::thread::sleep(Duration::from_secs(30));
                    std::process::exit(2);
                });
                let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(child));
                std::process::exit(i32::from(outcome.is_err()));
            }
            Fork::Parent(child) => {
                let status = waitpid(child).unwrap();
                assert!(WIFEXITED(status));
                assert_eq!(WEXITSTATUS(status), 0, "1 is a panic, 2 a hanging call");
            }
        }
    }

    pub fn a_child_makes_blocking_calls() {
        let (url, connections) = service();
        let client = blocking::ClientCore::new(&config(&url));
        client.call(&parcel()).unwrap();
        in_child(|| {
            for _ in 0..3 {
                assert_eq!(client.call(&parcel()).unwrap().grams, 750);
            }
            // Also in a child of the child.
            in_child(|| assert_eq!(client.call(&parcel()).unwrap().grams, 750));
        });
        assert_eq!(connections.load(SeqCst), 3);
        client.call(&parcel()).unwrap();
        assert_eq!(connections.load(SeqCst), 3);
    }

    pub fn a_child_with_a_new_runtime_opens_its_own_connection() {
        let (url, connections) = service();
        let client = ClientCore::new(&config(&url));
        let call = || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            let grams = runtime.block_on(client.call(&parcel())).unwrap().grams;
            assert_eq!(grams, 750);
            runtime
        };
        let _kept = call();
        in_child(|| drop(call()));
        assert_eq!(connections.load(SeqCst), 2);
    }
}
