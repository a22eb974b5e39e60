//! Environment variables, as a value.
//!
//! ```
//! # extern crate querysmith_runtime as querysmith;
//! use querysmith::env::Env;
//! use querysmith::{ConfigBuilder, Error};
//!
//! let env: Env = [("AWS_REGION", "eu-west-1")].into_iter().collect();
//! let config = ConfigBuilder::from_env(&env)?.build();
//! assert_eq!(config.region(), Some("eu-west-1"));
//! # Ok::<(), Error>(())
//! ```

use std::fmt;
use std::sync::Arc;

use crate::value::table::Table;

/// A source of environment variables: the process environment, or a fixed set.
///
/// A blank variable is treated as unset, as in all AWS tools; whitespace around a value is removed.
///
/// ```
/// # extern crate querysmith_runtime as querysmith;
/// use querysmith::env::Env;
///
/// let env: Env = [("AWS_REGION", "eu-west-1"), ("AWS_PROFILE", "")].into_iter().collect();
/// assert_eq!(env.get("AWS_REGION").as_deref(), Some("eu-west-1"));
/// assert_eq!(env.get("AWS_PROFILE"), None);
/// ```
#[derive(Clone, Default)]
pub struct Env {
    /// `None`: the process environment.
    fixed: Option<Arc<Table<String>>>,
}

impl Env {
    /// The environment of this process, read on each call.
    pub fn process() -> Self {
        Self { fixed: None }
    }

    /// An empty set of variables.
    pub fn empty() -> Self {
        Self {
            fixed: Some(Arc::default()),
        }
    }

    /// The value of `name`, or `None` if it is unset or blank. Bytes that are not Unicode are
    /// replaced by U+FFFD.
    pub fn get(&self, name: &str) -> Option<String> {
        match &self.fixed {
            Some(variables) => variables.get(name).and_then(|value| not_blank(value)),
            None => std::env::var_os(name).and_then(|value| not_blank(&value.to_string_lossy())),
        }
    }

    /// Like [`get`](Self::get), with the whitespace around the value.
    pub(crate) fn get_verbatim(&self, name: &str) -> Option<String> {
        let value = match &self.fixed {
            Some(variables) => variables.get(name).cloned(),
            None => std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()),
        };
        value.filter(|value| !value.trim().is_empty())
    }

    /// All variables that are not blank and whose name starts with `prefix`, by name.
    pub(crate) fn with_prefix(&self, prefix: &str) -> Table<String> {
        self.all()
            .filter(|(name, _)| name.starts_with(prefix))
            .filter_map(|(name, value)| Some((name, not_blank(&value)?)))
            .collect()
    }

    fn all(&self) -> Box<dyn Iterator<Item = (String, String)> + '_> {
        match &self.fixed {
            Some(variables) => Box::new(variables.iter().map(|(k, v)| (k.to_owned(), v.clone()))),
            None => Box::new(process_variables()),
        }
    }
}

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
fn process_variables() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().map(|(name, value)| {
        (
            name.to_string_lossy().into_owned(),
            value.to_string_lossy().into_owned(),
        )
    })
}

/// This target has no environment, and the standard library panics when listing it.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
fn process_variables() -> impl Iterator<Item = (String, String)> {
    std::iter::empty()
}

fn not_blank(value: &str) -> Option<String> {
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Env {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(variables: I) -> Self {
        let variables = variables.into_iter().map(|(k, v)| (k.into(), v.into()));
        Self {
            fixed: Some(Arc::new(variables.collect())),
        }
    }
}

/// Shows names only: values may be secrets.
impl fmt::Debug for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fixed {
            Some(variables) => f.debug_set().entries(variables.names()).finish(),
            None => f.write_str("Env::process()"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_counts_as_unset_and_values_are_trimmed() {
        let env: Env = [("A", " \t\n"), ("B", " b\n")].into_iter().collect();
        assert_eq!(env.get("A"), None);
        assert_eq!(env.get("B").as_deref(), Some("b"));
        assert_eq!(env.get("C"), None);
    }

    #[test]
    fn a_prefix_selects_the_variables_that_are_set() {
        let env: Env = [("P_A", "1"), ("P_B", ""), ("Q", "2")]
            .into_iter()
            .collect();
        let found = env.with_prefix("P_");
        assert_eq!(found.iter().collect::<Vec<_>>(), [("P_A", &"1".to_owned())]);
    }

    #[test]
    fn debug_shows_names_and_no_values() {
        let env: Env = [("AWS_SECRET_ACCESS_KEY", "hush")].into_iter().collect();
        assert_eq!(format!("{env:?}"), r#"{"AWS_SECRET_ACCESS_KEY"}"#);
    }

    #[test]
    fn the_process_environment_is_read() {
        // Cargo sets this variable for every test.
        assert_eq!(
            Env::process().get("CARGO_PKG_NAME").as_deref(),
            Some("querysmith-runtime")
        );
        let listed = Env::process().with_prefix("CARGO_PKG_NAME");
        assert_eq!(listed.len(), 1);
    }
}
