//! Lists: projections, flattening and multi-select lists.

use super::Typer;
use crate::ir::waiter::{Expression, Form, Node, Value};
use crate::jmespath::{Fault, Node as Tree};
use crate::resolve::waiters::build::{compact, each, item_of, list_value, unsupported};
use crate::resolve::waiters::text::describe;

impl Typer<'_> {
    /// An expression that must be a list.
    pub(super) fn list(&self, tree: &Tree, current: &Expression) -> Result<Expression, Fault> {
        let list = self.expression(tree, current)?;
        match list.value {
            Value::List(_) => Ok(list),
            _ => Err(Fault::new(tree.at, describe(&list.value), "a list")),
        }
    }

    /// Flattens a list of lists; other lists are unchanged.
    pub(super) fn flatten(&self, tree: &Tree, current: &Expression) -> Result<Expression, Fault> {
        let outer = self.list(tree, current)?;
        let inner = match item_of(&outer).value {
            Value::List(inner) => *inner,
            _ => return Ok(outer),
        };
        let (list, body) = match outer.node {
            Node::Each(list, body) => match body.node {
                // Flattening a list of one item gives the item.
                Node::Array(mut items)
                    if items.len() == 1 && !matches!(inner.item, Value::List(_)) =>
                {
                    let Some(item) = items.pop() else {
                        return Err(unsupported(tree, "an empty list"));
                    };
                    return Ok(each(*list, item));
                }
                _ => (list, body),
            },
            _ => {
                let item = item_of(&outer);
                (outer.into(), item.into())
            }
        };
        let value = list_value(inner.item, inner.nullable, Form::Iterator);
        Ok(Expression::new(value, Node::FlatEach(list, body)))
    }

    /// A projection: `body` for every item.
    pub(super) fn each(&self, list: Expression, body: &Tree) -> Result<Expression, Fault> {
        let list = compact(list);
        let body = self.expression(body, &item_of(&list))?;
        Ok(match body.node {
            Node::Item => list,
            _ => each(list, body),
        })
    }

    pub(super) fn array(
        &self,
        tree: &Tree,
        trees: &[Tree],
        current: &Expression,
    ) -> Result<Expression, Fault> {
        let mut items: Vec<Expression> = Vec::new();
        for part in trees {
            let item = self.expression(part, current)?;
            if let Some(first) = items.first()
                && first.value != item.value
            {
                let expected = format!("{}, as the first of the list", describe(&first.value));
                return Err(Fault::new(part.at, describe(&item.value), expected));
            }
            items.push(item);
        }
        if let Some(item) = items.iter().find(|item| item.value == Value::Null) {
            return Err(Fault::new(
                tree.at,
                describe(&item.value),
                "values that are not always null",
            ));
        }
        let nullable = items.iter().any(|item| item.nullable);
        let item = items.first().map_or(Value::Null, |item| item.value.clone());
        Ok(Expression::new(
            list_value(item, nullable, Form::Array),
            Node::Array(items),
        ))
    }
}
