//! The functions that rules may call.

use super::super::scope::{Scope, Type, Value};
use super::attribute::attribute;
use super::{resolve_expression, resolve_typed, set, typed};
use crate::diagnostic::{Diagnostics, nearest};
use crate::ir::endpoint::Expr;
use crate::json::{Cursor, describe};

/// Each function with the number of its arguments; `None` is two or more.
const FUNCTIONS: [(&str, Option<usize>); 13] = [
    ("isSet", Some(1)),
    ("not", Some(1)),
    ("booleanEquals", Some(2)),
    ("stringEquals", Some(2)),
    ("getAttr", Some(2)),
    ("aws.partition", Some(1)),
    ("parseURL", Some(1)),
    ("isValidHostLabel", Some(2)),
    ("substring", Some(4)),
    ("uriEncode", Some(1)),
    ("coalesce", None),
    ("ite", Some(3)),
    ("split", Some(3)),
];

/// Functions of Smithy that no AWS Query service calls.
const UNSUPPORTED: [&str; 2] = ["aws.parseArn", "aws.isVirtualHostableS3Bucket"];

/// The value of the call at `cursor`.
pub(super) fn resolve_call(
    cursor: &Cursor<'_>,
    scope: &Scope<'_>,
    depth: usize,
    d: &mut Diagnostics,
) -> Option<Value> {
    let name = cursor.required("fn", d)?;
    let function = name.string(d)?;
    let arguments = cursor.required("argv", d)?;
    check_function(function, &name, d)?;
    let arguments = Arguments {
        items: check_arity(function, &arguments, d)?,
        scope,
        depth: depth + 1,
    };
    call(function, &arguments, d)
}

fn check_function(function: &str, cursor: &Cursor<'_>, d: &mut Diagnostics) -> Option<()> {
    if FUNCTIONS.iter().any(|(known, _)| *known == function) {
        return Some(());
    }
    let known = FUNCTIONS.map(|(known, _)| known);
    let summary = match UNSUPPORTED.contains(&function) {
        true => "unsupported function in endpoint rules",
        false => "unknown function in endpoint rules",
    };
    let expected = format!("one of: {}", known.join(", "));
    let mut diagnostic = cursor
        .diagnostic(summary)
        .found(function)
        .expected(expected);
    if let Some(near) = nearest(function, known) {
        diagnostic = diagnostic.help(format!("did you mean {near}?"));
    }
    d.push(diagnostic);
    None
}

fn check_arity<'a>(
    function: &str,
    cursor: &Cursor<'a>,
    d: &mut Diagnostics,
) -> Option<Vec<Cursor<'a>>> {
    let items = cursor.items(d);
    if !cursor.value().is_array() {
        return None;
    }
    let arity = FUNCTIONS
        .iter()
        .find(|(known, _)| *known == function)
        .and_then(|(_, n)| *n);
    let is_right = arity.map_or(items.len() >= 2, |arity| items.len() == arity);
    if is_right {
        return Some(items);
    }
    let expected = match arity {
        Some(arity) => format!("{arity}, for {function}"),
        None => format!("two or more, for {function}"),
    };
    let summary = "wrong number of arguments in endpoint rules";
    d.push(
        cursor
            .diagnostic(summary)
            .found(items.len())
            .expected(expected),
    );
    None
}

/// The arguments of a call, as many as the function takes.
struct Arguments<'a, 's> {
    items: Vec<Cursor<'a>>,
    scope: &'s Scope<'s>,
    depth: usize,
}

impl Arguments<'_, '_> {
    fn any(&self, index: usize, d: &mut Diagnostics) -> Option<Value> {
        resolve_expression(self.items.get(index)?, self.scope, self.depth, d)
    }

    fn typed(&self, index: usize, ty: Type, d: &mut Diagnostics) -> Option<Box<Expr>> {
        let cursor = self.items.get(index)?;
        resolve_typed(cursor, ty, self.scope, self.depth, d).map(Box::new)
    }

    /// A string that is a literal.
    fn literal(&self, index: usize, d: &mut Diagnostics) -> Option<&str> {
        self.items.get(index)?.string(d)
    }

    /// A whole number that is a literal, and not negative.
    fn number(&self, index: usize, d: &mut Diagnostics) -> Option<usize> {
        let cursor = self.items.get(index)?;
        let number = cursor.integer(d)?;
        let unsigned = usize::try_from(number).ok();
        if unsigned.is_none() {
            cursor.wrong_type("a number that is not negative", d);
        }
        unsigned
    }
}

