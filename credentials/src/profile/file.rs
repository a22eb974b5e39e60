//! What is known of one of the two files.

use std::fmt;
use std::path::PathBuf;

/// One of the two files, and what is known of it. It prints as its path.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct LoadedFile {
    /// Its path; `None` if it is in the user's own folder and that is not known.
    pub path: Option<PathBuf>,
    /// Whether it is there.
    pub found: bool,
    /// Whether it is meant for secrets, as the credentials file is.
    pub is_for_secrets: bool,
    /// Whether users other than its owner may read it. Known on Unix only.
    pub readable_by_others: bool,
}

impl LoadedFile {
    /// What should be looked at although the file can be used: that it is meant for secrets and
    /// others can read it. Says what to do about it.
    pub fn warning(&self) -> Option<String> {
        if !(self.is_for_secrets && self.readable_by_others) {
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
                let which = match self.is_for_secrets {
                    true => "credentials",
                    false => "config",
                };
                write!(
                    f,
                    "the {which} file in the home folder (unknown: neither HOME nor USERPROFILE is \
                     set)"
                )
            }
        }
    }
}
