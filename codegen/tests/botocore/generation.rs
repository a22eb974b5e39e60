//! Every service that speaks query or ec2 can be generated.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use querysmith_codegen::{Inputs, generate};

use super::{SKIPPED, directory, read};

/// The folders in a folder, sorted.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the directory can be read");
    let paths = entries.map(|entry| entry.expect("an entry can be read").path());
    let mut folders: Vec<PathBuf> = paths.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

#[test]
fn every_model_of_botocore_is_generated() {
    let Some(directory) = directory() else {
        println!("{SKIPPED}");
        return;
    };
    let models: Vec<PathBuf> = folders(&directory)
        .iter()
        .flat_map(|it| folders(it))
        .collect();
    let (mut operations, mut failed) = (0, Vec::new());
    for model in &models {
        let files = read(model);
        let name = &files.first().expect("a model has a file").path;
        let started = Instant::now();
        match generate(&Inputs::of(&files)) {
            Ok(generated) => {
                operations += generated.operations;
                let milliseconds = started.elapsed().as_millis();
                println!(
                    "{name}: {} operations, {milliseconds} ms",
                    generated.operations
                );
            }
            Err(diagnostics) => {
                println!("{name}:\n{diagnostics}");
                failed.push(name.clone());
            }
        }
    }
    println!("{} models, {operations} operations", models.len());
    assert!(failed.is_empty(), "rejected: {failed:?}");
    assert!(models.len() >= 28, "{} models", models.len());
}
