//! Where tests find the repository and the published models.

use std::path::{Path, PathBuf};

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = manifest.parent().expect("the workspace's directory");
    root.to_owned()
}

/// The directory of published models and suites. Without `QUERYSMITH_SHARED`, prints that the test is
/// skipped, and returns `None`; CI always sets it.
pub(crate) fn shared() -> Option<PathBuf> {
    let Some(shared) = std::env::var_os("QUERYSMITH_SHARED") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "CI sets QUERYSMITH_SHARED"
        );
        println!(
            "skipped: QUERYSMITH_SHARED is not set to the directory of published models and suites"
        );
        return None;
    };
    // A relative path is relative to the root, but tests run in the directory of the package.
    Some(root().join(shared))
}
