//! The file system, as a value.
//!
//! ```
//! # extern crate querysmith_runtime as querysmith;
//! use std::path::Path;
//!
//! use querysmith::files::Files;
//!
//! let files: Files = [("/home/ann/.aws/config", "[default]")].into_iter().collect();
//! let contents = files.read(Path::new("/home/ann/.aws/config"), 1024)?;
//! assert_eq!(contents.bytes(), b"[default]");
//! assert!(files.read(Path::new("/home/ann/.aws/credentials"), 1024).is_err());
//! # Ok::<(), querysmith::files::FileError>(())
//! ```

mod background;
mod error;
mod home;
mod system;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

pub use error::{FileError, FileErrorKind};
pub use home::{expand_home, home_dir};

use crate::value::sensitive::{SensitiveBlob, SensitiveString};

/// A file system: that of the operating system, or a map in memory.
///
/// Clones of a map share what is written to it.
///
/// ```
/// # extern crate querysmith_runtime as querysmith;
/// use querysmith::files::Files;
/// use std::path::Path;
///
/// let files: Files = [("/home/ann/.aws/config", "[default]\n")].into_iter().collect();
/// let config = files.read(Path::new("/home/ann/.aws/config"), 1024)?;
/// assert_eq!(&*config.into_text()?, "[default]\n");
/// # Ok::<(), querysmith::files::FileError>(())
/// ```
#[derive(Clone)]
pub struct Files {
    /// `None`: the file system of the operating system.
    map: Option<Arc<Mutex<FileMap>>>,
    read_timeout: Duration,
}

/// The default time limit of a read. A pipe from a command that decrypts a file may need a few
/// seconds.
const READ_TIMEOUT: Duration = Duration::from_secs(4);

/// Files in insertion order. There are few of them, in tests only.
type FileMap = Vec<(PathBuf, FileEntry)>;

#[derive(Clone)]
struct FileEntry {
    bytes: SensitiveBlob,
    readable_by_others: bool,
}

/// The contents of a file. They may be secret, so they are wiped when dropped, and `Debug` does not
/// show them.
#[derive(Debug, Clone)]
pub struct FileContents {
    path: PathBuf,
    bytes: SensitiveBlob,
    readable_by_others: bool,
    is_regular_file: bool,
}

impl Files {
    /// The file system of the operating system.
    ///
    /// Each read happens on a separate thread. If it hangs, for example for a pipe without a writer
    /// or a file on an unreachable network file system, callers get an error when the time limit
    /// ([`with_read_timeout`](Self::with_read_timeout)) elapses, and later reads of the same path
    /// wait for the same thread.
    pub fn system() -> Self {
        Self::with_map(None)
    }

    /// An empty map.
    pub fn empty() -> Self {
        Self::with_map(Some(Arc::default()))
    }

    fn with_map(map: Option<Arc<Mutex<FileMap>>>) -> Self {
        Self {
            map,
            read_timeout: READ_TIMEOUT,
        }
    }

