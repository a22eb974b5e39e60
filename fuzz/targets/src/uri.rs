//! The path and the query of the canonical request.

use querysmith_runtime::Bytes;
use querysmith_runtime::http::{Request, Uri};
use querysmith_runtime::sigv4::{CanonicalRequest, SigningSettings};

use crate::text;

/// Computes the canonical request for a URI with all settings. It must be visible ASCII with a
/// sorted query, and a normalized path must have no dot segments.
pub fn uri(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let Ok(uri) = text.parse::<Uri>() else { return };
    for choice in 0..4_u8 {
        let mut settings = SigningSettings::default();
        settings.normalize_path = choice & 1 == 0;
        settings.double_encode_path = choice & 2 == 0;
        let mut request = Request::new(Bytes::new());
        *request.uri_mut() = uri.clone();
        let Ok(canonical) = CanonicalRequest::new(&request, "hash", settings) else {
            continue;
        };
        let shown = canonical.as_str();
        assert!(
            shown
                .bytes()
                .all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte)),
            "{shown:?}"
        );
        let mut lines = shown.lines();
        assert_eq!(lines.next(), Some("GET"), "{shown:?}");
        let path = lines.next().unwrap_or_default();
        assert!(path.starts_with('/'), "{shown:?}");
        if settings.normalize_path {
            assert!(
                path.split('/')
                    .all(|segment| segment != ".." && segment != "."),
                "{shown:?}"
            );
        }
        let query = lines.next().unwrap_or_default();
        let names: Vec<&str> = query
            .split('&')
            .map(|pair| pair.split('=').next().unwrap_or_default())
            .collect();
        assert!(names.is_sorted(), "{shown:?}");
    }
}
