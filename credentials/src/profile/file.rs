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
    /// Whether users other than its owner may read it. Known for regular files on Unix only.
    pub readable_by_others: bool,
    /// The environment variable that names it, if one does.
    pub variable: Option<&'static str>,
    /// Why it is treated as empty although it exists.
    pub problem: Option<String>,
}

impl LoadedFile {
    /// A warning with help, if the file cannot be read or other users can read it.
    pub fn warning(&self) -> Option<String> {
        self.contents_warning()
            .or_else(|| self.permissions_warning())
    }

    /// A warning if the file is treated as empty, which its path may explain.
    pub(super) fn contents_warning(&self) -> Option<String> {
        let path = self.path.as_ref()?.display();
        if let Some(problem) = &self.problem {
            return Some(format!("{path}: {problem}; the file is treated as empty"));
        }
        let variable = self.variable?;
        let is_unexpanded = !self.found && path.to_string().contains('$');
        is_unexpanded.then(|| {
            format!(
                "{variable} is {path}, which does not exist: variables in it are not expanded, \
                 expected a path, which may begin with `~/`"
            )
        })
    }

    /// A warning with help if the file is intended for secrets and other users can read it.
    pub(super) fn permissions_warning(&self) -> Option<String> {
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
        let Some(path) = &self.path else {
            let which = match self.is_credentials_file {
                true => "credentials",
                false => "config",
            };
            return write!(
                f,
                "the {which} file in the home directory (unknown: neither HOME nor USERPROFILE is \
                 set)"
            );
        };
        let path = path.display();
        match (&self.problem, self.variable) {
            (Some(problem), _) => write!(f, "{path} ({problem})"),
            (None, _) if self.found => write!(f, "{path}"),
            (None, None) => write!(f, "{path} (absent)"),
            (None, Some(variable)) => {
                write!(f, "{path} (absent, although {variable} names it")?;
                if path.to_string().contains('$') {
                    f.write_str("; variables in it are not expanded")?;
                }
                f.write_str(")")
            }
        }
    }
}
