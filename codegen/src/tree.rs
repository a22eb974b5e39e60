//! Comparison of a directory with the files that it should contain, and updates of the directory.
//!
//! This module and [`Builder`](crate::Builder) are the only parts of this library that access
//! files.
//!
//! ```no_run
//! use std::path::Path;
//!
//! use querysmith_codegen::{Inputs, generate, tree};
//!
//! let model = std::fs::read_to_string("model/sns.json")?;
//! let generated = generate(&Inputs::new("model/sns.json", &model))?;
//! let out = Path::new("../sns");
//! let changes = tree::compare(out, &generated.files)?;
//! tree::apply(out, &generated.files, &changes)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod staged;

use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::path::Path;

use crate::{BUILT_MARK, FileTree, GENERATED_MARK, parallel};
use error::Fault;
use staged::{Staged, TEMPORARY, remove, write};

pub use error::TreeError;

/// A difference between a directory and its expected content. Paths are relative to the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The file does not exist.
    Missing {
        /// The file.
        path: String,
    },
    /// The file has a different content.
    Stale {
        /// The file.
        path: String,
        /// The first line that differs, counted from 1.
        line: usize,
        /// The actual line.
        found: String,
        /// The expected line.
        expected: String,
    },
    /// The file was generated earlier, and is no longer generated from the model.
    Orphaned {
        /// The file.
        path: String,
    },
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

/// Compares the directory `out` with `files`. Returns the differences, sorted by path.
///
/// # Errors
///
/// Returns an error if a file cannot be read, or if a file would be overwritten that was not
/// generated.
pub fn compare(out: &Path, files: &FileTree) -> Result<Vec<Change>, TreeError> {
    let expected: Vec<_> = files.iter().collect();
    let compared = parallel::map(&expected, |(path, expected)| {
        compare_file(out, path, expected)
    });
    let mut changes = Vec::new();
    for change in compared {
        changes.extend(change?);
    }
    // Generating a crate removes only files of crates, and generating a module only files of
    // modules.
    let own = files.values().find_map(|text| mark_of(text));
    let is_own = |mark: Option<&str>| mark.is_some() && (own.is_none() || mark == own);
    for path in present_files(out)? {
        if files.contains_key(&path) {
            continue;
        }
        // The file is from an earlier run that was killed, so its content may be incomplete.
        let is_temporary = path.ends_with(TEMPORARY);
        if is_temporary || is_own(first_mark(&out.join(&path))) {
            changes.push(Change::Orphaned { path });
        }
    }
    changes.sort_by(|a, b| a.path().cmp(b.path()));
    Ok(changes)
}

