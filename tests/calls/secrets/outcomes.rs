//! All possible results of a call, with secrets wherever they can occur.

use querysmith::testing::Response;
use querysmith::transport::{TransportError, TransportErrorKind};

use super::texts::encoded;
use crate::case::{Case, success};
use crate::client::SIGNING_SECRETS;

/// A description, and the scripted responses of the call.
pub(super) type Outcome = (String, Vec<Response>);

pub(super) fn all<C: Case>() -> Vec<Outcome> {
    let mut outcomes = vec![("success".to_owned(), vec![success_response::<C>()])];
    outcomes.extend(errors::<C>());
    outcomes.extend(malformed::<C>());
    outcomes.extend(transport_errors::<C>());
    outcomes.push((
        "a success after two failures".to_owned(),
        vec![
            Response::fault(TransportErrorKind::Io),
            Response::error(503, "ServiceUnavailable", &quoted_headers()),
            success_response::<C>(),
        ],
    ));
    outcomes.push(("no response".to_owned(), vec![Response::hang()]));
    outcomes
}

/// The success response with every member.
pub(super) fn success_response<C: Case>() -> Response {
    Response::new(200, success::<C>().body)
}

/// Error responses with various codes, and with various messages that quote the request.
fn errors<C: Case>() -> Vec<Outcome> {
    let modeled = C::MODELED.iter().map(|error| (error.status, error.code));
    let others = [
        (403, "AccessDenied"),
        (403, "ExpiredToken"),
        (403, "SignatureDoesNotMatch"),
        (400, "ValidationError"),
        (400, "Throttling"),
        (500, "InternalFailure"),
    ];
    let quoting = format!("{} {}", quoted_headers(), form::<C>());
    let codes = modeled.chain(others);
    let codes = codes.map(|(status, code)| (status, code, quoting.clone()));
    let messages = messages::<C>().into_iter();
    let messages = messages.map(|message| (400, "ValidationError", message));
    codes
        .chain(messages)
        .map(|(status, code, message)| {
            let response = Response::error(status, code, &message);
            (format!("{code}: {message}"), vec![response])
        })
        .collect()
}

/// Messages in which services and proxies quote a request.
fn messages<C: Case>() -> Vec<String> {
    let mut messages = vec![
        "Because.".to_owned(),
        quoted_headers(),
        format!(
            "The Canonical String for this request should have been\n'POST\n/\n\n{}\n\nhost'",
            quoted_headers()
        ),
        format!("Cannot read the body {}", form::<C>()),
        format!("Cannot read {}", json::<C>()),
        format!("Cannot read {}", elements::<C>()),
    ];
    messages.extend(C::FORM.iter().map(|(name, value)| {
        let last = name.rsplit('.').next().unwrap();
        let (first, rest) = last.split_at(1);
        let name = format!("{}{rest}", first.to_lowercase());
        format!(
            "1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: \
             Member must have length less than or equal to 1"
        )
    }));
    messages
}

fn quoted_headers() -> String {
    let [_, token] = SIGNING_SECRETS;
    format!("host:sts.example\nx-amz-date:20260504T030201Z\nx-amz-security-token:{token}\n")
}

fn form<C: Case>() -> String {
    let pairs = C::FORM.iter();
    let pairs = pairs.map(|(name, value)| format!("{name}={}", encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn json<C: Case>() -> String {
    let members = C::FORM.iter();
    let members = members.map(|(name, value)| format!("{name:?}: {value:?}"));
    format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
}

fn elements<C: Case>() -> String {
    let members = C::FORM.iter().map(|(name, value)| {
        let name = name.rsplit('.').next().unwrap();
        format!("<{name}>{value}</{name}>")
    });
    members.collect()
}

/// Malformed responses that contain parts of a success response or of the request.
fn malformed<C: Case>() -> Vec<Outcome> {
    let text = String::from_utf8(success::<C>().body).unwrap();
    let quoting = format!("<html>{}<br>{}</html>", quoted_headers(), form::<C>());
    let mut bodies = vec![
        (502, "a page", quoting.clone()),
        (200, "a page with a success status", quoting),
        (500, "JSON", json::<C>()),
        (500, "a success body with an error status", text.clone()),
        (200, "an empty body", String::new()),
        (200, "no result", text.replace("Result>", "Outcome>")),
    ];
    // Truncated at every element, so that each is the last one of some response.
    for (end, _) in text.match_indices("</") {
        bodies.push((200, "a truncated response", text[..end].to_owned()));
    }
    // These affect only responses with credentials.
    for (what, from, to) in [
        ("no date", "2030-01-02T", "tomorrow at "),
        ("no expiration", "Expiration>", "BestBefore>"),
    ] {
        bodies.push((200, what, text.replace(from, to)));
    }
    let outcome = |(status, what, body): (u16, &str, String)| {
        (what.to_owned(), vec![Response::new(status, body)])
    };
    bodies.into_iter().map(outcome).collect()
}

fn transport_errors<C: Case>() -> Vec<Outcome> {
    let kinds = [
        TransportErrorKind::Connect,
        TransportErrorKind::Io,
        TransportErrorKind::Timeout,
        TransportErrorKind::Tls,
        TransportErrorKind::BodyTooLarge,
        TransportErrorKind::Other,
    ];
    let outcome = |kind| {
        let source = std::io::Error::other("the cable is gone");
        let error = TransportError::new(kind, "no response from sts.example").with_source(source);
        (format!("{kind:?}"), vec![error.into()])
    };
    kinds.into_iter().map(outcome).collect()
}
