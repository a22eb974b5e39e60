//! Errors: their codes, statuses, retry hints and members.

use crate::ast::{Kind, Member, Shape, Simple, Traits};
use crate::diagnostic::Diagnostics;
use crate::ir::{ErrorSpec, Retry};
use crate::json::Cursor;

use super::Resolver;

impl<'m, 'a> Resolver<'m, 'a> {
    /// Whether a member of an error is its message, which every error has, in the model or not: a
    /// string in one of the elements in which the runtime looks for it.
    pub(super) fn is_message(&self, member: &Member<'a>) -> bool {
        let target = self
            .model
            .shapes
            .get(member.target)
            .map(|shape| &shape.kind);
        let name = member.traits.get("smithy.api#xmlName");
        let name = name.and_then(|name| name.value().as_str());
        MESSAGES.contains(&member.name)
            && MESSAGES.contains(&name.unwrap_or(member.name))
            && matches!(target, Some(Kind::Simple(Simple::String)))
    }

    /// Reports what is lost because the message of an error is not a field: a second message, and
    /// that the message is sensitive.
    pub(super) fn check_messages(&self, shape: &Shape<'a>, d: &mut Diagnostics) {
        let mut members = shape.members().into_iter();
        let Some(message) = members.find(|member| self.is_message(member)) else {
            return;
        };
        for other in members.filter(|member| self.is_message(member)) {
            d.push(
                other
                    .at
                    .diagnostic("two members of an error are its message")
                    .found(format!("{} and {}", message.name, other.name))
                    .expected("one member that is named message or Message"),
            );
        }
        if self.is_sensitive(message) {
            d.warn(
                message
                    .at
                    .diagnostic("the message of an error is sensitive, and errors display it")
                    .found("smithy.api#sensitive on the message or its target")
                    .expected("a message that may be logged"),
            );
        }
    }

    /// Errors are read from whole responses, so no other shape can contain one.
    pub(super) fn refuse_errors_as_values(&self, d: &mut Diagnostics) {
        let closure = &self.closure;
        for shape in self.model.shapes.values() {
            for member in shape.members() {
                let id = member.target;
                let reached = closure.read.contains(id) || closure.written.contains(id);
                if closure.errors.contains(id) && reached {
                    d.push(
                        member
                            .at
                            .diagnostic("an error is the value of a member")
                            .found(id)
                            .expected("a structure that no operation returns as an error"),
                    );
                }
            }
        }
    }
}

/// The names of the element that contains the message of an error.
pub(super) const MESSAGES: [&str; 2] = ["message", "Message"];

/// The traits of an error, whose predicate and variant are named.
pub(super) fn resolve_error(
    shape: &Shape<'_>,
    (predicate, variant): (String, String),
    d: &mut Diagnostics,
) -> ErrorSpec {
    let fault = shape.traits.get("smithy.api#error");
    if fault.is_none() {
        d.push(
            shape
                .at
                .diagnostic("an operation's error is not marked as one")
                .found("a structure without smithy.api#error")
                .expected("smithy.api#error: \"client\" or \"server\""),
        );
    }
    let mut status = 400;
    if let Some(fault) = fault
        && let Some(text) = fault.string(d)
    {
        match text {
            "client" => {}
            "server" => status = 500,
            other => d.push(
                fault
                    .diagnostic("unknown kind of error")
                    .found(other)
                    .expected("\"client\" or \"server\""),
            ),
        }
    }
    let mut code = shape.name();
    if let Some(at) = shape.traits.get("smithy.api#httpError") {
        status = http_status(at, d).unwrap_or(status);
    }
    if let Some(query_error) = shape.traits.get("aws.protocols#awsQueryError") {
        let given = query_error.required("code", d);
        code = given.and_then(|at| error_code(&at, d)).unwrap_or(code);
        let at = query_error.required("httpResponseCode", d);
        status = at.and_then(|at| http_status(&at, d)).unwrap_or(status);
    }
    ErrorSpec {
        code: code.to_owned(),
        predicate,
        variant,
        status,
        retry: resolve_retry(&shape.traits, d),
    }
}

/// A code that responses state as the text of an element.
fn error_code<'a>(at: &Cursor<'a>, d: &mut Diagnostics) -> Option<&'a str> {
    let code = at.string(d)?;
    let is_plain = |c: char| c.is_ascii_graphic() && !"<>&\"'".contains(c);
    if !code.is_empty() && code.chars().all(is_plain) {
        return Some(code);
    }
    d.push(
        at.diagnostic("malformed code of an error")
            .found(format!("\"{code}\""))
            .expected("visible ASCII characters without quotes and markup"),
    );
    None
}

fn resolve_retry(traits: &Traits<'_>, d: &mut Diagnostics) -> Retry {
    let Some(retryable) = traits.get("smithy.api#retryable") else {
        return Retry::No;
    };
    let throttling = retryable.get("throttling").and_then(|at| at.boolean(d));
    if throttling.unwrap_or(false) {
        Retry::Throttling
    } else {
        Retry::Yes
    }
}

fn http_status(at: &Cursor<'_>, d: &mut Diagnostics) -> Option<u16> {
    let number = at.integer(d)?;
    let status = u16::try_from(number)
        .ok()
        .filter(|status| (400..600).contains(status));
    if status.is_none() {
        d.push(
            at.diagnostic("impossible HTTP status of an error")
                .found(number)
                .expected("400 to 599"),
        );
    }
    status
}
