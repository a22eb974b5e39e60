//! `smithy.api#examples`: inputs as values and as forms, outputs as values and as XML.

mod response;

use crate::ast::Shape;
use crate::diagnostic::Diagnostics;
use crate::ir::{
    ErrorMessage, Example, Literal, Operation, Outcome, Presence, Role, StructId, Type,
};
use crate::json::Cursor;
use crate::naming;
use crate::scope::Scope;

use super::Resolver;
use super::error::MESSAGES;

/// Adds the examples to their operations.
pub(super) fn resolve_examples(
    resolver: &Resolver<'_, '_>,
    operations: Vec<(&Shape<'_>, Operation)>,
    d: &mut Diagnostics,
) -> Vec<Operation> {
    let mut functions = Scope::new(&resolver.names.fixed.example_functions);
    let add = |(shape, mut operation): (&Shape<'_>, Operation)| {
        let list = shape.traits.get("smithy.api#examples");
        let items = list.map(|list| list.items(d)).unwrap_or_default();
        for item in &items {
            let example = resolver.example(&operation, item, d);
            operation.examples.extend(example.map(|mut example| {
                example.ident = functions.take_free(&example.ident, "_", &operation.wire);
                example
            }));
        }
        operation
    };
    operations.into_iter().map(add).collect()
}

impl Resolver<'_, '_> {
    fn example(
        &self,
        operation: &Operation,
        at: &Cursor<'_>,
        d: &mut Diagnostics,
    ) -> Option<Example> {
        let title = at.required("title", d)?.string(d)?;
        let input = match at.get("input") {
            Some(input) => self.members(operation.input, &input, d)?,
            None => Vec::new(),
        };
        let input = self.with_tokens(operation.input, input);
        self.check_host_labels(operation, &input, at, d);
        let mut form = Vec::new();
        self.write_form(operation.input, &input, "", &mut form);
        let (outcome, response) = match (at.get("output"), at.get("error")) {
            (_, Some(error)) => self.error_outcome(operation, &error, d)?,
            (output, None) => {
                let values = match output {
                    Some(output) => self.members(operation.output, &output, d)?,
                    None => Vec::new(),
                };
                let depth = response::depth(self.protocol);
                let xml = self.write_xml(operation.output, &values, depth);
                let response = response::output(self.protocol, &operation.wire, &xml);
                let values = self.as_read(operation.output, values);
                (Outcome::Output { values, xml }, response)
            }
        };
        let heading = format!("{}:", title.trim_end_matches('.'));
        Some(Example {
            title: title.to_owned(),
            heading: crate::docs::to_markdown(&heading),
            ident: naming::test_name(&format!("{} {title}", operation.wire)),
            input,
            form,
            outcome,
            response,
        })
    }

    fn error_outcome(
        &self,
        operation: &Operation,
        at: &Cursor<'_>,
        d: &mut Diagnostics,
    ) -> Option<(Outcome, String)> {
        let id = at.required("shapeId", d)?;
        let shape = id.string(d)?;
        let known = self.shared.get(shape).copied();
        let Some(error) = known.filter(|error| operation.errors.contains(error)) else {
            d.push(
                id.diagnostic("an example shows an error that the operation does not have")
                    .found(shape)
                    .expected(format!("one of the errors of {}", operation.wire)),
            );
            return None;
        };
        let content = at.get("content");
        let fields = self.structure(error).map_or(&[][..], |error| &error.fields);
        let is_field = |name: &str| fields.iter().any(|field| field.member == name);
        let message = content.as_ref().and_then(|content| {
            let mut names = MESSAGES.iter().filter(|name| !is_field(name));
            let message = names.find_map(|name| content.get(name));
            message.and_then(|message| message.string(d))
        });
        let message = message.unwrap_or_default().trim();
        let response = match self.structure(error).map(|error| &error.role) {
            Some(Role::Error(spec)) => response::error(self.protocol, &spec.code, message),
            _ => return None,
        };
        let message = ErrorMessage::of(message);
        Some((Outcome::Error { error, message }, response))
    }

    /// Refuses values that become part of the host and cannot be: the call would fail.
    fn check_host_labels(
        &self,
        operation: &Operation,
        input: &[(usize, Literal)],
        at: &Cursor<'_>,
        d: &mut Diagnostics,
    ) {
        for (index, value) in input {
            if let Literal::Text(text) = value
                && operation.request.host_labels.contains(index)
                && !is_host_label(text)
            {
                d.push(
                    at.get("input")
                        .as_ref()
                        .unwrap_or(at)
                        .diagnostic("an example has a value that cannot be part of a host name")
                        .found(format!("\"{text}\""))
                        .expected("1 to 63 ASCII letters, digits and hyphens"),
                );
            }
        }
    }

    /// The members as a client reads them: an empty flattened list or map has no element.
    fn as_read(&self, id: StructId, values: Vec<(usize, Literal)>) -> Vec<(usize, Literal)> {
        let Some(structure) = self.structure(id) else {
            return values;
        };
        let mut read = Vec::new();
        for (index, value) in values {
            let Some(field) = structure.fields.get(index) else {
                continue;
            };
            let is_absent = match (&field.ty, &value) {
                (Type::List(list), Literal::List(items)) => {
                    items.is_empty() && list.item_xml.is_none()
                }
                (Type::Map(map), Literal::Map(entries)) => entries.is_empty() && map.flattened,
                _ => false,
            };
            if !is_absent || field.presence != Presence::Optional {
                read.push((index, self.value_as_read(value)));
            }
        }
        read
    }

    fn value_as_read(&self, value: Literal) -> Literal {
        match value {
            Literal::Structure(id, values) => Literal::Structure(id, self.as_read(id, values)),
            Literal::List(items) => {
                let items = items.into_iter().map(|item| self.value_as_read(item));
                Literal::List(items.collect())
            }
            Literal::Map(entries) => {
                let entries = entries.into_iter();
                let entries = entries.map(|(key, value)| (key, self.value_as_read(value)));
                Literal::Map(entries.collect())
            }
            Literal::Union(id, index, value) => {
                Literal::Union(id, index, Box::new(self.value_as_read(*value)))
            }
            other => other,
        }
    }

    /// The members with a fixed idempotency token where the call would generate a random one.
    fn with_tokens(
        &self,
        id: StructId,
        mut values: Vec<(usize, Literal)>,
    ) -> Vec<(usize, Literal)> {
        let fields = self
            .structure(id)
            .map_or(&[][..], |structure| &structure.fields);
        for (index, field) in fields.iter().enumerate() {
            if field.idempotency_token && !values.iter().any(|(given, _)| *given == index) {
                values.push((index, Literal::Text("example-token".to_owned())));
            }
        }
        values.sort_by_key(|(index, _)| *index);
        values
    }
}

fn is_host_label(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    (1..=63).contains(&text.len())
        && text.chars().all(is_plain)
        && !text.starts_with('-')
        && !text.ends_with('-')
}
