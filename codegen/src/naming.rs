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

/// The crates of the compiler, and those that every emitted crate depends on.
const RESERVED_CRATES: [&str; 7] = [
    "alloc",
    "core",
    "proc_macro",
    "querysmith_runtime",
    "querysmith_testing",
    "std",
    "test",
];

/// Methods of the standard library's operator traits. Clippy warns about a setter with such a name.
const OPERATORS: [&str; 10] = [
    "add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub",
];

/// Methods of the standard library's borrowing traits. Clippy warns about a getter with such a
/// name.
const LENDERS: [&str; 3] = ["as_ref", "borrow", "deref"];

/// Names that Windows reserves, whatever the extension: a checkout with such a file fails there.
const WINDOWS: [&str; 24] = [
    "aux", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con",
    "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "nul", "prn",
];

/// The suffix for a name that emitted code uses for every model, by the kind of name.
pub(crate) const TYPE_SUFFIX: &str = "Shape";
pub(crate) const OPERATION_SUFFIX: &str = "Operation";
pub(crate) const MEMBER_SUFFIX: &str = "_value";
pub(crate) const VARIANT_SUFFIX: &str = "Value";
pub(crate) const METHOD_SUFFIX: &str = "_operation";
pub(crate) const ERROR_SUFFIX: &str = "Error";
pub(crate) const PREDICATE_SUFFIX: &str = "_error";

/// The maximum length of a test's name, so that its signature fits on one line.
const MAX_TEST_NAME_LENGTH: usize = 64;

/// The name of a type: `SAMLAssertionType` gives `SamlAssertionType`.
pub(crate) fn type_name(name: &str) -> String {
    let camel = name.to_upper_camel_case();
    if NEVER_RAW.contains(&camel.as_str()) {
        return format!("{camel}{TYPE_SUFFIX}");
    }
    if camel.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("{TYPE_SUFFIX}{camel}");
    }
    camel
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

/// A name in snake case, which may be a keyword: `RoleArn` gives `role_arn`.
pub(crate) fn snake(name: &str) -> String {
    name.to_snake_case()
}

/// The name of a member, without `r#`: `RoleArn` gives `role_arn`.
pub(crate) fn member(name: &str) -> String {
    let snake = name.to_snake_case();
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

/// The name of a variant of an enum or union: `SMALL_BOX` gives `SmallBox`.
pub(crate) fn variant(name: &str) -> String {
    let camel = name.to_upper_camel_case();
    if NEVER_RAW.contains(&camel.as_str()) {
        return format!("{camel}{VARIANT_SUFFIX}");
    }
    if camel.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("_{camel}");
    }
    camel
}

/// The name of an operation's method, without `r#`: `AssumeRole` gives `assume_role`.
pub(crate) fn method(name: &str) -> String {
    let snake = name.to_snake_case();
    if snake.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("operation_{snake}");
    }
    snake
}

/// The name of a module and file, from a name in snake case: `assumed_role_user`. It is neither a
/// file that Windows reserves nor `mod`, whose file is that of the parent module.
pub(crate) fn module(snake: &str) -> String {
    match WINDOWS.contains(&snake) || snake == "mod" {
        true => format!("{snake}_"),
        false => identifier(snake),
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
        Some(_) if KEYWORDS.contains(&name.as_str()) || NEVER_RAW.contains(&name.as_str()) => {
            format!("{name}_")
        }
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
    match is_reserved_crate(&name) {
        true => format!("{name}-service"),
        false => name,
    }
}

/// Whether a crate cannot have the name: a keyword, a crate of the compiler, or one that every emitted
/// crate depends on.
pub(crate) fn is_reserved_crate(name: &str) -> bool {
    let ident = name.replace('-', "_");
    let is_keyword = NEVER_RAW.contains(&ident.as_str()) || KEYWORDS.contains(&ident.as_str());
    is_keyword || RESERVED_CRATES.contains(&ident.as_str())
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
        assert_eq!(type_name("Self"), "SelfShape");
        assert_eq!(type_name("_2"), "Shape2");
        assert_eq!(field("SAMLAssertion"), "saml_assertion");
        assert_eq!(field("Type"), "r#type");
        assert_eq!(field("Self"), "self_");
        assert_eq!(field("_1"), "n1");
        assert_eq!(member("_1"), "member_1");
        assert_eq!(module("con"), "con_");
        assert_eq!(module("type"), "r#type");
        assert_eq!(crate_name("STS"), "querysmith-sts");
        assert_eq!(crate_name("Auto Scaling"), "querysmith-auto-scaling");
        assert_eq!(crate_name("Runtime"), "querysmith-runtime-service");
        assert_eq!(module_name("Auto Scaling"), "auto_scaling");
        assert_eq!(module_name("Box"), "box_");
    }
}
