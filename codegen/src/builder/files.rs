//! The files that a builder reads and writes.

use std::fs;
use std::io;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::tree::{self, TreeError};
use crate::{FileTree, Generated, module};

/// Reads a file. Returns its text, and its path for messages and headers.
pub(super) fn read(path: impl AsRef<Path>) -> Result<(String, String), Diagnostics> {
    let path = path.as_ref();
    match fs::read_to_string(path) {
        Ok(text) => Ok((shown(path), text)),
        Err(error) => Err(cannot_read(path, error)),
    }
}

/// The path of a file for messages and headers.
pub(super) fn shown(path: &Path) -> String {
    // An absolute path would make the output depend on the machine.
    let shown = match path.file_name() {
        Some(name) if path.is_absolute() => Path::new(name),
        _ => path,
    };
    shown.to_string_lossy().replace('\\', "/")
}

pub(super) fn cannot_read(path: &Path, error: io::Error) -> Diagnostics {
    let path = path.display().to_string();
    let diagnostic = Diagnostic::new(&path, "the file", "cannot read the file");
    diagnostic.found(error).expected("a JSON file").into()
}

/// Writes the directory of the module and, next to it, the file that declares the module.
pub(super) fn write(out_dir: &Path, generated: &Generated) -> Result<(), Diagnostics> {
    let name = &generated.name;
    update(&out_dir.join(name), &generated.files)?;
    let path = out_dir.join(format!("{name}.rs"));
    tree::replace(&path, &module::declaration(name)).map_err(|error| tree_diagnostic(&error))
}

pub(super) fn update(out: &Path, files: &FileTree) -> Result<(), Diagnostics> {
    let changes = tree::compare(out, files).map_err(|error| tree_diagnostic(&error))?;
    tree::apply(out, files, &changes).map_err(|error| tree_diagnostic(&error))
}

fn tree_diagnostic(error: &TreeError) -> Diagnostics {
    let path = error.path().display().to_string();
    let diagnostic = Diagnostic::new(&path, "the file", error.summary());
    let diagnostic = match std::error::Error::source(error) {
        Some(source) => diagnostic
            .found(source)
            .expected("a writable directory that holds only this module"),
        None => diagnostic.help("move it, or choose another directory"),
    };
    diagnostic.into()
}
