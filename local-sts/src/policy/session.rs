//! Session policies. They are checked for their form but not evaluated, because this server does
//! not authorize calls to other services.

use querysmith_runtime::testing_v1::json::{Limits, Value};

/// The limits of a session policy.
const LIMITS: Limits = Limits::new(64 * 1024, 16, 8192);

/// Checks the form of a session policy. Returns the error message for the caller.
pub(crate) fn check(json: &str) -> Result<(), &'static str> {
    let value = Value::parse(json.as_bytes(), LIMITS)
        .map_err(|_| "The policy is not in the valid JSON format.")?;
    let document = value
        .as_object()
        .ok_or("The policy is not in the valid JSON format.")?;
    let statements = match document.get("Statement") {
        Some(Value::Array(statements)) => statements.as_slice(),
        Some(statement @ Value::Object(_)) => std::slice::from_ref(statement),
        _ => return Err("Syntax errors in policy."),
    };
    let is_statement = |statement: &Value| {
        statement.as_object().is_some_and(|statement| {
            let effect = statement.get("Effect").and_then(Value::as_text);
            let has = |name: &str| statement.get(name).is_some();
            matches!(effect, Some("Allow" | "Deny"))
                && (has("Action") != has("NotAction"))
                && (has("Resource") != has("NotResource"))
                && !has("Principal")
        })
    };
    if statements.iter().all(is_statement) {
        Ok(())
    } else {
        Err("Syntax errors in policy.")
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn a_session_policy_needs_statements_with_effect_action_and_resource() {
        let statement = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#;
        assert_eq!(check(&format!(r#"{{"Statement": {statement}}}"#)), Ok(()));
        assert_eq!(check(&format!(r#"{{"Statement": [{statement}]}}"#)), Ok(()));
        for json in ["", "[]", "{", "\"a\""] {
            let expected = "The policy is not in the valid JSON format.";
            assert_eq!(check(json), Err(expected), "{json}");
        }
        for statement in [
            r#"{}"#,
            r#"{"Effect": "allow", "Action": "s3:*", "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Action": "s3:*"}"#,
            r#"{"Effect": "Allow", "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Principal": "*"}"#,
            "1",
        ] {
            let json = format!(r#"{{"Statement": [{statement}]}}"#);
            assert_eq!(check(&json), Err("Syntax errors in policy."), "{json}");
        }
    }
}
