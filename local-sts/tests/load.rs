//! Many calls over loopback: whether memory stays flat. `bench/local-sts.sh` measures how many a
//! second.
//!
//! ```sh
//! cargo test --release -p querysmith-local-sts --test load -- --ignored --nocapture
//! ```

#![allow(
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "the helpers of a test fail and report as a test does"
)]

use std::net::SocketAddr;
use std::time::SystemTime;

use querysmith_local_sts::LocalSts;
use querysmith_runtime::sigv4::{SigningKeyCache, SigningParams, sign};
use querysmith_runtime::{Bytes, http};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const CALLS: usize = 100_000;
const CONNECTIONS: usize = 16;

/// By how much memory may grow in the second half, in KiB.
const MAX_GROWTH: u64 = 8 * 1024;

const ASSUME_ROLE: &str = "Action=AssumeRole&Version=2011-06-15&RoleSessionName=build-42&\
    RoleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fdeploy";

#[tokio::test]
#[ignore = "takes half a minute; run it with --release"]
async fn many_calls_leave_memory_flat() {
    let sts = LocalSts::start().await.unwrap();
    let request = signed(&sts, ASSUME_ROLE);
    run(sts.address(), &request, CALLS / 2).await;
    let half = resident();
    run(sts.address(), &request, CALLS / 2).await;
    let end = resident();
    println!("resident memory: {half} KiB after half of the calls, {end} KiB after all");
    assert!(end.saturating_sub(half) < MAX_GROWTH);
}

/// The bytes of a request by alice. It can be sent many times.
fn signed(sts: &LocalSts, form: &'static str) -> Vec<u8> {
    let alice = sts.credentials("alice").unwrap();
    let mut request = http::Request::post("/")
        .header("host", sts.address().to_string())
        .header("content-length", form.len())
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Bytes::from_static(form.as_bytes()))
        .unwrap();
    let (id, secret) = (alice.access_key_id(), alice.secret_access_key());
    let params = SigningParams::new(id, secret, "us-east-1", "sts", SystemTime::now());
    sign(&mut request, &params, &SigningKeyCache::new()).unwrap();
    let mut bytes = b"POST / HTTP/1.1\r\n".to_vec();
    for (name, value) in request.headers() {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(form.as_bytes());
    bytes
}

/// Sends requests from all connections.
async fn run(address: SocketAddr, request: &[u8], calls: usize) {
    let tasks: Vec<_> = (0..CONNECTIONS)
        .map(|_| tokio::spawn(send(address, request.to_vec(), calls / CONNECTIONS)))
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

/// Sends a request many times on one connection.
async fn send(address: SocketAddr, request: Vec<u8>, calls: usize) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let mut received = Vec::with_capacity(16 * 1024);
    for _ in 0..calls {
        stream.write_all(&request).await.unwrap();
        received.clear();
        while !is_complete(&received) {
            assert_ne!(
                stream.read_buf(&mut received).await.unwrap(),
                0,
                "the server hangs up"
            );
        }
        assert!(
            received.starts_with(b"HTTP/1.1 200 "),
            "{}",
            String::from_utf8_lossy(&received)
        );
    }
}

/// Whether a whole response was received.
fn is_complete(received: &[u8]) -> bool {
    let Some(end) = received.windows(4).position(|bytes| bytes == b"\r\n\r\n") else {
        return false;
    };
    let head = std::str::from_utf8(&received[..end])
        .unwrap()
        .to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    received.len() == end + 4 + length.unwrap().parse::<usize>().unwrap()
}

/// The resident memory of this process in KiB; 0 where it is unknown.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok())
        .unwrap_or_default()
}
