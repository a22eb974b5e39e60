//! Rules -> statements.
//!
//! The first rule that matches determines the outcome, and a tree whose rules do not match is an
//! error of the rule set. Therefore every block returns, and after a rule with a single condition,
//! the condition is known to be false.

use super::condition::{Step, fact, name_of, resolve_condition};
use super::destination::resolve_destination;
use super::expression::{DEEPEST, resolve_typed};
use super::parameter::Parameter;
use super::scope::{Scope, Type, Value};
use super::simplify::simplify;
use crate::diagnostic::Diagnostics;
use crate::ir::endpoint::{Block, Builtin, Condition, Expr, Outcome, Statement};
use crate::json::Cursor;

/// The error if no rule matches.
const NO_RULE: &str = "no rule matched";

/// The body of the function for `rules`.
pub(super) fn resolve_rules(
    rules: &Cursor<'_>,
    parameters: &[Parameter<'_>],
    d: &mut Diagnostics,
) -> Block {
    let mut scope = Scope::default();
    let mut statements = Vec::new();
    for parameter in parameters {
        let is_text = parameter.builtin.is_text();
        let ty = if is_text { Type::Text } else { Type::Boolean };
        let expr = Expr::Parameter(parameter.builtin);
        scope.declare(
            parameter.wire,
            Value {
                expr,
                ty,
                optional: is_text,
            },
        );
    }
    for parameter in parameters
        .iter()
        .filter(|parameter| parameter.builtin.is_text())
    {
        statements.extend(prologue(parameter, &mut scope));
    }
    let mut body = resolve_block(rules, &mut scope, 0, d);
    statements.append(&mut body.0);
    simplify(Block(statements))
}

/// The statement before the rules for a text that they require.
fn prologue(parameter: &Parameter<'_>, scope: &mut Scope<'_>) -> Option<Statement> {
    let value = Expr::Parameter(parameter.builtin);
    let statement = match parameter.default {
        Some(default) => {
            let values = vec![value, Expr::Text(default.to_owned())];
            let ident = scope.new_ident(name_of(parameter.builtin));
            Statement::Let {
                ident,
                value: Expr::Coalesce {
                    values,
                    total: true,
                },
            }
        }
        None if parameter.required => {
            let ident = scope.new_ident(name_of(parameter.builtin));
            let error = format!("{} is not set", parameter.wire);
            Statement::Require {
                ident,
                value,
                error,
            }
        }
        None => return None,
    };
    if let Statement::Let { ident, .. } | Statement::Require { ident, .. } = &statement {
        scope.bind(parameter.builtin, ident);
    }
    Some(statement)
}

/// Rules in order. `scope` learns the facts from rules that did not match.
fn resolve_block<'a>(
    rules: &Cursor<'a>,
    scope: &mut Scope<'a>,
    depth: usize,
    d: &mut Diagnostics,
) -> Block {
    let mut statements = Vec::new();
    if depth > DEEPEST {
        d.push(
            rules
                .diagnostic("endpoint rules nest too deeply")
                .expected(format!("at most {DEEPEST} levels of rules")),
        );
        return Block(statements);
    }
    let mut is_decided = false;
    for rule in rules.items(d) {
        // An unreachable rule is resolved only for its defects.
        let Some(resolved) = resolve_rule(&rule, scope, depth, d) else {
            continue;
        };
        if is_decided || !resolved.is_reachable {
            continue;
        }
        is_decided = resolved.always_matches();
        if let Some((builtin, holds)) = resolved.settles() {
            scope.learn(builtin, !holds);
        }
        statements.extend(resolved.into_statements());
    }
    if !is_decided {
        let error = Expr::Text(NO_RULE.to_owned());
        statements.push(Statement::Return(Outcome::Error(error)));
    }
    Block(statements)
}

/// A rule: its conditions, step by step, and its outcome.
struct Rule {
    steps: Vec<Step>,
    body: Block,
    is_reachable: bool,
}

impl Rule {
    fn always_matches(&self) -> bool {
        !self
            .steps
            .iter()
            .any(|step| matches!(step, Step::Condition(_)))
    }

    /// The fact that is true exactly if the rule matches.
    fn settles(&self) -> Option<(Builtin, bool)> {
        match self.steps.as_slice() {
            [Step::Condition(condition)] => fact(condition),
            _ => None,
        }
    }

    fn into_statements(self) -> Vec<Statement> {
        let mut statements = self.body.0;
        let mut conditions = Vec::new();
        for step in self.steps.into_iter().rev() {
            match step {
                Step::Condition(condition) => conditions.insert(0, condition),
                Step::Let { ident, value } => {
                    statements = under(std::mem::take(&mut conditions), statements);
                    statements.insert(0, Statement::Let { ident, value });
                }
            }
        }
        under(conditions, statements)
    }
}

fn under(conditions: Vec<Condition>, statements: Vec<Statement>) -> Vec<Statement> {
    match conditions.is_empty() {
        true => statements,
        false => vec![Statement::If {
            conditions,
            block: Block(statements),
        }],
    }
}

fn resolve_rule<'a>(
    rule: &Cursor<'a>,
    scope: &Scope<'a>,
    depth: usize,
    d: &mut Diagnostics,
) -> Option<Rule> {
    let mut inner = scope.clone();
    let mut steps = Vec::new();
    let mut is_reachable = true;
    let conditions = rule.get("conditions").map(|conditions| conditions.items(d));
    for condition in conditions.unwrap_or_default() {
        is_reachable &= resolve_condition(&condition, &mut inner, &mut steps, d).unwrap_or(true);
    }
    let body = resolve_body(rule, &mut inner, depth, d)?;
    Some(Rule {
        steps,
        body,
        is_reachable,
    })
}

fn resolve_body<'a>(
    rule: &Cursor<'a>,
    scope: &mut Scope<'a>,
    depth: usize,
    d: &mut Diagnostics,
) -> Option<Block> {
    let kind = rule.required("type", d)?;
    let returns = |outcome| Block(vec![Statement::Return(outcome)]);
    match kind.string(d)? {
        "tree" => Some(resolve_block(
            &rule.required("rules", d)?,
            scope,
            depth + 1,
            d,
        )),
        "error" => {
            let error = rule.required("error", d)?;
            let message = resolve_typed(&error, Type::Text, scope, 0, d)?;
            Some(returns(Outcome::Error(message)))
        }
        "endpoint" => {
            let endpoint = rule.required("endpoint", d)?;
            let destination = resolve_destination(&endpoint, scope, d)?;
            Some(returns(Outcome::Endpoint(Box::new(destination))))
        }
        other => {
            let summary = "unknown type of endpoint rule";
            d.push(
                kind.diagnostic(summary)
                    .found(other)
                    .expected("endpoint, error or tree"),
            );
            None
        }
    }
}
