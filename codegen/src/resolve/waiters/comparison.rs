//! Comparisons: which values are comparable, and simpler equivalents.

use std::cmp::Ordering;

use crate::ir::Type;
use crate::ir::waiter::{Expression, Node, Number, Value};
use crate::jmespath::{Comparator, Fault};

use super::build::not;
use super::text::describe;

/// `left == right` and its siblings, at the character `at`.
pub(super) fn compare(
    at: usize,
    comparator: Comparator,
    left: Expression,
    right: Expression,
) -> Result<Expression, Fault> {
    // A literal is on the right.
    if is_literal(&left) && !is_literal(&right) {
        return compare(at, flipped(comparator), right, left);
    }
    let is_equality = matches!(comparator, Comparator::Equal | Comparator::NotEqual);
    if is_equality && right.value == Value::Null {
        return is_null(at, comparator, left);
    }
    let comparable = match (&left.value, &right.value) {
        (Value::Number(_), Value::Number(_)) => true,
        (Value::Text, Value::Text) | (Value::Boolean, Value::Boolean) => is_equality,
        _ => false,
    };
    if !comparable || (is_literal(&left) && is_literal(&right)) {
        let found = format!(
            "{} beside {}",
            describe(&left.value),
            describe(&right.value)
        );
        return Err(Fault::new(
            at,
            found,
            "two numbers, or text or booleans for equality, of which one is a member",
        ));
    }
    if let Some(simpler) = simpler(comparator, &left, &right) {
        return Ok(simpler);
    }
    let nullable = !is_equality && (left.nullable || right.nullable);
    let node = Node::Compare(comparator, left.into(), right.into());
    Ok(Expression {
        value: Value::Boolean,
        nullable,
        node,
    })
}

/// Whether `list` contains `item`.
pub(super) fn contains(at: usize, list: Expression, item: Expression) -> Result<Expression, Fault> {
    let Value::List(value) = &list.value else {
        return Err(Fault::new(at, describe(&list.value), "a list"));
    };
    let comparable = match (&value.item, &item.value) {
        (Value::Text, Value::Text) | (Value::Boolean, Value::Boolean) => true,
        (Value::Number(Number::Typed(ty)), Value::Number(Number::Integer(value))) => {
            fits(*value, ty)
        }
        _ => false,
    };
    if !comparable || item.nullable || value.nullable {
        let found = format!("{} in {}", describe(&item.value), describe(&list.value));
        return Err(Fault::new(
            at,
            found,
            "text, a boolean or a whole number, in a list of such values, none of them null",
        ));
    }
    Ok(Expression::boolean(Node::Contains(
        list.into(),
        item.into(),
    )))
}

fn is_literal(expression: &Expression) -> bool {
    matches!(
        expression.node,
        Node::Null | Node::Boolean(_) | Node::Number | Node::Text(_)
    )
}

fn flipped(comparator: Comparator) -> Comparator {
    match comparator {
        Comparator::Less => Comparator::Greater,
        Comparator::LessOrEqual => Comparator::GreaterOrEqual,
        Comparator::Greater => Comparator::Less,
        Comparator::GreaterOrEqual => Comparator::LessOrEqual,
        same => same,
    }
}

fn is_null(at: usize, comparator: Comparator, value: Expression) -> Result<Expression, Fault> {
    if !value.nullable || value.value == Value::Null {
        let found = format!("{}, which is never null", describe(&value.value));
        return Err(Fault::new(at, found, "a member that may be absent"));
    }
    let is_null = Expression::boolean(Node::IsNull(value.into()));
    Ok(if comparator == Comparator::Equal {
        is_null
    } else {
        not(is_null)
    })
}

/// A simpler form of a comparison with a literal, if there is one.
fn simpler(comparator: Comparator, left: &Expression, right: &Expression) -> Option<Expression> {
    match (&left.node, &right.node, &right.value) {
        (_, Node::Boolean(value), _) if !left.nullable => {
            let is_same = (comparator == Comparator::Equal) == *value;
            Some(if is_same {
                left.clone()
            } else {
                not(left.clone())
            })
        }
        (Node::Length(of), _, Value::Number(Number::Integer(number))) if !left.nullable => {
            length_is(comparator, *number, of)
        }
        _ => None,
    }
}

/// A length is never negative, and a length of zero is `is_empty`.
fn length_is(comparator: Comparator, number: i64, of: &Expression) -> Option<Expression> {
    use Comparator::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    let empty = || Expression::boolean(Node::IsEmpty(of.clone().into()));
    let always = |value| Some(Expression::boolean(Node::Boolean(value)));
    match (comparator, number.cmp(&0)) {
        (Equal | LessOrEqual, Ordering::Equal) => Some(empty()),
        (NotEqual | Greater, Ordering::Equal) => Some(not(empty())),
        (Less, Ordering::Greater) if number == 1 => Some(empty()),
        (GreaterOrEqual, Ordering::Greater) if number == 1 => Some(not(empty())),
        (GreaterOrEqual, Ordering::Equal)
        | (NotEqual | Greater | GreaterOrEqual, Ordering::Less) => always(true),
        (Less, Ordering::Equal) | (Equal | Less | LessOrEqual, Ordering::Less) => always(false),
        _ => None,
    }
}

/// Whether a whole number is within the range of the type.
fn fits(value: i64, ty: &Type) -> bool {
    match ty {
        Type::Byte => i8::try_from(value).is_ok(),
        Type::Short => i16::try_from(value).is_ok(),
        Type::Integer => i32::try_from(value).is_ok(),
        Type::Long => true,
        _ => false,
    }
}
