//! The endpoint of an endpoint rule.

use super::expression::resolve_typed;
use super::scope::{Scope, Type};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::endpoint::{Destination, Expr};
use crate::json::{Cursor, describe};

/// The URL, the headers and the signing scope.
pub(super) fn resolve_destination(
    endpoint: &Cursor<'_>,
    scope: &Scope<'_>,
    d: &mut Diagnostics,
) -> Option<Destination> {
    let url = resolve_typed(&endpoint.required("url", d)?, Type::Text, scope, 0, d);
    if let (Some(Expr::Text(url)), Some(at)) = (&url, endpoint.get("url"))
        && !is_url(url)
    {
        d.push(
            at.diagnostic("malformed URL of an endpoint")
                .found(format!("\"{url}\""))
                .expected("a URL with a host that begins with https:// or http://"),
        );
    }
    let mut headers = Vec::new();
    for (name, values) in endpoint
        .get("headers")
        .map(|h| h.entries(d))
        .unwrap_or_default()
    {
        if name.is_empty() || !name.chars().all(is_token) {
            d.push(
                values
                    .diagnostic("malformed name of a header of an endpoint")
                    .found(format!("\"{name}\""))
                    .expected("letters, digits and punctuation that HTTP permits, such as x-name"),
            );
        }
        for value in values.items(d) {
            let at = value;
            let Some(value) = resolve_typed(&at, Type::Text, scope, 0, d) else {
                continue;
            };
            if let Expr::Text(text) = &value
                && text.contains(char::is_control)
            {
                d.push(
                    at.diagnostic("malformed value of a header of an endpoint")
                        .found(format!("\"{text}\""))
                        .expected("text without control characters"),
                );
            }
            headers.push((name.to_owned(), value));
        }
    }
    let properties = endpoint
        .get("properties")
        .map(|p| p.entries(d))
        .unwrap_or_default();
    let mut signing = Signing::default();
    for (name, property) in properties {
        match name {
            "authSchemes" => signing = resolve_signing(&property, scope, d),
            _ => d.push(unsupported(
                "property of an endpoint",
                name,
                "authSchemes",
                &property,
            )),
        }
    }
    Some(Destination {
        url: url?,
        signing_name: signing.name,
        signing_region: signing.region,
        headers,
    })
}

fn is_url(url: &str) -> bool {
    let rest = url.strip_prefix("https://");
    let rest = rest.or_else(|| url.strip_prefix("http://"));
    let is_plain = |c: char| c.is_ascii_graphic();
    rest.is_some_and(|rest| {
        !rest.is_empty() && !rest.starts_with('/') && rest.chars().all(is_plain)
    })
}

/// Whether a name of a header may have the character.
fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

#[derive(Default)]
struct Signing {
    name: Option<Expr>,
    region: Option<Expr>,
}

/// The signing scope of the first supported auth scheme.
fn resolve_signing(schemes: &Cursor<'_>, scope: &Scope<'_>, d: &mut Diagnostics) -> Signing {
    let mut signing = Signing::default();
    let items = schemes.items(d);
    let is_known = |scheme: &&Cursor<'_>| {
        let name = scheme.get("name");
        name.is_some_and(|name| name.value().as_str() == Some("sigv4"))
    };
    let Some(scheme) = items.iter().find(is_known) else {
        d.push(
            schemes
                .diagnostic("no supported auth scheme for an endpoint")
                .found(describe(schemes.value()))
                .expected("an authScheme with the name sigv4"),
        );
        return signing;
    };
    for (key, value) in scheme.entries(d) {
        match key {
            "name" => {}
            "signingName" => signing.name = resolve_typed(&value, Type::Text, scope, 0, d),
            "signingRegion" => signing.region = resolve_typed(&value, Type::Text, scope, 0, d),
            "disableDoubleEncoding" if value.value().as_bool() == Some(false) => {}
            _ => {
                let known = "name, signingName or signingRegion";
                d.push(unsupported("property of an authScheme", key, known, &value));
            }
        }
    }
    signing
}

fn unsupported(what: &str, found: &str, expected: &str, cursor: &Cursor<'_>) -> Diagnostic {
    cursor
        .diagnostic(format!("unsupported {what}"))
        .found(found)
        .expected(expected)
}
