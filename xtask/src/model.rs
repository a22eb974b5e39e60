//! Models as the commands read them: the file, its overlay, and how messages name them.

use std::path::{Path, PathBuf};

use anyhow::Context;
use querysmith_codegen::{Diagnostics, Inputs};

use crate::print;

/// A model's text and its overlay's.
pub(crate) struct Model {
    /// As messages have it.
    pub(crate) path: String,
    text: String,
    overlay: Option<(String, String)>,
}

impl Model {
    /// Reads `model` with `overlay`, or with the one that stands beside it, if there is one.
    pub(crate) fn read(root: &Path, model: &Path, overlay: Option<&Path>) -> anyhow::Result<Self> {
        let path = root.join(model);
        let text = read(&path)?;
        let overlay = match overlay {
            Some(overlay) => Some(root.join(overlay)),
            None => Some(path.with_extension("overlay.json")).filter(|beside| beside.exists()),
        };
        let overlay = match overlay {
            Some(overlay) => Some((shown(root, &overlay), read(&overlay)?)),
            None => None,
        };
        Ok(Self {
            path: shown(root, &path),
            text,
            overlay,
        })
    }

    /// What the generator is given.
    pub(crate) fn inputs(&self) -> Inputs<'_> {
        let inputs = Inputs::new(&self.path, &self.text);
        match &self.overlay {
            Some((path, text)) => inputs.overlay(path, text),
            None => inputs,
        }
    }
}

/// `cargo xtask` runs anywhere in the workspace; paths are taken from its root.
pub(crate) fn workspace_root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_owned()
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// A path as messages and headers have it: from the workspace's root, with `/`.
pub(crate) fn shown(root: &Path, path: &Path) -> String {
    let path = match path.strip_prefix(root) {
        Ok(inside) => inside.to_owned(),
        // What lies elsewhere is named without this machine's folders.
        Err(_) => path
            .file_name()
            .map_or_else(|| path.to_owned(), PathBuf::from),
    };
    path.to_string_lossy().replace('\\', "/")
}

/// Tells the defects, and how many there are in `what`.
pub(crate) fn print_defects(diagnostics: &Diagnostics, what: &str) {
    print::err(diagnostics);
    let count = diagnostics.iter().count();
    let defects = if count == 1 { "defect" } else { "defects" };
    print::err(format_args!("{count} {defects} in {what}"));
}
