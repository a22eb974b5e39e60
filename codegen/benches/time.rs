//! Time to generate crates: `cargo bench -p querysmith-codegen --bench time`.
//!
//! On Linux, times are the CPU time of the thread, so that they are valid on busy machines too;
//! elsewhere, they are wall-clock times. Each is the median of several runs in one process, with
//! the range. The allocator is the system's, without counting.
//!
//! The benchmark fails if our model or all published models exceed their budget, or if the time
//! grows faster than the size of the model.

#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod models;

use std::error::Error;
use std::fmt;
use std::time::{Duration, Instant};

use models::Models;

/// The budget for the STS crate.
const OWN_BUDGET: Duration = Duration::from_millis(50);
/// The budget for all published models together.
const PUBLISHED_BUDGET: Duration = Duration::from_millis(1_500);
/// The maximum factor by which the time per operation may grow in a model that is 100 times larger.
const MAX_GROWTH: f64 = 1.5;

fn main() -> Result<(), Box<dyn Error>> {
    let mut holds = within(&models::own()?, 31, OWN_BUDGET)?;
    if let Some(published) = models::published()? {
        for one in &published.each {
            println!("{}: {}", one.name, Times::of(one, 5)?);
        }
        holds &= within(&published.all, 5, PUBLISHED_BUDGET)?;
    }
    holds &= check_growth()?;
    match holds {
        true => Ok(()),
        false => Err("over budget".into()),
    }
}

fn within(models: &Models, runs: usize, most: Duration) -> Result<bool, Box<dyn Error>> {
    let times = Times::of(models, runs)?;
    println!("{}: {times}; budget {} ms", models.name, most.as_millis());
    Ok(times.median() <= most)
}

/// Measures synthetic models that are 1, 10 and 100 times as large.
fn check_growth() -> Result<bool, Box<dyn Error>> {
    let mut first = None;
    let mut holds = true;
    for (times, runs) in [(1, 31), (10, 9), (100, 3)] {
        let model = models::synthetic(times);
        let taken = Times::of(&model, runs)?;
        let each = taken.median().as_secs_f64() / times as f64;
        let growth = each / *first.get_or_insert(each);
        println!(
            "{}: {taken}; {growth:.2} times as long per operation as 1x",
            model.name
        );
        holds &= growth <= MAX_GROWTH;
    }
    Ok(holds)
}

/// The sorted times of all runs.
struct Times {
    of_runs: Vec<Duration>,
    of: String,
}

impl Times {
    fn of(models: &Models, runs: usize) -> Result<Self, Box<dyn Error>> {
        let mut of_runs = Vec::with_capacity(runs);
        for _ in 0..runs {
            let started = (Instant::now(), processor_time());
            // The time to drop the crates is not counted.
            let crates = models.generate()?;
            of_runs.push(match (started, processor_time()) {
                ((_, Some(before)), Some(after)) => after.saturating_sub(before),
                ((before, _), _) => before.elapsed(),
            });
            drop(crates);
        }
        of_runs.sort();
        Ok(Self {
            of_runs,
            of: models.size(),
        })
    }

    fn median(&self) -> Duration {
        let middle = self.of_runs.get(self.of_runs.len() / 2);
        middle.copied().unwrap_or_default()
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = |time: Option<&Duration>| time.map_or(0.0, |it| it.as_secs_f64() * 1e3);
        write!(
            f,
            "{:.1} ms [{:.1}..{:.1}] in {} runs, {}",
            milliseconds(Some(&self.median())),
            milliseconds(self.of_runs.first()),
            milliseconds(self.of_runs.last()),
            self.of_runs.len(),
            self.of,
        )
    }
}

/// The CPU time of this thread, if the system reports it.
fn processor_time() -> Option<Duration> {
    let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = statistics.split_ascii_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}
