//! The keys of the format. An unknown key is a defect, because it may contain a fact that the
//! emitted crate needs.

use crate::diagnostic::{Diagnostics, nearest};
use crate::json::Cursor;

/// `clientContextParams` becomes a trait that is not supported. `examples` is the place where older
/// models have the content of `examples-1.json`.
pub(super) const TOP: &[&str] = &[
    "clientContextParams",
    "documentation",
    "examples",
    "metadata",
    "operations",
    "shapes",
    "version",
];

/// `globalEndpoint` is part of the endpoint rules. `jsonVersion`, `targetPrefix`,
/// `protocolSettings` and `awsQueryCompatible` concern other protocols of the service.
/// `serviceAbbreviation` and `uid` are for other tools.
pub(super) const METADATA: &[&str] = &[
    "apiVersion",
    "auth",
    "awsQueryCompatible",
    "endpointPrefix",
    "globalEndpoint",
    "jsonVersion",
    "protocol",
    "protocolSettings",
    "protocols",
    "ripServiceName",
    "serviceAbbreviation",
    "serviceFullName",
    "serviceId",
    "signatureVersion",
    "signingName",
    "targetPrefix",
    "uid",
    "xmlNamespace",
];

/// `alias`, `documentationUrl`, `idempotent`, `internal`, `internalonly` and `readonly` are for
/// other tools.
pub(super) const OPERATION: &[&str] = &[
    "alias",
    "auth",
    "authtype",
    "deprecated",
    "deprecatedMessage",
    "deprecatedSince",
    "documentation",
    "documentationUrl",
    "endpoint",
    "endpointdiscovery",
    "endpointoperation",
    "errors",
    "http",
    "httpChecksum",
    "httpChecksumRequired",
    "idempotent",
    "input",
    "internal",
    "internalonly",
    "name",
    "operationContextParams",
    "output",
    "readonly",
    "requestcompression",
    "staticContextParams",
    "unsignedPayload",
];

/// `locationName` and `wrapper` describe a form of response that services do not use: the members
/// are direct children of the result, which is also how botocore reads them.
pub(super) const INPUT_OR_OUTPUT: &[&str] = &[
    "deprecated",
    "documentation",
    "locationName",
    "resultWrapper",
    "shape",
    "wrapper",
    "xmlNamespace",
];

/// Older models repeat the traits of an error where an operation refers to it.
pub(super) const ERROR_REFERENCE: &[&str] = &[
    "documentation",
    "error",
    "exception",
    "fault",
    "shape",
    "synthetic",
];

/// `box` has no effect, since without a default every member can be absent. `synthetic`,
/// `wrapper` and `xmlOrder` are for other tools.
pub(super) const SHAPE: &[&str] = &[
    "box",
    "deprecated",
    "deprecatedMessage",
    "deprecatedSince",
    "document",
    "documentation",
    "enum",
    "error",
    "eventstream",
    "exception",
    "fault",
    "flattened",
    "key",
    "locationName",
    "max",
    "member",
    "members",
    "min",
    "pattern",
    "payload",
    "required",
    "retryable",
    "sensitive",
    "streaming",
    "synthetic",
    "timestampFormat",
    "type",
    "union",
    "value",
    "wrapper",
    "xmlNamespace",
    "xmlOrder",
];

pub(super) const MEMBER: &[&str] = &[
    "box",
    "contextParam",
    "default",
    "deprecated",
    "deprecatedMessage",
    "deprecatedSince",
    "documentation",
    "flattened",
    "hostLabel",
    "idempotencyToken",
    "jsonvalue",
    "locationName",
    "queryName",
    "sensitive",
    "shape",
    "streaming",
    "timestampFormat",
    "wrapper",
    "xmlAttribute",
    "xmlNamespace",
];

/// `more_results` and `non_aggregate_keys` have no effect: a page without a token is the last one,
/// and a page has all of its members.
pub(super) const PAGINATOR: &[&str] = &[
    "input_token",
    "limit_key",
    "more_results",
    "non_aggregate_keys",
    "output_token",
    "result_key",
];

/// `maxAttempts` has no effect: the time to wait is set by the caller.
pub(super) const WAITER: &[&str] = &[
    "acceptors",
    "delay",
    "description",
    "maxAttempts",
    "operation",
];

pub(super) const ACCEPTOR: &[&str] = &["argument", "expected", "matcher", "state"];

/// Reports every key of an object that is not `known`.
pub(super) fn check_keys(at: &Cursor<'_>, known: &[&str], d: &mut Diagnostics) {
    let Some(object) = at.value().as_object() else {
        return;
    };
    for key in object.keys().filter(|key| !known.contains(&key.as_str())) {
        let diagnostic = at
            .diagnostic("unknown key in a model of botocore")
            .found(key)
            .expected("a key that the generator knows");
        d.push(match nearest(key, known.iter().copied()) {
            Some(near) => diagnostic.help(format!("did you mean {near}?")),
            None => diagnostic.help("add it to the table in codegen/src/c2j/key.rs"),
        });
    }
}
