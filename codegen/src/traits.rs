//! The table of traits: which are read, which are ignored, and which are not supported.

use serde_json::Value;

use crate::ast::{Model, Traits};
use crate::diagnostic::{Diagnostics, nearest};
use crate::json::{Cursor, describe};

/// The handling of a trait by the generator.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Handling {
    /// A later stage reads it.
    Read,
    /// It has no effect on the emitted crate.
    Ignored,
    /// A crate that ignored it would be wrong.
    Unsupported,
}

struct Entry {
    id: &'static str,
    handling: Handling,
    /// Why a trait is ignored or unsupported.
    reason: &'static str,
}

const fn read(id: &'static str) -> Entry {
    let (handling, reason) = (Handling::Read, "");
    Entry {
        id,
        handling,
        reason,
    }
}

const fn ignored(id: &'static str, reason: &'static str) -> Entry {
    let handling = Handling::Ignored;
    Entry {
        id,
        handling,
        reason,
    }
}

const fn unsupported(id: &'static str, reason: &'static str) -> Entry {
    let handling = Handling::Unsupported;
    Entry {
        id,
        handling,
        reason,
    }
}

/// The namespaces whose traits are all listed in [`TRAITS`]. Traits of other namespaces are
/// ignored.
const NAMESPACES: [&str; 8] = [
    "aws.api",
    "aws.auth",
    "aws.customizations",
    "aws.protocols",
    "smithy.api",
    "smithy.rules",
    "smithy.test",
    "smithy.waiters",
];

const FOR_SERVERS: &str = "only relevant to servers";
const FOR_TOOLS: &str = "only relevant to other tools";
const FOR_REST: &str = "an HTTP binding, which awsQuery does not use";
const OTHER_PROTOCOL: &str = "another protocol of the same service";

