//! A line of a file.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// A line of a file: `/home/ann/.aws/config:3`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    file: Arc<Path>,
    line: usize,
}

impl Place {
    pub(super) fn new(file: &Arc<Path>, line: usize) -> Self {
        Self {
            file: Arc::clone(file),
            line,
        }
    }

    /// The path of the file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The line number, starting at 1.
    pub fn line(&self) -> usize {
        self.line
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file.display(), self.line)
    }
}
