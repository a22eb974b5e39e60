//! Rule sets, in short.

use serde_json::{Value, json};

/// A rule set with every built-in parameter and `rules`.
pub(super) fn rule_set(rules: Value) -> Value {
    json!({
        "version": "1.0",
        "parameters": {
            "Region": { "builtIn": "AWS::Region", "type": "string" },
            "UseFIPS": {
                "builtIn": "AWS::UseFIPS", "type": "boolean", "required": true, "default": false
            },
            "UseDualStack": {
                "builtIn": "AWS::UseDualStack", "type": "boolean", "required": true, "default": false
            },
            "Endpoint": { "builtIn": "SDK::Endpoint", "type": "string" },
        },
        "rules": rules,
    })
}

pub(super) fn call(function: &str, argv: Value) -> Value {
    json!({ "fn": function, "argv": argv })
}

pub(super) fn assigned(name: &str, function: &str, argv: Value) -> Value {
    json!({ "fn": function, "argv": argv, "assign": name })
}

pub(super) fn reference(name: &str) -> Value {
    json!({ "ref": name })
}

pub(super) fn is_set(name: &str) -> Value {
    call("isSet", json!([reference(name)]))
}

pub(super) fn endpoint(conditions: Value, url: &str) -> Value {
    json!({ "type": "endpoint", "conditions": conditions, "endpoint": { "url": url } })
}

pub(super) fn error(conditions: Value, message: &str) -> Value {
    json!({ "type": "error", "conditions": conditions, "error": message })
}

pub(super) fn tree(conditions: Value, rules: Value) -> Value {
    json!({ "type": "tree", "conditions": conditions, "rules": rules })
}
