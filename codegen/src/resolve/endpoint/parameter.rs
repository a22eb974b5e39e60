//! The parameters of a rule set.

use crate::diagnostic::{Diagnostics, nearest};
use crate::ir::endpoint::Builtin;
use crate::json::{Cursor, describe};

/// A parameter with its name in the rules.
pub(super) struct Parameter<'a> {
    pub(super) wire: &'a str,
    pub(super) builtin: Builtin,
    /// Whether its absence is an error.
    pub(super) required: bool,
    /// The value of a text that is not set.
    pub(super) default: Option<&'a str>,
}

const BUILTINS: [(&str, Builtin); 5] = [
    ("AWS::Region", Builtin::Region),
    ("AWS::UseFIPS", Builtin::UseFips),
    ("AWS::UseDualStack", Builtin::UseDualStack),
    ("SDK::Endpoint", Builtin::Endpoint),
    ("AWS::STS::UseGlobalEndpoint", Builtin::UseGlobalEndpoint),
];

pub(super) fn resolve_parameters<'a>(
    rule_set: &Cursor<'a>,
    d: &mut Diagnostics,
) -> Vec<Parameter<'a>> {
    let Some(parameters) = rule_set.required("parameters", d) else {
        return Vec::new();
    };
    let mut resolved = Vec::new();
    for (wire, parameter) in parameters.entries(d) {
        resolved.extend(resolve_parameter(wire, &parameter, d));
    }
    resolved
}

fn resolve_parameter<'a>(
    wire: &'a str,
    parameter: &Cursor<'a>,
    d: &mut Diagnostics,
) -> Option<Parameter<'a>> {
    let builtin = resolve_builtin(parameter, d)?;
    check_type(parameter, builtin, d);
    let required = parameter
        .get("required")
        .and_then(|required| required.boolean(d));
    Some(Parameter {
        wire,
        builtin,
        required: required.unwrap_or(false),
        default: parameter
            .get("default")
            .and_then(|default| text_default(&default, builtin, d)),
    })
}

fn resolve_builtin(parameter: &Cursor<'_>, d: &mut Diagnostics) -> Option<Builtin> {
    let Some(cursor) = parameter.get("builtIn") else {
        d.push(
            parameter
                .diagnostic("an endpoint parameter that no client can set")
                .found("a parameter without `builtIn`")
                .expected(format!("a parameter with `builtIn`: {}", known_builtins())),
        );
        return None;
    };
    let name = cursor.string(d)?;
    let found = BUILTINS.iter().find(|(known, _)| *known == name);
    if found.is_none() {
        let mut diagnostic = cursor
            .diagnostic("unknown built-in endpoint parameter")
            .found(name)
            .expected(known_builtins());
        if let Some(near) = nearest(name, BUILTINS.map(|(known, _)| known)) {
            diagnostic = diagnostic.help(format!("did you mean {near}?"));
        }
        d.push(diagnostic);
    }
    found.map(|(_, builtin)| *builtin)
}

fn known_builtins() -> String {
    BUILTINS.map(|(known, _)| known).join(", ")
}

fn check_type(parameter: &Cursor<'_>, builtin: Builtin, d: &mut Diagnostics) {
    let Some(cursor) = parameter.required("type", d) else {
        return;
    };
    let Some(found) = cursor.string(d) else {
        return;
    };
    let expected = if builtin.is_text() {
        "string"
    } else {
        "boolean"
    };
    if !found.eq_ignore_ascii_case(expected) {
        let summary = "the endpoint parameter and its built-in have different types";
        d.push(cursor.diagnostic(summary).found(found).expected(expected));
    }
}

/// The default of a text. Settings of a client have no third state, so an unset boolean is false.
fn text_default<'a>(
    default: &Cursor<'a>,
    builtin: Builtin,
    d: &mut Diagnostics,
) -> Option<&'a str> {
    if builtin.is_text() {
        return default.string(d);
    }
    if default.boolean(d) == Some(true) {
        d.push(
            default
                .diagnostic("unsupported default of an endpoint parameter")
                .found(describe(default.value()))
                .expected("false, the default of clients"),
        );
    }
    None
}
