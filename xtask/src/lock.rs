//! The lock that keeps two runs of the generator from writing at once.

use std::fs::File;
use std::path::Path;

use anyhow::Context;
use fd_lock::RwLock;

/// Opens the lock of the workspace, in its target directory.
pub(crate) fn open(root: &Path) -> anyhow::Result<RwLock<File>> {
    let target = std::env::var_os("CARGO_TARGET_DIR");
    let target = root.join(target.unwrap_or_else(|| "target".into()));
    let path = target.join("querysmith-codegen.lock");
    let context = || format!("cannot create {}", path.display());
    std::fs::create_dir_all(&target).with_context(context)?;
    let file = File::options().create(true).append(true).open(&path);
    Ok(RwLock::new(file.with_context(context)?))
}
