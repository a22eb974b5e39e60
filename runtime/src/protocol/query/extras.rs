//! What a model requires of a request besides the members in its body: a host prefix, an
//! idempotency token, compression, a checksum.

use std::fmt;
use std::sync::Arc;

use super::QueryWriter;
use crate::system::randomness::{FastRandomness, Randomness};
use crate::value::host_label::is_valid_host_label;
use crate::value::uuid::Uuid;
use crate::value::wiped::WipedBytes;

/// The requirements of a request that an input recorded in its writer.
#[derive(Default)]
pub(crate) struct Extras {
    /// The prefix, or the name of the label that is not a valid host label.
    host_prefix: Option<Result<String, &'static str>>,
    #[cfg(feature = "gzip")]
    pub(crate) gzip: bool,
    #[cfg(feature = "md5")]
    pub(crate) content_md5: bool,
    randomness: Option<Arc<dyn Randomness>>,
}

/// Prints nothing, because labels are values of members.
impl fmt::Debug for Extras {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extras").finish_non_exhaustive()
    }
}

impl Extras {
    /// Removes the requirements that concern the body.
    pub(crate) fn without_body(self) -> Self {
        Self {
            host_prefix: self.host_prefix,
            ..Self::default()
        }
    }

    /// The host prefix, including its trailing dot.
    ///
    /// # Errors
    ///
    /// The name of a label that is missing or not a valid host label.
    pub(crate) fn host_prefix(&self) -> Result<Option<&str>, &'static str> {
        match &self.host_prefix {
            None => Ok(None),
            Some(Ok(prefix)) => Ok(Some(prefix)),
            Some(Err(label)) => Err(label),
        }
    }
}

impl QueryWriter {
    /// Uses `randomness` for idempotency tokens instead of the default source.
    pub(crate) fn with_randomness(mut self, randomness: Arc<dyn Randomness>) -> Self {
        self.extras.randomness = Some(randomness);
        self
    }

    /// Returns the body and the other requirements of the request.
    pub(crate) fn into_parts(self) -> (WipedBytes, Extras) {
        (self.out.into_bytes(), self.extras)
    }

    /// Writes an idempotency token member; if there is no value, a new UUID version 4.
    pub fn idempotency_token(&mut self, name: &str, value: Option<&str>) {
        match value {
            Some(_) => self.string(name, value),
            None => {
                let token = self.new_token();
                self.string(name, Some(token.as_str()));
            }
        }
    }

    fn new_token(&self) -> Uuid {
        let mut bytes = [0; 16];
        match &self.extras.randomness {
            Some(randomness) => randomness.fill(&mut bytes),
            None => FastRandomness.fill(&mut bytes),
        }
        Uuid::v4(bytes)
    }

    /// Prepends `template` to the endpoint's host, with each `{name}` in it replaced by its value
    /// in `labels`.
    ///
    /// If a value is not a valid host label, the call fails before anything is sent, because the
    /// value could redirect the request to another host.
    pub fn host_prefix(&mut self, template: &str, labels: &[(&'static str, &str)]) {
        let mut prefix = template.to_owned();
        for (name, value) in labels {
            if !is_valid_host_label(value, false) {
                self.extras.host_prefix = Some(Err(name));
                return;
            }
            prefix = prefix.replace(&format!("{{{name}}}"), value);
        }
        self.extras.host_prefix = Some(Ok(prefix));
    }

    /// Compresses the body, if it is large enough and the config does not disable compression.
    #[cfg(feature = "gzip")]
    pub fn gzip(&mut self) {
        self.extras.gzip = true;
    }

    /// Sends the MD5 of the body in the header `Content-MD5`.
    #[cfg(feature = "md5")]
    pub fn content_md5(&mut self) {
        self.extras.content_md5 = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_token_is_replaced_by_a_new_uuid() {
        let mut writer = QueryWriter::new("Put", "1");
        writer.idempotency_token("Token", Some("mine"));
        assert!(writer.finish().ends_with("&Token=mine"));
        let token = |()| {
            let token = QueryWriter::new("Put", "1").new_token();
            token.as_str().to_owned()
        };
        let (one, other) = (token(()), token(()));
        assert_ne!(one, other);
        assert_eq!(one.len(), 36);
    }

    #[test]
    fn a_host_prefix_is_expanded_and_invalid_labels_are_rejected() {
        let prefix = |label: &str| {
            let mut writer = QueryWriter::new("Put", "1");
            writer.host_prefix("foo.{label}.", &[("label", label)]);
            writer.into_parts().1.host_prefix
        };
        assert_eq!(prefix("bar"), Some(Ok("foo.bar.".to_owned())));
        for label in ["", "evil.example/", "a.b", "a@b", "-"] {
            assert_eq!(prefix(label), Some(Err("label")), "{label}");
        }
    }
}
