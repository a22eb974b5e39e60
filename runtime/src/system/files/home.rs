//! The user's home directory.

use std::path::PathBuf;

use crate::system::env::Env;

/// The user's home directory: `HOME`, or else `USERPROFILE`, or else `HOMEDRIVE` and `HOMEPATH`
/// together.
pub fn home_dir(env: &Env) -> Option<PathBuf> {
    env.get("HOME")
        .or_else(|| env.get("USERPROFILE"))
        .or_else(|| Some(env.get("HOMEDRIVE")? + &env.get("HOMEPATH")?))
        .map(PathBuf::from)
}

/// Replaces a leading `~` in `path`, alone or before a `/` (on Windows also a `\`), with
/// [`home_dir`]. Home directories of other users, `~ann`, are not expanded. `None` if the home
/// directory is needed and unknown.
///
/// ```
/// # extern crate querysmith_runtime as querysmith;
/// use querysmith::env::Env;
/// use querysmith::files::expand_home;
/// use std::path::PathBuf;
///
/// let env: Env = [("HOME", "/home/ann")].into_iter().collect();
/// assert_eq!(expand_home("~/aws/config", &env), Some(PathBuf::from("/home/ann/aws/config")));
/// assert_eq!(expand_home("/etc/aws", &env), Some(PathBuf::from("/etc/aws")));
/// assert_eq!(expand_home("~/aws/config", &Env::empty()), None);
/// ```
pub fn expand_home(path: &str, env: &Env) -> Option<PathBuf> {
    let Some(rest) = path.strip_prefix('~') else {
        return Some(PathBuf::from(path));
    };
    if rest.is_empty() {
        return home_dir(env);
    }
    match rest.strip_prefix(is_separator) {
        Some(rest) => Some(home_dir(env)?.join(rest)),
        None => Some(PathBuf::from(path)),
    }
}

fn is_separator(character: char) -> bool {
    character == '/' || std::path::is_separator(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home(variables: &[(&str, &str)]) -> Option<PathBuf> {
        home_dir(&variables.iter().copied().collect())
    }

    #[test]
    fn home_takes_precedence_over_the_variables_of_windows() {
        let windows = [
            ("HOMEDRIVE", "C:"),
            ("HOMEPATH", "\\Users\\drive"),
            ("USERPROFILE", "C:\\Users\\profile"),
            ("HOME", "/home/ann"),
        ];
        assert_eq!(home(&windows), Some("/home/ann".into()));
        assert_eq!(home(&windows[..3]), Some("C:\\Users\\profile".into()));
        assert_eq!(home(&windows[..2]), Some("C:\\Users\\drive".into()));
        assert_eq!(home(&windows[..1]), None);
    }

    #[test]
    fn only_a_tilde_for_the_current_user_is_expanded() {
        let env: Env = [("HOME", "/home/ann")].into_iter().collect();
        let expand = |path| expand_home(path, &env).unwrap();
        assert_eq!(expand("~"), PathBuf::from("/home/ann"));
        assert_eq!(expand("~bob/x"), PathBuf::from("~bob/x"));
        assert_eq!(expand("/a/~/b"), PathBuf::from("/a/~/b"));
    }
}
