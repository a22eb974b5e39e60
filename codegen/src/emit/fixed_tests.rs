//! Checks that every fixed name in emitted code is declared by its scope.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use serde_json::Value;

use super::fixed_names;
use crate::naming;

/// Files that use no types of the model besides inputs of operations, whose names end in `Input`, so
/// that no name in them can be shadowed by one.
const WITHOUT_TYPES: [&str; 3] = [
    "src/endpoint.rs",
    "src/server.rs",
    "tests/endpoint_tests.rs",
];

/// Names that only tests of protocols use, in files that import few types.
const IN_TESTS: [&str; 5] = ["N", "O", "Randomness", "T", "Zeros"];

/// A snapshot: its emitted files, and the names that its model can give.
struct Snapshot {
    folder: PathBuf,
    model_names: BTreeSet<String>,
}

fn snapshots() -> Vec<Snapshot> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let entries = fs::read_dir(folder).expect("the snapshots can be read");
    let snapshot = |entry: fs::DirEntry| {
        let text = fs::read_to_string(entry.path().join("model.json")).ok()?;
        let model: Value = serde_json::from_str(&text).expect("it is JSON");
        let mut words = BTreeSet::new();
        collect_words(&model, &mut words);
        // Settings can give types other names.
        if let Ok(text) = fs::read_to_string(entry.path().join("settings.json")) {
            let settings: Value = serde_json::from_str(&text).expect("it is JSON");
            collect_words(&settings["rename"], &mut words);
        }
        Some(Snapshot {
            folder: entry.path().join("expected"),
            model_names: words.iter().flat_map(|word| names_of(word)).collect(),
        })
    };
    entries
        .filter_map(|entry| snapshot(entry.expect("an entry")))
        .collect()
}

/// The names of shapes, members and waiters, which are keys of objects.
fn collect_words(value: &Value, words: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                let name = key.rsplit('#').next().unwrap_or(key);
                words.insert(name.to_owned());
                collect_words(member, words);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_words(item, words)),
        Value::String(text) => {
            let name = text.rsplit('#').next().unwrap_or(text);
            words.insert(name.to_owned());
        }
        _ => {}
    }
}

/// The names of types, variants and methods for a name of the model.
fn names_of(word: &str) -> Vec<String> {
    let camel = naming::type_name(word);
    let member = naming::member(word);
    let mut names = vec![naming::variant(word)];
    for suffix in [
        "",
        "Shape",
        "ShapeBuilder",
        "Value",
        "Error",
        "Builder",
        "Input",
        "Output",
        "InputBuilder",
        "OutputBuilder",
        "FluentBuilder",
        "Paginator",
        "PaginatorItems",
        "FinalPoll",
    ] {
        names.push(format!("{camel}{suffix}"));
        names.push(format!("Operation{camel}{suffix}"));
    }
    names.push(format!("WaitUntil{camel}Error"));
    for snake in [
        member.clone(),
        format!("{member}_"),
        format!("{member}_shape"),
        format!("{member}_value"),
        naming::method(word),
        format!("{member}_operation"),
    ] {
        for prefix in ["", "set_", "as_", "is_", "wait_until_"] {
            names.push(format!("{prefix}{snake}"));
        }
    }
    // Enum values with the same name are numbered.
    names.push(format!("{}2", naming::variant(word)));
    names
}

/// The emitted files with their paths.
fn files(folder: &Path) -> Vec<(String, syn::File)> {
    let mut files = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(path) = waiting.pop() {
        if let Ok(entries) = fs::read_dir(&path) {
            waiting.extend(entries.map(|entry| entry.expect("an entry").path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("an emitted file");
            let inner = path.strip_prefix(folder).expect("a path in the folder");
            let inner = inner.to_string_lossy().replace('\\', "/");
            files.push((inner, syn::parse_file(&text).expect("valid Rust")));
        }
    }
    files
}

/// The methods, constants and variants that the items of a file define, by their scope.
fn definitions(file: &syn::File) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for item in &file.items {
        match item {
            syn::Item::Impl(item) if item.trait_.is_none() => {
                for inner in &item.items {
                    if let syn::ImplItem::Fn(function) = inner {
                        found.push(("method", plain(&function.sig.ident)));
                    }
                }
            }
            syn::Item::Enum(item) => {
                let variants = item.variants.iter();
                found.extend(variants.map(|variant| ("variant", plain(&variant.ident))));
            }
            syn::Item::Mod(item) => found.push(("module", plain(&item.ident))),
            syn::Item::Macro(item) => {
                let declared = item.mac.parse_body();
                found.extend(definitions(&declared.expect("a declaration of items")));
            }
            _ => {}
        }
    }
    found
}

fn plain(ident: &syn::Ident) -> String {
    naming::bare(&ident.to_string()).to_owned()
}

/// The capitalized names of tokens that no path qualifies.
fn unqualified(tokens: TokenStream, names: &mut BTreeSet<String>) {
    let mut qualified = false;
    let mut in_attribute = false;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                if !in_attribute {
                    unqualified(group.stream(), names);
                }
                (qualified, in_attribute) = (false, false);
            }
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                let is_constant = name.len() > 1 && !name.chars().any(|c| c.is_ascii_lowercase());
                // `Item = &str` binds an associated type.
                let is_binding =
                    matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == '=');
                if !qualified
                    && !is_binding
                    && !is_constant
                    && name.starts_with(|c: char| c.is_ascii_uppercase())
                {
                    names.insert(name.clone());
                }
                // `type Output` declares an associated type.
                qualified = name == "type";
            }
            TokenTree::Punct(punct) => {
                let next_colon =
                    matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == ':');
                qualified = punct.as_char() == ':' && !next_colon && qualified
                    || punct.as_char() == '.'
                    || punct.as_char() == ':' && next_colon;
                in_attribute = punct.as_char() == '#' || in_attribute && punct.as_char() == '!';
            }
            TokenTree::Literal(_) => {}
        }
    }
}

