//! The outcome of a rule as the return value of the function.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::expression::{as_text, str_ref, value};
use super::{fits, free_name};
use crate::ir::endpoint::{Destination, Expr, Outcome, Part, Statement};
use crate::naming::bare;

/// The statements that bind parts of `outcome`, `depth` levels in, and its value.
pub(super) fn result(outcome: &Outcome, depth: usize) -> (TokenStream, TokenStream) {
    let mut names = Names {
        outcome: Statement::Return(outcome.clone()),
        lets: TokenStream::new(),
        fields: Vec::new(),
    };
    let result = match outcome {
        Outcome::Error(message) => {
            let room = "return Err(EndpointError::new(\"\"));".len();
            let message = names.text(message, "message", room, depth);
            quote!(Err(EndpointError::new(#message)))
        }
        Outcome::Endpoint(destination) => {
            let endpoint = endpoint(destination, &mut names, depth);
            quote!(Ok(#endpoint))
        }
    };
    (names.lets, result)
}

fn endpoint(destination: &Destination, names: &mut Names, depth: usize) -> TokenStream {
    let room = "let resolved = Endpoint::new(\"\");".len();
    let url = names.text(&destination.url, "url", room, depth);
    let url = quote!(Endpoint::new(#url));
    let mut endpoint = url.clone();
    let setters = [
        (quote!(with_signing_name), &destination.signing_name),
        (quote!(with_signing_region), &destination.signing_region),
    ];
    for (setter, content) in setters {
        if let Some(content) = content {
            let content = names.part(content);
            endpoint.extend(quote!(.#setter(#content)));
        }
    }
    for (name, content) in &destination.headers {
        let content = names.part(content);
        endpoint.extend(quote!(.with_header(#name, #content)));
    }
    let is_plain = destination.signing_name.is_none()
        && destination.signing_region.is_none()
        && destination.headers.is_empty();
    match is_plain {
        true => url,
        false => names.bind("resolved", endpoint),
    }
}

/// Statements that bind the parts of an outcome.
struct Names {
    outcome: Statement,
    lets: TokenStream,
    /// The fields that are bound, and their names.
    fields: Vec<(Expr, Ident)>,
}

impl Names {
    /// `expr` as text: inline if it is short enough for a line of which `room` is taken, otherwise
    /// bound to a `name`.
    fn text(&mut self, expr: &Expr, name: &str, room: usize, depth: usize) -> TokenStream {
        match expr {
            Expr::Text(text) if !fits(text.len() + room, depth) => self.bind(name, quote!(#text)),
            Expr::Format(parts) => {
                let text = self.format(parts);
                self.bind(name, text)
            }
            other => as_text(other),
        }
    }

    /// Like [`Names::text`], for a text in a chain of calls, on its own line.
    fn part(&mut self, expr: &Expr) -> TokenStream {
        match expr {
            Expr::Format(parts) => self.format(parts),
            other => as_text(other),
        }
    }

    fn bind(&mut self, name: &str, value: TokenStream) -> TokenStream {
        let name = free_name(name, &self.outcome);
        self.lets.extend(quote!(let #name = #value;));
        quote!(#name)
    }

    /// A format with all values inlined by name.
    fn format(&mut self, parts: &[Part]) -> TokenStream {
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Text(literal) => {
                    text.push_str(&literal.replace('{', "{{").replace('}', "}}"));
                }
                Part::Value(Expr::Variable { ident, .. }) => {
                    text.push_str(&format!("{{{}}}", bare(ident)));
                }
                Part::Value(other) => text.push_str(&format!("{{{}}}", self.named(other))),
            }
        }
        quote!(format!(#text))
    }

    /// The name for a value that is not a variable.
    fn named(&mut self, expr: &Expr) -> Ident {
        if let Some((_, name)) = self.fields.iter().find(|(named, _)| named == expr) {
            return name.clone();
        }
        let field = match expr {
            // The same name for either DNS suffix keeps the line short.
            Expr::Field { field, .. } => field.trim_start_matches("dual_stack_"),
            _ => "text",
        };
        let taken = self
            .fields
            .iter()
            .filter(|(_, name)| name.to_string().starts_with(field));
        let field = match taken.count() {
            0 => field.to_owned(),
            before => format!("{field}_{}", before + 1),
        };
        let name = free_name(&field, &self.outcome);
        let bound = match expr {
            Expr::Field { owned: true, .. } => str_ref(expr),
            other => value(other),
        };
        self.lets.extend(quote!(let #name = #bound;));
        self.fields.push((expr.clone(), name.clone()));
        name
    }
}
