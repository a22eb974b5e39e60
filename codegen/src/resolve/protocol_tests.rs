//! The client tests of `smithy.test#httpRequestTests` and `smithy.test#httpResponseTests`.

use crate::ast::{Shape, Traits};
use crate::diagnostic::Diagnostics;
use crate::docs;
use crate::ir::protocol_test::{Body, Case, ProtocolTest, RequestCase, ResponseCase};
use crate::ir::{ErrorMessage, Operation, StructId};
use crate::json::Cursor;
use crate::naming;
use crate::scope::Scope;
use crate::skip::Skips;

use super::Resolver;
use super::service::protocol_id;

const REQUESTS: &str = "smithy.test#httpRequestTests";
const RESPONSES: &str = "smithy.test#httpResponseTests";

const FORM: &str = "application/x-www-form-urlencoded";

impl Resolver<'_, '_> {
    /// The cases of the operations in their order, then of the errors, each with the first
    /// operation that returns it.
    pub(super) fn protocol_tests(
        &self,
        operations: &[(&Shape<'_>, Operation)],
        skips: &mut Skips<'_>,
        d: &mut Diagnostics,
    ) -> Vec<ProtocolTest> {
        let mut tests = Vec::new();
        for (index, (shape, operation)) in operations.iter().enumerate() {
            for at in self.cases(&shape.traits, REQUESTS, d) {
                let case = self.request_case(operation, &at, d);
                tests.extend(
                    case.and_then(|case| new_test(&at, index, Case::Request(case), skips, d)),
                );
            }
            for at in self.cases(&shape.traits, RESPONSES, d) {
                let case = self.response_case(operation.output, None, &at, d);
                tests.extend(
                    case.and_then(|case| new_test(&at, index, Case::Response(case), skips, d)),
                );
            }
        }
        for (id, error) in &self.shared {
            let Some(shape) = self.model.shapes.get(id) else {
                continue;
            };
            let gives = |(_, operation): &(&Shape<'_>, Operation)| operation.errors.contains(error);
            let Some(index) = operations.iter().position(gives) else {
                continue;
            };
            for at in self.cases(&shape.traits, RESPONSES, d) {
                let case = self.response_case(*error, Some(*error), &at, d);
                tests.extend(
                    case.and_then(|case| new_test(&at, index, Case::Response(case), skips, d)),
                );
            }
        }
        let functions = Scope::new(&self.names.fixed.protocol_test_functions);
        name_tests(&mut tests, functions);
        tests
    }

    /// The cases of a trait for this protocol and for clients.
    fn cases<'t>(&self, traits: &Traits<'t>, id: &str, d: &mut Diagnostics) -> Vec<Cursor<'t>> {
        let Some(list) = traits.get(id) else {
            return Vec::new();
        };
        let mut cases = list.items(d);
        cases.retain(|case| {
            let protocol = case.required("protocol", d).and_then(|at| at.string(d));
            let side = case.get("appliesTo").and_then(|at| at.string(d));
            protocol == Some(protocol_id(self.protocol)) && side != Some("server")
        });
        cases
    }

    fn request_case(
        &self,
        operation: &Operation,
        at: &Cursor<'_>,
        d: &mut Diagnostics,
    ) -> Option<RequestCase> {
        for key in ["queryParams", "requireQueryParams"] {
            if let Some(params) = at.get(key) {
                d.push(
                    params
                        .diagnostic("a protocol test of the query string of a URI")
                        .found(key)
                        .expected("a test of the body, where the Query protocols have everything"),
                );
            }
        }
        let params = at.get("params");
        let structure = self.structure(operation.input)?;
        let input = match &params {
            Some(params) => self.given_members(structure, params, |_| false, d)?,
            None => Vec::new(),
        };
        let text = |key: &str, d: &mut Diagnostics| at.get(key).and_then(|at| at.string(d));
        let media_type = text("bodyMediaType", d);
        let body = text("body", d).map(|body| Body {
            text: body.to_owned(),
            is_form: media_type == Some(FORM),
        });
        let endpoint = text("host", d);
        // The host of a case may have a path, which becomes part of the path of the request.
        let host = text("resolvedHost", d).or(endpoint);
        let host = host.and_then(|host| host.split('/').next());
        Some(RequestCase {
            input,
            method: at.required("method", d)?.string(d)?.to_owned(),
            path: at.required("uri", d)?.string(d)?.to_owned(),
            endpoint: format!("https://{}", endpoint.unwrap_or("example.com")),
            host: host.map(str::to_owned),
            headers: lower_case(headers(at, d)),
            required_headers: names(at, "requireHeaders", d),
            forbidden_headers: names(at, "forbidHeaders", d),
            body,
        })
    }

    fn response_case(
        &self,
        structure: StructId,
        error: Option<StructId>,
        at: &Cursor<'_>,
        d: &mut Diagnostics,
    ) -> Option<ResponseCase> {
        let code = at.required("code", d)?;
        let number = code.integer(d)?;
        let status = u16::try_from(number).ok();
        if status.is_none() {
            d.push(
                code.diagnostic("impossible HTTP status")
                    .found(number)
                    .expected("100 to 599"),
            );
        }
        let structure = self.structure(structure)?;
        // The message of an error is not a modeled field, and is compared separately.
        let is_message = |name: &str| {
            let is_field = || structure.fields.iter().any(|field| field.member == name);
            error.is_some() && name.eq_ignore_ascii_case("message") && !is_field()
        };
        let params = at.get("params");
        let values = match &params {
            Some(params) => self.given_members(structure, params, is_message, d)?,
            None => Vec::new(),
        };
        let message = params.iter().flat_map(|params| params.entries(d));
        let message = message.into_iter().find(|(name, _)| is_message(name));
        let message = message.and_then(|(_, at)| at.value().as_str());
        let body = at.get("body").and_then(|body| body.string(d));
        Some(ResponseCase {
            status: status?,
            headers: headers(at, d),
            body: body.unwrap_or_default().to_owned(),
            error,
            message: message.map(ErrorMessage::of),
            values,
        })
    }
}

fn new_test(
    at: &Cursor<'_>,
    operation: usize,
    case: Case,
    skips: &mut Skips<'_>,
    d: &mut Diagnostics,
) -> Option<ProtocolTest> {
    let id = at.required("id", d)?.string(d)?;
    let documentation = at.get("documentation").and_then(|docs| docs.string(d));
    Some(ProtocolTest {
        id: id.to_owned(),
        ident: naming::test_name(id),
        docs: documentation.map(docs::to_markdown).unwrap_or_default(),
        operation,
        skipped: skips.reason(id),
        case,
    })
}

/// A request and a response may have the same id, and two ids the same name.
fn name_tests(tests: &mut [ProtocolTest], mut functions: Scope) {
    for test in tests {
        if let Case::Response(_) = test.case {
            // The name of a keyword ends in an underscore.
            test.ident = format!("{}_response", test.ident.trim_end_matches('_'));
        }
        test.ident = functions.take_free(&test.ident, "_", &test.id);
    }
}

fn headers(at: &Cursor<'_>, d: &mut Diagnostics) -> Vec<(String, String)> {
    let entries = at.get("headers").map(|headers| headers.entries(d));
    let text =
        |(name, value): (&str, Cursor<'_>)| Some((name.to_owned(), value.string(d)?.to_owned()));
    entries
        .unwrap_or_default()
        .into_iter()
        .filter_map(text)
        .collect()
}

fn lower_case(headers: Vec<(String, String)>) -> Vec<(String, String)> {
    let headers = headers.into_iter();
    headers
        .map(|(name, value)| (name.to_ascii_lowercase(), value))
        .collect()
}

/// The names of headers in lower case.
fn names(at: &Cursor<'_>, key: &str, d: &mut Diagnostics) -> Vec<String> {
    let items = at.get(key).map(|names| names.items(d)).unwrap_or_default();
    items
        .iter()
        .filter_map(|name| Some(name.string(d)?.to_ascii_lowercase()))
        .collect()
}
