//! The error of comparing or updating a directory.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// The error returned if a file cannot be read or written, or would be overwritten but was not
/// generated.
#[derive(Debug)]
pub struct TreeError {
    pub(super) path: PathBuf,
    pub(super) what: Fault,
}

#[derive(Debug)]
pub(super) enum Fault {
    NotGenerated,
    NotAFile,
    Read(io::Error),
    Write(io::Error),
}

impl TreeError {
    pub(super) fn read(path: &Path, error: io::Error) -> Self {
        let what = Fault::Read(error);
        let path = path.to_owned();
        Self { path, what }
    }

    /// The path of the file or directory.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A short description of the error, without the path.
    pub(crate) fn summary(&self) -> &'static str {
        match self.what {
            Fault::NotGenerated => "refusing to overwrite a file that was not generated",
            Fault::NotAFile => "refusing to replace what is not a regular file",
            Fault::Read(_) => "cannot read the file",
            Fault::Write(_) => "cannot write the file",
        }
    }

    pub(super) fn write(path: &Path, error: io::Error) -> Self {
        let what = Fault::Write(error);
        let path = path.to_owned();
        Self { path, what }
    }
}

impl fmt::Display for TreeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match self.what {
            Fault::NotGenerated => write!(
                f,
                "refusing to overwrite {path}, which was not generated; move it, or choose another \
                 directory"
            ),
            Fault::NotAFile => write!(
                f,
                "refusing to replace {path}, which is not a regular file; move it, or choose \
                 another directory"
            ),
            Fault::Read(_) => write!(f, "cannot read {path}"),
            Fault::Write(_) => write!(f, "cannot write {path}"),
        }
    }
}

impl std::error::Error for TreeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.what {
            Fault::NotGenerated | Fault::NotAFile => None,
            Fault::Read(error) | Fault::Write(error) => Some(error),
        }
    }
}
