//! Starts `cargo xtask`, at any version of the workspace.
//!
//! The version of all crates is `version` in `[workspace.package]`. Packages need it a second time,
//! in the requirements in `[workspace.dependencies]`, and Cargo does not run anything in a workspace
//! whose requirements do not match. This program depends on nothing, so Cargo runs it nevertheless.
//! It copies the version to the requirements before it runs the command.

mod versions;

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

/// The package with the commands.
const COMMANDS: &str = "querysmith-cli";

/// The commands that write the requirements, unless `--check` follows.
const WRITERS: [&str; 2] = ["codegen", "generate"];

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[OsString]) -> Result<ExitCode, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    align_versions(&root.join("Cargo.toml"), writes(arguments))?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(&cargo)
        .args(["run", "--quiet", "--package", COMMANDS, "--manifest-path"])
        .arg(root.join("Cargo.toml"))
        .arg("--")
        .args(arguments)
        .status()
        .map_err(|error| format!("cannot run {}: {error}", cargo.to_string_lossy()))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

fn writes(arguments: &[OsString]) -> bool {
    let is_writer = |first: &OsString| WRITERS.iter().any(|name| first == name);
    arguments.first().is_some_and(is_writer) && !arguments.iter().any(|one| one == "--check")
}

/// Makes the requirements for our crates equal to the version of the workspace, or fails if they
/// differ and must not be written.
fn align_versions(manifest: &Path, may_write: bool) -> Result<(), String> {
    let text = fs::read_to_string(manifest)
        .map_err(|error| format!("cannot read {}: {error}", manifest.display()))?;
    let aligned = versions::align(&text)?;
    if aligned.changed.is_empty() {
        return Ok(());
    }
    let changed = aligned.changed.join(", ");
    if !may_write {
        return Err(format!(
            "the version in [workspace.package] is {}, and [workspace.dependencies] requires another of \
             {changed}; run `cargo xtask codegen`",
            aligned.version
        ));
    }
    replace(manifest, &aligned.text)
        .map_err(|error| format!("cannot write {}: {error}", manifest.display()))?;
    println!(
        "Cargo.toml: requires version {} of {changed}",
        aligned.version
    );
    Ok(())
}

/// Replaces a file in one step, so that a reader never sees a part of it.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}", std::process::id()));
    let temporary = PathBuf::from(name);
    let written = fs::write(&temporary, text).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // The file may not exist, and the first error is the one to report.
        let _ = fs::remove_file(&temporary);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_generator_without_check_writes() {
        let writes = |arguments: &[&str]| {
            let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
            super::writes(&arguments)
        };
        assert!(writes(&["codegen"]));
        assert!(writes(&["codegen", "--deny-warnings"]));
        assert!(!writes(&["codegen", "--check"]));
        assert!(!writes(&["diff", "codegen"]));
        assert!(!writes(&[]));
    }

    #[test]
    fn the_versions_of_this_project_agree() {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.toml");
        assert_eq!(align_versions(&manifest, false), Ok(()));
    }
}
