//! An interpreter of endpoint rules, for rules of models that no code is emitted for.

use std::fmt;

use serde_json::{Map, Value, json};

/// The result of rules for parameters.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The endpoint as JSON: its URL, properties and headers.
    Endpoint(String),
    /// An error. Its message is a text, which is not compared.
    Error,
    /// No rule matches.
    Nothing,
}

/// A part of the rules that this interpreter does not know.
#[derive(Debug)]
pub(super) struct Unsupported(pub(super) String);

/// The values of parameters and variables, and the partition of every region.
#[derive(Clone)]
pub(super) struct Scope {
    values: Map<String, Value>,
    partition: Value,
}

impl Scope {
    pub(super) fn new(
        parameters: &Map<String, Value>,
        partition: &str,
        supports_fips: bool,
        supports_dual_stack: bool,
    ) -> Self {
        Self {
            values: parameters.clone(),
            partition: json!({
                "name": partition,
                "dnsSuffix": "example.com",
                "dualStackDnsSuffix": "dual.example.com",
                "implicitGlobalRegion": "xx-global-1",
                "supportsFIPS": supports_fips,
                "supportsDualStack": supports_dual_stack,
            }),
        }
    }

    fn get(&self, name: &str) -> Value {
        self.values.get(name).cloned().unwrap_or(Value::Null)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.values {
            write!(f, "{name} = {value}, ")?;
        }
        let of = |key: &str| self.partition.get(key).cloned().unwrap_or_default();
        write!(
            f,
            "in a partition {} (FIPS: {}, dual stack: {})",
            of("name"),
            of("supportsFIPS"),
            of("supportsDualStack")
        )
    }
}

/// Evaluates a rule set with the parameters in `scope`.
pub(super) fn resolve(rule_set: &Value, scope: &Scope) -> Result<Outcome, Unsupported> {
    let mut scope = scope.clone();
    let parameters = rule_set.get("parameters").and_then(Value::as_object);
    for (name, parameter) in parameters.into_iter().flatten() {
        if let Some(default) = parameter.get("default")
            && !scope.values.contains_key(name)
        {
            scope.values.insert(name.clone(), default.clone());
        }
    }
    let found = first_match(rule_set.get("rules"), &scope)?;
    Ok(found.unwrap_or(Outcome::Nothing))
}

fn first_match(rules: Option<&Value>, scope: &Scope) -> Result<Option<Outcome>, Unsupported> {
    for rule in items(rules) {
        let mut scope = scope.clone();
        if !holds(rule.get("conditions"), &mut scope)? {
            continue;
        }
        let outcome = match rule.get("type").and_then(Value::as_str) {
            Some("error") => Some(Outcome::Error),
            Some("endpoint") => {
                let endpoint = rule.get("endpoint").unwrap_or(&Value::Null);
                Some(Outcome::Endpoint(filled(endpoint, &scope)?.to_string()))
            }
            Some("tree") => first_match(rule.get("rules"), &scope)?,
            other => return Err(Unsupported(format!("a rule of type {other:?}"))),
        };
        if outcome.is_some() {
            return Ok(outcome);
        }
    }
    Ok(None)
}

fn items(list: Option<&Value>) -> impl Iterator<Item = &Value> {
    list.and_then(Value::as_array).into_iter().flatten()
}

/// Whether all conditions hold. They can define variables.
fn holds(conditions: Option<&Value>, scope: &mut Scope) -> Result<bool, Unsupported> {
    for condition in items(conditions) {
        let value = evaluate(condition, scope)?;
        if matches!(value, Value::Null | Value::Bool(false)) {
            return Ok(false);
        }
        if let Some(name) = condition.get("assign").and_then(Value::as_str) {
            scope.values.insert(name.to_owned(), value);
        }
    }
    Ok(true)
}