fn call(function: &str, arguments: &Arguments<'_, '_>, d: &mut Diagnostics) -> Option<Value> {
    let typed = |index, ty, d: &mut Diagnostics| arguments.typed(index, ty, d);
    let (expr, ty, optional) = match function {
        "isSet" => (is_set(arguments.any(0, d)?), Type::Boolean, false),
        "not" => (not(*typed(0, Type::Boolean, d)?), Type::Boolean, false),
        "booleanEquals" => {
            let left = typed(0, Type::Boolean, d);
            let right = typed(1, Type::Boolean, d);
            (boolean_equals(*left?, *right?), Type::Boolean, false)
        }
        "stringEquals" => {
            let left = typed(0, Type::Text, d);
            let right = typed(1, Type::Text, d);
            (string_equals(left?, right?), Type::Boolean, false)
        }
        "getAttr" => {
            let value = arguments.any(0, d)?;
            let path = arguments.literal(1, d)?;
            return attribute(value, path, arguments.items.get(1)?, d);
        }
        "aws.partition" => (
            Expr::Partition(typed(0, Type::Text, d)?),
            Type::Partition,
            true,
        ),
        "parseURL" => (Expr::ParseUrl(typed(0, Type::Text, d)?), Type::Url, true),
        "isValidHostLabel" => {
            let text = typed(0, Type::Text, d);
            let allow_dots = typed(1, Type::Boolean, d);
            let expr = Expr::IsValidHostLabel {
                text: text?,
                allow_dots: allow_dots?,
            };
            (expr, Type::Boolean, false)
        }
        "substring" => {
            let text = typed(0, Type::Text, d);
            let (start, stop) = (arguments.number(1, d), arguments.number(2, d));
            let reverse = typed(3, Type::Boolean, d);
            let (text, start, stop, reverse) = (text?, start?, stop?, reverse?);
            (
                Expr::Substring {
                    text,
                    start,
                    stop,
                    reverse,
                },
                Type::Text,
                true,
            )
        }
        "uriEncode" => (Expr::UriEncode(typed(0, Type::Text, d)?), Type::Text, false),
        "split" => {
            let text = split_text(arguments, d);
            let delimiter = delimiter(arguments, d);
            let limit = arguments.number(2, d);
            let (text, delimiter, limit) = (text?, delimiter?, limit?);
            (
                Expr::Split {
                    text,
                    delimiter,
                    limit,
                },
                Type::Texts,
                false,
            )
        }
        "ite" => return ite(arguments, d),
        _ => return coalesce(arguments, d),
    };
    Some(Value { expr, ty, optional })
}

fn is_set(value: Value) -> Expr {
    match value.optional {
        true => Expr::IsSome(Box::new(value.expr)),
        false => Expr::Boolean(true),
    }
}

fn not(expr: Expr) -> Expr {
    match expr {
        Expr::Boolean(boolean) => Expr::Boolean(!boolean),
        Expr::Not(inner) => *inner,
        other => Expr::Not(Box::new(other)),
    }
}

fn boolean_equals(left: Expr, right: Expr) -> Expr {
    match (left, right) {
        (Expr::Boolean(true), expr) | (expr, Expr::Boolean(true)) => expr,
        (Expr::Boolean(false), expr) | (expr, Expr::Boolean(false)) => not(expr),
        (left, right) => Expr::Equals(Box::new(left), Box::new(right)),
    }
}

/// The literal of a comparison is on the right.
fn string_equals(left: Box<Expr>, right: Box<Expr>) -> Expr {
    match (&*left, &*right) {
        (Expr::Text(a), Expr::Text(b)) => Expr::Boolean(a == b),
        (Expr::Text(_), _) => Expr::Equals(right, left),
        _ => Expr::Equals(left, right),
    }
}

/// A text that outlives its parts.
fn split_text(arguments: &Arguments<'_, '_>, d: &mut Diagnostics) -> Option<Box<Expr>> {
    let text = arguments.typed(0, Type::Text, d)?;
    if matches!(
        *text,
        Expr::Format(_) | Expr::UriEncode(_) | Expr::Ite { .. }
    ) {
        let cursor = arguments.items.first()?;
        d.push(
            cursor
                .diagnostic("unsupported argument of split in endpoint rules")
                .found(describe(cursor.value()))
                .expected("a parameter, a literal, or a name that a condition assigned"),
        );
        return None;
    }
    Some(text)
}

fn delimiter(arguments: &Arguments<'_, '_>, d: &mut Diagnostics) -> Option<String> {
    let delimiter = arguments.literal(1, d)?;
    if delimiter.is_empty() {
        arguments
            .items
            .get(1)?
            .wrong_type("a string that is not empty", d);
        return None;
    }
    Some(delimiter.to_owned())
}

fn ite(arguments: &Arguments<'_, '_>, d: &mut Diagnostics) -> Option<Value> {
    let test = arguments.typed(0, Type::Boolean, d);
    let then = arguments.any(1, d)?;
    let ty = then.ty;
    let then = typed(then, ty, arguments.items.get(1)?, d);
    let otherwise = arguments.typed(2, ty, d);
    let (test, then, otherwise) = (test?, Box::new(then?), otherwise?);
    Some(set(
        Expr::Ite {
            test,
            then,
            otherwise,
        },
        ty,
    ))
}

fn coalesce(arguments: &Arguments<'_, '_>, d: &mut Diagnostics) -> Option<Value> {
    let first = arguments.any(0, d)?;
    let mut values = Vec::new();
    for index in 0..arguments.items.len() {
        let cursor = arguments.items.get(index)?;
        let value = arguments.any(index, d)?;
        let expr = typed(
            Value {
                optional: false,
                ..value.clone()
            },
            first.ty,
            cursor,
            d,
        )?;
        if value.expr.is_owned() {
            d.push(
                cursor
                    .diagnostic("unsupported argument of coalesce in endpoint rules")
                    .found(describe(cursor.value()))
                    .expected("a literal, a parameter, or an attribute of a partition"),
            );
            return None;
        }
        values.push(expr);
        if !value.optional {
            // Values after one that is set are never used.
            let expr = match <[Expr; 1]>::try_from(values) {
                Ok([only]) => only,
                Err(values) => Expr::Coalesce {
                    values,
                    total: true,
                },
            };
            return Some(set(expr, first.ty));
        }
    }
    let expr = Expr::Coalesce {
        values,
        total: false,
    };
    Some(Value {
        expr,
        ty: first.ty,
        optional: true,
    })
}
