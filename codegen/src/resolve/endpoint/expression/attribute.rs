//! The attributes of values: fields of partitions and URLs, items of lists.

use super::super::scope::{Type, Value};
use super::{set, typed};
use crate::diagnostic::Diagnostics;
use crate::ir::endpoint::Expr;
use crate::json::Cursor;

/// The attribute of `value` that `path` names: a field, or `[0]` for an item of a list.
pub(super) fn attribute(
    value: Value,
    path: &str,
    cursor: &Cursor<'_>,
    d: &mut Diagnostics,
) -> Option<Value> {
    let ty = value.ty;
    let of = Box::new(typed(value, ty, cursor, d)?);
    let index = path
        .strip_prefix('[')
        .and_then(|path| path.strip_suffix(']'));
    if let (Type::Texts, Some(Ok(index))) = (ty, index.map(str::parse)) {
        return Some(Value {
            expr: Expr::Item { of, index },
            ty: Type::Text,
            optional: true,
        });
    }
    let found = fields(ty).iter().find(|(wire, ..)| *wire == path);
    let Some((_, field, ty_of_field)) = found else {
        let known: Vec<&str> = fields(ty).iter().map(|(wire, ..)| *wire).collect();
        let expected = match ty {
            Type::Texts => "the number of an item, as in [0]".to_owned(),
            _ if known.is_empty() => "a value that has attributes".to_owned(),
            _ => format!("one of: {}", known.join(", ")),
        };
        let summary = format!("{} has no such attribute", ty.describe());
        d.push(cursor.diagnostic(summary).found(path).expected(expected));
        return None;
    };
    let owned = ty == Type::Url && *ty_of_field == Type::Text;
    Some(set(Expr::Field { of, field, owned }, *ty_of_field))
}

/// The attributes of a type: their names in rules and in Rust, and their types.
fn fields(ty: Type) -> &'static [(&'static str, &'static str, Type)] {
    match ty {
        Type::Partition => &[
            ("name", "name", Type::Text),
            ("dnsSuffix", "dns_suffix", Type::Text),
            ("dualStackDnsSuffix", "dual_stack_dns_suffix", Type::Text),
            ("supportsFIPS", "supports_fips", Type::Boolean),
            ("supportsDualStack", "supports_dual_stack", Type::Boolean),
            ("implicitGlobalRegion", "implicit_global_region", Type::Text),
        ],
        Type::Url => &[
            ("scheme", "scheme", Type::Text),
            ("authority", "authority", Type::Text),
            ("path", "path", Type::Text),
            ("normalizedPath", "normalized_path", Type::Text),
            ("isIp", "is_ip", Type::Boolean),
        ],
        Type::Text | Type::Boolean | Type::Texts => &[],
    }
}
