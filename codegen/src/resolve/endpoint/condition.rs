//! The conditions of a rule, in order: each uses the facts that the ones before it established.

use serde_json::Value as Json;

use super::expression::{DEEPEST, resolve_expression, set};
use super::scope::{Scope, Type, Value};
use crate::diagnostic::Diagnostics;
use crate::ir::endpoint::{Builtin, Condition, Expr};
use crate::json::Cursor;

/// A condition of a rule, or a binding before the next one.
pub(super) enum Step {
    Condition(Condition),
    Let { ident: String, value: Expr },
}

/// Adds the tests of `condition` to `steps`, and its facts and names to `scope`. `false` if it
/// cannot hold.
pub(super) fn resolve_condition<'a>(
    condition: &Cursor<'a>,
    scope: &mut Scope<'a>,
    steps: &mut Vec<Step>,
    d: &mut Diagnostics,
) -> Option<bool> {
    condition.required("fn", d)?;
    if !bind_arguments(condition.value(), scope, steps, 0) {
        return Some(false);
    }
    let value = resolve_expression(condition, scope, 0, d)?;
    if let Some(assign) = condition.get("assign") {
        assign_value(value, &assign, scope, steps, d);
        return Some(true);
    }
    let test = match value {
        Value {
            expr,
            optional: true,
            ..
        } => Expr::IsSome(Box::new(expr)),
        Value {
            expr,
            ty: Type::Boolean,
            ..
        } => match unbound(&expr) {
            // Even if it is known that the parameter is set, the rule needs its value.
            Some(builtin) if scope.known(builtin) == Some(true) => expr,
            _ => settled(expr, scope),
        },
        Value { .. } => return Some(true),
    };
    match test {
        Expr::Boolean(holds) => return Some(holds),
        Expr::IsSome(value) => match *value {
            Expr::Parameter(builtin) => bind(builtin, scope, steps),
            value => {
                let test = Expr::IsSome(Box::new(value));
                steps.push(Step::Condition(Condition::Test(test)));
            }
        },
        test => {
            let condition = Condition::Test(test);
            if let Some((builtin, holds)) = fact(&condition) {
                scope.learn(builtin, holds);
            }
            steps.push(Step::Condition(condition));
        }
    }
    Some(true)
}

/// Binds the parameters that `call` needs and that may be unset: older rules of AWS use a parameter
/// without an `isSet` before it, and such a condition does not hold if the parameter is unset.
/// `false` if one of them is known to be unset.
fn bind_arguments(call: &Json, scope: &mut Scope<'_>, steps: &mut Vec<Step>, depth: usize) -> bool {
    // These functions accept values that are unset.
    let takes_unset = ["isSet", "not", "coalesce"];
    let name = call.get("fn").and_then(Json::as_str);
    if depth > DEEPEST || name.is_none_or(|name| takes_unset.contains(&name)) {
        return true;
    }
    for argument in call
        .get("argv")
        .and_then(Json::as_array)
        .into_iter()
        .flatten()
    {
        let value = argument.get("ref").and_then(Json::as_str);
        match value.and_then(|name| scope.get(name)) {
            Some(Value {
                expr: Expr::Parameter(builtin),
                optional: true,
                ..
            }) => {
                let builtin = *builtin;
                if scope.known(builtin) == Some(false) {
                    return false;
                }
                bind(builtin, scope, steps);
            }
            _ => {
                if !bind_arguments(argument, scope, steps, depth + 1) {
                    return false;
                }
            }
        }
    }
    true
}

/// Tests whether a parameter is set, and binds its value.
fn bind(builtin: Builtin, scope: &mut Scope<'_>, steps: &mut Vec<Step>) {
    let ident = scope.new_ident(name_of(builtin));
    scope.bind(builtin, &ident);
    let value = Expr::Parameter(builtin);
    steps.push(Step::Condition(Condition::Bind { ident, value }));
}

/// Binds `value`, which also has to be set, and true if it is a boolean.
fn assign_value<'a>(
    value: Value,
    assign: &Cursor<'a>,
    scope: &mut Scope<'a>,
    steps: &mut Vec<Step>,
    d: &mut Diagnostics,
) {
    let Some(name) = assign.string(d) else {
        return;
    };
    if scope.get(name).is_some() {
        d.push(
            assign
                .diagnostic("an endpoint rule defines a name that is already defined")
                .found(name)
                .expected("a name that no parameter or enclosing condition has"),
        );
    }
    let ident = scope.new_ident(name);
    let owned = value.ty == Type::Text && value.expr.is_owned();
    let variable = Expr::Variable {
        ident: ident.clone(),
        owned,
    };
    scope.declare(name, set(variable.clone(), value.ty));
    if value.optional {
        steps.push(Step::Condition(Condition::Bind {
            ident,
            value: value.expr,
        }));
        return;
    }
    steps.push(Step::Let {
        ident,
        value: value.expr,
    });
    if value.ty == Type::Boolean {
        steps.push(Step::Condition(Condition::Test(variable)));
    }
}

/// The parameter that `expr` tests whether it is set, if no variable holds its value.
fn unbound(expr: &Expr) -> Option<Builtin> {
    match expr {
        Expr::IsSome(value) => match **value {
            Expr::Parameter(builtin) => Some(builtin),
            _ => None,
        },
        _ => None,
    }
}

/// `expr`, or its value if that is known.
fn settled(expr: Expr, scope: &Scope<'_>) -> Expr {
    let known = match &expr {
        Expr::Parameter(builtin) => scope.known(*builtin),
        Expr::IsSome(value) => match **value {
            Expr::Parameter(builtin) => scope.known(builtin),
            _ => None,
        },
        Expr::Not(inner) => match settled((**inner).clone(), scope) {
            Expr::Boolean(holds) => Some(!holds),
            _ => None,
        },
        _ => None,
    };
    known.map_or(expr, Expr::Boolean)
}

/// The fact that a condition establishes about a parameter.
pub(super) fn fact(condition: &Condition) -> Option<(Builtin, bool)> {
    match condition {
        Condition::Bind {
            value: Expr::Parameter(builtin),
            ..
        } => Some((*builtin, true)),
        Condition::Bind { .. } => None,
        Condition::Test(expr) => match expr {
            Expr::Parameter(builtin) => Some((*builtin, true)),
            Expr::Not(inner) => match &**inner {
                Expr::Parameter(builtin) => Some((*builtin, false)),
                Expr::IsSome(value) => match **value {
                    Expr::Parameter(builtin) => Some((builtin, false)),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        },
    }
}

/// The name of the variable that holds the parameter.
pub(super) fn name_of(builtin: Builtin) -> &'static str {
    match builtin {
        Builtin::Region => "region",
        Builtin::UseFips => "use_fips",
        Builtin::UseDualStack => "use_dual_stack",
        Builtin::Endpoint => "endpoint",
        Builtin::UseGlobalEndpoint => "use_global_endpoint",
    }
}
