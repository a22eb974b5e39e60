//! Logs warnings about the files, each once.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use crate::profile::set::ProfileSet;

/// The maximum number of warnings that are remembered.
const LIMIT: usize = 64;

/// The files whose permissions this process has already warned about.
static PERMISSIONS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Logs warnings about the files through `tracing`, each once. Clones share the list of logged
/// warnings.
#[derive(Debug, Clone, Default)]
pub(super) struct WarningLog(Arc<Mutex<Vec<String>>>);

impl WarningLog {
    pub(super) fn log(&self, set: &ProfileSet) {
        for file in set.files() {
            if let Some(warning) = file.permissions_warning()
                && let Some(path) = &file.path
                && is_new(&PERMISSIONS, path)
            {
                tracing::warn!(target: "querysmith", "{warning}");
            }
        }
        for warning in set.content_warnings() {
            if is_new(&self.0, &warning) {
                tracing::warn!(target: "querysmith", "{warning}");
            }
        }
    }
}

/// Adds `item` if the list does not contain it yet. When the list is full, no further item is new.
fn is_new<T: Clone + PartialEq>(known: &Mutex<Vec<T>>, item: &T) -> bool {
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    let is_new = known.len() < LIMIT && !known.contains(item);
    if is_new {
        known.push(item.clone());
    }
    is_new
}
