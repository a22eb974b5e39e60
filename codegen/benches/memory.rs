//! How much memory crates take to generate: `cargo bench -p querysmith-codegen --bench memory`.
//!
//! It is what the allocator has given out at most, beyond the text of the models. Counting takes a
//! fifth of the time, so time is another benchmark.
//!
//! It ends with a failure when our model or all published ones take more than their budget.

#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod models;

use std::error::Error;

use models::Models;
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// For the STS crate, in MiB.
const MOST_FOR_OWN: f32 = 64.0;
/// For all published models, one after the other, each crate kept until the end; in MiB.
const MOST_FOR_PUBLISHED: f32 = 256.0;

fn main() -> Result<(), Box<dyn Error>> {
    let mut holds = within(&models::own()?, MOST_FOR_OWN)?;
    if let Some(published) = models::published()? {
        for one in &published.each {
            println!("{}: {:.1} MiB, {}", one.name, peak(one)?, one.size());
        }
        holds &= within(&published.all, MOST_FOR_PUBLISHED)?;
    }
    for times in [1, 10, 100] {
        let model = models::synthetic(times);
        println!("{}: {:.1} MiB, {}", model.name, peak(&model)?, model.size());
    }
    match holds {
        true => Ok(()),
        false => Err("over budget".into()),
    }
}

fn within(models: &Models, most: f32) -> Result<bool, Box<dyn Error>> {
    let peak = peak(models)?;
    let Models { name, .. } = models;
    println!(
        "{name}: {peak:.1} MiB, {}; budget {most} MiB",
        models.size()
    );
    Ok(peak <= most)
}

fn peak(models: &Models) -> Result<f32, Box<dyn Error>> {
    ALLOCATOR.reset_peak_usage();
    let before = ALLOCATOR.current_usage_as_mb();
    let crates = models.generate()?;
    let peak = ALLOCATOR.peak_usage_as_mb() - before;
    drop(crates);
    Ok(peak)
}
