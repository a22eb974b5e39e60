//! The service of the model and its protocol.

use crate::ast::{Kind, Model, Shape};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::{Protocol, Service};
use crate::json::Cursor;
use crate::markdown::is_hidden;

use super::docs;
use super::structure::deprecated;

/// The one service of the model.
pub(super) fn find_service<'m, 'a>(
    model: &'m Model<'a>,
    d: &mut Diagnostics,
) -> Option<&'m Shape<'a>> {
    let is_service = |shape: &&Shape<'_>| matches!(shape.kind, Kind::Service(_));
    let services: Vec<&Shape<'_>> = model.shapes.values().filter(is_service).collect();
    match services.as_slice() {
        [service] => Some(service),
        [] => {
            let own = model
                .shapes
                .keys()
                .filter(|id| !id.starts_with("smithy.api#"))
                .count();
            d.push(
                Diagnostic::new(model.file, "shapes", "the model has no service")
                    .found(format!("{own} shapes, none of them a service"))
                    .expected("one shape of type service"),
            );
            None
        }
        several => {
            let ids: Vec<&str> = several.iter().map(|service| service.id).collect();
            d.push(
                Diagnostic::new(model.file, "shapes", "the model has several services")
                    .found(ids.join(", "))
                    .expected("one shape of type service")
                    .help("split the model into one file per service"),
            );
            None
        }
    }
}

pub(super) fn resolve_service(shape: &Shape<'_>, d: &mut Diagnostics) -> Option<Service> {
    let protocol = resolve_protocol(shape, d);
    let Kind::Service(service) = &shape.kind else {
        return None;
    };
    let title = shape
        .traits
        .get("smithy.api#title")
        .and_then(|title| title.string(d));
    let sdk_id = resolve_sdk_id(shape, d);
    let sigv4 = required_trait(shape, "aws.auth#sigv4", "`name`", d);
    let signing_name = sigv4.and_then(|sigv4| {
        let at = sigv4.required("name", d)?;
        check_token(at.string(d)?, &at, "malformed signing name of a service", d)
    });
    if let Some(at) = shape.at.get("version")
        && at.value().is_string()
    {
        check_token(service.version, &at, "malformed version of a service", d);
    }
    let namespace = shape.traits.get("smithy.api#xmlNamespace");
    let xml_namespace = namespace.and_then(|at| at.required("uri", d)?.string(d));
    let (sdk_id, protocol) = (sdk_id?, protocol?);
    Some(Service {
        sdk_id: sdk_id.to_owned(),
        title: one_line(title.unwrap_or(sdk_id)),
        protocol,
        frame_method: match protocol {
            Protocol::AwsQuery => None,
            Protocol::Ec2Query => Some("in_ec2_query"),
        },
        api_version: service.version.to_owned(),
        xml_namespace: xml_namespace.map(str::to_owned),
        signing_name: signing_name?.to_owned(),
        docs: docs(&shape.traits, d),
        deprecated: deprecated(&shape.traits, d),
    })
}

/// Checks a value that requests state unquoted: in a form, or in the scope of a signature.
fn check_token<'a>(
    value: &'a str,
    at: &Cursor<'_>,
    summary: &str,
    d: &mut Diagnostics,
) -> Option<&'a str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    if !value.is_empty() && value.chars().all(is_plain) {
        return Some(value);
    }
    d.push(
        at.diagnostic(summary)
            .found(format!("\"{value}\""))
            .expected("ASCII letters, digits, `-`, `.` and `_`"),
    );
    None
}

/// The protocol; awsQuery takes precedence over ec2Query.
fn resolve_protocol(shape: &Shape<'_>, d: &mut Diagnostics) -> Option<Protocol> {
    for protocol in [Protocol::AwsQuery, Protocol::Ec2Query] {
        if shape.traits.has(protocol_id(protocol)) {
            return Some(protocol);
        }
    }
    let protocols = shape.traits.iter().map(|(id, _)| id);
    let protocols: Vec<&str> = protocols
        .filter(|id| id.starts_with("aws.protocols#"))
        .collect();
    let found = match protocols.as_slice() {
        [] => "no protocol trait".to_owned(),
        protocols => protocols.join(", "),
    };
    d.push(
        shape
            .at
            .diagnostic("unsupported protocol")
            .found(found)
            .expected("aws.protocols#awsQuery or aws.protocols#ec2Query"),
    );
    None
}

/// The trait that marks the services of a protocol.
pub(super) fn protocol_id(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::AwsQuery => "aws.protocols#awsQuery",
        Protocol::Ec2Query => "aws.protocols#ec2Query",
    }
}

/// The SDK id of the service, from which the name of the crate is derived.
fn resolve_sdk_id<'a>(shape: &Shape<'a>, d: &mut Diagnostics) -> Option<&'a str> {
    let service = required_trait(shape, "aws.api#service", "`sdkId`", d)?;
    let at = service.required("sdkId", d)?;
    let sdk_id = at.string(d)?;
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric());
    if !sdk_id.split(' ').all(is_word) {
        d.push(
            at.diagnostic("malformed SDK id of a service")
                .found(format!("\"{sdk_id}\""))
                .expected("words of ASCII letters and digits, such as Auto Scaling"),
        );
        return None;
    }
    Some(sdk_id)
}

/// A title on one line, without characters that are markup in TOML or Markdown.
fn one_line(title: &str) -> String {
    let is_markup = |c: char| r#"\"`<>[]*"#.contains(c);
    let words: Vec<&str> = title
        .split(|c: char| c.is_whitespace() || is_hidden(c) || is_markup(c))
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// A trait that the service must have.
pub(super) fn required_trait<'s, 'a>(
    shape: &'s Shape<'a>,
    id: &str,
    with: &str,
    d: &mut Diagnostics,
) -> Option<&'s Cursor<'a>> {
    let value = shape.traits.get(id);
    if value.is_none() {
        d.push(
            shape
                .at
                .diagnostic(format!("the service lacks {id}"))
                .found("no such trait")
                .expected(format!("{id} with {with}")),
        );
    }
    value
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_title_is_one_line_without_markup() {
        assert_eq!(one_line("Some\n  Service"), "Some Service");
        assert_eq!(one_line("<b>\"A\"</b> [B]\\u{0}\u{7f}"), "b A /b B u{0}");
        assert_eq!(one_line("A\u{202e}B"), "A B");
    }
}
