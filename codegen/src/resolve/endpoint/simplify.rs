//! Simplifies statements: removes unused names, joins nested `if`s, and merges adjacent conditions
//! that differ in a literal.

use crate::ir::endpoint::{Block, Condition, Expr, Outcome, Statement};

pub(super) fn simplify(block: Block) -> Block {
    let mut statements: Vec<Statement> = Vec::new();
    for statement in block.0 {
        let statement = match statement {
            Statement::If { conditions, block } => nested(conditions, simplify(block)),
            other => other,
        };
        if let Some(last) = statements.last_mut()
            && let Some(both) = merged(last, &statement)
        {
            *last = both;
        } else {
            statements.push(statement);
        }
    }
    Block(without_unused(statements))
}

/// Joins an `if` whose block is only another `if`.
fn nested(mut conditions: Vec<Condition>, mut block: Block) -> Statement {
    if let [
        Statement::If {
            conditions: inner,
            block: inner_block,
        },
    ] = block.0.as_mut_slice()
    {
        conditions.append(inner);
        block = std::mem::take(inner_block);
    }
    let used = (0..conditions.len())
        .map(|i| match conditions.get(i) {
            Some(Condition::Bind { ident, .. }) => {
                let rest = conditions.get(i + 1..).unwrap_or_default();
                rest.iter().any(|condition| condition.any(&is(ident))) || block.any(&is(ident))
            }
            _ => true,
        })
        .collect::<Vec<_>>();
    let conditions = conditions
        .into_iter()
        .zip(used)
        .map(|(condition, used)| match condition {
            Condition::Bind { value, .. } if !used => {
                Condition::Test(Expr::IsSome(Box::new(value)))
            }
            other => other,
        });
    Statement::If {
        conditions: with_choices(conditions),
        block,
    }
}

/// Merges adjacent conditions that each exclude a literal for the same text.
fn with_choices(conditions: impl Iterator<Item = Condition>) -> Vec<Condition> {
    let mut kept: Vec<Condition> = Vec::new();
    for condition in conditions {
        if let Some(last) = kept.last_mut()
            && let Some(both) = neither(last, &condition)
        {
            *last = both;
        } else {
            kept.push(condition);
        }
    }
    kept
}

fn neither(a: &Condition, b: &Condition) -> Option<Condition> {
    let (Condition::Test(Expr::Not(a)), Condition::Test(Expr::Not(b))) = (a, b) else {
        return None;
    };
    let choice = either(
        &Condition::Test((**a).clone()),
        &Condition::Test((**b).clone()),
    )?;
    match choice {
        Condition::Test(choice) => Some(Condition::Test(Expr::Not(Box::new(choice)))),
        bind => Some(bind),
    }
}

/// Merges two statements if they differ in one literal.
fn merged(a: &Statement, b: &Statement) -> Option<Statement> {
    let (
        Statement::If {
            conditions: of_a,
            block: block_a,
        },
        Statement::If {
            conditions: of_b,
            block: block_b,
        },
    ) = (a, b)
    else {
        return None;
    };
    if block_a != block_b || of_a.len() != of_b.len() {
        return None;
    }
    let mut pairs = of_a
        .iter()
        .zip(of_b)
        .enumerate()
        .filter(|(_, (a, b))| a != b);
    let (at, (one, other)) = pairs.next()?;
    if pairs.next().is_some() {
        return None;
    }
    let mut conditions = of_a.clone();
    *conditions.get_mut(at)? = either(one, other)?;
    Some(Statement::If {
        conditions,
        block: block_a.clone(),
    })
}

/// The condition that a text is one of the literals of either condition.
fn either(a: &Condition, b: &Condition) -> Option<Condition> {
    let (text, mut literals) = choice(a)?;
    let (other, more) = choice(b)?;
    if text != other {
        return None;
    }
    literals.extend(more);
    Some(Condition::Test(Expr::OneOf(
        Box::new(text.clone()),
        literals,
    )))
}

fn choice(condition: &Condition) -> Option<(&Expr, Vec<String>)> {
    match condition {
        Condition::Test(Expr::OneOf(text, literals)) => Some((text, literals.clone())),
        Condition::Test(Expr::Equals(text, literal)) => match &**literal {
            Expr::Text(literal) => Some((text, vec![literal.clone()])),
            _ => None,
        },
        _ => None,
    }
}

/// `statements` without variables that nothing after them uses.
fn without_unused(statements: Vec<Statement>) -> Vec<Statement> {
    let mut kept: Vec<Statement> = Vec::new();
    for statement in statements.into_iter().rev() {
        let is_used = |ident: &str| kept.iter().any(|kept| kept.any(&is(ident)));
        match statement {
            Statement::Let { ident, .. } if !is_used(&ident) => {}
            // The value is not used, but its absence is an error.
            Statement::Require {
                ident,
                value,
                error,
            } if !is_used(&ident) => {
                let is_set = Expr::IsSome(Box::new(value));
                kept.push(Statement::If {
                    conditions: vec![Condition::Test(Expr::Not(Box::new(is_set)))],
                    block: Block(vec![Statement::Return(Outcome::Error(Expr::Text(error)))]),
                });
            }
            other => kept.push(other),
        }
    }
    kept.reverse();
    kept
}

/// Whether an expression is the variable `name`.
fn is(name: &str) -> impl Fn(&Expr) -> bool {
    move |expr| matches!(expr, Expr::Variable { ident, .. } if ident == name)
}
