//! All that can become of a call, with secrets wherever they could stand.

use querysmith::testing::Answer;
use querysmith::transport::{TransportError, TransportErrorKind};

use super::texts::encoded;
use crate::case::{Case, success};
use crate::client::SIGNING_SECRETS;

/// What may become of a call, and the answers by which it does.
pub(super) type Outcome = (String, Vec<Answer>);

pub(super) fn all<C: Case>() -> Vec<Outcome> {
    let mut outcomes = vec![("success".to_owned(), vec![whole::<C>()])];
    outcomes.extend(errors::<C>());
    outcomes.extend(junk::<C>());
    outcomes.extend(transport_errors::<C>());
    outcomes.push((
        "a success after two failures".to_owned(),
        vec![
            Answer::fault(TransportErrorKind::Io),
            Answer::error(503, "ServiceUnavailable", &quoted_headers()),
            whole::<C>(),
        ],
    ));
    outcomes.push(("no answer".to_owned(), vec![Answer::hang()]));
    outcomes
}

/// The answer of success with every member.
pub(super) fn whole<C: Case>() -> Answer {
    Answer::new(200, success::<C>().body)
}

/// Codes of all kinds, and messages of all kinds that repeat what was sent.
fn errors<C: Case>() -> Vec<Outcome> {
    let modelled = C::MODELLED.iter().map(|error| (error.status, error.code));
    let others = [
        (403, "AccessDenied"),
        (403, "ExpiredToken"),
        (403, "SignatureDoesNotMatch"),
        (400, "ValidationError"),
        (400, "Throttling"),
        (500, "InternalFailure"),
    ];
    let quoting = format!("{} {}", quoted_headers(), form::<C>());
    let codes = modelled.chain(others);
    let codes = codes.map(|(status, code)| (status, code, quoting.clone()));
    let messages = messages::<C>().into_iter();
    let messages = messages.map(|message| (400, "ValidationError", message));
    codes
        .chain(messages)
        .map(|(status, code, message)| {
            let answer = Answer::error(status, code, &message);
            (format!("{code}: {message}"), vec![answer])
        })
        .collect()
}

/// How services and what stands before them quote a request.
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

/// Answers that are no answers, with what would have been one in them, or what was sent.
fn junk<C: Case>() -> Vec<Outcome> {
    let text = String::from_utf8(success::<C>().body).unwrap();
    let quoting = format!("<html>{}<br>{}</html>", quoted_headers(), form::<C>());
    let mut bodies = vec![
        (502, "a page", quoting.clone()),
        (200, "a page with success", quoting),
        (500, "JSON", json::<C>()),
        (500, "a success with failure", text.clone()),
        (200, "nothing", String::new()),
        (200, "no result", text.replace("Result>", "Outcome>")),
    ];
    // At every element, so that each is the last one of some answer.
    for (end, _) in text.match_indices("</") {
        bodies.push((200, "a cut answer", text[..end].to_owned()));
    }
    // Without credentials in it, these leave an answer as it is.
    for (what, from, to) in [
        ("no date", "2030-01-02T", "tomorrow at "),
        ("no expiration", "Expiration>", "BestBefore>"),
    ] {
        bodies.push((200, what, text.replace(from, to)));
    }
    let outcome = |(status, what, body): (u16, &str, String)| {
        (what.to_owned(), vec![Answer::new(status, body)])
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