#[test]
fn every_fixed_method_variant_and_module_is_declared_by_its_scope() {
    let fixed = fixed_names();
    let methods: BTreeSet<&str> = [
        &fixed.members[..],
        &fixed.error_members,
        &fixed.union_methods,
        &fixed.error_methods,
        &fixed.client_methods,
        // Scopes of paginators, enums and requests, which contain no names of the model.
        &[
            "as_i32",
            "as_str",
            "items",
            "operation_name",
            "page_size",
            "read",
            "stop_on_duplicate_token",
            "validate",
            "values",
        ],
    ]
    .concat()
    .into_iter()
    .collect();
    let variants: BTreeSet<&str> = [&fixed.variants[..], &fixed.error_variants]
        .concat()
        .into_iter()
        .collect();
    let modules: BTreeSet<&str> = [
        &fixed.operation_modules[..],
        &fixed.type_modules,
        &fixed.error_modules,
        &fixed.waiter_modules,
        // Scopes of the crate and of `server`, which contain no modules of the model.
        &[
            "blocking",
            "client",
            "endpoint",
            "form",
            "protocol",
            "requests",
            "responses",
            "server",
            "testing",
            "validation",
            "xml",
        ],
    ]
    .concat()
    .into_iter()
    .collect();
    let mut undeclared = BTreeSet::new();
    for snapshot in snapshots() {
        for (path, file) in files(&snapshot.folder) {
            for (scope, name) in definitions(&file) {
                let declared = match scope {
                    "method" => methods.contains(name.as_str()),
                    "variant" => variants.contains(name.as_str()),
                    _ => modules.contains(name.as_str()),
                };
                if !declared && !snapshot.model_names.contains(&name) {
                    undeclared.insert(format!("{scope} {name} in {path}"));
                }
            }
        }
    }
    assert!(undeclared.is_empty(), "{undeclared:#?}");
}

#[test]
fn the_methods_that_macros_of_the_runtime_add_are_declared() {
    let fixed = fixed_names();
    let declared = [
        &fixed.members[..],
        &fixed.error_members,
        &fixed.error_methods,
        // Those of paginators, which have no others.
        &["items", "stop_on_duplicate_token"],
    ]
    .concat();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = files(&folder.join("../runtime/src/contract/codegen_v1"));
    let mut added = BTreeSet::new();
    for (_, file) in files {
        for item in file.items {
            if let syn::Item::Macro(item) = item {
                functions(item.mac.tokens, &mut added);
            }
        }
    }
    assert!(added.contains("meta") && added.contains("send"));
    added.retain(|name| !declared.contains(&name.as_str()));
    assert!(added.is_empty(), "{added:#?}");
}

/// The names of the methods in the body of a macro, but not those of traits, which no model can
/// hide: they are not `pub`.
fn functions(tokens: TokenStream, names: &mut BTreeSet<String>) {
    let mut is_public = false;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match (token, tokens.peek()) {
            (TokenTree::Ident(keyword), _) if keyword == "pub" => is_public = true,
            (TokenTree::Ident(keyword), Some(TokenTree::Ident(name)))
                if keyword == "fn" && is_public =>
            {
                names.insert(plain(name));
                is_public = false;
            }
            (TokenTree::Group(group), _) => functions(group.stream(), names),
            _ => {}
        }
    }
}

#[test]
fn every_fixed_type_is_declared() {
    let fixed = fixed_names();
    let mut undeclared = BTreeSet::new();
    for snapshot in snapshots() {
        for (path, file) in files(&snapshot.folder) {
            if WITHOUT_TYPES.contains(&path.as_str()) {
                continue;
            }
            let mut names = BTreeSet::new();
            unqualified(quote::quote! { #file }, &mut names);
            for name in names {
                let is_test = path.starts_with("tests/") && IN_TESTS.contains(&name.as_str());
                let fixed = [&fixed.types, &fixed.variants, &fixed.error_variants];
                let is_fixed = fixed.iter().any(|names| names.contains(&name.as_str()));
                let declared = is_fixed || name == "Self" || is_test;
                if !declared && !snapshot.model_names.contains(&name) {
                    undeclared.insert(format!("{name} in {path}"));
                }
            }
        }
    }
    assert!(undeclared.is_empty(), "{undeclared:#?}");
}

#[test]
fn the_methods_of_the_runtimes_error_are_those_of_its_source() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime/src");
    let mut methods = BTreeSet::new();
    for (_, file) in files(&folder) {
        for item in &file.items {
            let syn::Item::Impl(item) = item else {
                continue;
            };
            let is_error =
                matches!(&*item.self_ty, syn::Type::Path(ty) if ty.path.is_ident("Error"));
            if !is_error || item.trait_.is_some() {
                continue;
            }
            for inner in &item.items {
                if let syn::ImplItem::Fn(function) = inner
                    && matches!(function.vis, syn::Visibility::Public(_))
                {
                    methods.insert(plain(&function.sig.ident));
                }
            }
        }
    }
    let declared = super::error::CALL_METHODS.map(str::to_owned);
    assert_eq!(methods, declared.into());
}