/// A part of an endpoint with the values of its templates. Empty parts are left out, because rules
/// may or may not have them.
fn filled(value: &Value, scope: &Scope) -> Result<Value, Unsupported> {
    match value {
        Value::Object(entries) if entries.contains_key("fn") || entries.contains_key("ref") => {
            evaluate(value, scope)
        }
        Value::Object(entries) => {
            let mut filled_entries = std::collections::BTreeMap::new();
            for (key, value) in entries {
                let value = filled(value, scope)?;
                let is_empty = value.as_object().is_some_and(Map::is_empty);
                if !is_empty {
                    filled_entries.insert(key.clone(), value);
                }
            }
            Ok(Value::Object(filled_entries.into_iter().collect()))
        }
        Value::Array(items) => {
            let items: Result<Vec<Value>, Unsupported> =
                items.iter().map(|item| filled(item, scope)).collect();
            Ok(Value::Array(items?))
        }
        Value::String(text) => template(text, scope),
        scalar => Ok(scalar.clone()),
    }
}

fn template(text: &str, scope: &Scope) -> Result<Value, Unsupported> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            return Err(Unsupported(format!("the template {text}")));
        };
        let (name, path) = name.split_once('#').unwrap_or((name, ""));
        let value = match path {
            "" => scope.get(name),
            path => attribute(&scope.get(name), path),
        };
        filled.push_str(before);
        match value {
            Value::String(value) => filled.push_str(&value),
            value => filled.push_str(&value.to_string()),
        }
        rest = after;
    }
    filled.push_str(rest);
    Ok(Value::String(filled))
}

/// The value at a path such as `a#b` or `resourceId[0]`.
fn attribute(value: &Value, path: &str) -> Value {
    let mut value = value;
    for part in path.split(['#', '.']) {
        let (name, index) = part.split_once('[').unwrap_or((part, ""));
        if !name.is_empty() {
            value = value.get(name).unwrap_or(&Value::Null);
        }
        if let Ok(index) = index.trim_end_matches(']').parse::<usize>() {
            value = value.get(index).unwrap_or(&Value::Null);
        }
    }
    value.clone()
}

fn evaluate(expression: &Value, scope: &Scope) -> Result<Value, Unsupported> {
    if let Some(name) = expression.get("ref").and_then(Value::as_str) {
        return Ok(scope.get(name));
    }
    let Some(function) = expression.get("fn").and_then(Value::as_str) else {
        return filled(expression, scope);
    };
    let arguments: Result<Vec<Value>, Unsupported> = items(expression.get("argv"))
        .map(|argument| evaluate(argument, scope))
        .collect();
    let arguments = arguments?;
    let argument = |i: usize| arguments.get(i).cloned().unwrap_or(Value::Null);
    let text = |i: usize| arguments.get(i).and_then(Value::as_str).unwrap_or_default();
    Ok(match function {
        "isSet" => (!argument(0).is_null()).into(),
        "not" => matches!(argument(0), Value::Null | Value::Bool(false)).into(),
        "booleanEquals" | "stringEquals" => (argument(0) == argument(1)).into(),
        "getAttr" => attribute(&argument(0), text(1)),
        "aws.partition" => scope.partition.clone(),
        "parseURL" => parse_url(text(0)),
        "isValidHostLabel" => is_host_label(text(0), argument(1) == true).into(),
        "coalesce" => {
            let mut set = arguments.into_iter().filter(|value| !value.is_null());
            set.next().unwrap_or(Value::Null)
        }
        "ite" => match argument(0) == true {
            true => argument(1),
            false => argument(2),
        },
        other => return Err(Unsupported(format!("the function {other}"))),
    })
}

fn parse_url(url: &str) -> Value {
    let Some((scheme, rest)) = url.split_once("://") else {
        return Value::Null;
    };
    let (authority, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let slash = if path.ends_with('/') { "" } else { "/" };
    let is_ip = authority.starts_with('[') || authority.parse::<std::net::IpAddr>().is_ok();
    json!({
        "scheme": scheme,
        "authority": authority,
        "path": path,
        "normalizedPath": format!("{path}{slash}"),
        "isIp": is_ip,
    })
}

fn is_host_label(text: &str, allows_dots: bool) -> bool {
    let is_label = |label: &str| {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        (1..=63).contains(&label.len()) && label.chars().all(is_plain) && !label.starts_with('-')
    };
    match allows_dots {
        true => text.split('.').all(is_label),
        false => is_label(text),
    }
}
