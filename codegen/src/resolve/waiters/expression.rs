//! Typed JMESPath over the emitted types: the value of an expression, or why it is unsupported.

mod list;

use crate::diagnostic::nearest;
use crate::ir::waiter::{Expression, Form, Node, TextTest, Value};
use crate::ir::{Operation, Presence, StructId, Structure};
use crate::jmespath::{Fault, Kind, Node as Tree};

use super::build::{
    compact, filter, item_of, length, literal, not, or_empty, text_test, truth, unsupported,
    value_of, values_of_map,
};
use super::comparison::{compare, contains};
use super::text::describe;

/// The maximum size of an expression, which grows if a part is used repeatedly.
const MAX_SIZE: usize = 512;

pub(super) struct Typer<'a> {
    structures: &'a [Structure],
    operation: &'a Operation,
    /// Whether the root is both input and output, or only the output.
    both: bool,
}

impl<'a> Typer<'a> {
    pub(super) fn new(structures: &'a [Structure], operation: &'a Operation, both: bool) -> Self {
        Self {
            structures,
            operation,
            both,
        }
    }

    /// A whole expression.
    pub(super) fn query(&self, tree: &Tree) -> Result<Expression, Fault> {
        let root = match self.both {
            true => Expression::new(Value::Both, Node::Output),
            false => self.output(),
        };
        self.expression(tree, &root)
    }

    fn output(&self) -> Expression {
        Expression::new(Value::Structure(self.operation.output), Node::Output)
    }

    /// The expression of `tree`, evaluated on `current`.
    pub(super) fn expression(
        &self,
        tree: &Tree,
        current: &Expression,
    ) -> Result<Expression, Fault> {
        match &tree.kind {
            Kind::Current => Ok(current.clone()),
            Kind::Field(name) => self.field(tree, name, current),
            Kind::Index(index) => self.index(tree, *index, current),
            Kind::Sub(left, right) | Kind::Pipe(left, right) => {
                let value = self.expression(left, current)?;
                let selects = matches!(right.kind, Kind::MultiSelectList(_));
                if value.nullable && selects && matches!(tree.kind, Kind::Sub(..)) {
                    return Err(Fault::new(
                        right.at,
                        "a selection from a nullable value",
                        "a value that is never null",
                    ));
                }
                self.expression(right, &value)
            }
            Kind::Flatten(list) => self.flatten(list, current),
            Kind::Project(list, body) => {
                let values = self.list(list, current)?;
                self.each(values, body)
            }
            Kind::Filter {
                list,
                condition,
                body,
            } => {
                let values = compact(self.list(list, current)?);
                let condition = self.condition(condition, &item_of(&values))?;
                self.each(filter(values, condition), body)
            }
            Kind::MultiSelectList(items) => self.array(tree, items, current),
            Kind::Literal(value) => literal(tree, value),
            Kind::Comparison(comparator, left, right) => {
                let sides = (
                    self.expression(left, current)?,
                    self.expression(right, current)?,
                );
                compare(tree.at, *comparator, sides.0, sides.1)
            }
            // Waiters of EC2 use the length of a string that may be null.
            Kind::Or(left, right) if is_empty_text(right) => {
                let left = self.expression(left, current)?;
                match left.value {
                    Value::Text => Ok(or_empty(left)),
                    other => Err(Fault::new(tree.at, describe(&other), "text on both sides")),
                }
            }
            Kind::Or(left, right) => {
                let (left, right) = self.booleans(tree, left, right, current)?;
                Ok(Expression::boolean(Node::Or(left, right)))
            }
            Kind::And(left, right) => {
                let (left, right) = self.booleans(tree, left, right, current)?;
                Ok(Expression::boolean(Node::And(left, right)))
            }
            Kind::Not(inner) => Ok(not(self.condition(inner, current)?)),
            Kind::Function(name, arguments) => self.function(tree, name, arguments, current),
            Kind::ProjectValues(map, body) => {
                let values = values_of_map(tree, self.expression(map, current)?)?;
                self.each(values, body)
            }
            Kind::Slice => Err(unsupported(tree, "a slice")),
            Kind::MultiSelectHash => Err(unsupported(tree, "an object of selected values")),
            Kind::Reference => Err(unsupported(tree, "a reference to an expression")),
        }
        .and_then(|expression| match expression.size() > MAX_SIZE {
            true => Err(Fault::new(
                tree.at,
                "an expression that repeats its parts",
                format!("at most {MAX_SIZE} parts"),
            )),
            false => Ok(expression),
        })
    }

    fn field(&self, tree: &Tree, name: &str, current: &Expression) -> Result<Expression, Fault> {
        let id = match current.value {
            Value::Structure(id) => id,
            Value::Both if name == "input" => {
                return Ok(Expression::new(
                    Value::Structure(self.operation.input),
                    Node::Input,
                ));
            }
            Value::Both if name == "output" => return Ok(self.output()),
            Value::Both => {
                return Err(Fault::new(
                    tree.at,
                    format!("`{name}`"),
                    "`input` or `output`",
                ));
            }
            _ => {
                let found = format!("`{name}` of {}", describe(&current.value));
                return Err(Fault::new(tree.at, found, "a member of a structure"));
            }
        };
        self.member(tree, name, id, current)
    }

