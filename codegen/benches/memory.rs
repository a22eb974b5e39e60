//! Peak memory use of generating crates: `cargo bench -p querysmith-codegen --bench memory`.
//!
//! It is the peak of allocated memory, without the text of the models. Counting allocations takes a
//! fifth of the time, so time has a separate benchmark.
//!
//! The benchmark fails if our model or all published models exceed their budget.

#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod models;

use std::error::Error;

use models::Models;
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// The budget for the STS crate, in MiB.
const OWN_BUDGET: f32 = 64.0;
/// The budget for all published models, in MiB. They are generated one after the other, and each
/// crate is kept until the end.
const PUBLISHED_BUDGET: f32 = 256.0;

fn main() -> Result<(), Box<dyn Error>> {
    let mut holds = within(&models::own()?, OWN_BUDGET)?;
    if let Some(published) = models::published()? {
        for one in &published.each {
            println!("{}: {:.1} MiB, {}", one.name, peak(one)?, one.size());
        }
        holds &= within(&published.all, PUBLISHED_BUDGET)?;
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