/// Sorted by id.
const TRAITS: &[Entry] = &[
    ignored("aws.api#arn", FOR_TOOLS),
    ignored("aws.api#arnReference", FOR_TOOLS),
    unsupported("aws.api#awsChunked", "streaming is not part of awsQuery"),
    unsupported(
        "aws.api#clientDiscoveredEndpoint",
        "endpoint discovery is not emitted",
    ),
    unsupported(
        "aws.api#clientEndpointDiscovery",
        "endpoint discovery is not emitted",
    ),
    unsupported(
        "aws.api#clientEndpointDiscoveryId",
        "endpoint discovery is not emitted",
    ),
    ignored("aws.api#controlPlane", FOR_TOOLS),
    ignored("aws.api#data", FOR_TOOLS),
    ignored("aws.api#dataPlane", FOR_TOOLS),
    read("aws.api#service"),
    ignored("aws.api#tagEnabled", FOR_TOOLS),
    ignored("aws.api#taggable", FOR_TOOLS),
    ignored(
        "aws.auth#cognitoUserPools",
        "AWS services are signed with SigV4",
    ),
    read("aws.auth#sigv4"),
    ignored("aws.auth#sigv4a", "SigV4 is used wherever both are offered"),
    unsupported(
        "aws.auth#unsignedPayload",
        "the body of a Query request is always signed",
    ),
    ignored("aws.customizations#s3UnwrappedXmlOutput", OTHER_PROTOCOL),
    ignored("aws.protocols#awsJson1_0", OTHER_PROTOCOL),
    ignored("aws.protocols#awsJson1_1", OTHER_PROTOCOL),
    read("aws.protocols#awsQuery"),
    ignored("aws.protocols#awsQueryCompatible", OTHER_PROTOCOL),
    read("aws.protocols#awsQueryError"),
    read("aws.protocols#ec2Query"),
    read("aws.protocols#ec2QueryName"),
    unsupported(
        "aws.protocols#httpChecksum",
        "request checksums are not emitted",
    ),
    ignored("aws.protocols#restJson1", OTHER_PROTOCOL),
    ignored("aws.protocols#restXml", OTHER_PROTOCOL),
    ignored(
        "smithy.api#addedDefault",
        "a default applies regardless of when it was added",
    ),
    read("smithy.api#auth"),
    ignored("smithy.api#authDefinition", FOR_TOOLS),
    ignored(
        "smithy.api#box",
        "applied when a Smithy 1.0 model is upgraded, and without meaning in 2.0",
    ),
    read("smithy.api#clientOptional"),
    ignored("smithy.api#cors", FOR_SERVERS),
    read("smithy.api#default"),
    read("smithy.api#deprecated"),
    read("smithy.api#documentation"),
    read("smithy.api#endpoint"),
    unsupported(
        "smithy.api#enum",
        "supported only on a string, as a list of objects with a `value`",
    ),
    read("smithy.api#enumValue"),
    read("smithy.api#error"),
    unsupported(
        "smithy.api#eventHeader",
        "event streams are not part of awsQuery",
    ),
    unsupported(
        "smithy.api#eventPayload",
        "event streams are not part of awsQuery",
    ),
    read("smithy.api#examples"),
    ignored(
        "smithy.api#externalDocumentation",
        "the documentation itself contains the links",
    ),
    read("smithy.api#hostLabel"),
    ignored("smithy.api#http", FOR_REST),
    ignored(
        "smithy.api#httpApiKeyAuth",
        "AWS services are signed with SigV4",
    ),
    ignored(
        "smithy.api#httpBasicAuth",
        "AWS services are signed with SigV4",
    ),
    ignored(
        "smithy.api#httpBearerAuth",
        "AWS services are signed with SigV4",
    ),
    read("smithy.api#httpChecksumRequired"),
    ignored(
        "smithy.api#httpDigestAuth",
        "AWS services are signed with SigV4",
    ),
    read("smithy.api#httpError"),
    ignored("smithy.api#httpHeader", FOR_REST),
    ignored("smithy.api#httpLabel", FOR_REST),
    ignored("smithy.api#httpPayload", FOR_REST),
    ignored("smithy.api#httpPrefixHeaders", FOR_REST),
    ignored("smithy.api#httpQuery", FOR_REST),
    ignored("smithy.api#httpQueryParams", FOR_REST),
    ignored("smithy.api#httpResponseCode", FOR_REST),
    ignored("smithy.api#idRef", FOR_TOOLS),
    read("smithy.api#idempotencyToken"),
    ignored("smithy.api#idempotent", FOR_TOOLS),
    ignored("smithy.api#input", "every operation has its own input type"),
    ignored("smithy.api#internal", FOR_TOOLS),
    ignored("smithy.api#jsonName", OTHER_PROTOCOL),
    read("smithy.api#length"),
    ignored(
        "smithy.api#longPoll",
        "the time limits of a call are set by the client",
    ),
    ignored("smithy.api#mediaType", "the text is passed on unchanged"),
    ignored("smithy.api#metadata", FOR_TOOLS),
    ignored("smithy.api#mixin", "only flattened models are read"),
    ignored("smithy.api#nestedProperties", FOR_TOOLS),
    ignored("smithy.api#noReplace", FOR_TOOLS),
    ignored("smithy.api#notProperty", FOR_TOOLS),
    read("smithy.api#optionalAuth"),
    ignored(
        "smithy.api#output",
        "every operation has its own output type",
    ),
    read("smithy.api#paginated"),
    read("smithy.api#pattern"),
    ignored("smithy.api#private", FOR_TOOLS),
    ignored("smithy.api#property", FOR_TOOLS),
    ignored("smithy.api#protocolDefinition", FOR_TOOLS),
    read("smithy.api#range"),
    ignored("smithy.api#readonly", FOR_TOOLS),
    ignored("smithy.api#recommended", FOR_TOOLS),
    ignored("smithy.api#references", FOR_TOOLS),
    read("smithy.api#requestCompression"),
    read("smithy.api#required"),
    unsupported(
        "smithy.api#requiresLength",
        "streaming is not part of awsQuery",
    ),
    ignored("smithy.api#resourceIdentifier", FOR_TOOLS),
    read("smithy.api#retryable"),
    read("smithy.api#sensitive"),
    ignored("smithy.api#since", FOR_TOOLS),
    read("smithy.api#sparse"),
    unsupported("smithy.api#streaming", "streaming is not part of awsQuery"),
    ignored("smithy.api#suppress", FOR_TOOLS),
    ignored("smithy.api#tags", FOR_TOOLS),
    read("smithy.api#timestampFormat"),
    read("smithy.api#title"),
    ignored("smithy.api#trait", FOR_TOOLS),
    ignored("smithy.api#traitValidators", FOR_TOOLS),
    read("smithy.api#uniqueItems"),
    ignored("smithy.api#unitType", FOR_TOOLS),
    ignored("smithy.api#unstable", FOR_TOOLS),
    ignored("smithy.api#unstableFeatures", FOR_TOOLS),
    read("smithy.api#xmlAttribute"),
    read("smithy.api#xmlFlattened"),
    read("smithy.api#xmlName"),
    read("smithy.api#xmlNamespace"),
    unsupported(
        "smithy.rules#clientContextParams",
        "client parameters of endpoint rules are not emitted",
    ),
    unsupported(
        "smithy.rules#contextParam",
        "operation parameters of endpoint rules are not emitted",
    ),
    ignored("smithy.rules#endpointBdd", "equivalent to the rule set"),
    read("smithy.rules#endpointRuleSet"),
    read("smithy.rules#endpointTests"),
    unsupported(
        "smithy.rules#operationContextParams",
        "operation parameters of endpoint rules are not emitted",
    ),
    unsupported(
        "smithy.rules#staticContextParams",
        "operation parameters of endpoint rules are not emitted",
    ),
    ignored("smithy.test#httpMalformedRequestTests", FOR_SERVERS),
    read("smithy.test#httpRequestTests"),
    read("smithy.test#httpResponseTests"),
    ignored("smithy.test#smokeTests", "requires an AWS account"),
    read("smithy.waiters#waitable"),
];

