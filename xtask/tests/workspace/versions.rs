//! The version of the workspace is one edit: no other manifest states it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Directories without manifests of the workspace.
const SKIPPED: [&str; 4] = [".git", "bench", "fuzz-corpus", "target"];

/// Copies the manifests below `from`, and creates empty sources and other files that they name.
fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a directory can be read") {
        let path = entry.expect("an entry can be read").path();
        let name = path.file_name().expect("an entry has a name");
        let to = to.join(name);
        if path.is_dir() {
            if !SKIPPED.iter().any(|skipped| name == *skipped) {
                copy(&path, &to);
            }
        } else if path
            .extension()
            .is_some_and(|it| it == "toml" || it == "lock")
        {
            fs::create_dir_all(to.parent().expect("a file has a parent")).expect("created");
            fs::copy(&path, &to).expect("a manifest can be copied");
        } else if path.extension().is_some_and(|it| it == "rs") {
            fs::create_dir_all(to.parent().expect("a file has a parent")).expect("created");
            fs::write(&to, "").expect("a source can be created");
        }
    }
}

/// The error of Cargo for the workspace, if it cannot be resolved.
fn resolve(workspace: &Path) -> Option<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--offline", "--format-version", "1"])
        .current_dir(workspace)
        .output()
        .expect("cargo can be run");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    (!output.status.success()).then_some(error)
}

fn workspace(name: &str) -> PathBuf {
    let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("versions-{name}"));
    let _ = fs::remove_dir_all(&to);
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), &to);
    to
}

#[test]
fn raising_the_version_is_an_edit_of_the_root_manifest() {
    let current = format!("version = \"{}\"", env!("CARGO_PKG_VERSION"));
    let workspace = workspace("raised");
    let path = workspace.join("Cargo.toml");
    let manifest = fs::read_to_string(&path).expect("the manifest can be read");
    assert!(manifest.contains(&current), "{manifest}");
    fs::write(&path, manifest.replace(&current, "version = \"7.0.0\"")).expect("written");
    if let Some(error) = resolve(&workspace) {
        panic!("another manifest states the version:\n{error}");
    }
}

#[test]
fn a_patch_is_an_edit_of_one_line() {
    let current = env!("CARGO_PKG_VERSION");
    let (start, patch) = current.rsplit_once('.').expect("a version has parts");
    let patch: u64 = patch.parse().expect("a version has numbers");
    let workspace = workspace("patched");
    let path = workspace.join("Cargo.toml");
    let manifest = fs::read_to_string(&path).expect("the manifest can be read");
    let (from, to) = (
        format!("\nversion = \"{current}\"\n"),
        format!("\nversion = \"{start}.{}\"\n", patch + 1),
    );
    let patched = manifest.replacen(&from, &to, 1);
    assert_ne!(patched, manifest);
    fs::write(&path, patched).expect("written");
    assert_eq!(resolve(&workspace), None);
}
