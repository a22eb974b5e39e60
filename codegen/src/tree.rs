//! A folder against the files that should be in it: what differs, and how it is set right.
//!
//! With the [`Builder`](crate::Builder), the only part of this library that reads and writes files.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::{BUILT_MARK, FileTree, GENERATED_MARK};

/// One way in which a folder is not what it should be. Paths are relative to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The file is not there.
    Missing {
        /// The file.
        path: String,
    },
    /// The file says something else.
    Stale {
        /// The file.
        path: String,
        /// The first line that differs, counted from 1.
        line: usize,
        /// What the line is.
        found: String,
        /// What it should be.
        expected: String,
    },
    /// A generated file that the model no longer gives.
    Orphaned {
        /// The file.
        path: String,
    },
}

/// A file that could not be read or written, or that stands in the way of a generated one.
#[derive(Debug)]
pub struct TreeError {
    path: PathBuf,
    what: Fault,
}

#[derive(Debug)]
enum Fault {
    InTheWay,
    Read(io::Error),
    Write(io::Error),
}

impl TreeError {
    fn read(path: &Path, error: io::Error) -> Self {
        let what = Fault::Read(error);
        let path = path.to_owned();
        Self { path, what }
    }

    /// What could not be read or written, or is in the way.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is wrong, in a few words without the path.
    pub(crate) fn summary(&self) -> &'static str {
        match self.what {
            Fault::InTheWay => "a file in the way, which does not say that it is generated",
            Fault::Read(_) => "a file that cannot be read",
            Fault::Write(_) => "a file that cannot be written",
        }
    }

    fn write(path: &Path, error: io::Error) -> Self {
        let what = Fault::Write(error);
        let path = path.to_owned();
        Self { path, what }
    }
}

impl fmt::Display for TreeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match self.what {
            Fault::InTheWay => write!(
                f,
                "{path} is in the way: it does not say that it is generated; move it, or choose \
                 another folder"
            ),
            Fault::Read(_) => write!(f, "cannot read {path}"),
            Fault::Write(_) => write!(f, "cannot write {path}"),
        }
    }
}

impl std::error::Error for TreeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.what {
            Fault::InTheWay => None,
            Fault::Read(error) | Fault::Write(error) => Some(error),
        }
    }
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
pub fn compare(out: &Path, files: &FileTree) -> Result<Vec<Change>, TreeError> {
    let mut changes = Vec::new();
    for (path, expected) in files {
        match fs::read(out.join(path)) {
            Ok(found) if found == expected.as_bytes() => {}
            Ok(found) => {
                let found = String::from_utf8_lossy(&found);
                if !is_generated(&found) {
                    let (path, what) = (out.join(path), Fault::InTheWay);
                    return Err(TreeError { path, what });
                }
                changes.push(first_difference(path, &found, expected));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                changes.push(Change::Missing { path: path.clone() });
            }
            Err(error) => return Err(TreeError::read(&out.join(path), error)),
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
///
/// # Errors
///
/// Where a file cannot be written or removed; those before it have been set right.
pub fn apply(out: &Path, files: &FileTree, changes: &[Change]) -> Result<(), TreeError> {
    for change in changes {
        let path = out.join(change.path());
        let done = match files.get(change.path()) {
            Some(text) => write(&path, text),
            None => remove(out, &path),
        };
        done.map_err(|error| TreeError::write(&path, error))?;
    }
    Ok(())
}

/// Makes one file say `text`, whatever it said; nothing is written where it does already.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), TreeError> {
    match fs::read(path) {
        Ok(found) if found == text.as_bytes() => Ok(()),
        _ => write(path, text).map_err(|error| TreeError::write(path, error)),
    }
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
    let marks = [GENERATED_MARK, BUILT_MARK];
    let first = text.lines().next();
    first.is_some_and(|line| marks.iter().any(|mark| line.contains(mark)))
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
fn present_files(out: &Path) -> Result<Vec<String>, TreeError> {
    let mut files = Vec::new();
    let mut waiting = vec![out.to_owned()];
    while let Some(folder) = waiting.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(TreeError::read(&folder, error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| TreeError::read(&folder, error))?;
            let path = entry.path();
            let kind = entry.file_type();
            if kind
                .map_err(|error| TreeError::read(&path, error))?
                .is_dir()
            {
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
