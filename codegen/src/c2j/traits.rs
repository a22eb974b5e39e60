//! Traits that shapes, members and operations have in common.

use serde_json::{Map, Value, json};

use crate::diagnostic::Diagnostics;
use crate::json::Cursor;

use super::is_set;

/// Traits by id.
pub(super) type Traits = Map<String, Value>;

/// Keys that are traits if they are `true`.
const FLAGS: &[(&str, &str)] = &[
    ("eventstream", "smithy.api#streaming"),
    ("hostLabel", "smithy.api#hostLabel"),
    ("httpChecksumRequired", "smithy.api#httpChecksumRequired"),
    ("idempotencyToken", "smithy.api#idempotencyToken"),
    ("sensitive", "smithy.api#sensitive"),
    ("streaming", "smithy.api#streaming"),
    ("unsignedPayload", "aws.auth#unsignedPayload"),
    ("xmlAttribute", "smithy.api#xmlAttribute"),
];

/// Keys whose values are those of traits.
const COPIED: &[(&str, &str)] = &[
    ("contextParam", "smithy.rules#contextParam"),
    ("default", "smithy.api#default"),
    ("endpoint", "smithy.api#endpoint"),
    ("endpointdiscovery", "aws.api#clientDiscoveredEndpoint"),
    ("httpChecksum", "aws.protocols#httpChecksum"),
    (
        "operationContextParams",
        "smithy.rules#operationContextParams",
    ),
    ("pattern", "smithy.api#pattern"),
    ("requestcompression", "smithy.api#requestCompression"),
    ("retryable", "smithy.api#retryable"),
    ("staticContextParams", "smithy.rules#staticContextParams"),
];

/// The traits that need no more than the keys at `at`.
pub(super) fn common_traits(at: &Cursor<'_>, d: &mut Diagnostics) -> Traits {
    let mut traits = Traits::new();
    let text = |key: &str, d: &mut Diagnostics| at.get(key).and_then(|at| at.string(d));
    if let Some(docs) = text("documentation", d).filter(|docs| !docs.is_empty()) {
        traits.insert("smithy.api#documentation".to_owned(), docs.into());
    }
    for (key, id) in FLAGS {
        if is_set(at, key, d) {
            traits.insert((*id).to_owned(), json!({}));
        }
    }
    for (key, id) in COPIED {
        if let Some(value) = at.get(key) {
            traits.insert((*id).to_owned(), value.value().clone());
        }
    }
    if is_set(at, "deprecated", d) {
        let mut deprecated = Map::new();
        for (key, to) in [
            ("deprecatedMessage", "message"),
            ("deprecatedSince", "since"),
        ] {
            if let Some(text) = text(key, d) {
                deprecated.insert(to.to_owned(), text.into());
            }
        }
        traits.insert("smithy.api#deprecated".to_owned(), deprecated.into());
    }
    if let Some(format) = at.get("timestampFormat")
        && let Some(name) = timestamp_format(&format, d)
    {
        traits.insert("smithy.api#timestampFormat".to_owned(), name.into());
    }
    traits
}

fn timestamp_format(at: &Cursor<'_>, d: &mut Diagnostics) -> Option<&'static str> {
    match at.string(d)? {
        "iso8601" => Some("date-time"),
        "rfc822" => Some("http-date"),
        "unixTimestamp" => Some("epoch-seconds"),
        other => {
            d.push(
                at.diagnostic("unknown format of timestamps")
                    .found(other)
                    .expected("iso8601, rfc822 or unixTimestamp"),
            );
            None
        }
    }
}

/// The key that a trait was translated from.
pub(super) fn key_of(id: &str) -> Option<&'static str> {
    let same = |(key, of): &(&'static str, &'static str)| (*of == id).then_some(*key);
    let found = FLAGS.iter().chain(COPIED).find_map(same);
    found.or(match id {
        "aws.api#service" => Some("serviceId"),
        "aws.auth#sigv4" => Some("signingName"),
        "aws.protocols#awsQuery" | "aws.protocols#ec2Query" => Some("protocol"),
        "aws.protocols#awsQueryError" | "smithy.api#error" | "smithy.api#httpError" => {
            Some("error")
        }
        "aws.protocols#ec2QueryName" => Some("queryName"),
        "smithy.api#auth" => Some("auth"),
        "smithy.api#deprecated" => Some("deprecated"),
        "smithy.api#documentation" => Some("documentation"),
        "smithy.api#optionalAuth" => Some("authtype"),
        "smithy.api#timestampFormat" => Some("timestampFormat"),
        "smithy.api#title" => Some("serviceFullName"),
        "smithy.api#xmlFlattened" => Some("flattened"),
        "smithy.api#xmlName" => Some("locationName"),
        _ => None,
    })
}
