//! The file system of the operating system.

use std::fs::{File, Metadata};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::{FileContents, FileError};
use crate::value::sensitive::SensitiveBlob;

pub(super) fn read(path: &Path, limit: usize) -> Result<FileContents, FileError> {
    let reading = |error| FileError::reading(path, error);
    let file = File::open(path).map_err(reading)?;
    let metadata = file.metadata().map_err(reading)?;
    let bytes = read_at_most(file, metadata.len(), limit).map_err(reading)?;
    if bytes.len() > limit {
        return Err(FileError::too_large(path, limit));
    }
    Ok(FileContents {
        path: path.to_owned(),
        bytes,
        readable_by_others: readable_by_others(&metadata),
        is_regular_file: metadata.is_file(),
    })
}

/// Reads up to one byte more than `limit`, so that the caller can detect a larger file.
fn read_at_most(file: File, length: u64, limit: usize) -> io::Result<SensitiveBlob> {
    let limit = limit.saturating_add(1);
    // With enough capacity from the start, no part remains in a smaller buffer that had to grow.
    let capacity = usize::try_from(length).unwrap_or(limit).saturating_add(1);
    let mut bytes = Vec::with_capacity(capacity.min(limit));
    let outcome = file
        .take(u64::try_from(limit).unwrap_or(u64::MAX))
        .read_to_end(&mut bytes);
    let bytes = SensitiveBlob::from(bytes);
    outcome.map(|_| bytes)
}

#[cfg(unix)]
fn readable_by_others(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;

    const GROUP_OR_OTHERS: u32 = 0o044;
    // The mode of a device or a pipe does not show who else could read its contents.
    metadata.is_file() && metadata.permissions().mode() & GROUP_OR_OTHERS != 0
}

#[cfg(not(unix))]
fn readable_by_others(_: &Metadata) -> bool {
    false
}

/// Writes a new file next to the old one, and renames it over the old one.
pub(super) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let new = sibling(path);
    let file = create(&new).map_err(|error| FileError::writing(path, error))?;
    let outcome = write(file, bytes).and_then(|()| std::fs::rename(&new, path));
    outcome.map_err(|error| {
        // The first error is the cause; one from removing the partial file adds nothing.
        let _ = std::fs::remove_file(&new);
        FileError::writing(path, error)
    })
}

/// A temporary name. It is random, because process ids do not distinguish the writers of a shared
/// directory: in containers, many have the id 1.
fn sibling(path: &Path) -> PathBuf {
    // The standard library seeds each of these from the operating system.
    let [first, second] = [(); 2].map(|()| RandomState::new().build_hasher().finish());
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{first:016x}{second:016x}.tmp"));
    name.into()
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

fn write(mut file: File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::files::{FileErrorKind, Files};

    /// A temporary directory for a test, removed when dropped.
    struct TempDir(PathBuf);

    impl TempDir {
        fn new(name: &str) -> Self {
            let path =
                std::env::temp_dir().join(format!("querysmith-{}-{name}", std::process::id()));
            std::fs::create_dir_all(&path).unwrap();
            Self(path)
        }
    }

    impl Drop for TempDir {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_file_is_written_for_its_owner_only_and_read_back() {
        let dir = TempDir::new("write");
        let path = dir.0.join("token.json");
        for text in ["first", "second"] {
            Files::system()
                .write_private(&path, text.as_bytes())
                .unwrap();
            let contents = Files::system().read(&path, 100).unwrap();
            assert_eq!(contents.bytes(), text.as_bytes());
            assert!(!contents.is_readable_by_others());
        }
        assert_eq!(std::fs::read_dir(&dir.0).unwrap().count(), 1);
    }

    #[test]
    fn temporary_names_do_not_depend_on_the_process_id() {
        let path = Path::new("/cache/token.json");
        let names: Vec<_> = (0..2).map(|_| sibling(path)).collect();
        assert_ne!(names.first(), names.last());
        for name in names {
            let name = name.to_string_lossy().into_owned();
            let random = name.strip_prefix("/cache/token.json.").unwrap();
            assert_eq!(random.len(), 32 + ".tmp".len());
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_device_that_others_can_read_is_not_reported() {
        let contents = Files::system().read(Path::new("/dev/null"), 1).unwrap();
        assert!(!contents.is_readable_by_others());
        assert!(!contents.is_regular_file());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_reported() {
        use std::os::unix::fs::PermissionsExt;

        let dir = TempDir::new("mode");
        let path = dir.0.join("credentials");
        std::fs::write(&path, "x").unwrap();
        for (mode, expected) in [(0o600, false), (0o640, true), (0o604, true)] {
            let permissions = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(&path, permissions).unwrap();
            let contents = Files::system().read(&path, 1).unwrap();
            assert_eq!(contents.is_readable_by_others(), expected, "{mode:o}");
        }
    }

    #[test]
    fn absent_files_large_files_and_directories_have_different_error_kinds() {
        let dir = TempDir::new("kinds");
        let path = dir.0.join("file");
        std::fs::write(&path, "four").unwrap();
        let kind = |path: &Path| Files::system().read(path, 3).unwrap_err().kind();
        assert_eq!(kind(&dir.0.join("absent")), FileErrorKind::NotFound);
        assert_eq!(kind(&path.join("below")), FileErrorKind::NotFound);
        assert_eq!(kind(&path), FileErrorKind::TooLarge);
        assert_eq!(kind(&dir.0), FileErrorKind::Io);
    }

    #[test]
    fn writing_to_an_absent_directory_is_an_error() {
        let dir = TempDir::new("absent");
        let path = dir.0.join("no").join("token.json");
        let error = Files::system().write_private(&path, b"hush").unwrap_err();
        assert_eq!(error.kind(), FileErrorKind::Io);
        assert!(
            error
                .to_string()
                .contains("token.json: cannot be written: "),
            "{error}"
        );
    }
}
