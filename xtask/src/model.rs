//! The model files that the commands read, with their overlays and display paths. A directory is a
//! model in botocore's format.

use std::path::{Path, PathBuf};

use querysmith_codegen::{Diagnostics, Inputs, ModelFile, read_model};

use crate::print;

/// The text of a model and of its overlay.
pub(crate) struct Model {
    /// The path for messages.
    pub(crate) path: String,
    files: Vec<ModelFile>,
    overlay: Option<(String, String)>,
}

impl Model {
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

/// The root of the workspace. Paths are relative to it, wherever `cargo xtask` is run.
pub(crate) fn workspace_root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_owned()
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).map_err(|error| cannot_read(path, error))
}

fn cannot_read(path: &Path, error: std::io::Error) -> anyhow::Error {
    anyhow::Error::new(error).context(format!("cannot read {}", path.display()))
}

/// A path for messages and headers: relative to the workspace root, with `/` as separator.
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

/// Prints the defects, and their number in `what`.
pub(crate) fn print_defects(diagnostics: &Diagnostics, what: &str) {
    print::err(diagnostics);
    let count = diagnostics.iter().count();
    let defects = if count == 1 { "defect" } else { "defects" };
    print::err(format_args!("{count} {defects} in {what}"));
}
