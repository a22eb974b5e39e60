//! The body of a raw request or response.

use querysmith_runtime::Bytes;

/// The body of a raw request or response, in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SdkBody(pub(super) Bytes);

impl SdkBody {
    /// An empty body.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The content.
    pub fn bytes(&self) -> Option<&[u8]> {
        Some(&self.0)
    }
}

/// Conversions from the types of contents.
macro_rules! from {
    ($($content:ty),+) => {$(
        impl From<$content> for SdkBody {
            fn from(content: $content) -> Self {
                Self(content.into())
            }
        }
    )+};
}

from!(&'static str, &'static [u8], String, Vec<u8>, Bytes);
