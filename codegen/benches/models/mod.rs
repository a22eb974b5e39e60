//! What the benchmarks generate from: our model, the published ones, and models of any size.

mod synthetic;

use std::error::Error;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use querysmith_codegen::{Diagnostics, FileTree, Inputs, generate};

/// Models, each to become a crate.
pub(crate) struct Models {
    /// What they are called together.
    pub(crate) name: String,
    /// Path and text of each.
    texts: Vec<(String, String)>,
    overlay: Option<(String, String)>,
}

/// The model of STS and the overlay in this repository.
pub(crate) fn own() -> Result<Models, Box<dyn Error>> {
    let folder = root().join("model");
    Ok(Models {
        name: "sts, ours".to_owned(),
        texts: vec![read(&folder.join("sts.json"))?],
        overlay: Some(read(&folder.join("sts.overlay.json"))?),
    })
}

/// The published models.
pub(crate) struct Published {
    /// One by one.
    pub(crate) each: Vec<Models>,
    pub(crate) all: Models,
}

/// What is published; nothing, and a word why, where `QUERYSMITH_SHARED` does not name the folder
/// that it is read from.
#[allow(clippy::print_stdout, reason = "a benchmark says what it leaves out")]
pub(crate) fn published() -> Result<Option<Published>, Box<dyn Error>> {
    let Some(shared) = std::env::var_os("QUERYSMITH_SHARED") else {
        println!("published models: skipped, QUERYSMITH_SHARED does not name their folder");
        return Ok(None);
    };
    let mut all = Vec::new();
    // A relative path is meant from the workspace's folder.
    for entry in std::fs::read_dir(root().join(shared).join("models/aws"))? {
        all.push(read(&entry?.path())?);
    }
    all.sort();
    let each = all.iter().map(|(path, text)| {
        let name = Path::new(path).file_stem().unwrap_or_default();
        Models::of(&name.to_string_lossy(), vec![(path.clone(), text.clone())])
    });
    let each = each.collect();
    let name = format!("all {} published models", all.len());
    let all = Models::of(&name, all);
    Ok(Some(Published { each, all }))
}

/// A model of our own making, `times` as large as the smallest.
pub(crate) fn synthetic(times: usize) -> Models {
    let text = synthetic::model(times);
    let name = format!("synthetic, {times}x");
    Models::of(&name, vec![("model.json".to_owned(), text)])
}

impl Models {
    fn of(name: &str, texts: Vec<(String, String)>) -> Self {
        Self {
            name: name.to_owned(),
            texts,
            overlay: None,
        }
    }

    /// The crates of all of them, one after the other.
    pub(crate) fn generate(&self) -> Result<Vec<FileTree>, Diagnostics> {
        let crates = self.texts.iter().map(|(path, text)| {
            let mut inputs = Inputs::new(path, text);
            if let Some((path, text)) = &self.overlay {
                inputs = inputs.overlay(path, text);
            }
            Ok(generate(black_box(&inputs))?.files)
        });
        crates.collect()
    }

    /// `131 KiB of model`.
    pub(crate) fn size(&self) -> String {
        let bytes: usize = self.texts.iter().map(|(_, text)| text.len()).sum();
        format!("{} KiB of model", bytes / 1024)
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &Path) -> std::io::Result<(String, String)> {
    Ok((path.display().to_string(), std::fs::read_to_string(path)?))
}