fn compare_file(out: &Path, path: &str, expected: &str) -> Result<Option<Change>, TreeError> {
    let Some(found) = read_file(&out.join(path))? else {
        let path = path.to_owned();
        return Ok(Some(Change::Missing { path }));
    };
    if found == expected.as_bytes() {
        return Ok(None);
    }
    let found = String::from_utf8_lossy(&found);
    if mark_of(&found).is_none() {
        let (path, what) = (out.join(path), Fault::NotGenerated);
        return Err(TreeError { path, what });
    }
    Ok(Some(first_difference(path, &found, expected)))
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

/// Updates the directory `out` by the changes that [`compare`] returned. All files are first written
/// under temporary names, and then each takes the place of the old one atomically.
///
/// # Errors
///
/// Returns the error of the first file, in the order of `changes`, that cannot be written or removed. If
/// it cannot be written, for example because the disk is full, no file was changed.
pub fn apply(out: &Path, files: &FileTree, changes: &[Change]) -> Result<(), TreeError> {
    let (written, removed): (Vec<_>, Vec<_>) = changes
        .iter()
        .partition(|change| files.contains_key(change.path()));
    let staged = parallel::map(&written, |change| {
        let path = out.join(change.path());
        let text = files.get(change.path()).map_or("", String::as_str);
        Staged::write(&path, text).map_err(|error| TreeError::write(&path, error))
    });
    let staged: Vec<Staged> = staged.into_iter().collect::<Result<_, _>>()?;
    // Files are removed before others take their places, because some file systems do not distinguish
    // the case of names; and one after the other, because the last one in a directory removes it.
    for change in removed {
        let path = out.join(change.path());
        remove(out, &path).map_err(|error| TreeError::write(&path, error))?;
    }
    for file in staged {
        let path = file.path.clone();
        file.put_in_place()
            .map_err(|error| TreeError::write(&path, error))?;
    }
    Ok(())
}

/// The content of a regular file, or `None` if there is none. Nothing else is opened: reading a pipe
/// could wait forever.
fn read_file(path: &Path) -> Result<Option<Vec<u8>>, TreeError> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => match fs::read(path) {
            Ok(found) => Ok(Some(found)),
            Err(error) => Err(TreeError::read(path, error)),
        },
        Ok(_) => Err(TreeError {
            path: path.to_owned(),
            what: Fault::NotAFile,
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(TreeError::read(path, error)),
    }
}

/// The number of changes that remove files outside `src/`. A crate has few such files: many of them
/// are a sign of a wrong directory.
pub fn removals_outside_src(changes: &[Change]) -> usize {
    let is_outside = |change: &&Change| {
        matches!(change, Change::Orphaned { path }
            if !path.starts_with("src/") && !path.ends_with(TEMPORARY))
    };
    changes.iter().filter(is_outside).count()
}

/// Replaces the content of a file by `text` atomically, unless it is the same already: a process
/// that is killed leaves the old or the new content.
///
/// # Errors
///
/// Returns an error if the file cannot be written.
pub fn replace(path: &Path, text: &str) -> Result<(), TreeError> {
    match fs::read(path) {
        Ok(found) if found == text.as_bytes() => Ok(()),
        _ => write(path, text).map_err(|error| TreeError::write(path, error)),
    }
}

/// The marker that crates had in earlier versions.
const EARLIER_MARK: &str = "@generated by cargo xtask codegen from ";

/// The marker in the first line of a generated file.
fn mark_of(text: &str) -> Option<&'static str> {
    let first = text.lines().next()?;
    let marks = [
        (GENERATED_MARK, GENERATED_MARK),
        (EARLIER_MARK, GENERATED_MARK),
        (BUILT_MARK, BUILT_MARK),
    ];
    let mut marks = marks.into_iter();
    marks.find_map(|(mark, kind)| first.contains(mark).then_some(kind))
}

/// The marker of a file, of which only the start is read.
fn first_mark(path: &Path) -> Option<&'static str> {
    let mut start = Vec::new();
    let file = fs::File::open(path).ok()?;
    file.take(MAX_FIRST_LINE).read_to_end(&mut start).ok()?;
    mark_of(&String::from_utf8_lossy(&start))
}

/// The maximum length of a first line with a marker.
const MAX_FIRST_LINE: u64 = 4096;

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

/// The paths of the regular files of a crate, with `/` as separator: not those of other crates in
/// folders below it, and none if the directory does not exist.
fn present_files(out: &Path) -> Result<Vec<String>, TreeError> {
    let mut files = Vec::new();
    let mut pending = vec![out.to_owned()];
    while let Some(folder) = pending.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(TreeError::read(&folder, error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| TreeError::read(&folder, error))?;
            let path = entry.path();
            let kind = entry.file_type();
            let kind = kind.map_err(|error| TreeError::read(&path, error))?;
            if kind.is_dir() {
                if entry.file_name() != "target" && !is_other_crate(&path) {
                    pending.push(path);
                }
            } else if kind.is_file()
                && let Ok(inside) = path.strip_prefix(out)
            {
                files.push(inside.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    Ok(files)
}

/// Whether a folder contains a crate, the remains of one, or another generated module.
fn is_other_crate(folder: &Path) -> bool {
    let roots = ["Cargo.toml", "src/lib.rs", "mod.rs"];
    roots.iter().any(|root| folder.join(root).exists())
}

#[cfg(test)]
mod tests;
