//! Constructors of typed expressions.

use serde_json::Value as Json;

use crate::ir::Type;
use crate::ir::waiter::{Expression, Form, ListValue, Node, Number, TextTest, Value};
use crate::jmespath::{Fault, Node as Tree};

use super::text::describe;

/// The value of a field or an item.
pub(super) fn value_of(ty: &Type) -> Value {
    match ty {
        Type::Boolean => Value::Boolean,
        Type::Byte | Type::Short | Type::Integer | Type::Long | Type::Float | Type::Double => {
            Value::Number(Number::Typed(ty.clone()))
        }
        Type::String | Type::SensitiveString => Value::Text,
        Type::Enum(_) => Value::Text,
        Type::List(list) if list.sparse => Value::Opaque("a sparse list"),
        Type::List(list) => list_value(value_of(&list.item), false, Form::Slice(list.item.clone())),
        Type::Map(map) if map.sparse => Value::Opaque("a sparse map"),
        Type::Map(map) => Value::Map(map.value.clone()),
        Type::Structure(id) => Value::Structure(*id),
        Type::Blob | Type::SensitiveBlob => Value::Opaque("a blob"),
        Type::Timestamp(_) => Value::Opaque("a timestamp"),
        Type::IntEnum(_) => Value::Opaque("an intEnum"),
        Type::Union(_) => Value::Opaque("a union"),
        Type::Unit => Value::Opaque("nothing"),
    }
}

/// The values of a map, in the order of their keys.
pub(super) fn values_of_map(tree: &Tree, map: Expression) -> Result<Expression, Fault> {
    let Value::Map(ty) = &map.value else {
        let what = format!("the values of {}", describe(&map.value));
        return Err(unsupported(tree, &what));
    };
    let value = list_value(value_of(ty), false, Form::Iterator);
    Ok(Expression::new(value, Node::Values(map.into())))
}

pub(super) fn list_value(item: Value, nullable: bool, form: Form) -> Value {
    Value::List(Box::new(ListValue {
        item,
        nullable,
        form,
    }))
}

pub(super) fn unsupported(tree: &Tree, what: &str) -> Fault {
    Fault::new(
        tree.at,
        what,
        "members, projections, the values of maps, filters, comparisons and the functions length, contains, starts_with, ends_with",
    )
}

/// The current item of a list, in an expression that is evaluated for each.
pub(super) fn item_of(list: &Expression) -> Expression {
    let value = match &list.value {
        Value::List(list) => list.item.clone(),
        _ => Value::Null,
    };
    Expression::new(value, Node::Item)
}

pub(super) fn each(list: Expression, body: Expression) -> Expression {
    let value = list_value(body.value.clone(), false, Form::Iterator);
    Expression::new(value, Node::Each(list.into(), body.into()))
}

pub(super) fn filter(list: Expression, condition: Expression) -> Expression {
    let value = list_value(item_of(&list).value, false, Form::Iterator);
    Expression::new(value, Node::Filter(list.into(), condition.into()))
}

/// A list without nulls.
pub(super) fn compact(list: Expression) -> Expression {
    match &list.value {
        Value::List(value) if value.nullable => {
            let value = list_value(value.item.clone(), false, Form::Iterator);
            Expression::new(value, Node::Compact(list.into()))
        }
        _ => list,
    }
}

pub(super) fn truth(value: Expression) -> Expression {
    match value.nullable {
        true => Expression::boolean(Node::Truth(value.into())),
        false => value,
    }
}

/// A string that is empty instead of null.
pub(super) fn or_empty(text: Expression) -> Expression {
    match text.nullable {
        true => Expression::new(Value::Text, Node::OrEmpty(text.into())),
        false => text,
    }
}

pub(super) fn not(condition: Expression) -> Expression {
    match condition.node {
        Node::Not(inner) => *inner,
        Node::Boolean(value) => Expression::boolean(Node::Boolean(!value)),
        _ => Expression::boolean(Node::Not(condition.into())),
    }
}

pub(super) fn length(tree: &Tree, value: Expression) -> Result<Expression, Fault> {
    let nullable = value.nullable;
    let value = match (&value.value, value.node) {
        // A projection without filter has as many values as items.
        (Value::List(_), Node::Each(list, body)) if !body.nullable => *list,
        (Value::List(_) | Value::Text, node) => Expression { node, ..value },
        (other, _) => {
            return Err(Fault::new(
                tree.at,
                format!("the length of {}", describe(other)),
                "the length of a list or of text",
            ));
        }
    };
    let node = Node::Length(value.into());
    Ok(Expression {
        value: Value::Number(Number::Length),
        nullable,
        node,
    })
}

pub(super) fn text_test(
    tree: &Tree,
    test: TextTest,
    text: Expression,
    part: Expression,
) -> Result<Expression, Fault> {
    for side in [&text, &part] {
        if side.value != Value::Text {
            return Err(Fault::new(tree.at, describe(&side.value), "text"));
        }
    }
    let nullable = text.nullable || part.nullable;
    let node = Node::TextIs(test, text.into(), part.into());
    Ok(Expression {
        value: Value::Boolean,
        nullable,
        node,
    })
}

pub(super) fn literal(tree: &Tree, value: &Json) -> Result<Expression, Fault> {
    Ok(match value {
        Json::Null => Expression {
            value: Value::Null,
            nullable: true,
            node: Node::Null,
        },
        Json::Bool(value) => Expression::boolean(Node::Boolean(*value)),
        Json::String(text) => Expression::new(Value::Text, Node::Text(text.clone())),
        Json::Number(number) => {
            let integer = number.as_i64().map(Number::Integer);
            let number = integer.or_else(|| number.as_f64().map(Number::Double));
            match number {
                Some(number) => Expression::new(Value::Number(number), Node::Number),
                None => {
                    return Err(Fault::new(tree.at, value.to_string(), "a 64-bit number"));
                }
            }
        }
        Json::Array(items) => {
            let items: Result<Vec<Expression>, Fault> =
                items.iter().map(|item| literal(tree, item)).collect();
            let items = items?;
            if items.is_empty() || items.iter().any(|item| item.value != Value::Text) {
                return Err(unsupported(
                    tree,
                    "a literal list of values other than text",
                ));
            }
            Expression::new(
                list_value(Value::Text, false, Form::Array),
                Node::Array(items),
            )
        }
        Json::Object(_) => return Err(unsupported(tree, "a literal object")),
    })
}

impl Expression {
    pub(super) fn new(value: Value, node: Node) -> Self {
        Self {
            value,
            nullable: false,
            node,
        }
    }

    pub(super) fn boolean(node: Node) -> Self {
        Self::new(Value::Boolean, node)
    }
}
