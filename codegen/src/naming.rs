//! Conversion of Smithy names to Rust names. This is the only module that uses `heck`, and the only
//! one that knows Rust's keywords.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// The keywords of Rust edition 2024 that can be raw identifiers (`r#`).
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that cannot be raw identifiers.
const NEVER_RAW: [&str; 4] = ["crate", "self", "super", "Self"];

/// Types that emitted code refers to by their unqualified names.
const TAKEN_TYPES: [&str; 51] = [
    "ResponseFrame",
    "AsRef",
    "AuthScheme",
    "BTreeMap",
    "Box",
    "BuildError",
    "Bytes",
    "Client",
    "ClientCore",
    "Config",
    "Copy",
    "DateTime",
    "Default",
    "Deref",
    "Element",
    "Err",
    "Error",
    "ErrorSpec",
    "From",
    "FromStr",
    "Infallible",
    "Into",
    "Iterator",
    "None",
    "Ok",
    "Operation",
    "OperationSpec",
    "Option",
    "PresignedRequest",
    "PresigningConfig",
    "QueryWriter",
    "Redacted",
    "Request",
    "Response",
    "ResponseMetadata",
    "Result",
    "RetryHint",
    "Send",
    "SensitiveBlob",
    "SensitiveString",
    "Service",
    "Some",
    "String",
    "Sync",
    "TimestampFormat",
    "ToResponse",
    "UnknownValue",
    "Validator",
    "Vec",
    "XmlError",
    "XmlWriter",
];

/// Methods of structures and their builders that are not accessors of members.
const TAKEN_MEMBERS: [&str; 12] = [
    "as_input",
    "build",
    "builder",
    "clone",
    "default",
    "into_paginator",
    "new",
    "presigned",
    "request_id",
    "response_metadata",
    "send",
    "wait",
];

/// Methods of the standard library's operator traits. Clippy warns about a setter with such a name.
const OPERATORS: [&str; 10] = [
    "add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub",
];

/// Methods of the standard library's borrowing traits. Clippy warns about a getter with such a
/// name.
const LENDERS: [&str; 3] = ["as_ref", "borrow", "deref"];

/// Methods of clients and stubs that are not operations, and `mod`, whose file `mod.rs` is taken.
const TAKEN_METHODS: [&str; 6] = ["blocking_client", "client", "clone", "config", "mod", "new"];

/// The maximum length of a test's name, so that its signature fits on one line.
const MAX_TEST_NAME_LENGTH: usize = 64;

/// The name of a type: `SAMLAssertionType` gives `SamlAssertionType`.
pub(crate) fn type_name(name: &str) -> String {
    let camel = name.to_upper_camel_case();
    if TAKEN_TYPES.contains(&camel.as_str()) || NEVER_RAW.contains(&camel.as_str()) {
        return beside(&camel);
    }
    if camel.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("Shape{camel}");
    }
    camel
}

/// The alternative name of a type whose own name is reserved.
pub(crate) fn beside(taken: &str) -> String {
    format!("{taken}Shape")
}

/// The name of a structure's builder: `Tag` gives `TagBuilder`.
pub(crate) fn builder(type_name: &str) -> String {
    format!("{type_name}Builder")
}

/// An identifier without `r#`, for text and for names that are derived from it.
pub(crate) fn bare(ident: &str) -> &str {
    ident.trim_start_matches("r#")
}

/// The prefix of an operation's types: `AssumeRoleWithSAML` gives `AssumeRoleWithSaml`.
pub(crate) fn type_prefix(name: &str) -> String {
    let camel = name.to_upper_camel_case();
    match camel.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("Operation{camel}"),
        false => camel,
    }
}

/// The name of a member, without `r#`: `RoleArn` gives `role_arn`.
pub(crate) fn member(name: &str) -> String {
    let snake = name.to_snake_case();
    if TAKEN_MEMBERS.contains(&snake.as_str()) {
        return format!("{snake}_value");
    }
    if snake.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("member_{snake}");
    }
    snake
}

/// Whether a setter named `snake` would be confused with a method of an operator trait.
pub(crate) fn is_operator(snake: &str) -> bool {
    OPERATORS.contains(&snake)
}

/// Whether a getter named `snake` would be confused with a method of a borrowing trait.
pub(crate) fn is_lender(snake: &str) -> bool {
    LENDERS.contains(&snake)
}

/// The name of an error's field, without `r#`. It avoids the fields and methods that every error
/// has.
pub(crate) fn error_member(name: &str) -> String {
    match member(name) {
        snake if ["error", "message", "meta"].contains(&snake.as_str()) => format!("{snake}_value"),
        snake => snake,
    }
}

