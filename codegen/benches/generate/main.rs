//! How long crates take to generate, and how much memory: `cargo bench -p querysmith-codegen`.
//!
//! Times are of one core: the processor's where the system tells them, as Linux does, so that they
//! hold on busy machines too; else those of a clock. Each is the median of several runs in one
//! process, with the range. Memory is what the allocator has given out at most beyond the text of
//! the models, which is counted by itself.
//!
//! It ends with a failure when generating from all published models, which are read where
//! `QUERYSMITH_SHARED` says, takes more than its budget, or when time grows faster than models do.

#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod synthetic;

use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use peak_alloc::PeakAlloc;
use querysmith_codegen::{Inputs, generate};

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// For all published models together.
const MOST_TIME: Duration = Duration::from_millis(1_500);
const MOST_MEMORY: f32 = 256.0;
/// How much more time an operation may take in a model that is a hundred times larger.
const MOST_GROWTH: f64 = 1.5;

fn main() -> Result<(), Box<dyn Error>> {
    let own = bench_own()?;
    println!("sts, ours: {own}");
    let published = bench_published()?;
    let grows = bench_growth()?;
    match published && grows {
        true => Ok(()),
        false => Err("over budget".into()),
    }
}

/// The STS crate, from the model and the overlay in this repository.
fn bench_own() -> Result<Figures, Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../model");
    let model = std::fs::read_to_string(folder.join("sts.json"))?;
    let overlay = std::fs::read_to_string(folder.join("sts.overlay.json"))?;
    let inputs = Inputs::new("model/sts.json", &model).overlay("model/sts.overlay.json", &overlay);
    measure(31, model.len(), &[inputs])
}

/// The crates of all published models, one after the other, each kept until the end.
fn bench_published() -> Result<bool, Box<dyn Error>> {
    let Some(shared) = std::env::var_os("QUERYSMITH_SHARED") else {
        println!("published models: skipped, QUERYSMITH_SHARED does not name their folder");
        return Ok(true);
    };
    // A relative path is meant from the workspace's folder.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut models = Vec::new();
    for entry in std::fs::read_dir(root.join(shared).join("models/aws"))? {
        let path = entry?.path();
        models.push((path.display().to_string(), std::fs::read_to_string(&path)?));
    }
    models.sort();
    for (path, text) in &models {
        let name = Path::new(path).file_stem().unwrap_or_default().display();
        println!(
            "{name}: {}",
            measure(5, text.len(), &[Inputs::new(path, text)])?
        );
    }
    let inputs: Vec<Inputs<'_>> = models
        .iter()
        .map(|(path, text)| Inputs::new(path, text))
        .collect();
    let length = models.iter().map(|(_, text)| text.len()).sum();
    let figures = measure(5, length, &inputs)?;
    println!(
        "all {} published models: {figures}; budget {} ms and {MOST_MEMORY} MiB",
        models.len(),
        MOST_TIME.as_millis()
    );
    Ok(figures.median() <= MOST_TIME && figures.mebibytes <= MOST_MEMORY)
}

/// Models of our own making, 1, 10 and 100 times as large.
fn bench_growth() -> Result<bool, Box<dyn Error>> {
    let mut first = None;
    let mut grows = true;
    for (times, runs) in [(1, 31), (10, 9), (100, 3)] {
        let model = synthetic::model(times);
        let figures = measure(runs, model.len(), &[Inputs::new("model.json", &model)])?;
        let each = figures.median().as_secs_f64() / times as f64;
        let growth = each / *first.get_or_insert(each);
        println!("synthetic, {times}x: {figures}; {growth:.2} of 1x for as much of a model");
        grows &= growth <= MOST_GROWTH;
    }
    Ok(grows)
}

/// What generating took.
struct Figures {
    /// Sorted.
    times: Vec<Duration>,
    mebibytes: f32,
    model: usize,
    crates: usize,
}

impl Figures {
    fn median(&self) -> Duration {
        self.times
            .get(self.times.len() / 2)
            .copied()
            .unwrap_or_default()
    }
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let milliseconds =
            |time: Option<&Duration>| time.map_or(0.0, |time| time.as_secs_f64() * 1e3);
        write!(
            f,
            "{:.1} ms [{:.1}..{:.1}] in {} runs, {:.1} MiB, {} KiB of model to {} KiB of crate",
            milliseconds(Some(&self.median())),
            milliseconds(self.times.first()),
            milliseconds(self.times.last()),
            self.times.len(),
            self.mebibytes,
            self.model / 1024,
            self.crates / 1024,
        )
    }
}

/// Generates from all inputs, `runs` times; their text has `model` bytes.
fn measure(runs: usize, model: usize, inputs: &[Inputs<'_>]) -> Result<Figures, Box<dyn Error>> {
    let mut times = Vec::with_capacity(runs);
    let mut crates = 0;
    let mut mebibytes: f32 = 0.0;
    for _ in 0..runs {
        ALLOCATOR.reset_peak_usage();
        let before = ALLOCATOR.current_usage_as_mb();
        let started = (Instant::now(), processor_time());
        let generated = inputs
            .iter()
            .map(|inputs| generate(black_box(inputs)))
            .collect::<Result<Vec<_>, _>>()?;
        times.push(match (started, processor_time()) {
            ((_, Some(before)), Some(after)) => after.saturating_sub(before),
            ((before, _), _) => before.elapsed(),
        });
        mebibytes = mebibytes.max(ALLOCATOR.peak_usage_as_mb() - before);
        let files = generated
            .iter()
            .flat_map(|generated| generated.files.values());
        crates = files.map(String::len).sum();
    }
    times.sort();
    Ok(Figures {
        times,
        mebibytes,
        model,
        crates,
    })
}

/// How long this thread has run, where the system tells.
fn processor_time() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = told.split_ascii_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}
