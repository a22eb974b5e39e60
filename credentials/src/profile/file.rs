//! Information about one of the two files.

use std::fmt;
use std::path::PathBuf;

/// One of the two files, and its state. `Display` shows its path.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct LoadedFile {
    /// Its path; `None` if it is in the home directory and that is unknown.
    pub path: Option<PathBuf>,
    /// Whether it exists.
    pub found: bool,
    /// Whether it is intended for secrets, as the credentials file is.
    pub is_credentials_file: bool,
    /// Whether users other than its owner may read it. Known on Unix only.
    pub readable_by_others: bool,
}

impl LoadedFile {
    /// A warning with help if the file is intended for secrets and other users can read it.
    pub fn warning(&self) -> Option<String> {
        if !(self.is_credentials_file && self.readable_by_others) {
            return None;
        }
        let path = self.path.as_ref()?.display();
        Some(format!(
            "{path} can be read by other users of this computer; run `chmod 600 {path}`"
        ))
    }
}

impl fmt::Display for LoadedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) if self.found => write!(f, "{}", path.display()),
            Some(path) => write!(f, "{} (absent)", path.display()),
            None => {
                let which = match self.is_credentials_file {
                    true => "credentials",
                    false => "config",
                };
                write!(
                    f,
                    "the {which} file in the home directory (unknown: neither HOME nor USERPROFILE is \
                     set)"
                )
            }
        }
    }
}