/// The name of a variant of an enum or union: `SMALL_BOX` gives `SmallBox`.
pub(crate) fn variant(name: &str) -> String {
    let camel = name.to_upper_camel_case();
    // The variant `Unknown` holds values that the model does not define.
    if camel == "Unknown" || NEVER_RAW.contains(&camel.as_str()) {
        return format!("{camel}Value");
    }
    if camel.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("_{camel}");
    }
    camel
}

/// The name of an operation's method and module: `AssumeRole` gives `assume_role`.
pub(crate) fn method(name: &str) -> String {
    let snake = name.to_snake_case();
    if TAKEN_METHODS.contains(&snake.as_str()) {
        return format!("{snake}_operation");
    }
    if snake.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("operation_{snake}");
    }
    identifier(&snake)
}

/// The name of a type's module and file: `AssumedRoleUser` gives `assumed_role_user`.
pub(crate) fn module(type_name: &str) -> String {
    match type_name {
        // `mod.rs` is the file of the parent module.
        "Mod" => "mod_".to_owned(),
        name => field(name),
    }
}

/// The name of a function or variable: `assumedRoleUser` gives `assumed_role_user`.
pub(crate) fn field(name: &str) -> String {
    identifier(&name.to_snake_case())
}

/// A name in snake case as a valid identifier: `type` gives `r#type`.
pub(crate) fn identifier(snake: &str) -> String {
    if NEVER_RAW.contains(&snake) {
        return format!("{snake}_");
    }
    if KEYWORDS.contains(&snake) {
        return format!("r#{snake}");
    }
    if snake.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("n{snake}");
    }
    snake.to_owned()
}

/// The name of a test, from a sentence: `To assume a role` gives `to_assume_a_role`.
pub(crate) fn test_name(sentence: &str) -> String {
    let words: String = sentence
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    let name = shorten(&words.to_snake_case());
    match name.chars().next() {
        None => "case".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("case_{name}"),
        Some(_) if KEYWORDS.contains(&name.as_str()) => format!("{name}_"),
        Some(_) => name,
    }
}

/// `name` cut at a word boundary to at most [`MAX_TEST_NAME_LENGTH`] characters.
fn shorten(name: &str) -> String {
    let mut short = String::new();
    for word in name.split_inclusive('_') {
        if !short.is_empty() && short.len() + word.len() > MAX_TEST_NAME_LENGTH {
            break;
        }
        short.push_str(word);
    }
    short.trim_end_matches('_').to_owned()
}

/// The name of a service's crate, from its SDK id: `Auto Scaling` gives `querysmith-auto-scaling`.
pub(crate) fn crate_name(sdk_id: &str) -> String {
    let mut name = String::from("querysmith");
    for word in sdk_id.split(|c: char| !c.is_ascii_alphanumeric()) {
        if !word.is_empty() {
            name.push('-');
            name.push_str(&word.to_ascii_lowercase());
        }
    }
    name
}

/// The name of a service's module, from its SDK id: `Auto Scaling` gives `auto_scaling`.
pub(crate) fn module_name(sdk_id: &str) -> String {
    let name = sdk_id.to_ascii_lowercase().replace(' ', "_");
    match identifier(&name) {
        name if name.starts_with("r#") => format!("{}_", name.trim_start_matches("r#")),
        name => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_rust_conventions() {
        assert_eq!(type_name("AssumeRoleWithSAML"), "AssumeRoleWithSaml");
        assert_eq!(
            type_name("policyDescriptorListType"),
            "PolicyDescriptorListType"
        );
        assert_eq!(
            type_name("IDPCommunicationErrorException"),
            "IdpCommunicationErrorException"
        );
        assert_eq!(type_name("Option"), "OptionShape");
        assert_eq!(type_name("_2"), "Shape2");
        assert_eq!(field("SAMLAssertion"), "saml_assertion");
        assert_eq!(field("Type"), "r#type");
        assert_eq!(field("Self"), "self_");
        assert_eq!(field("_1"), "n1");
        assert_eq!(member("Send"), "send_value");
        assert_eq!(member("_1"), "member_1");
        assert_eq!(method("Config"), "config_operation");
        assert_eq!(crate_name("STS"), "querysmith-sts");
        assert_eq!(crate_name("Auto Scaling"), "querysmith-auto-scaling");
        assert_eq!(module_name("Auto Scaling"), "auto_scaling");
        assert_eq!(module_name("Box"), "box_");
    }
}
