//! Finds and reads the two files.

mod log;

use std::error::Error as _;
use std::future::{Future, poll_fn};
use std::io;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use super::error::ProfileError;
use super::file::LoadedFile;
use super::parse::{FileKind, Parsed, parse};
use super::set::ProfileSet;
use log::WarningLog;
use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::env::Env;
use querysmith_runtime::files::{FileContents, FileError, FileErrorKind, Files, expand_home};

const CONFIG_FILE: &str = "AWS_CONFIG_FILE";
const CREDENTIALS_FILE: &str = "AWS_SHARED_CREDENTIALS_FILE";
const PROFILE: &str = "AWS_PROFILE";

/// The maximum size of a file: 8 MiB, enough for tens of thousands of profiles.
const FILE_LIMIT: usize = 8 * 1024 * 1024;

/// Loads the shared config and credentials files, repeatedly if needed.
///
/// Files are read again by each [`load`](Self::load), so that changes are seen. The contents of a
/// pipe, such as that of `<(command)` in a shell, are kept, because it cannot be read again. Clones
/// share these contents.
#[derive(Debug, Clone)]
pub struct ProfileLoader {
    env: Env,
    files: Files,
    /// Contents of files that are not regular files.
    kept: Arc<Mutex<Vec<FileContents>>>,
    log: WarningLog,
}

impl ProfileLoader {
    /// A loader of the files that `env` names.
    pub fn new(env: &Env, files: &Files) -> Self {
        Self {
            env: env.clone(),
            files: files.clone(),
            kept: Arc::default(),
            log: WarningLog::default(),
        }
    }

    /// Reads the files like [`ProfileSet::load`], without blocking the calling thread. Each
    /// [warning](ProfileSet::warnings) is logged once.
    ///
    /// # Errors
    ///
    /// The errors of [`ProfileSet::load`].
    pub async fn load(&self) -> Result<ProfileSet, ProfileError> {
        self.load_set().await
    }

    /// Boxed, so that it is compiled in this crate instead of those that call it.
    fn load_set(&self) -> BoxFuture<'_, Result<ProfileSet, ProfileError>> {
        Box::pin(async move {
            let [config, credentials] = Source::both(&self.env);
            let contents = if config.path == credentials.path {
                let contents = self.read(&config).await;
                [contents.clone(), contents]
            } else {
                both(self.read(&config), self.read(&credentials)).await
            };
            let set = set_of(&self.env, [config, credentials], contents)?;
            self.log.log(&set);
            Ok(set)
        })
    }

    async fn read(&self, source: &Source) -> Option<Result<FileContents, FileError>> {
        let path = source.path.as_ref()?;
        let kept = self.kept().iter().find(|kept| kept.path() == path).cloned();
        if let Some(kept) = kept {
            return Some(Ok(kept));
        }
        let contents = self.files.read_async(path, FILE_LIMIT).await;
        if let Ok(contents) = &contents
            && !contents.is_regular_file()
        {
            self.kept().push(contents.clone());
        }
        Some(contents)
    }

    fn kept(&self) -> MutexGuard<'_, Vec<FileContents>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ProfileSet {
    /// Reads the files that `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` name, by default
    /// `~/.aws/config` and `~/.aws/credentials`, and selects the profile that `AWS_PROFILE` names,
    /// by default `default`. A file that does not exist is treated as empty. Blocks the calling
    /// thread; [`ProfileLoader`] does not.
    ///
    /// Problems with files and lines that are not needed are not errors. A file that no variable
    /// names is treated as empty if it cannot be read, is in UTF-16 or is larger than 8 MiB. A line
    /// that does not follow the grammar, is not valid UTF-8 or is longer than 64 KiB is an error
    /// only where its section is used. Both are [warnings](Self::warnings), which are logged
    /// through `tracing`.
    ///
    /// # Errors
    ///
    /// An error of kind [`Read`](super::ProfileErrorKind::Read) if a file that a variable names
    /// exists but cannot be read, or if a file is not read within the time limit of `files`. The
    /// latter is only a warning if no variable names the file and the environment has an access
    /// key. An error of kind [`Syntax`](super::ProfileErrorKind::Syntax) if a file that a variable
    /// names begins with a line outside any section.
    pub fn load(env: &Env, files: &Files) -> Result<Self, ProfileError> {
        let sources = Source::both(env);
        let contents = [0, 1].map(|index| {
            let path = sources.get(index)?.path.as_ref()?;
            Some(files.read(path, FILE_LIMIT))
        });
        let set = set_of(env, sources, contents)?;
        WarningLog::default().log(&set);
        Ok(set)
    }
}

/// One of the two files, which is not read yet.
struct Source {
    kind: FileKind,
    /// `None` if it is in the home directory, which is unknown.
    path: Option<PathBuf>,
    /// The variable that names it, if one does.
    variable: Option<&'static str>,
}

impl Source {
    fn both(env: &Env) -> [Self; 2] {
        [
            Self::find(env, FileKind::Config, CONFIG_FILE, "~/.aws/config"),
            Self::find(
                env,
                FileKind::Credentials,
                CREDENTIALS_FILE,
                "~/.aws/credentials",
            ),
        ]
    }

