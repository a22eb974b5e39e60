//! `metadata`: the service and its traits.

use serde_json::{Map, Value, json};

use crate::diagnostic::Diagnostics;
use crate::json::Cursor;
use crate::source::Part;

use super::files::Files;
use super::key::{self, check_keys};
use super::names::Names;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    Query,
    Ec2,
}

/// The facts in `metadata`.
pub(super) struct Metadata<'a> {
    at: Cursor<'a>,
    pub(super) protocol: Protocol,
    pub(super) sdk_id: &'a str,
    pub(super) version: &'a str,
    signing_name: &'a str,
}

impl<'a> Metadata<'a> {
    pub(super) fn parse(at: &Cursor<'a>, d: &mut Diagnostics) -> Option<Self> {
        check_keys(at, key::METADATA, d);
        let protocol = protocol(at, d);
        let sdk_id = at.required("serviceId", d).and_then(|at| at.string(d));
        let version = at.required("apiVersion", d).and_then(|at| at.string(d));
        check_signature(at, d);
        let signing_name = match at.get("signingName") {
            Some(name) => name.string(d),
            None => at.required("endpointPrefix", d).and_then(|at| at.string(d)),
        };
        Some(Self {
            at: at.clone(),
            protocol: protocol?,
            sdk_id: sdk_id?,
            version: version?,
            signing_name: signing_name?,
        })
    }
}

/// The protocol in `protocol` or, if that is not supported, the first supported one in `protocols`:
/// a service may support several.
fn protocol(at: &Cursor<'_>, d: &mut Diagnostics) -> Option<Protocol> {
    let preferred = at.required("protocol", d)?;
    let all = at.get("protocols").map(|list| list.items(d));
    let all = [preferred.clone()]
        .into_iter()
        .chain(all.unwrap_or_default());
    let names: Vec<&str> = all.filter_map(|at| at.string(d)).collect();
    let protocol = names.iter().find_map(|name| match *name {
        "query" => Some(Protocol::Query),
        "ec2" => Some(Protocol::Ec2),
        _ => None,
    });
    if protocol.is_none() {
        d.push(
            preferred
                .diagnostic("unsupported protocol")
                .found(names.join(", "))
                .expected("query or ec2, or `protocols` with one of them"),
        );
    }
    protocol
}

/// The note in the documentation of a service whose model requires another signature version.
const SIGNED_WITH_V4: &str = "<p>The model of this service specifies Signature Version 2. \
    Requests of this crate are signed with Signature Version 4.</p>";

/// Services that are as old as Signature Version 2 accept version 4 too, the only implemented
/// version.
fn check_signature(at: &Cursor<'_>, d: &mut Diagnostics) {
    let Some(version) = at.required("signatureVersion", d) else {
        return;
    };
    let Some(text) = version.string(d) else {
        return;
    };
    if !matches!(text, "v2" | "v4") {
        d.push(
            version
                .diagnostic("unsupported version of signatures")
                .found(text)
                .expected("v4, or v2 of a service that accepts v4 too"),
        );
    }
}

/// The service with the traits from `metadata` and from the files with endpoint rules and tests.
pub(super) fn translate_service(
    metadata: &Metadata<'_>,
    names: &Names,
    files: &Files,
    d: &mut Diagnostics,
) -> Value {
    let at = &metadata.at;
    let root = files.service();
    let mut traits = Map::new();
    let mut add = |id: &str, value: Value| traits.insert(id.to_owned(), value);
    add("aws.api#service", json!({ "sdkId": metadata.sdk_id }));
    add("aws.auth#sigv4", json!({ "name": metadata.signing_name }));
    let protocol = match metadata.protocol {
        Protocol::Query => "aws.protocols#awsQuery",
        Protocol::Ec2 => "aws.protocols#ec2Query",
    };
    add(protocol, json!({}));
    if let Some(namespace) = at.get("xmlNamespace") {
        let uri = namespace.value().get("uri").unwrap_or(namespace.value());
        add("smithy.api#xmlNamespace", json!({ "uri": uri }));
    }
    let copied = [
        (at.get("serviceFullName"), "smithy.api#title"),
        (root.get("documentation"), "smithy.api#documentation"),
        (
            root.get("clientContextParams"),
            "smithy.rules#clientContextParams",
        ),
        (
            files.get(Part::EndpointRules),
            "smithy.rules#endpointRuleSet",
        ),
        (files.get(Part::EndpointTests), "smithy.rules#endpointTests"),
    ];
    for (at, id) in copied {
        if let Some(at) = at {
            add(id, at.value().clone());
        }
    }
    if at
        .get("signatureVersion")
        .is_some_and(|at| at.value() == "v2")
    {
        let docs = root.get("documentation");
        let docs = docs
            .and_then(|docs| docs.value().as_str())
            .unwrap_or_default();
        add(
            "smithy.api#documentation",
            format!("{docs}{SIGNED_WITH_V4}").into(),
        );
    }
    if at.get("auth").is_some_and(|auth| !has_sigv4(&auth, d)) {
        d.push(
            at.diagnostic("unsupported authentication schemes")
                .found("`auth` without aws.auth#sigv4")
                .expected("a service whose requests are signed with SigV4"),
        );
    }
    let target = |name: &String| json!({ "target": names.operation(name) });
    let operations: Vec<Value> = names.operations().map(target).collect();
    json!({
        "type": "service",
        "version": metadata.version,
        "operations": operations,
        "traits": traits,
    })
}

fn has_sigv4(auth: &Cursor<'_>, d: &mut Diagnostics) -> bool {
    let schemes = auth.items(d);
    schemes
        .iter()
        .any(|scheme| scheme.string(d) == Some("aws.auth#sigv4"))
}
