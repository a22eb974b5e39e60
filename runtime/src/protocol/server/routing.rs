//! The operation that a request names.

use super::form::Form;
use super::request_error::{RequestError, RequestErrorKind};

impl Form {
    /// The value of `Action`.
    ///
    /// # Errors
    ///
    /// If there is none, or if the value of `Version` is not `version`.
    pub fn action(&self, version: &str) -> Result<&str, RequestError> {
        let Some(action) = self.value("Action").filter(|action| !action.is_empty()) else {
            return Err(RequestError::new(
                RequestErrorKind::MissingAction,
                "The request must contain the parameter Action",
            ));
        };
        match self.value("Version") {
            Some(found) if found == version => Ok(action),
            _ => Err(self.unknown_action()),
        }
    }

    /// The error for an operation that the service does not have in the requested version.
    pub fn unknown_action(&self) -> RequestError {
        let action = self.value("Action").unwrap_or_default();
        let version = self.value("Version").filter(|version| !version.is_empty());
        RequestError::unknown_action(action, version.unwrap_or("NO_VERSION_SPECIFIED"))
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.root().get(name)?.own_value()
    }
}