    fn find(env: &Env, kind: FileKind, variable: &'static str, default: &str) -> Self {
        let named = env.get(variable);
        Self {
            kind,
            path: expand_home(named.as_deref().unwrap_or(default), env),
            variable: named.map(|_| variable),
        }
    }
}

type Contents = Option<Result<FileContents, FileError>>;

fn set_of(
    env: &Env,
    [config, credentials]: [Source; 2],
    [of_config, of_credentials]: [Contents; 2],
) -> Result<ProfileSet, ProfileError> {
    let mut set = ProfileSet::empty();
    let config = parsed(&mut set, env, config, of_config)?;
    let credentials = parsed(&mut set, env, credentials, of_credentials)?;
    set.merge(config, credentials);
    if let Some(name) = env.get(PROFILE) {
        set.selected = name;
        set.selected_by = Some(PROFILE);
    }
    Ok(set)
}

/// Parses the contents of a file, and records its state in `set`.
fn parsed(
    set: &mut ProfileSet,
    env: &Env,
    source: Source,
    contents: Contents,
) -> Result<Parsed, ProfileError> {
    let mut file = LoadedFile {
        found: !matches!(&contents, None | Some(Err(_))),
        is_credentials_file: source.kind == FileKind::Credentials,
        readable_by_others: false,
        path: source.path.clone(),
        variable: source.variable,
        problem: None,
    };
    let path: Arc<Path> = source.path.unwrap_or_default().into();
    let bytes = match contents.map(|contents| contents.and_then(not_utf16)) {
        None => None,
        Some(Ok(contents)) => {
            file.readable_by_others = contents.is_readable_by_others();
            Some(contents)
        }
        Some(Err(error)) if error.is_not_found() => None,
        Some(Err(error)) => {
            if source.variable.is_some() || is_needed(&error, env) {
                return Err(ProfileError::read(error));
            }
            file.found = true;
            file.problem = Some(error.message().to_owned());
            None
        }
    };
    set.files.push(file);
    let bytes = bytes.as_ref().map_or(&[][..], FileContents::bytes);
    let parsed = parse(bytes, source.kind, &path);
    match &parsed.defect {
        Some(defect) if source.variable.is_some() => Err(defect.clone()),
        _ => Ok(parsed),
    }
}

/// Whether a default file that cannot be read makes loading fail: it may be readable again soon, and
/// then decide which credentials are used. Those of another identity must not replace them.
fn is_needed(error: &FileError, env: &Env) -> bool {
    let has_keys =
        env.get("AWS_ACCESS_KEY_ID").is_some() && env.get("AWS_SECRET_ACCESS_KEY").is_some();
    !has_keys && !is_lasting(error)
}

/// Whether the next read would fail too. A platform without threads cannot read files at all.
fn is_lasting(error: &FileError) -> bool {
    use io::ErrorKind::{
        InvalidFilename, InvalidInput, IsADirectory, NotADirectory, PermissionDenied, Unsupported,
    };
    match error.kind() {
        FileErrorKind::TooLarge | FileErrorKind::NotUtf8 => true,
        FileErrorKind::Io => error
            .source()
            .and_then(|source| source.downcast_ref::<io::Error>())
            .is_some_and(|source| {
                let lasting = [
                    InvalidFilename,
                    InvalidInput,
                    IsADirectory,
                    NotADirectory,
                    PermissionDenied,
                    Unsupported,
                ];
                lasting.contains(&source.kind()) || is_no_file(source)
            }),
        _ => false,
    }
}

/// Whether there is a socket, a device that is not connected, or a cycle of links in the place of
/// the file.
#[cfg(unix)]
fn is_no_file(error: &io::Error) -> bool {
    use rustix::io::Errno;

    Errno::from_io_error(error)
        .is_some_and(|error| matches!(error, Errno::LOOP | Errno::NXIO | Errno::NODEV))
}

#[cfg(not(unix))]
fn is_no_file(_: &io::Error) -> bool {
    false
}

/// The contents, unless they are in UTF-16.
fn not_utf16(contents: FileContents) -> Result<FileContents, FileError> {
    let bytes = contents.bytes();
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        contents.clone().into_text()?;
    }
    Ok(contents)
}

/// The outputs of two futures, which run concurrently.
async fn both<T>(first: impl Future<Output = T>, second: impl Future<Output = T>) -> [T; 2] {
    let (mut first, mut second) = (pin!(first), pin!(second));
    let mut outputs = (None, None);
    poll_fn(move |context| {
        if outputs.0.is_none()
            && let Poll::Ready(output) = first.as_mut().poll(context)
        {
            outputs.0 = Some(output);
        }
        if outputs.1.is_none()
            && let Poll::Ready(output) = second.as_mut().poll(context)
        {
            outputs.1 = Some(output);
        }
        match (outputs.0.take(), outputs.1.take()) {
            (Some(first), Some(second)) => Poll::Ready([first, second]),
            pending => {
                outputs = pending;
                Poll::Pending
            }
        }
    })
    .await
}

#[cfg(test)]
mod tests;
