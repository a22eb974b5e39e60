//! Time to generate crates: `cargo bench -p querysmith-codegen --bench time`.
//!
//! Crates are generated on all processors. The wall-clock time is the median of several runs in one
//! process, with the range; the CPU time is that of all threads, the mean of the runs. The allocator is the
//! system's, without counting.
//!
//! The benchmark fails if the CPU time of our model or of all published models exceeds its budget, or if
//! it grows faster than the size of the model. It is valid on busy machines too. Where the system does not
//! report it, the wall-clock time counts instead.
//!
//! `bench/generate.sh` compares two binaries of the command.

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

fn within(models: &Models, runs: u32, most: Duration) -> Result<bool, Box<dyn Error>> {
    let times = Times::of(models, runs)?;
    println!("{}: {times}; budget {} ms", models.name, most.as_millis());
    Ok(times.cost() <= most)
}

/// Measures synthetic models that are 1, 10 and 100 times as large.
fn check_growth() -> Result<bool, Box<dyn Error>> {
    let mut first = None;
    let mut holds = true;
    for (times, runs) in [(1, 31), (10, 9), (100, 3)] {
        let model = models::synthetic(times);
        let taken = Times::of(&model, runs)?;
        let each = taken.cost().as_secs_f64() / times as f64;
        let growth = each / *first.get_or_insert(each);
        println!(
            "{}: {taken}; {growth:.2} times as long per operation as 1x",
            model.name
        );
        holds &= growth <= MAX_GROWTH;
    }
    Ok(holds)
}

struct Times {
    /// The sorted wall-clock times.
    of_runs: Vec<Duration>,
    /// The mean CPU time.
    processor: Option<Duration>,
    of: String,
}

impl Times {
    fn of(models: &Models, runs: u32) -> Result<Self, Box<dyn Error>> {
        let mut of_runs = Vec::new();
        let before = processor_time();
        for _ in 0..runs {
            let start = Instant::now();
            let crates = models.generate()?;
            of_runs.push(start.elapsed());
            drop(crates);
        }
        let processor = processor_time().zip(before);
        of_runs.sort();
        Ok(Self {
            of_runs,
            processor: processor.map(|(after, before)| after.saturating_sub(before) / runs),
            of: models.size(),
        })
    }

    fn median(&self) -> Duration {
        let middle = self.of_runs.get(self.of_runs.len() / 2);
        middle.copied().unwrap_or_default()
    }

    fn cost(&self) -> Duration {
        self.processor.unwrap_or_else(|| self.median())
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = |time: Option<&Duration>| time.map_or(0.0, |it| it.as_secs_f64() * 1e3);
        if let Some(processor) = &self.processor {
            write!(f, "{:.1} ms of CPU, ", milliseconds(Some(processor)))?;
        }
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

/// The CPU time of the process, with that of its ended threads, if the system is Linux.
fn processor_time() -> Option<Duration> {
    let statistics = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in parentheses, may have spaces.
    let (_, after_name) = statistics.rsplit_once(')')?;
    let fields: Vec<&str> = after_name.split_ascii_whitespace().collect();
    let ticks: u64 = fields.get(USER)?.parse().ok()?;
    let system: u64 = fields.get(SYSTEM)?.parse().ok()?;
    Some(TICK * u32::try_from(ticks + system).ok()?)
}

/// The fields for the time in user mode and in the kernel, after the name of the program.
const USER: usize = 11;
const SYSTEM: usize = 12;

/// The unit of these times on Linux.
const TICK: Duration = Duration::from_millis(10);
