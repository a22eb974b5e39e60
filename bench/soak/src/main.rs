//! A soak test: many concurrent calls with one client, to a service that fails some requests. It
//! checks that each call ends as expected and that nothing leaks.
//!
//! `soak [CALLS [CONCURRENT [SEED]]]`; the default is 100000 calls from 1000 tasks. The client and
//! the service run in this process, each on its own runtime. The program prints statistics, and
//! exits with 1 and the reason if a call did not end as expected, if the client used a connection
//! again that leads to a failing server, or if sockets, tasks or memory leak.

mod calls;
mod process;
mod service;

use std::time::{Duration, Instant};

use querysmith::sts::Client;
use querysmith::{Config, Credentials};
use tokio::runtime::{Builder, Runtime};

use calls::Calls;
use process::{open_files, resident_kib};
use service::Service;

/// The maximum growth of memory in the second half of the calls. Allocators do not return all
/// memory.
const GROWTH_KIB: u64 = 8 * 1024;

/// The time after the last call within which everything has to be closed.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut number = |default: usize| arguments.next().map_or(Ok(default), |text| text.parse());
    let (calls, concurrent, seed) = (number(100_000)?, number(1_000)?, number(2026)?);
    // Both ends of each connection, and some more.
    process::require_open_files(2 * concurrent + 100)?;

    let service_runtime = runtime()?;
    let service = service_runtime.block_on(Service::start(seed as u64))?;
    let client_runtime = runtime()?;
    let config = Config::builder()
        .endpoint_url(service.url())
        .region("eu-west-1")
        .credentials_provider(Credentials::new("EXAMPLE_KEY_ID", "example-key"))
        .build();
    let client = Client::new(&config);

    let files_before = open_files()?;
    let memory_before = resident_kib()?;
    let started = Instant::now();
    let calls = client_runtime.block_on(Calls::make(client, calls, concurrent))?;
    let seconds = started.elapsed().as_secs_f64();
    let memory_after = resident_kib()?;

    // This is the last owner of the connections.
    drop(config);
    let metrics = client_runtime.metrics();
    let is_clean = || {
        Ok::<_, std::io::Error>(
            metrics.num_alive_tasks() == 0
                && service.open_connections() == 0
                && open_files()? <= files_before,
        )
    };
    let deadline = Instant::now() + SHUTDOWN_TIMEOUT;
    while !is_clean()? && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(10));
    }

    println!(
        "{} calls by {concurrent} tasks, seed {seed}: {seconds:.1} s",
        calls.made()
    );
    println!("{service}");
    println!("{calls}");
    let (tasks, files) = (metrics.num_alive_tasks(), open_files()?);
    println!(
        "leaked: {tasks} tasks, {} open connections",
        service.open_connections()
    );
    println!("open files: {files_before} before, {files} after");
    let memory_between = calls.memory_at_half_time();
    println!(
        "resident memory, KiB: {memory_before} before, {memory_between} at half-time, {memory_after} after"
    );

    calls.check()?;
    match service.requests_on_poisoned() {
        0 => {}
        number => return Err(format!("{number} requests on poisoned connections").into()),
    }
    if !is_clean()? {
        return Err("a task, a connection or a file is still open".into());
    }
    if memory_after > memory_between + GROWTH_KIB {
        return Err(format!("memory grew by more than {GROWTH_KIB} KiB in the second half").into());
    }
    Ok(())
}

fn runtime() -> std::io::Result<Runtime> {
    Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
}
