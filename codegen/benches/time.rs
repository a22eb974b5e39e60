//! How long crates take to generate: `cargo bench -p querysmith-codegen --bench time`.
//!
//! Times are of one core: the processor's where the system tells them, as Linux does, so that they
//! hold on busy machines too; else those of a clock. Each is the median of several runs in one
//! process, with the range. The allocator is the system's, which counts nothing.
//!
//! It ends with a failure when our model or all published ones take more than their budget, or when
//! time grows faster than models do.

#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod models;

use std::error::Error;
use std::fmt;
use std::time::{Duration, Instant};

use models::Models;

/// For the STS crate.
const MOST_FOR_OWN: Duration = Duration::from_millis(50);
/// For all published models together.
const MOST_FOR_PUBLISHED: Duration = Duration::from_millis(1_500);
/// How much more time an operation may take in a model that is a hundred times larger.
const MOST_GROWTH: f64 = 1.5;

fn main() -> Result<(), Box<dyn Error>> {
    let mut holds = within(&models::own()?, 31, MOST_FOR_OWN)?;
    if let Some(published) = models::published()? {
        for one in &published.each {
            println!("{}: {}", one.name, Times::of(one, 5)?);
        }
        holds &= within(&published.all, 5, MOST_FOR_PUBLISHED)?;
    }
    holds &= grows_as_models_do()?;
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

/// Models of our own making, 1, 10 and 100 times as large.
fn grows_as_models_do() -> Result<bool, Box<dyn Error>> {
    let mut first = None;
    let mut holds = true;
    for (times, runs) in [(1, 31), (10, 9), (100, 3)] {
        let model = models::synthetic(times);
        let taken = Times::of(&model, runs)?;
        let each = taken.median().as_secs_f64() / times as f64;
        let growth = each / *first.get_or_insert(each);
        println!(
            "{}: {taken}; {growth:.2} of 1x for as much of a model",
            model.name
        );
        holds &= growth <= MOST_GROWTH;
    }
    Ok(holds)
}

/// What generating took, in each run; sorted.
struct Times {
    of_runs: Vec<Duration>,
    of: String,
}

impl Times {
    fn of(models: &Models, runs: usize) -> Result<Self, Box<dyn Error>> {
        let mut of_runs = Vec::with_capacity(runs);
        for _ in 0..runs {
            let started = (Instant::now(), processor_time());
            // Dropping what came of it is not generating it.
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

/// How long this thread has run, where the system tells.
fn processor_time() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = told.split_ascii_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}
