//! A folder against the files that should be in it: what differs, and how it is set right.
//!
//! The command, its `--check` and the test of drift share [`compare`].

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context;
use querysmith_codegen::{FileTree, GENERATED_MARK};

/// One way in which a folder is not what it should be. Paths are relative to it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// The file is not there.
    Missing { path: String },
    /// The file says something else, first on this line.
    Stale {
        path: String,
        line: usize,
        found: String,
        expected: String,
    },
    /// A generated file that the model no longer gives.
    Orphaned { path: String },
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::Missing { path } => write!(f, "missing: {path}"),
            Change::Stale {
                path,
                line,
                found,
                expected,
            } => {
                writeln!(f, "stale: {path}, line {line}")?;
                writeln!(f, "  found:    {found}")?;
                write!(f, "  expected: {expected}")
            }
            Change::Orphaned { path } => write!(f, "orphaned: {path}"),
        }
    }
}

/// How `out` differs from `files`, sorted by path.
///
/// # Errors
///
/// Where a file cannot be read, or where a file that is not generated stands in the way of one
/// that is.
pub(crate) fn compare(out: &Path, files: &FileTree) -> anyhow::Result<Vec<Change>> {
    let mut changes = Vec::new();
    for (path, expected) in files {
        match fs::read(out.join(path)) {
            Ok(found) if found == expected.as_bytes() => {}
            Ok(found) => {
                let found = String::from_utf8_lossy(&found);
                anyhow::ensure!(
                    is_generated(&found),
                    "{} is in the way: it does not say that it is generated; move it, or choose \
                     another folder",
                    out.join(path).display()
                );
                changes.push(first_difference(path, &found, expected));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                changes.push(Change::Missing { path: path.clone() });
            }
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("cannot read {}", out.join(path).display()));
            }
        }
    }
    for path in present_files(out)? {
        if !files.contains_key(&path) {
            let text = fs::read(out.join(&path)).unwrap_or_default();
            if is_generated(&String::from_utf8_lossy(&text)) {
                changes.push(Change::Orphaned { path });
            }
        }
    }
    changes.sort_by(|a, b| a.path().cmp(b.path()));
    Ok(changes)
}

impl Change {
    fn path(&self) -> &str {
        match self {
            Change::Missing { path } | Change::Stale { path, .. } | Change::Orphaned { path } => {
                path
            }
        }
    }
}

/// Sets right what [`compare`] found: each file is replaced as a whole or not at all.
pub(crate) fn apply(out: &Path, files: &FileTree, changes: &[Change]) -> anyhow::Result<()> {
    for change in changes {
        let path = out.join(change.path());
        match files.get(change.path()) {
            Some(text) => write(&path, text),
            None => remove(out, &path),
        }
        .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// Writes beside the file and renames, so that nobody ever sees half of it.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.tmp", std::process::id()));
    let beside = PathBuf::from(beside);
    let written = fs::write(&beside, text).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // What could not take its place must not stay beside it either.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Removes a file, and the folders that it leaves empty.
fn remove(out: &Path, path: &Path) -> io::Result<()> {
    fs::remove_file(path)?;
    let mut folder = path.parent();
    while let Some(empty) = folder.filter(|folder| *folder != out) {
        if fs::remove_dir(empty).is_err() {
            break;
        }
        folder = empty.parent();
    }
    Ok(())
}

fn is_generated(text: &str) -> bool {
    text.lines()
        .next()
        .is_some_and(|line| line.contains(GENERATED_MARK))
}

fn first_difference(path: &str, found: &str, expected: &str) -> Change {
    let mut lines = 1;
    let (mut found, mut expected) = (found.split('\n'), expected.split('\n'));
    loop {
        match (found.next(), expected.next()) {
            (Some(a), Some(b)) if a == b => lines += 1,
            (a, b) => {
                let text = |line: Option<&str>| line.unwrap_or("the end of the file").to_owned();
                return Change::Stale {
                    path: path.to_owned(),
                    line: lines,
                    found: text(a),
                    expected: text(b),
                };
            }
        }
    }
}

/// The files below a folder, with `/` in their paths; none where there is no folder.
fn present_files(out: &Path) -> anyhow::Result<Vec<String>> {
    let mut files = Vec::new();
    let mut waiting = vec![out.to_owned()];
    while let Some(folder) = waiting.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", folder.display()));
            }
        };
        for entry in entries {
            let entry = entry.with_context(|| format!("cannot read {}", folder.display()))?;
            let path = entry.path();
            if entry.file_type()?.is_dir() {
                if entry.file_name() != "target" {
                    waiting.push(path);
                }
            } else if let Ok(inside) = path.strip_prefix(out) {
                files.push(inside.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests;
