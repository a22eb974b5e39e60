//! Files that are written under temporary names before they take the places of others.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The suffix of temporary files, which no other program uses.
pub(super) const TEMPORARY: &str = ".querysmith-tmp";

/// Writes a file atomically.
pub(super) fn write(path: &Path, text: &str) -> io::Result<()> {
    Staged::write(path, text)?.put_in_place()
}

/// The new content of a file, in a temporary file in the same directory, which is removed unless it takes
/// the place of the file.
pub(super) struct Staged {
    pub(super) path: PathBuf,
    temporary: PathBuf,
    is_in_place: bool,
}

impl Staged {
    /// Writes the temporary file, and creates its directory if there is none.
    pub(super) fn write(path: &Path, text: &str) -> io::Result<Self> {
        let mut temporary = path.as_os_str().to_owned();
        temporary.push(format!(".{}{TEMPORARY}", std::process::id()));
        let staged = Self {
            path: path.to_owned(),
            temporary: temporary.into(),
            is_in_place: false,
        };
        match fs::write(&staged.temporary, text) {
            // Most files are in a directory that exists.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder)?;
                }
                fs::write(&staged.temporary, text)?;
            }
            written => written?,
        }
        Ok(staged)
    }

    /// Replaces the file atomically.
    pub(super) fn put_in_place(mut self) -> io::Result<()> {
        fs::rename(&self.temporary, &self.path)?;
        self.is_in_place = true;
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.is_in_place {
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// Removes a file, and the directories that become empty.
pub(super) fn remove(out: &Path, path: &Path) -> io::Result<()> {
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
