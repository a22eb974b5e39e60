//! How long the STS crate takes to generate, and how much memory: `cargo bench -p querysmith-codegen`.
//!
//! Times are medians of several runs in one process, with their range, since machines are noisy;
//! the memory is the process's peak, model text and all.

#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use querysmith_codegen::{Inputs, generate};

const RUNS: usize = 31;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../model");
    let model = std::fs::read_to_string(folder.join("sts.json"))?;
    let overlay = std::fs::read_to_string(folder.join("sts.overlay.json"))?;
    let inputs = Inputs::new("model/sts.json", &model).overlay("model/sts.overlay.json", &overlay);

    let mut times: Vec<Duration> = Vec::with_capacity(RUNS);
    let mut bytes = 0;
    for _ in 0..RUNS {
        let started = Instant::now();
        let generated = generate(black_box(&inputs))?;
        times.push(started.elapsed());
        bytes = generated.files.values().map(String::len).sum();
    }
    times.sort();
    let milliseconds = |i: usize| times.get(i).map_or(0.0, |time| time.as_secs_f64() * 1e3);
    println!(
        "generate: {:.1} ms [{:.1}..{:.1}], median of {RUNS} runs, {} KiB of model to {} KiB of crate",
        milliseconds(RUNS / 2),
        milliseconds(0),
        milliseconds(RUNS - 1),
        model.len() / 1024,
        bytes / 1024,
    );
    match peak_kib() {
        Some(kib) => println!("peak memory: {:.1} MiB", kib as f64 / 1024.0),
        None => println!("peak memory: not told by this system"),
    }
    Ok(())
}

/// The most memory that this process has had, where the system tells as Linux does.
fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_ascii_whitespace().nth(1)?.parse().ok()
}
