//! The lock that keeps two runs of the generator from writing to the same directory at once.

use std::fs::File;
use std::path::Path;

use anyhow::Context;
use fd_lock::RwLock;
use querysmith_codegen::fingerprint;

/// Opens the lock of an output directory. It is a file in the directory for temporary files, so that
/// the output has only what was generated.
pub(crate) fn open(out: &Path) -> anyhow::Result<RwLock<File>> {
    let out = std::path::absolute(out).context("cannot determine the working directory")?;
    let name = fingerprint([out.to_string_lossy().as_bytes()]);
    let path = std::env::temp_dir().join(format!("querysmith-{name}.lock"));
    let context = || format!("cannot create {}", path.display());
    let file = File::options().create(true).append(true).open(&path);
    Ok(RwLock::new(file.with_context(context)?))
}
