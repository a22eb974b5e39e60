//! The measurements.
//!
//! All of them run on one thread. Every call is checked for a complete response, and starts with the
//! creation of its input.

use std::io;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};
use tokio::runtime::{Builder, Runtime};

use crate::allocations::allocated;
use crate::call::ACCEPTED;
use crate::response::Response;
use crate::{Failure, Outcome, StsClient};

/// Figures by name.
pub(crate) type Figures = Vec<(&'static str, f64)>;

/// A runtime with one thread.
pub(crate) fn runtime() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

/// Calls one after another.
pub(crate) fn sequential<C: StsClient>(
    endpoint: &str,
    calls: u32,
    warm_up: u32,
) -> Result<Figures, Failure> {
    block_on(async {
        let client = C::connect(endpoint)?;
        make_calls(&client, warm_up).await?;
        let mut latencies = Vec::with_capacity(calls as usize);
        let stopwatch = Stopwatch::start();
        for _ in 0..calls {
            let start = Instant::now();
            make_calls(&client, 1).await?;
            latencies.push(start.elapsed());
        }
        let mut figures = stopwatch.stop(calls);
        latencies.sort_unstable();
        figures.push(("latency_p50_us", percentile(&latencies, 50)));
        figures.push(("latency_p99_us", percentile(&latencies, 99)));
        Ok(figures)
    })
}

/// Calls from several tasks on one thread, each with a clone of the client.
pub(crate) fn concurrent<C: StsClient>(
    endpoint: &str,
    calls: u32,
    tasks: u32,
    warm_up: u32,
) -> Result<Figures, Failure> {
    block_on(async {
        let client = C::connect(endpoint)?;
        // At least a few calls per task, so that there is a connection for each.
        share_calls(&client, warm_up.max(4 * tasks), tasks).await?;
        let stopwatch = Stopwatch::start();
        share_calls(&client, calls, tasks).await?;
        Ok(stopwatch.stop(calls))
    })
}

/// Calls with a response from memory.
pub(crate) fn in_memory<C: StsClient>(calls: u32, warm_up: u32) -> Result<Figures, Failure> {
    block_on(async {
        let client = C::in_memory(Response::to(&ACCEPTED))?;
        make_calls(&client, warm_up).await?;
        let stopwatch = Stopwatch::start();
        make_calls(&client, calls).await?;
        Ok(stopwatch.stop(calls))
    })
}

/// The allocations of calls with a response from memory.
pub(crate) fn allocations<C: StsClient>(calls: u32, warm_up: u32) -> Result<Figures, Failure> {
    block_on(async {
        let client = C::in_memory(Response::to(&ACCEPTED))?;
        make_calls(&client, warm_up).await?;
        let counts =
            || allocated().ok_or("this program does not count: use client-NAME-allocations");
        let before = counts()?;
        make_calls(&client, calls).await?;
        let after = counts()?;
        let per_call =
            |before: usize, after: usize| (after as f64 - before as f64) / f64::from(calls);
        Ok(vec![
            ("allocations_per_call", per_call(before.count, after.count)),
            ("bytes_per_call", per_call(before.bytes, after.bytes)),
            ("leaked_bytes_per_call", per_call(before.live, after.live)),
        ])
    })
}

/// The creation of clients: the first in the process, which reads files and initializes libraries, and
/// the others.
pub(crate) fn create<C: StsClient>(clients: u32) -> Result<Figures, Failure> {
    // Creation opens no connection, so nothing needs to listen there.
    const ENDPOINT: &str = "http://127.0.0.1:9";
    block_on(async {
        let start = Instant::now();
        let first = C::connect(ENDPOINT)?;
        let mut figures = vec![("first_us", micros(start.elapsed()))];
        drop(first);
        let others = clients - 1;
        let start = Instant::now();
        for _ in 0..others {
            drop(C::connect(ENDPOINT)?);
        }
        if others > 0 {
            figures.push(("next_us", micros(start.elapsed()) / f64::from(others)));
        }
        Ok(figures)
    })
}

fn block_on<T>(future: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    runtime().map_err(Failure::because)?.block_on(future)
}

async fn make_calls<C: StsClient>(client: &C, calls: u32) -> Result<(), Failure> {
    for _ in 0..calls {
        let outcome = client.assume_role(&ACCEPTED).await?;
        if !is_complete(&outcome) {
            return Err(Failure::because(format_args!(
                "not the response: {outcome:?}"
            )));
        }
    }
    Ok(())
}

/// A check that costs nothing beside a call; `check` compares all values.
fn is_complete(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Parsed(session) => session.session_token.len() == 1024,
        Outcome::Unparsed { status, body } => *status == 200 && body.len() > 1024,
    }
}

async fn share_calls<C: StsClient>(client: &C, calls: u32, tasks: u32) -> Result<(), Failure> {
    let spawned: Vec<_> = (0..tasks)
        .map(|index| {
            let client = client.clone();
            let share = calls / tasks + u32::from(index < calls % tasks);
            tokio::spawn(async move { make_calls(&client, share).await })
        })
        .collect();
    for task in spawned {
        task.await.map_err(Failure::because)??;
    }
    Ok(())
}

/// Measures the time on the wall, and the CPU time of this process.
struct Stopwatch {
    wall: Instant,
    cpu: Duration,
}

impl Stopwatch {
    fn start() -> Self {
        Self {
            cpu: cpu_time(),
            wall: Instant::now(),
        }
    }

    fn stop(self, calls: u32) -> Figures {
        let wall = self.wall.elapsed().as_secs_f64();
        let cpu = cpu_time().saturating_sub(self.cpu).as_secs_f64();
        let calls = f64::from(calls);
        vec![
            ("calls_per_second", calls / wall),
            ("cpu_us_per_call", cpu / calls * 1e6),
            // Near 1 if the client, not the stub, was the limit.
            ("cpu_share", cpu / wall),
        ]
    }
}

fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::from_secs(time.tv_sec.unsigned_abs())
        + Duration::from_nanos(time.tv_nsec.unsigned_abs())
}

fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}

/// The latency in microseconds that this percentage of the sorted latencies does not exceed.
fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted
        .get(rank.saturating_sub(1))
        .copied()
        .map_or(0.0, micros)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::response::expected_session;

    #[test]
    fn percentiles_are_latencies_that_were_measured() {
        let latencies: Vec<_> = (1..=200).map(Duration::from_micros).collect();
        assert_eq!(percentile(&latencies, 50), 100.0);
        assert_eq!(percentile(&latencies, 99), 198.0);
        assert_eq!(percentile(&latencies[..1], 99), 1.0);
        assert_eq!(percentile(&[], 50), 0.0);
    }

    #[test]
    fn an_error_and_a_truncated_response_are_not_complete() {
        let (status, body) = (200, Response::to(&ACCEPTED).body);
        let truncated = body.slice(..1024);
        assert!(is_complete(&Outcome::Parsed(expected_session())));
        assert!(is_complete(&Outcome::Unparsed {
            status,
            body: body.clone()
        }));
        assert!(!is_complete(&Outcome::Unparsed { status: 400, body }));
        assert!(!is_complete(&Outcome::Unparsed {
            status,
            body: truncated
        }));
    }
}
