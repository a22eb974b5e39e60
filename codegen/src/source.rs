//! The files of a model: one for Smithy, and for botocore's format one or a directory of several.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The text of a file, and its path for messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelFile {
    /// The path, whose last part is the name that botocore gives the file.
    pub path: String,
    /// The text.
    pub text: String,
}

/// A part of a model in botocore's format, which is in a file of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    EndpointRules,
    EndpointTests,
    Examples,
    Paginators,
    Service,
    Waiters,
}

impl Part {
    const ALL: [Part; 6] = [
        Part::EndpointRules,
        Part::EndpointTests,
        Part::Examples,
        Part::Paginators,
        Part::Service,
        Part::Waiters,
    ];

    /// The name of the file.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Part::EndpointRules => "endpoint-rule-set-1.json",
            Part::EndpointTests => "endpoint-tests-1.json",
            Part::Examples => "examples-1.json",
            Part::Paginators => "paginators-1.json",
            Part::Service => "service-2.json",
            Part::Waiters => "waiters-2.json",
        }
    }

    /// The name of the file with additions that botocore's authors made.
    fn extras(self) -> String {
        let name = self.name();
        let stem = name.strip_suffix(".json").unwrap_or(name);
        format!("{stem}.sdk-extras.json")
    }
}

/// The part of a model that is in the file at `path`, and whether it has additions to that part.
pub(crate) fn part_of(path: &str) -> Option<(Part, bool)> {
    let name = path.rsplit(['/', '\\']).next()?;
    Part::ALL.into_iter().find_map(|part| match name {
        name if name == part.name() => Some((part, false)),
        name if name == part.extras() => Some((part, true)),
        _ => None,
    })
}

/// The names of the files.
pub(crate) fn names() -> Vec<String> {
    let names = |part: Part| [part.name().to_owned(), part.extras()];
    Part::ALL.into_iter().flat_map(names).collect()
}

/// The paths of the files of the model at `path`, the model itself first.
///
/// A file is a model alone. A directory is a model in botocore's format: its `service-2.json`, and
/// those of `paginators-1.json`, `waiters-2.json`, `examples-1.json`, `endpoint-rule-set-1.json`,
/// `endpoint-tests-1.json` and the `sdk-extras` of each that exist.
pub fn model_paths(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    let mut paths = vec![path.join(Part::Service.name())];
    let others = names()
        .into_iter()
        .filter(|name| name != Part::Service.name());
    let others = others.map(|name| path.join(name));
    paths.extend(others.filter(|path| path.exists()));
    paths
}

/// Reads the files of the model at `path`, the model itself first. `shown` returns the path of a
/// file for messages and headers.
///
/// # Errors
///
/// Returns the first file that cannot be read, and why.
pub fn read_model(
    path: &Path,
    shown: impl Fn(&Path) -> String,
) -> Result<Vec<ModelFile>, (PathBuf, io::Error)> {
    if path.is_dir() && !path.join(Part::Service.name()).is_file() {
        let error = io::Error::new(
            io::ErrorKind::NotFound,
            "a directory is a model in botocore's format, and this one has no service-2.json; \
             for a model in Smithy's JSON format, give the path of the file",
        );
        return Err((path.to_owned(), error));
    }
    let read = |path: PathBuf| match read_text(&path) {
        Ok(text) => Ok(ModelFile {
            path: shown(&path),
            text,
        }),
        Err(error) => Err((path, error)),
    };
    model_paths(path).into_iter().map(read).collect()
}

/// The maximum size of a file in bytes. A device, for example, has no end.
const MAX_SIZE: u64 = 1 << 30;

fn read_text(path: &Path) -> io::Result<String> {
    let mut file = fs::File::open(path)?;
    let size = file.metadata()?.len();
    let mut text = String::with_capacity(usize::try_from(size.min(MAX_SIZE)).unwrap_or_default());
    let read = file.by_ref().take(MAX_SIZE + 1).read_to_string(&mut text)?;
    if u64::try_from(read).is_ok_and(|read| read > MAX_SIZE) {
        return Err(io::Error::other("the file is larger than 1 GiB"));
    }
    Ok(text)
}
