//! Errors of reading and writing files.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::str::Utf8Error;
use std::sync::Arc;
use std::time::Duration;

/// Why a file cannot be used. It shows the path of the file but not its contents.
#[derive(Debug, Clone)]
pub struct FileError {
    path: PathBuf,
    kind: FileErrorKind,
    message: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// The kind of a [`FileError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileErrorKind {
    /// There is no such file.
    NotFound,
    /// It is larger than the limit.
    TooLarge,
    /// It is not valid UTF-8.
    NotUtf8,
    /// It was not read or written within the time limit.
    TimedOut,
    /// It cannot be read or written.
    Io,
}

impl FileError {
    /// The path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The kind of error.
    pub fn kind(&self) -> FileErrorKind {
        self.kind
    }

    /// The message, without the path.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Whether there is no such file.
    pub fn is_not_found(&self) -> bool {
        self.kind == FileErrorKind::NotFound
    }

    /// The error for a file that is not in a map, with the same message as the operating system's.
    pub(super) fn not_in_map(path: &Path) -> Self {
        const NO_SUCH_FILE: i32 = 2;
        Self::not_found(path, io::Error::from_raw_os_error(NO_SUCH_FILE))
    }

    pub(super) fn too_large(path: &Path, limit: usize) -> Self {
        let message = format!("the file is larger than {limit} bytes, the maximum");
        Self::new(path, FileErrorKind::TooLarge, message)
    }

    pub(super) fn timed_out(path: &Path, timeout: Duration) -> Self {
        let message = format!(
            "cannot be read: found no end of the file within {timeout:?}; it may be a pipe that \
             nothing writes to, or on a file system that does not respond"
        );
        Self::new(path, FileErrorKind::TimedOut, message)
    }

    pub(super) fn write_timed_out(path: &Path, timeout: Duration) -> Self {
        let message = format!(
            "cannot be written: not complete within {timeout:?}; it may be on a file system that \
             does not respond"
        );
        Self::new(path, FileErrorKind::TimedOut, message)
    }

    pub(super) fn not_utf8(path: &Path, bytes: &[u8], error: Utf8Error) -> Self {
        const UTF_16: [[u8; 2]; 2] = [[0xff, 0xfe], [0xfe, 0xff]];
        let message = if UTF_16.iter().any(|mark| bytes.starts_with(mark)) {
            "found a text file in UTF-16, expected one in UTF-8; save it again as UTF-8".to_owned()
        } else {
            let before = bytes.iter().take(error.valid_up_to());
            let line = before.filter(|byte| **byte == b'\n').count() + 1;
            format!("line {line}: found a byte that is not UTF-8, expected a text file in UTF-8")
        };
        Self::new(path, FileErrorKind::NotUtf8, message)
    }

    pub(super) fn reading(path: &Path, error: io::Error) -> Self {
        match error.kind() {
            // If a parent is a file instead of a directory, the file does not exist either.
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::not_found(path, error),
            _ => Self::io(path, "cannot be read", error),
        }
    }

    pub(super) fn writing(path: &Path, error: io::Error) -> Self {
        Self::io(path, "cannot be written", error)
    }

    fn not_found(path: &Path, error: io::Error) -> Self {
        Self::new(path, FileErrorKind::NotFound, error.to_string()).with_source(error)
    }

    fn io(path: &Path, what: &str, error: io::Error) -> Self {
        Self::new(path, FileErrorKind::Io, format!("{what}: {error}")).with_source(error)
    }

    fn with_source(mut self, error: io::Error) -> Self {
        self.source = Some(Arc::new(error));
        self
    }

    fn new(path: &Path, kind: FileErrorKind, message: String) -> Self {
        Self {
            path: path.to_owned(),
            kind,
            message,
            source: None,
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.message)
    }
}

impl StdError for FileError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.source {
            Some(source) => Some(source.as_ref()),
            None => None,
        }
    }
}
