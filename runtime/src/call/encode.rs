//! The step that encodes a form as the bytes of a body: compression and checksum, if the model
//! requires them.

use http::HeaderMap;

use crate::config::Config;
use crate::protocol::query::Extras;
use crate::value::wiped::WipedBytes;

/// An encoded body and the headers that describe its encoding.
pub(super) struct Encoded {
    /// Members may be secret.
    pub(super) bytes: WipedBytes,
    pub(super) headers: HeaderMap,
}

#[cfg_attr(
    not(any(feature = "gzip", feature = "md5")),
    expect(
        unused_variables,
        unused_mut,
        reason = "without these features the body is not encoded"
    )
)]
pub(super) fn encode_body(config: &Config, body: WipedBytes, extras: &Extras) -> Encoded {
    let mut encoded = Encoded {
        bytes: body,
        headers: HeaderMap::new(),
    };
    #[cfg(feature = "gzip")]
    if extras.gzip && config.compression().applies(encoded.bytes.len()) {
        compress(&mut encoded);
    }
    #[cfg(feature = "md5")]
    if extras.content_md5 {
        add_md5(&mut encoded);
    }
    encoded
}

/// Compresses the body. Writing to memory does not fail; if it did, the body would be sent
/// uncompressed.
#[cfg(feature = "gzip")]
fn compress(encoded: &mut Encoded) {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use http::HeaderValue;
    use http::header::CONTENT_ENCODING;

    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let written = encoder.write_all(&encoded.bytes);
    if let Ok(bytes) = written.and_then(|()| encoder.finish()) {
        encoded.bytes = WipedBytes::new(bytes);
        let gzip = HeaderValue::from_static("gzip");
        encoded.headers.insert(CONTENT_ENCODING, gzip);
    }
}

#[cfg(feature = "md5")]
fn add_md5(encoded: &mut Encoded) {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use http::{HeaderName, HeaderValue};
    use md5::{Digest, Md5};

    let digest = STANDARD.encode(Md5::digest(&*encoded.bytes));
    // Base64 is always a valid header value.
    if let Ok(value) = HeaderValue::try_from(digest) {
        let name = HeaderName::from_static("content-md5");
        encoded.headers.insert(name, value);
    }
}

#[cfg(all(test, feature = "gzip", feature = "md5"))]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::protocol::query::QueryWriter;

    fn encode(config: &Config, body: &str) -> Encoded {
        let mut writer = QueryWriter::new("Put", "1");
        writer.gzip();
        writer.content_md5();
        encode_body(
            config,
            WipedBytes::new(body.as_bytes().to_vec()),
            &writer.into_parts().1,
        )
    }

    #[test]
    fn a_body_of_the_configured_minimum_size_is_compressed() {
        let config = Config::builder()
            .request_min_compression_size_bytes(100)
            .build();
        let short = encode(&config, &"x".repeat(99));
        assert!(!short.headers.contains_key("content-encoding"));
        let long = "x".repeat(100);
        let encoded = encode(&config, &long);
        assert_eq!(encoded.headers["content-encoding"], "gzip");
        let mut text = String::new();
        let mut decoder = flate2::read::GzDecoder::new(encoded.bytes.as_slice());
        decoder.read_to_string(&mut text).unwrap();
        assert_eq!(text, long);
    }

    #[test]
    fn compression_can_be_disabled() {
        let config = Config::builder().disable_request_compression(true).build();
        let encoded = encode(&config, &"x".repeat(20_000));
        assert_eq!(encoded.bytes.len(), 20_000);
    }

    #[test]
    fn the_checksum_covers_the_bytes_that_are_sent() {
        let encoded = encode(&Config::builder().build(), "");
        // The MD5 of the empty string, from RFC 1321, in base64.
        assert_eq!(encoded.headers["content-md5"], "1B2M2Y8AsgTpgAmY7PhCfg==");
    }
}