    fn member(
        &self,
        tree: &Tree,
        name: &str,
        id: StructId,
        of: &Expression,
    ) -> Result<Expression, Fault> {
        let structure = self.structures.get(id.0);
        let fields = structure
            .map(|structure| structure.fields.as_slice())
            .unwrap_or_default();
        let found = fields
            .iter()
            .enumerate()
            .find(|(_, field)| field.member == name);
        let Some((index, field)) = found else {
            let shape = structure.map_or("?", |structure| structure.shape.as_str());
            let near = nearest(name, fields.iter().map(|field| field.member.as_str()));
            let expected = match near {
                Some(near) => format!("a member of {shape}, perhaps {near}"),
                None => format!("a member of {shape}"),
            };
            return Err(Fault::new(tree.at, format!("`{name}`"), expected));
        };
        let value = value_of(&field.ty);
        let nullable = match value {
            Value::List(_) => false,
            _ => of.nullable || field.presence == Presence::Optional,
        };
        let node = Node::Member(of.clone().into(), id, index);
        Ok(Expression {
            value,
            nullable,
            node,
        })
    }

    fn index(&self, tree: &Tree, index: i64, current: &Expression) -> Result<Expression, Fault> {
        let Value::List(list) = &current.value else {
            let found = format!("an index into {}", describe(&current.value));
            return Err(Fault::new(tree.at, found, "an index into a list"));
        };
        if index < 0 && !matches!(list.form, Form::Slice(_)) {
            return Err(unsupported(tree, "an index from the end of a projection"));
        }
        let value = list.item.clone();
        let is_list = matches!(value, Value::List(_));
        if is_list && !matches!(list.form, Form::Slice(_)) {
            return Err(unsupported(tree, "an index into lists of a projection"));
        }
        let nullable = !is_list;
        let node = Node::Index(compact(current.clone()).into(), index);
        Ok(Expression {
            value,
            nullable,
            node,
        })
    }

    fn function(
        &self,
        tree: &Tree,
        name: &str,
        arguments: &[Tree],
        current: &Expression,
    ) -> Result<Expression, Fault> {
        const KNOWN: &str = "length, contains, starts_with or ends_with";
        let count = match name {
            "length" => 1,
            "contains" | "starts_with" | "ends_with" => 2,
            _ => return Err(Fault::new(tree.at, format!("the function {name}"), KNOWN)),
        };
        let mut values = Vec::new();
        for argument in arguments {
            values.push(self.expression(argument, current)?);
        }
        let mut values = values.into_iter();
        match (name, values.next(), values.next(), values.next()) {
            ("length", Some(value), None, None) => length(tree, value),
            ("contains", Some(list), Some(item), None) if matches!(list.value, Value::List(_)) => {
                contains(tree.at, list, item)
            }
            ("contains", Some(text), Some(part), None) => {
                text_test(tree, TextTest::Contains, text, part)
            }
            ("starts_with", Some(text), Some(part), None) => {
                text_test(tree, TextTest::StartsWith, text, part)
            }
            ("ends_with", Some(text), Some(part), None) => {
                text_test(tree, TextTest::EndsWith, text, part)
            }
            _ => {
                let found = format!("{name} of {} arguments", arguments.len());
                Err(Fault::new(tree.at, found, format!("{name} of {count}")))
            }
        }
    }

    fn booleans(
        &self,
        tree: &Tree,
        left: &Tree,
        right: &Tree,
        current: &Expression,
    ) -> Result<(Box<Expression>, Box<Expression>), Fault> {
        let boolean = |side: &Tree| {
            let value = self.expression(side, current)?;
            match value.value {
                Value::Boolean => Ok(Box::new(truth(value))),
                other => Err(Fault::new(
                    tree.at,
                    describe(&other),
                    "booleans on both sides",
                )),
            }
        };
        Ok((boolean(left)?, boolean(right)?))
    }

    /// Whether an expression is truthy in JMESPath.
    fn condition(&self, tree: &Tree, current: &Expression) -> Result<Expression, Fault> {
        let side = |side: &Tree| Ok(Box::new(self.condition(side, current)?));
        match &tree.kind {
            Kind::And(left, right) => {
                return Ok(Expression::boolean(Node::And(side(left)?, side(right)?)));
            }
            Kind::Or(left, right) => {
                return Ok(Expression::boolean(Node::Or(side(left)?, side(right)?)));
            }
            _ => {}
        }
        let value = self.expression(tree, current)?;
        match &value.value {
            Value::Boolean => Ok(truth(value)),
            Value::Number(_) if value.nullable => {
                Ok(Expression::boolean(Node::Truth(value.into())))
            }
            Value::Text if value.nullable => Ok(Expression::boolean(Node::Truth(value.into()))),
            Value::Text | Value::List(_) => {
                Ok(not(Expression::boolean(Node::IsEmpty(value.into()))))
            }
            other => Err(Fault::new(
                tree.at,
                describe(other),
                "a boolean, text or a list",
            )),
        }
    }
}

fn is_empty_text(tree: &Tree) -> bool {
    matches!(&tree.kind, Kind::Literal(value) if value == "")
}
