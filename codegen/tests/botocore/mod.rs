//! Models that botocore publishes, read from the directory that `QUERYSMITH_BOTOCORE` names, as
//! `run` beside this file unpacks them. Nothing of them is part of this repository.

mod comparison;
mod difference;
mod facts;
mod generation;

use std::path::PathBuf;

use querysmith_codegen::{ModelFile, read_model};

/// Why nothing is tested without [`directory`].
const SKIPPED: &str = "skipped: QUERYSMITH_BOTOCORE is not set; codegen/tests/botocore/run sets it";

/// The directory of models.
fn directory() -> Option<PathBuf> {
    std::env::var_os("QUERYSMITH_BOTOCORE").map(PathBuf::from)
}

/// The files of the model in `folder`, with the paths `service/version/file`.
fn read(folder: &std::path::Path) -> Vec<ModelFile> {
    let shown = |path: &std::path::Path| {
        let parts: Vec<_> = path.iter().rev().take(3).collect();
        let parts = parts.iter().rev().map(|part| part.to_string_lossy());
        parts.collect::<Vec<_>>().join("/")
    };
    read_model(folder, shown).unwrap_or_else(|(path, error)| panic!("{}: {error}", path.display()))
}
