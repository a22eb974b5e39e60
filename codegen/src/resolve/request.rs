//! Traits of an operation that concern the whole request.

use crate::ast::Shape;
use crate::diagnostic::Diagnostics;
use crate::ir::{RequestTraits, StructId, Type};
use crate::json::Cursor;

use super::Resolver;

impl<'m, 'a> Resolver<'m, 'a> {
    pub(super) fn request_traits(
        &self,
        shape: &Shape<'a>,
        input: StructId,
        d: &mut Diagnostics,
    ) -> RequestTraits {
        let traits = &shape.traits;
        let endpoint = traits.get("smithy.api#endpoint");
        let host_prefix = endpoint.and_then(|endpoint| endpoint.required("hostPrefix", d));
        let host_labels = match &host_prefix {
            Some(prefix) => self.host_labels(prefix, input, d),
            None => Vec::new(),
        };
        let prefix = host_prefix.and_then(|prefix| prefix.string(d));
        let compression = traits.get("smithy.api#requestCompression");
        RequestTraits {
            host_prefix: prefix.map(str::to_owned),
            host_labels,
            gzip: compression.is_some_and(|compression| has_gzip(compression, d)),
            content_md5: traits.has("smithy.api#httpChecksumRequired"),
        }
    }

    /// The members that are labels of a prefix.
    fn host_labels(&self, prefix: &Cursor<'a>, input: StructId, d: &mut Diagnostics) -> Vec<usize> {
        let Some(input) = self.structures.get(input.0) else {
            return Vec::new();
        };
        let text = prefix.string(d).unwrap_or_default();
        if !is_host_prefix(text) {
            d.push(
                prefix
                    .diagnostic("malformed host prefix")
                    .found(format!("\"{text}\""))
                    .expected(
                        "letters, digits, `-`, `.` and members in braces, such as {Name}-api.",
                    ),
            );
            return Vec::new();
        }
        let mut labels = Vec::new();
        for part in text.split('{').skip(1) {
            let name = part.split('}').next().unwrap_or_default();
            let place = input.fields.iter().position(|field| {
                field.member == name && matches!(field.ty, Type::String | Type::SensitiveString)
            });
            match place {
                Some(place) => labels.push(place),
                None => d.push(
                    prefix
                        .diagnostic("a label of a host prefix is not a member of the input")
                        .found(text)
                        .expected("labels in braces that are members of type string"),
                ),
            }
        }
        labels
    }
}

/// Whether text outside of braces consists of characters of host names, and each brace has its
/// counterpart.
fn is_host_prefix(text: &str) -> bool {
    let is_host = |text: &str| {
        text.chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.')
    };
    let mut parts = text.split('{');
    let before = parts.next().unwrap_or_default();
    !text.is_empty()
        && is_host(before)
        && parts.all(|part| {
            part.split_once('}')
                .is_some_and(|(_, after)| is_host(after))
        })
}

fn has_gzip(compression: &Cursor<'_>, d: &mut Diagnostics) -> bool {
    let Some(encodings) = compression.required("encodings", d) else {
        return false;
    };
    let items = encodings.items(d);
    let names: Vec<&str> = items.iter().filter_map(|item| item.string(d)).collect();
    if !names.contains(&"gzip") {
        d.push(
            encodings
                .diagnostic("unsupported compression of requests")
                .found(names.join(", "))
                .expected("encodings that include gzip"),
        );
    }
    true
}
