//! The model files that the commands read, with their overlays and display paths. A directory is a
//! model in botocore's format.

use std::path::{Path, PathBuf};

use anyhow::Context;
use querysmith_codegen::{Diagnostics, Inputs, ModelFile, read_model};

use crate::print;
use crate::usage::Usage;

/// The text of a model and of its overlay.
pub(crate) struct Model {
    /// The path for messages.
    pub(crate) path: String,
    files: Vec<ModelFile>,
    overlay: Option<(String, String)>,
}

impl Model {
    /// The size of the model in bytes.
    pub(crate) fn size(&self) -> u64 {
        let sizes = self.files.iter().map(|file| file.text.len() as u64);
        sizes.sum()
    }

    /// Reads `model` with `overlay`, or by default with the overlay next to the model, if it
    /// exists.
    pub(crate) fn read(root: &Path, model: &Path, overlay: Option<&Path>) -> anyhow::Result<Self> {
        let path = root.join(model);
        let files = read_model(&path, |file| shown(root, file))
            .map_err(|(path, error)| cannot_read(&path, error))?;
        let overlay = match overlay {
            Some(overlay) => Some(root.join(overlay)),
            None => Some(path.with_extension("overlay.json")).filter(|overlay| overlay.exists()),
        };
        let overlay = match overlay {
            Some(overlay) => Some((shown(root, &overlay), read(&overlay)?)),
            None => None,
        };
        Ok(Self {
            path: shown(root, &path),
            files,
            overlay,
        })
    }

    /// The inputs for the generator.
    pub(crate) fn inputs(&self) -> Inputs<'_> {
        let inputs = Inputs::of(&self.files);
        match &self.overlay {
            Some((path, text)) => inputs.overlay(path, text),
            None => inputs,
        }
    }
}

/// The directory that paths on the command line are relative to.
pub(crate) fn current_directory() -> anyhow::Result<PathBuf> {
    std::env::current_dir().context("cannot determine the working directory")
}

/// The root of the repository of querysmith that contains the working directory.
pub(crate) fn repository() -> anyhow::Result<PathBuf> {
    let here = current_directory()?;
    let is_root = |folder: &&Path| {
        let has = |path: &str| folder.join(path).is_file();
        has("model/sts.json") && has("runtime/Cargo.toml")
    };
    here.ancestors()
        .find(is_root)
        .map(Path::to_owned)
        .ok_or_else(|| {
            Usage::new("not in the repository of querysmith", "cargo xtask codegen")
                .found(&here.to_string_lossy())
                .expected("a directory of the repository, whose model and crate are the defaults")
                .help("elsewhere, run `querysmith generate --model PATH --out DIR`")
                .into_error()
        })
}

pub(crate) fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).map_err(|error| cannot_read(path, error))
}

pub(crate) fn cannot_read(path: &Path, error: std::io::Error) -> anyhow::Error {
    anyhow::Error::new(error).context(format!("cannot read {}", path.display()))
}

/// A path for messages and headers: relative to `root`, with `/` as separator.
pub(crate) fn shown(root: &Path, path: &Path) -> String {
    let path = match path.strip_prefix(root) {
        Ok(inside) => inside.to_owned(),
        // An absolute path would make the output depend on the machine.
        Err(_) => path
            .file_name()
            .map_or_else(|| path.to_owned(), PathBuf::from),
    };
    path.to_string_lossy().replace('\\', "/")
}

/// Prints the defects, and a line with their number and `what`.
pub(crate) fn print_defects(diagnostics: &Diagnostics, what: &str) {
    print::err(diagnostics);
    let count = diagnostics.iter().count();
    let defects = if count == 1 { "defect" } else { "defects" };
    print::err(format_args!("{count} {defects} in {what}"));
}
