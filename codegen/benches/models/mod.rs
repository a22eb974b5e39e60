//! The models of the benchmarks: our model, the published ones, and synthetic ones of any size.

mod synthetic;

use std::error::Error;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use querysmith_codegen::{Diagnostics, FileTree, Inputs, generate};

/// A group of models that are measured together.
pub(crate) struct Models {
    /// The name of the group.
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
    /// Each model in a group of its own.
    pub(crate) each: Vec<Models>,
    pub(crate) all: Models,
}

/// The published models. If `QUERYSMITH_SHARED` is not set, prints a note and returns `None`.
#[allow(clippy::print_stdout, reason = "a benchmark prints what it skips")]
pub(crate) fn published() -> Result<Option<Published>, Box<dyn Error>> {
    let Some(shared) = std::env::var_os("QUERYSMITH_SHARED") else {
        println!("skipped: QUERYSMITH_SHARED is not set to the directory of published models");
        return Ok(None);
    };
    let mut all = Vec::new();
    // A relative path is relative to the workspace root.
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

/// A synthetic model that is `times` as large as the smallest.
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

    /// Generates the crates of all models, one after the other.
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

    /// The total size of the models, such as `131 KiB of model`.
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
