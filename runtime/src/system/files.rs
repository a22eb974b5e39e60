//! The file system, as a value.

mod error;
mod home;
mod system;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

pub use error::{FileError, FileErrorKind};
pub use home::{expand_home, home_dir};

use crate::value::sensitive::{SensitiveBlob, SensitiveString};

/// Where files are read and written: the file system of this computer, or a fixed map.
///
/// Clones of a fixed map share what is written to it.
///
/// ```
/// use querysmith_runtime::files::Files;
/// use std::path::Path;
///
/// let files: Files = [("/home/ann/.aws/config", "[default]\n")].into_iter().collect();
/// let config = files.read(Path::new("/home/ann/.aws/config"), 1024)?;
/// assert_eq!(&*config.into_text()?, "[default]\n");
/// # Ok::<(), querysmith_runtime::files::FileError>(())
/// ```
#[derive(Clone, Default)]
pub struct Files {
    /// `None`: the file system of this computer.
    fixed: Option<Arc<Mutex<FixedFiles>>>,
}

/// In the order in which they came: few, and only for tests.
type FixedFiles = Vec<(PathBuf, FixedFile)>;

#[derive(Clone)]
struct FixedFile {
    bytes: SensitiveBlob,
    readable_by_others: bool,
}

/// What a file holds. Any of it may be a secret, so it is wiped when dropped, and `Debug` shows
/// nothing of it.
#[derive(Debug, Clone)]
pub struct FileContents {
    path: PathBuf,
    bytes: SensitiveBlob,
    readable_by_others: bool,
}

impl Files {
    /// The file system of this computer. Reads and writes block for as long as it takes.
    pub fn system() -> Self {
        Self { fixed: None }
    }

    /// No file at all.
    pub fn empty() -> Self {
        Self {
            fixed: Some(Arc::default()),
        }
    }

    /// Reads the file at `path`, which may have `limit` bytes at most.
    ///
    /// # Errors
    ///
    /// Of kind [`NotFound`](FileErrorKind::NotFound) if there is no such file,
    /// [`TooLarge`](FileErrorKind::TooLarge) if it has more than `limit` bytes, and
    /// [`Io`](FileErrorKind::Io) if it cannot be read.
    pub fn read(&self, path: &Path, limit: usize) -> Result<FileContents, FileError> {
        let Some(fixed) = &self.fixed else {
            return system::read(path, limit);
        };
        let fixed = fixed.lock().unwrap_or_else(PoisonError::into_inner);
        let found = fixed.iter().find(|(name, _)| name == path);
        let (_, file) = found.ok_or_else(|| FileError::not_in_map(path))?;
        if file.bytes.len() > limit {
            return Err(FileError::too_large(path, limit));
        }
        Ok(FileContents {
            path: path.to_owned(),
            bytes: file.bytes.clone(),
            readable_by_others: file.readable_by_others,
        })
    }

    /// Puts `bytes` in the place of what is at `path`, all or nothing. On Unix only the user can
    /// read the file then. Its folder has to exist.
    ///
    /// # Errors
    ///
    /// Of kind [`Io`](FileErrorKind::Io) if it cannot be written.
    pub fn write_private(&self, path: &Path, bytes: &[u8]) -> Result<(), FileError> {
        let Some(fixed) = &self.fixed else {
            return system::write_private(path, bytes);
        };
        let file = FixedFile {
            bytes: bytes.into(),
            readable_by_others: false,
        };
        let mut fixed = fixed.lock().unwrap_or_else(PoisonError::into_inner);
        match fixed.iter_mut().find(|(name, _)| name == path) {
            Some((_, known)) => *known = file,
            None => fixed.push((path.to_owned(), file)),
        }
        Ok(())
    }

    /// With the file at `path`, if it is there, readable by others than its owner. The file system
    /// of this computer is left as it is.
    #[must_use]
    pub fn with_readable_by_others(self, path: impl AsRef<Path>) -> Self {
        if let Some(fixed) = &self.fixed {
            let mut fixed = fixed.lock().unwrap_or_else(PoisonError::into_inner);
            let found = fixed.iter_mut().find(|(name, _)| name == path.as_ref());
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
            let file = FixedFile {
                bytes: bytes.into().into(),
                readable_by_others: false,
            };
            (path.into(), file)
        });
        Self {
            fixed: Some(Arc::new(Mutex::new(files.collect()))),
        }
    }
}

/// Paths only: what is in files may be secret.
impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fixed {
            Some(fixed) => {
                let fixed = fixed.lock().unwrap_or_else(PoisonError::into_inner);
                f.debug_set()
                    .entries(fixed.iter().map(|(path, _)| path))
                    .finish()
            }
            None => f.write_str("Files::system()"),
        }
    }
}

impl FileContents {
    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text, without a byte order mark.
    ///
    /// # Errors
    ///
    /// Of kind [`NotUtf8`](FileErrorKind::NotUtf8), with the line of the first bad byte.
    pub fn into_text(self) -> Result<SensitiveString, FileError> {
        let text = std::str::from_utf8(&self.bytes)
            .map_err(|error| FileError::not_utf8(&self.path, &self.bytes, error))?;
        Ok(text.strip_prefix('\u{feff}').unwrap_or(text).into())
    }

    /// Whether users other than its owner may read the file. Known on Unix only; elsewhere false.
    pub fn is_readable_by_others(&self) -> bool {
        self.readable_by_others
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_map_gives_what_it_holds_and_nothing_else() {
        let files: Files = [("/a", b"\xef\xbb\xbfone".to_vec())].into_iter().collect();
        let contents = files.read(Path::new("/a"), 100).unwrap();
        assert!(!contents.is_readable_by_others());
        assert_eq!(contents.into_text().unwrap(), "one");
        let error = files.read(Path::new("/b"), 100).unwrap_err();
        assert_eq!(error.kind(), FileErrorKind::NotFound);
        assert!(error.to_string().starts_with("/b: "), "{error}");
    }

    #[test]
    fn what_is_written_is_seen_by_clones() {
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
            "/a: more than 3 bytes, the most that is read"
        );
    }

    #[test]
    fn bytes_that_are_no_text_are_told_by_their_line_and_not_shown() {
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
                "/a: found a text file in UTF-16, expected one in UTF-8; save it anew in that"
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