/// The keys of the traits that are objects with fixed keys and are read.
const KEYS: &[(&str, &[&str])] = &[
    (
        "aws.api#service",
        &[
            "abbreviation",
            "arnNamespace",
            "cloudFormationName",
            "cloudTrailEventSource",
            "docId",
            "endpointPrefix",
            "sdkId",
        ],
    ),
    ("aws.auth#sigv4", &["name"]),
    ("aws.protocols#awsQueryError", &["code", "httpResponseCode"]),
    ("smithy.api#deprecated", &["message", "since"]),
    ("smithy.api#endpoint", &["hostPrefix"]),
    ("smithy.api#length", &["max", "min"]),
    (
        "smithy.api#paginated",
        &["inputToken", "items", "outputToken", "pageSize"],
    ),
    ("smithy.api#range", &["max", "min"]),
    ("smithy.api#requestCompression", &["encodings"]),
    ("smithy.api#retryable", &["throttling"]),
    ("smithy.api#xmlNamespace", &["prefix", "uri"]),
];

/// The traits that are read and have no value: each applies if it is present.
const ANNOTATIONS: [&str; 11] = [
    "smithy.api#clientOptional",
    "smithy.api#hostLabel",
    "smithy.api#httpChecksumRequired",
    "smithy.api#idempotencyToken",
    "smithy.api#optionalAuth",
    "smithy.api#required",
    "smithy.api#sensitive",
    "smithy.api#sparse",
    "smithy.api#uniqueItems",
    "smithy.api#xmlAttribute",
    "smithy.api#xmlFlattened",
];

/// Reports unknown traits, unsupported traits, and unknown keys in traits.
pub(crate) fn check_traits(model: &Model<'_>, d: &mut Diagnostics) {
    for shape in model.shapes.values() {
        check(&shape.traits, d);
        for member in shape.members() {
            check(&member.traits, d);
        }
    }
}

fn check(traits: &Traits<'_>, d: &mut Diagnostics) {
    for (id, value) in traits.iter() {
        let Some((namespace, _)) = id.split_once('#') else {
            let known = TRAITS.iter().map(|entry| entry.id);
            let relative = |known: &&str| known.split_once('#').is_some_and(|(_, name)| name == id);
            let diagnostic = value
                .diagnostic("malformed trait id")
                .found(format!("\"{id}\""))
                .expected("namespace#name");
            d.push(match known.clone().find(relative) {
                Some(known) => diagnostic.help(format!("did you mean {known}?")),
                None => diagnostic,
            });
            continue;
        };
        if !NAMESPACES.contains(&namespace) {
            continue;
        }
        match find(id) {
            Some(entry) if entry.handling == Handling::Unsupported => d.push(
                value
                    .diagnostic("unsupported trait")
                    .found(id)
                    .expected("a model without it")
                    .help(entry.reason),
            ),
            Some(_) => {
                let keys = KEYS.iter().find(|(known, _)| *known == id);
                if let Some((_, keys)) = keys {
                    value.check_keys(keys, d);
                }
                if ANNOTATIONS.contains(&id) {
                    check_annotation(value, d);
                }
            }
            None => {
                let diagnostic = value
                    .diagnostic("unknown trait")
                    .found(id)
                    .expected(format!("a trait of {namespace} that the generator knows"));
                let known = TRAITS.iter().map(|entry| entry.id);
                let is_misspelled = nearest(id, known);
                let help = "add it to the table in codegen/src/traits.rs";
                match is_misspelled {
                    Some(known) => {
                        let shape = value.at().strip_suffix(id).unwrap_or_default();
                        let diagnostic = diagnostic.help(format!("did you mean {known}?"));
                        d.push_misspelled(shape.trim_end_matches('/'), diagnostic);
                    }
                    // A new trait in Smithy must not break existing build scripts.
                    None if namespace == "smithy.api" => d.warn(diagnostic.help(help)),
                    None => d.push(diagnostic.help(help)),
                }
            }
        }
    }
}

/// Smithy permits `true` for the empty object. With `false`, the trait would apply nevertheless.
fn check_annotation(value: &Cursor<'_>, d: &mut Diagnostics) {
    if !matches!(value.value(), Value::Object(_) | Value::Bool(true)) {
        d.push(
            value
                .diagnostic("wrong type of value")
                .found(describe(value.value()))
                .expected("an empty object")
                .help("remove the trait if it does not apply"),
        );
    }
}

fn find(id: &str) -> Option<&'static Entry> {
    let found = TRAITS.binary_search_by_key(&id, |entry| entry.id);
    TRAITS.get(found.ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_for_binary_search() {
        assert!(TRAITS.is_sorted_by(|a, b| a.id < b.id));
        assert!(find("smithy.api#required").is_some());
        assert!(find("smithy.api#nonsense").is_none());
    }

    #[test]
    fn every_trait_of_the_table_is_in_a_known_namespace() {
        for entry in TRAITS {
            let (namespace, _) = entry.id.split_once('#').expect("an absolute id");
            assert!(NAMESPACES.contains(&namespace), "{}", entry.id);
        }
    }

    #[test]
    fn every_trait_that_is_not_read_has_a_reason() {
        for entry in TRAITS {
            let is_read = entry.handling == Handling::Read;
            assert_eq!(is_read, entry.reason.is_empty(), "{}", entry.id);
        }
    }
}
