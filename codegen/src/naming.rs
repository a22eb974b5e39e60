//! Rust's names for Smithy's: the only user of `heck`, and the only place that knows keywords.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// Words that Rust keeps to itself, in edition 2024; `r#` makes names of the others.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that cannot be made names with `r#`.
const NEVER_RAW: [&str; 4] = ["crate", "self", "super", "Self"];

/// Types that emitted code uses by their bare names.
const TAKEN_TYPES: [&str; 51] = [
    "AnswerFrame",
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
    "ToAnswer",
    "UnknownValue",
    "Validator",
    "Vec",
    "XmlError",
    "XmlWriter",
];

/// Methods of structures and their builders that are not made from members.
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

/// Methods of the standard library's operators, which Clippy takes a setter for.
const OPERATORS: [&str; 10] = [
    "add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub",
];

/// Methods of the standard library that lend, which Clippy takes a getter for.
const LENDERS: [&str; 3] = ["as_ref", "borrow", "deref"];

/// Methods of clients and stubs that are not made from operations, and a module whose file would be
/// another's.
const TAKEN_METHODS: [&str; 6] = ["blocking_client", "client", "clone", "config", "mod", "new"];

/// The most characters of a test's name, so that its signature has one line.
const LONGEST_TEST: usize = 64;

/// A type's name: `SAMLAssertionType` gives `SamlAssertionType`.
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

/// The name of a type whose own is taken by something that cannot give way.
pub(crate) fn beside(taken: &str) -> String {
    format!("{taken}Shape")
}

/// The builder of a structure: `Tag` gives `TagBuilder`.
pub(crate) fn builder(type_name: &str) -> String {
    format!("{type_name}Builder")
}

/// An identifier without `r#`, for text and for names that are made from it.
pub(crate) fn bare(ident: &str) -> &str {
    ident.trim_start_matches("r#")
}

/// What the types of an operation begin with: `AssumeRoleWithSAML` gives `AssumeRoleWithSaml`.
pub(crate) fn type_prefix(name: &str) -> String {
    let camel = name.to_upper_camel_case();
    match camel.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("Operation{camel}"),
        false => camel,
    }
}

/// A member's name, without `r#`: `RoleArn` gives `role_arn`.
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

/// Whether a setter has the name of a trait's method that it has nothing to do with.
pub(crate) fn is_operator(snake: &str) -> bool {
    OPERATORS.contains(&snake)
}

/// Whether a getter has the name of a trait's method that it has nothing to do with.
pub(crate) fn is_lender(snake: &str) -> bool {
    LENDERS.contains(&snake)
}

/// The field of an error, without `r#`, beside those and the methods that every error has.
pub(crate) fn error_member(name: &str) -> String {
    match member(name) {
        snake if ["error", "message", "meta"].contains(&snake.as_str()) => format!("{snake}_value"),
        snake => snake,
    }
}

/// A variant of an enum or union: `SMALL_BOX` gives `SmallBox`.
pub(crate) fn variant(name: &str) -> String {
    let camel = name.to_upper_camel_case();
    // Values that the model does not name are of the variant `Unknown`.
    if camel == "Unknown" || NEVER_RAW.contains(&camel.as_str()) {
        return format!("{camel}Value");
    }
    if camel.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("_{camel}");
    }
    camel
}

/// The method of an operation, and its module: `AssumeRole` gives `assume_role`.
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

/// The module of a type, and its file: `AssumedRoleUser` gives `assumed_role_user`.
pub(crate) fn module(type_name: &str) -> String {
    match type_name {
        // `mod.rs` is the file of the folder.
        "Mod" => "mod_".to_owned(),
        name => field(name),
    }
}

/// The function or variable of a name: `assumedRoleUser` gives `assumed_role_user`.
pub(crate) fn field(name: &str) -> String {
    identifier(&name.to_snake_case())
}

/// A name in lower case, made an identifier where it is none: `type` gives `r#type`.
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

/// A test's name, from a sentence: `To assume a role` gives `to_assume_a_role`.
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

/// At most [`LONGEST_TEST`] characters, cut where a word ends.
fn shorten(name: &str) -> String {
    let mut short = String::new();
    for word in name.split_inclusive('_') {
        if !short.is_empty() && short.len() + word.len() > LONGEST_TEST {
            break;
        }
        short.push_str(word);
    }
    short.trim_end_matches('_').to_owned()
}

/// The name of the crate for a service: `querysmith-` and its SDK id, `Auto Scaling` giving
/// `querysmith-auto-scaling`.
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

/// The name of the module for a service: its SDK id, `Auto Scaling` giving `auto_scaling`.
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
    fn names_are_those_that_rust_programmers_expect() {
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