    /// Sets the time limit of a read and of a write that does not block, 4 s by default. A map is
    /// read and written immediately.
    #[must_use]
    pub fn with_read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = timeout;
        self
    }

    /// Reads the file at `path`, which may have at most `limit` bytes. Blocks the calling thread.
    ///
    /// # Errors
    ///
    /// An error of kind [`NotFound`](FileErrorKind::NotFound) if there is no such file,
    /// [`TooLarge`](FileErrorKind::TooLarge) if it has more than `limit` bytes,
    /// [`TimedOut`](FileErrorKind::TimedOut) if it is not read within the time limit, and
    /// [`Io`](FileErrorKind::Io) if it cannot be read.
    pub fn read(&self, path: &Path, limit: usize) -> Result<FileContents, FileError> {
        match &self.map {
            Some(map) => Self::read_from_map(map, path, limit),
            None => background::read_blocking(path, limit, self.read_timeout),
        }
    }

    /// Reads the file at `path`, which may have at most `limit` bytes, without blocking the calling
    /// thread. Works on every async runtime, and outside of one.
    ///
    /// # Errors
    ///
    /// The errors of [`read`](Self::read).
    pub async fn read_async(&self, path: &Path, limit: usize) -> Result<FileContents, FileError> {
        match &self.map {
            Some(map) => Self::read_from_map(map, path, limit),
            None => background::read(path, limit, self.read_timeout).await,
        }
    }

    fn read_from_map(
        map: &Mutex<FileMap>,
        path: &Path,
        limit: usize,
    ) -> Result<FileContents, FileError> {
        let map = map.lock().unwrap_or_else(PoisonError::into_inner);
        let found = map.iter().find(|(name, _)| name == path);
        let (_, file) = found.ok_or_else(|| FileError::not_in_map(path))?;
        if file.bytes.len() > limit {
            return Err(FileError::too_large(path, limit));
        }
        Ok(FileContents {
            path: path.to_owned(),
            bytes: file.bytes.clone(),
            readable_by_others: file.readable_by_others,
            is_regular_file: true,
        })
    }

    /// Replaces the file at `path` with `bytes`, atomically. On Unix, only the user can read the
    /// new file. Its directory must exist.
    ///
    /// # Errors
    ///
    /// An error of kind [`Io`](FileErrorKind::Io) if it cannot be written.
    pub fn write_private(&self, path: &Path, bytes: &[u8]) -> Result<(), FileError> {
        match &self.map {
            Some(map) => Self::write_to_map(map, path, bytes.into()),
            None => system::write_private(path, bytes)?,
        }
        Ok(())
    }

    /// Replaces the file at `path` like [`write_private`](Self::write_private), but without
    /// blocking the calling thread. Works on every async runtime, and outside of one.
    ///
    /// # Errors
    ///
    /// An error of kind [`Io`](FileErrorKind::Io) if it cannot be written, and
    /// [`TimedOut`](FileErrorKind::TimedOut) if it is not written within the time limit; the file
    /// may then be replaced later.
    pub async fn write_private_async(&self, path: &Path, bytes: &[u8]) -> Result<(), FileError> {
        match &self.map {
            Some(map) => Self::write_to_map(map, path, bytes.into()),
            None => background::write(path, bytes.into(), self.read_timeout).await?,
        }
        Ok(())
    }

    fn write_to_map(map: &Mutex<FileMap>, path: &Path, bytes: SensitiveBlob) {
        let file = FileEntry {
            bytes,
            readable_by_others: false,
        };
        let mut map = map.lock().unwrap_or_else(PoisonError::into_inner);
        match map.iter_mut().find(|(name, _)| name == path) {
            Some((_, known)) => *known = file,
            None => map.push((path.to_owned(), file)),
        }
    }

    /// Marks the file at `path` of a map, if it exists, as readable by users other than its owner.
    /// Does nothing for the file system of the operating system.
    #[must_use]
    pub fn with_readable_by_others(self, path: impl AsRef<Path>) -> Self {
        if let Some(map) = &self.map {
            let mut map = map.lock().unwrap_or_else(PoisonError::into_inner);
            let found = map.iter_mut().find(|(name, _)| name == path.as_ref());
            if let Some((_, file)) = found {
                file.readable_by_others = true;
            }
        }
        self
    }
}

impl<P: Into<PathBuf>, B: Into<Vec<u8>>> FromIterator<(P, B)> for Files {
    fn from_iter<I: IntoIterator<Item = (P, B)>>(files: I) -> Self {
        let files = files.into_iter().map(|(path, bytes)| {
            let file = FileEntry {
                bytes: bytes.into().into(),
                readable_by_others: false,
            };
            (path.into(), file)
        });
        Self::with_map(Some(Arc::new(Mutex::new(files.collect()))))
    }
}

