//! The expressions of rules: literals, templates, references and calls.

mod attribute;
mod function;

use serde_json::Value as Json;

use super::scope::{Scope, Type, Value};
use crate::diagnostic::{Diagnostics, nearest};
use crate::ir::endpoint::{Expr, Part};
use crate::json::Cursor;

use attribute::attribute;

/// Expressions and rules nest at most this deep.
pub(super) const DEEPEST: usize = 64;

/// The value of the expression at `cursor`, `depth` levels into another. `None` after its defect is
/// reported.
pub(super) fn resolve_expression(
    cursor: &Cursor<'_>,
    scope: &Scope<'_>,
    depth: usize,
    d: &mut Diagnostics,
) -> Option<Value> {
    if depth > DEEPEST {
        d.push(
            cursor
                .diagnostic("endpoint expressions nest too deeply")
                .expected(format!("at most {DEEPEST} levels")),
        );
        return None;
    }
    match cursor.value() {
        Json::String(text) => template(text, cursor, scope, d),
        Json::Bool(boolean) => Some(set(Expr::Boolean(*boolean), Type::Boolean)),
        Json::Object(members) if members.contains_key("ref") => {
            let name = cursor.required("ref", d)?;
            let text = name.string(d)?;
            reference(text, &name, scope, d)
        }
        Json::Object(members) if members.contains_key("fn") => {
            function::resolve_call(cursor, scope, depth, d)
        }
        _ => {
            cursor.wrong_type("a string, a boolean, or an object with `ref` or `fn`", d);
            None
        }
    }
}

/// Like [`resolve_expression`], for a value that must have the type `ty` and be set.
pub(super) fn resolve_typed(
    cursor: &Cursor<'_>,
    ty: Type,
    scope: &Scope<'_>,
    depth: usize,
    d: &mut Diagnostics,
) -> Option<Expr> {
    let value = resolve_expression(cursor, scope, depth, d)?;
    typed(value, ty, cursor, d)
}

/// The expression of `value`, if it has the type `ty` and is set.
pub(super) fn typed(
    value: Value,
    ty: Type,
    cursor: &Cursor<'_>,
    d: &mut Diagnostics,
) -> Option<Expr> {
    if value.ty != ty {
        d.push(
            cursor
                .diagnostic("wrong type of endpoint value")
                .found(value.ty.describe())
                .expected(ty.describe()),
        );
        return None;
    }
    if value.optional {
        d.push(
            cursor
                .diagnostic("an endpoint value that may be unset is used")
                .found(format!("{} that may be unset", ty.describe()))
                .expected("a value that is set wherever the rule is reached")
                .help("add a condition with `isSet` before it"),
        );
        return None;
    }
    Some(value.expr)
}

pub(super) fn set(expr: Expr, ty: Type) -> Value {
    Value {
        expr,
        ty,
        optional: false,
    }
}

fn reference(
    name: &str,
    cursor: &Cursor<'_>,
    scope: &Scope<'_>,
    d: &mut Diagnostics,
) -> Option<Value> {
    if let Some(value) = scope.get(name) {
        return Some(value.clone());
    }
    let names = scope.names();
    let mut diagnostic = cursor
        .diagnostic("reference to a name that the endpoint rules do not define here")
        .found(name)
        .expected(format!("one of: {}", names.join(", ")));
    if let Some(near) = nearest(name, names) {
        diagnostic = diagnostic.help(format!("did you mean {near}?"));
    }
    d.push(diagnostic);
    None
}

/// `https://{Region}.{Partition#dnsSuffix}`; doubled braces are literal braces.
fn template(
    text: &str,
    cursor: &Cursor<'_>,
    scope: &Scope<'_>,
    d: &mut Diagnostics,
) -> Option<Value> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        literal.push_str(before);
        if let Some(after) = from.strip_prefix("{{").or(from.strip_prefix("}}")) {
            literal.extend(from.chars().next());
            rest = after;
            continue;
        }
        let inside = from
            .strip_prefix('{')
            .and_then(|inside| inside.split_once('}'));
        let Some((inside, after)) = inside else {
            d.push(
                cursor
                    .diagnostic("unbalanced braces in an endpoint template")
                    .found(text)
                    .expected("`{name}` or `{name#attribute}`; `{{` and `}}` for braces"),
            );
            return None;
        };
        if !literal.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut literal)));
        }
        parts.push(Part::Value(template_value(inside, cursor, scope, d)?));
        rest = after;
    }
    literal.push_str(rest);
    if parts.is_empty() {
        return Some(set(Expr::Text(literal), Type::Text));
    }
    if !literal.is_empty() {
        parts.push(Part::Text(literal));
    }
    let expr = match <[Part; 1]>::try_from(parts) {
        Ok([Part::Value(value)]) => value,
        Ok([part]) => Expr::Format(vec![part]),
        Err(parts) => Expr::Format(parts),
    };
    Some(set(expr, Type::Text))
}

fn template_value(
    inside: &str,
    cursor: &Cursor<'_>,
    scope: &Scope<'_>,
    d: &mut Diagnostics,
) -> Option<Expr> {
    let (name, path) = match inside.split_once('#') {
        Some((name, path)) => (name, Some(path)),
        None => (inside, None),
    };
    let mut value = reference(name, cursor, scope, d)?;
    if let Some(path) = path {
        value = attribute(value, path, cursor, d)?;
    }
    typed(value, Type::Text, cursor, d)
}
