//! Parses policy documents.

use querysmith_runtime::testing_v1::json::{Limits, Object, Value};

use super::condition::{Condition, Quantifier};
use super::operator::Operator;
use super::principal::{Principal, Principals};
use super::{Actions, Effect, PolicyError, Statement, TrustPolicy};

/// The limits of a policy. IAM allows 2,048 characters by default, and 4,096 on request.
const LIMITS: Limits = Limits::new(16 * 1024, 8, 2048);

/// The version in which variables are replaced.
const WITH_VARIABLES: &str = "2012-10-17";

/// An earlier version, and the default.
const WITHOUT_VARIABLES: &str = "2008-10-17";

/// Parses a trust policy.
pub(super) fn parse(json: &str) -> Result<TrustPolicy, PolicyError> {
    let value =
        Value::parse(json.as_bytes(), LIMITS).map_err(|problem| PolicyError::new("", problem))?;
    let document = object(&value, "")?;
    known(document, &["Version", "Id", "Statement"], "")?;
    let has_variables = match document.get("Version") {
        None => false,
        Some(version) => match version.as_text() {
            Some(WITH_VARIABLES) => true,
            Some(WITHOUT_VARIABLES) => false,
            _ => {
                let problem = format!("expected {WITH_VARIABLES:?} or {WITHOUT_VARIABLES:?}");
                return Err(PolicyError::new("Version", problem));
            }
        },
    };
    let statements = match document.get("Statement") {
        Some(Value::Array(statements)) => statements.as_slice(),
        Some(statement @ Value::Object(_)) => std::slice::from_ref(statement),
        _ => {
            return Err(PolicyError::new(
                "Statement",
                "expected a list of statements",
            ));
        }
    };
    let numbered = statements.iter().enumerate();
    let statements = numbered
        .map(|(index, value)| parse_statement(value, index, has_variables))
        .collect::<Result<_, _>>()?;
    Ok(TrustPolicy {
        text: json.to_owned(),
        statements,
    })
}

fn parse_statement(
    value: &Value,
    index: usize,
    has_variables: bool,
) -> Result<Statement, PolicyError> {
    let path = format!("Statement[{index}]");
    let members = [
        "Sid",
        "Effect",
        "Principal",
        "Action",
        "NotAction",
        "Condition",
    ];
    let statement = object(value, &path)?;
    known(statement, &members, &path)?;
    let effect = match statement.get("Effect").and_then(Value::as_text) {
        Some("Allow") => Effect::Allow,
        Some("Deny") => Effect::Deny,
        _ => {
            let path = format!("{path}.Effect");
            return Err(PolicyError::new(path, "expected \"Allow\" or \"Deny\""));
        }
    };
    let number = index + 1;
    let name = match statement.get("Sid").and_then(Value::as_text) {
        Some(sid) => format!("statement {number} ({sid})"),
        None => format!("statement {number}"),
    };
    Ok(Statement {
        name,
        effect,
        principals: parse_principals(statement.get("Principal"), &format!("{path}.Principal"))?,
        actions: parse_actions(statement, &path)?,
        conditions: match statement.get("Condition") {
            Some(value) => parse_conditions(value, &format!("{path}.Condition"), has_variables)?,
            None => Vec::new(),
        },
    })
}

fn parse_principals(value: Option<&Value>, path: &str) -> Result<Principals, PolicyError> {
    let kinds = match value {
        Some(Value::Text(text)) if text.as_str() == "*" => {
            return Ok(Principals(vec![Principal::Anyone]));
        }
        Some(Value::Object(kinds)) if !kinds.members().is_empty() => kinds,
        _ => {
            return Err(PolicyError::new(
                path,
                "expected \"*\" or an object of principals",
            ));
        }
    };
    let mut principals = Vec::new();
    for (kind, value) in kinds.members() {
        let path = format!("{path}.{kind}");
        for text in texts(value, &path)? {
            principals.push(Principal::parse(kind, &text, &path)?);
        }
    }
    Ok(Principals(principals))
}

fn parse_actions(statement: &Object, path: &str) -> Result<Actions, PolicyError> {
    let (value, is_negated) = match (statement.get("Action"), statement.get("NotAction")) {
        (Some(value), None) => (value, false),
        (None, Some(value)) => (value, true),
        _ => {
            return Err(PolicyError::new(
                path,
                "expected either Action or NotAction",
            ));
        }
    };
    let path = format!("{path}.{}", if is_negated { "NotAction" } else { "Action" });
    let patterns = texts(value, &path)?;
    match patterns
        .iter()
        .find(|pattern| *pattern != "*" && !pattern.contains(':'))
    {
        Some(pattern) => {
            let problem =
                format!("found {pattern:?}, expected an action such as \"sts:AssumeRole\"");
            Err(PolicyError::new(path, problem))
        }
        None => Ok(Actions {
            is_negated,
            patterns,
        }),
    }
}

fn parse_conditions(
    value: &Value,
    path: &str,
    has_variables: bool,
) -> Result<Vec<Condition>, PolicyError> {
    let mut conditions = Vec::new();
    for (name, keys) in object(value, path)?.members() {
        let path = format!("{path}.{name}");
        let (quantifier, rest) = match name.split_once(':') {
            Some(("ForAnyValue", rest)) => (Some(Quantifier::Any), rest),
            Some(("ForAllValues", rest)) => (Some(Quantifier::All), rest),
            _ => (None, name.as_str()),
        };
        let (rest, if_exists) = match rest.strip_suffix("IfExists") {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let operator = Operator::named(rest)
            .ok_or_else(|| PolicyError::new(&path, "this condition operator is not supported"))?;
        for (key, values) in object(keys, &path)?.members() {
            let path = format!("{path}.{key}");
            let values = texts(values, &path)?;
            let has_variables = has_variables
                && operator.test.takes_variables()
                && values.iter().any(|value| value.contains("${"));
            for value in values.iter().filter(|_| !has_variables) {
                operator.test.check(value).map_err(|expected| {
                    PolicyError::new(&path, format!("found {value:?}, expected {expected}"))
                })?;
            }
            conditions.push(Condition {
                name: name.clone(),
                operator,
                quantifier,
                if_exists,
                key: key.clone(),
                values,
                has_variables,
            });
        }
    }
    Ok(conditions)
}

fn object<'a>(value: &'a Value, path: &str) -> Result<&'a Object, PolicyError> {
    value
        .as_object()
        .ok_or_else(|| PolicyError::new(path, "expected an object"))
}

/// Checks that an object has no members but these.
fn known(object: &Object, names: &[&str], path: &str) -> Result<(), PolicyError> {
    let mut members = object.members().iter();
    match members.find(|(name, _)| !names.contains(&name.as_str())) {
        Some((name, _)) => {
            let problem = format!("found {name:?}, expected only {}", names.join(", "));
            Err(PolicyError::new(path, problem))
        }
        None => Ok(()),
    }
}

/// One string, boolean or number, or a list of them.
fn texts(value: &Value, path: &str) -> Result<Vec<String>, PolicyError> {
    let text = |value: &Value| match value {
        Value::Text(text) => Ok(text.as_str().to_owned()),
        Value::Boolean(value) => Ok(value.to_string()),
        Value::Number(number) => Ok(number.clone()),
        _ => Err(PolicyError::new(
            path,
            "expected a string or a list of strings",
        )),
    };
    match value {
        Value::Array(values) => values.iter().map(text).collect(),
        value => Ok(vec![text(value)?]),
    }
}