/// The file system of the operating system.
impl Default for Files {
    fn default() -> Self {
        Self::system()
    }
}

/// Shows paths only: contents may be secret.
impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.map {
            Some(map) => {
                let map = map.lock().unwrap_or_else(PoisonError::into_inner);
                f.debug_set()
                    .entries(map.iter().map(|(path, _)| path))
                    .finish()
            }
            None => f.write_str("Files::system()"),
        }
    }
}

impl FileContents {
    /// The contents as bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text, without a byte order mark.
    ///
    /// # Errors
    ///
    /// An error of kind [`NotUtf8`](FileErrorKind::NotUtf8), with the line of the first invalid
    /// byte.
    pub fn into_text(self) -> Result<SensitiveString, FileError> {
        let text = std::str::from_utf8(&self.bytes)
            .map_err(|error| FileError::not_utf8(&self.path, &self.bytes, error))?;
        Ok(text.strip_prefix('\u{feff}').unwrap_or(text).into())
    }

    /// The path that the contents were read from.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether users other than its owner may read the file. Known for regular files on Unix only;
    /// elsewhere false.
    pub fn is_readable_by_others(&self) -> bool {
        self.readable_by_others
    }

    /// Whether it is a regular file, which can be read again, unlike a pipe.
    pub fn is_regular_file(&self) -> bool {
        self.is_regular_file
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_returns_only_the_files_in_it() {
        let files: Files = [("/a", b"\xef\xbb\xbfone".to_vec())].into_iter().collect();
        let contents = files.read(Path::new("/a"), 100).unwrap();
        assert!(!contents.is_readable_by_others());
        assert_eq!(contents.into_text().unwrap(), "one");
        let error = files.read(Path::new("/b"), 100).unwrap_err();
        assert_eq!(error.kind(), FileErrorKind::NotFound);
        assert!(error.to_string().starts_with("/b: "), "{error}");
    }

    #[test]
    fn clones_share_written_files() {
        let files = Files::empty();
        let clone = files.clone();
        files.write_private(Path::new("/a"), b"two").unwrap();
        assert_eq!(clone.read(Path::new("/a"), 3).unwrap().bytes(), b"two");
    }

    #[test]
    fn a_file_over_the_limit_is_refused() {
        let files: Files = [("/a", "four")].into_iter().collect();
        assert!(files.read(Path::new("/a"), 4).is_ok());
        let error = files.read(Path::new("/a"), 3).unwrap_err();
        assert_eq!(error.kind(), FileErrorKind::TooLarge);
        assert_eq!(
            error.to_string(),
            "/a: the file is larger than 3 bytes, the maximum"
        );
    }

    #[test]
    fn the_error_for_invalid_utf8_shows_the_line_but_not_the_bytes() {
        let error = |bytes: &[u8]| {
            let files: Files = [("/a", bytes.to_vec())].into_iter().collect();
            let contents = files.read(Path::new("/a"), 99).unwrap();
            let error = contents.into_text().unwrap_err();
            assert_eq!(error.kind(), FileErrorKind::NotUtf8);
            error.to_string()
        };
        assert_eq!(
            error(b"one\r\n\xc3\xa4\nhush\xff\n"),
            "/a: line 3: found a byte that is not UTF-8, expected a text file in UTF-8"
        );
        for bytes in [&b"\xff\xfeh\0u\0s\0h\0"[..], b"\xfe\xff\0h\0u\0s\0h"] {
            assert_eq!(
                error(bytes),
                "/a: found a text file in UTF-16, expected one in UTF-8; save it again as UTF-8"
            );
        }
    }

    #[test]
    fn debug_shows_paths_and_no_contents() {
        let files: Files = [("/a", "hush")].into_iter().collect();
        let contents = files.read(Path::new("/a"), 9).unwrap();
        assert_eq!(format!("{files:?}"), r#"{"/a"}"#);
        assert!(!format!("{contents:?}").contains("hush"));
    }
}
