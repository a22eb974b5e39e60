//! A provider of instance metadata that several tokio runtimes share.

#![cfg(feature = "hyper")]
// Clippy treats helpers outside of test functions as production code.
#![allow(clippy::unwrap_used)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use querysmith_credentials::{InstanceMetadataProvider, ProviderContext};
use querysmith_runtime::ProvideCredentials;
use querysmith_runtime::env::Env;
use querysmith_runtime::files::Files;
use tokio::runtime::{Builder, Runtime};

const CREDENTIALS: &str = r#"{"Code": "Success", "AccessKeyId": "AKID", "SecretAccessKey": "hush",
    "Token": "hush-session", "Expiration": "2099-01-31T12:00:00Z"}"#;

/// What happens to the first runtime before the second one is used.
#[derive(Debug, Clone, Copy)]
enum First {
    Dropped,
    Stopped,
    Running,
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// A metadata service that reports each request, and does not respond to the one with the number
/// `silent`.
fn service(silent: usize) -> (String, Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (report, requests) = channel();
    let number = Arc::new(AtomicUsize::new(0));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (report, number) = (report.clone(), number.clone());
            std::thread::spawn(move || serve(stream, silent, &number, &report));
        }
    });
    (url, requests)
}

fn serve(mut stream: TcpStream, silent: usize, number: &AtomicUsize, report: &Sender<()>) {
    let mut request = [0; 16 * 1024];
    // A request is one segment here. The test may have ended.
    while let Ok(length @ 1..) = stream.read(&mut request) {
        let _ = report.send(());
        if number.fetch_add(1, SeqCst) == silent {
            continue;
        }
        let request = String::from_utf8_lossy(&request[..length]);
        let body = match request.lines().next().unwrap_or_default() {
            line if line.starts_with("PUT ") => "token",
            line if line.contains("/security-credentials/ ") => "my-role",
            _ => CREDENTIALS,
        };
        let length = body.len();
        let head = "HTTP/1.1 200 OK\r\nx-aws-ec2-metadata-token-ttl-seconds: 21600\r\n";
        let _ = write!(stream, "{head}content-length: {length}\r\n\r\n{body}");
    }
}

#[test]
fn a_provider_works_whatever_happened_to_the_runtime_that_used_it_first() {
    for first in [First::Dropped, First::Stopped, First::Running] {
        // The first runtime waits for the token, the name of the role, or the credentials.
        for silent in 0..3 {
            let (url, requests) = service(silent);
            let env: Env = [("AWS_EC2_METADATA_SERVICE_ENDPOINT", url.as_str())]
                .into_iter()
                .collect();
            let context = ProviderContext::new()
                .with_env(env)
                .with_files(Files::empty());
            let provider = Arc::new(InstanceMetadataProvider::new(&context));
            let runtime = first_runtime(provider.clone(), &requests, silent);
            let second = || {
                let fetched = self::runtime().block_on(provider.provide_credentials());
                assert_eq!(
                    fetched.unwrap().access_key_id(),
                    "AKID",
                    "{first:?} {silent}"
                );
            };
            match first {
                First::Dropped => {
                    drop(runtime);
                    second();
                }
                First::Stopped => second(),
                First::Running => {
                    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
                    let thread = std::thread::spawn(move || {
                        let _ = runtime.block_on(stopped);
                    });
                    second();
                    let _ = stop.send(());
                    thread.join().unwrap();
                }
            }
        }
    }
}

/// A runtime in which the provider waits for the response to the request with the number `silent`.
fn first_runtime(
    provider: Arc<InstanceMetadataProvider>,
    requests: &Receiver<()>,
    silent: usize,
) -> Runtime {
    let runtime = runtime();
    runtime.spawn(async move { provider.provide_credentials().await });
    for _ in 0..=silent {
        while requests.try_recv().is_err() {
            runtime.block_on(async { tokio::time::sleep(Duration::from_millis(1)).await });
        }
    }
    runtime
}
