//! Models whose names are those of emitted code: members, shapes, operations, errors, members of
//! unions and values of enums are named like its methods, types, variants, modules and files, like
//! the prelude, and like what Windows and Rust reserve.

mod odd;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use proc_macro2::{TokenStream, TokenTree};
use querysmith_codegen::{Builder, Inputs, generate};
use quote::ToTokens;
use serde_json::{Map, Value, json};

/// Names that are dangerous wherever they come from.
const RESERVED: [&str; 58] = [
    "Self",
    "self",
    "super",
    "crate",
    "type",
    "async",
    "await",
    "gen",
    "try",
    "box",
    "mod",
    "lib",
    "main",
    "con",
    "prn",
    "aux",
    "nul",
    "com1",
    "lpt9",
    "Option",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "Vec",
    "String",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Drop",
    "Eq",
    "Fn",
    "FnOnce",
    "From",
    "Hash",
    "Into",
    "Iterator",
    "Ord",
    "PartialEq",
    "Send",
    "Sized",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "Unpin",
    "C",
    "O",
    "Item",
    "Output",
    "Target",
    "Token",
    "Timeout",
    "Throttling",
    "Unhandled",
];

/// A name is one of emitted code, not of a model, if it occurs in so many snapshots.
const MANY_SNAPSHOTS: usize = 6;

/// The numbers of members of large structures.
const SIZES: [usize; 3] = [13, 100, 600];

#[test]
#[ignore = "takes ten seconds; .ci/run runs it"]
fn hostile_models_are_accepted() {
    for (name, model) in models() {
        let text = model.to_string();
        if let Err(defects) = generate(&Inputs::new(&format!("{name}.json"), &text)) {
            panic!("{name} is refused:\n{defects}");
        }
    }
}

#[test]
#[ignore = "takes twenty seconds; .ci/run runs it"]
fn no_scope_has_a_name_twice() {
    for (name, model) in models() {
        let text = model.to_string();
        let generated = generate(&Inputs::new(&format!("{name}.json"), &text));
        for (path, text) in generated.expect("a valid model").files {
            if path.ends_with(".rs") {
                let file = syn::parse_file(&text).expect("an emitted file is Rust");
                check_names(&file.items, &format!("{name}: {path}"));
            }
        }
    }
}

/// Checks the variants of enums with their predicates, the fields of structures and the methods of
/// types, also in macros, whose bodies are items.
fn check_names(items: &[syn::Item], at: &str) {
    let mut methods: BTreeSet<(String, String)> = BTreeSet::new();
    for item in items {
        match item {
            syn::Item::Enum(item) => {
                let mut seen = BTreeSet::new();
                for variant in &item.variants {
                    let predicates = variant
                        .attrs
                        .iter()
                        .filter(|it| it.path().is_ident("error"));
                    let predicates = predicates.map(|it| it.to_token_stream().to_string());
                    let predicates =
                        predicates.filter_map(|it| Some(it.rsplit_once(',')?.1.to_owned()));
                    for name in predicates.chain([variant.ident.to_string()]) {
                        assert!(
                            seen.insert(name.clone()),
                            "{at}: {} has {name} twice",
                            item.ident
                        );
                    }
                }
            }
            syn::Item::Struct(item) => {
                let mut seen = BTreeSet::new();
                for field in item.fields.iter().filter_map(|field| field.ident.as_ref()) {
                    assert!(seen.insert(field), "{at}: {} has {field} twice", item.ident);
                }
            }
            syn::Item::Impl(item) if item.trait_.is_none() => {
                let of = item.self_ty.to_token_stream().to_string();
                for item in &item.items {
                    if let syn::ImplItem::Fn(method) = item {
                        let name = method.sig.ident.to_string();
                        assert!(
                            methods.insert((of.clone(), name.clone())),
                            "{at}: {of} has {name} twice"
                        );
                    }
                }
            }
            syn::Item::Macro(item) => {
                if let Ok(file) = syn::parse2::<syn::File>(item.mac.tokens.clone()) {
                    check_names(&file.items, at);
                }
            }
            _ => {}
        }
    }
}

#[test]
#[ignore = "takes minutes: it lints and tests a crate for each model; `.ci/run` runs it"]
fn crates_of_hostile_models_compile_and_pass_their_tests() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the folder can be created");
    for (name, model) in models() {
        let path = folder.join(format!("{name}.json"));
        fs::write(path, model.to_string()).expect("a model can be written");
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args([
            "run",
            "--quiet",
            "--package",
            "querysmith-cli",
            "--",
            "corpus",
        ])
        .arg(&folder)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
        .status();
    assert!(status.expect("cargo can be run").success());
}

#[test]
#[ignore = "takes minutes: it compiles a module for each model; `.ci/run` runs it"]
fn modules_of_hostile_models_compile() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile-modules");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("src")).expect("the folder can be created");
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut modules = String::new();
    let mut features = BTreeSet::new();
    let mut limit = None;
    for (name, model) in models() {
        let path = folder.join(format!("{name}.json"));
        fs::write(&path, model.to_string()).expect("a model can be written");
        let builder = Builder::new().model(&path).out_dir(folder.join("src"));
        let built = builder.module(&name).generate();
        let built = built.unwrap_or_else(|defects| panic!("{name} is refused:\n{defects}"));
        modules.push_str(&format!("include!({:?});\n", built.include));
        features.extend(built.runtime_features);
        limit = limit.max(built.recursion_limit);
    }
    if let Some(limit) = limit {
        modules.insert_str(0, &format!("#![recursion_limit = \"{limit}\"]\n"));
    }
    let features: Vec<&str> = features.into_iter().collect();
    let manifest = format!(
        r#"[package]
name = "hostile-modules"
edition = "2024"

[features]
blocking = ["querysmith-runtime/blocking"]
server = ["querysmith-runtime/server"]
testing = ["server"]

[dependencies]
querysmith-runtime = {{ path = {:?}, default-features = false, features = {features:?} }}
querysmith-testing = {{ path = {:?} }}

[workspace]
"#,
        project.join("runtime"),
        project.join("testing"),
    );
    fs::write(folder.join("Cargo.toml"), manifest).expect("the manifest can be written");
    fs::write(folder.join("src/lib.rs"), modules).expect("the crate can be written");
    fs::copy(project.join("Cargo.lock"), folder.join("Cargo.lock")).expect("a copy of the lock");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["check", "--quiet", "--offline", "--all-features"])
        .current_dir(&folder)
        .status();
    assert!(status.expect("cargo can be run").success());
}

/// The models by name.
fn models() -> BTreeMap<String, Value> {
    let names = hostile_names();
    assert!(names.len() > 200, "{}: {names:?}", names.len());
    let mut models = BTreeMap::new();
    let mut add = |name: &str, shapes: Vec<(String, Value)>, parts: Parts| {
        models.insert(name.to_owned(), model(name, shapes, parts));
    };
    let strings = members(&names, &|_| "smithy.api#String".to_owned());
    for (kind, member) in [
        ("members", json!({"target": "smithy.api#String"})),
        ("list_members", json!({"target": "x#Strings"})),
        (
            "flat_members",
            json!({"target": "x#Strings", "traits": {"smithy.api#xmlFlattened": {}}}),
        ),
        (
            "flat_map_members",
            json!({"target": "x#Texts", "traits": {"smithy.api#xmlFlattened": {}}}),
        ),
        (
            "checked_members",
            json!({"target": "smithy.api#String", "traits": {
                "smithy.api#required": {}, "smithy.api#length": {"min": 1}
            }}),
        ),
    ] {
        let all = names
            .iter()
            .map(|name| (name.clone(), member.clone()))
            .collect::<Map<_, _>>();
        let shapes = vec![("Inner".to_owned(), structure(all.clone()))];
        let mut io = all;
        io.insert("TheInner".to_owned(), json!({"target": "x#Inner"}));
        add(kind, shapes, Parts::io(io));
    }
    let targets = members(&names, &|name| format!("x#{name}"));
    for (kind, shape) in [
        ("structures", structure(strings.clone())),
        ("small_structures", structure(one_member())),
        ("unions", json!({"type": "union", "members": one_member()})),
        (
            "enums",
            json!({"type": "enum", "members": {"A": {"target": "smithy.api#Unit"}}}),
        ),
    ] {
        // Of the large ones few are enough.
        let few = if kind == "structures" { 8 } else { names.len() };
        let shapes = names.iter().take(few);
        let shapes: Vec<_> = shapes.map(|name| (name.clone(), shape.clone())).collect();
        let io = targets.clone().into_iter().filter(|(name, _)| {
            shapes
                .iter()
                .any(|(shape, _)| *shape == name.trim_start_matches("M"))
        });
        let io = io.map(|(name, target)| (format!("My{name}"), target));
        add(kind, shapes.clone(), Parts::io(io.collect()));
    }
    let union = json!({"type": "union", "members": strings});
    let union_list =
        json!({"type": "union", "members": members(&names, &|_| "x#Strings".to_owned())});
    let shapes = vec![
        ("Choice".to_owned(), union),
        ("Choices".to_owned(), union_list),
    ];
    let io = json!({"A": {"target": "x#Choice"}, "B": {"target": "x#Choices"}});
    add("union_members", shapes, Parts::io(object(io)));
    let values = members(&names, &|_| "smithy.api#Unit".to_owned());
    let numbered = values.iter().enumerate().map(|(i, (name, target))| {
        let mut target = target.clone();
        target["traits"] = json!({"smithy.api#enumValue": i});
        (name.clone(), target)
    });
    let shapes = vec![
        (
            "Texts2".to_owned(),
            json!({"type": "enum", "members": values}),
        ),
        (
            "Numbers".to_owned(),
            json!({"type": "intEnum", "members": numbered.collect::<Map<_, _>>()}),
        ),
    ];
    let io = json!({"A": {"target": "x#Texts2"}, "B": {"target": "x#Numbers"}});
    add("enum_values", shapes, Parts::io(object(io)));
    let error = |members: Map<String, Value>| {
        let mut error = structure(members);
        error["traits"] = json!({"smithy.api#error": "client"});
        error
    };
    let errors = names.iter().map(|name| (name.clone(), error(one_member())));
    let parts = Parts {
        errors: names.clone(),
        ..Parts::default()
    };
    add("errors", errors.collect(), parts);
    let parts = Parts {
        errors: vec!["Failure".to_owned()],
        ..Parts::default()
    };
    let shapes = vec![("Failure".to_owned(), error(strings.clone()))];
    add("error_members", shapes, parts);
    let operations = names.iter().map(|name| {
        let operation = json!({
            "type": "operation", "input": {"target": "x#Both"}, "output": {"target": "x#Both"},
            "traits": {
                "smithy.api#paginated": {"inputToken": "Token", "outputToken": "Token"},
                "smithy.api#examples": [{"title": "", "input": {"Token": "a || b"}}]
            }
        });
        (name.clone(), operation)
    });
    let mut shapes: Vec<_> = operations.collect();
    shapes.push((
        "Both".to_owned(),
        structure(object(json!({"Token": {"target": "smithy.api#String"}}))),
    ));
    let parts = Parts {
        operations: names.clone(),
        ..Parts::default()
    };
    add("operations", shapes, parts);
    for size in SIZES {
        let many: Map<String, Value> = (0..size)
            .map(|i| (format!("Member{i}"), json!({"target": "smithy.api#String"})))
            .collect();
        let choice = json!({"type": "union", "members": {
            "Large": {"target": "x#Many"}, "Small": {"target": "smithy.api#String"}
        }});
        let shapes = vec![
            ("Failure".to_owned(), error(many.clone())),
            ("Many".to_owned(), structure(many.clone())),
            ("Choice".to_owned(), choice),
        ];
        let mut io = many;
        io.insert("Choice".to_owned(), json!({"target": "x#Choice"}));
        let parts = Parts {
            io,
            errors: vec!["Failure".to_owned()],
            operations: Vec::new(),
        };
        add(&format!("size_{size}"), shapes, parts);
    }
    for (name, shapes, parts) in odd::models() {
        add(name, shapes, parts);
    }
    models
}

/// What the service of a model has besides its shapes.
#[derive(Default)]
struct Parts {
    /// The members of the input and of the output of the operation `Act`.
    io: Map<String, Value>,
    /// The errors of that operation.
    errors: Vec<String>,
    /// Further operations.
    operations: Vec<String>,
}

impl Parts {
    fn io(io: Map<String, Value>) -> Self {
        Self {
            io,
            ..Self::default()
        }
    }
}

fn model(name: &str, shapes: Vec<(String, Value)>, parts: Parts) -> Value {
    let sdk_id = name.replace('_', " ");
    let targets = |names: &[String]| -> Vec<Value> {
        let targets = names
            .iter()
            .map(|name| json!({"target": format!("x#{name}")}));
        targets.collect()
    };
    let mut operations = targets(&parts.operations);
    let mut all = Map::new();
    if parts.operations.is_empty() {
        operations.push(json!({"target": "x#Act"}));
        let act = json!({
            "type": "operation", "input": {"target": "x#ActIo"}, "output": {"target": "x#ActIo"},
            "errors": targets(&parts.errors)
        });
        all.insert("x#Act".to_owned(), act);
        all.insert("x#ActIo".to_owned(), structure(parts.io));
    }
    let service = json!({
        "type": "service", "version": "2026-01-01", "operations": operations,
        "traits": {
            "aws.api#service": {"sdkId": sdk_id}, "aws.auth#sigv4": {"name": "hostile"},
            "aws.protocols#awsQuery": {}, "smithy.api#xmlNamespace": {"uri": "https://x.example/"}
        }
    });
    all.insert("x#TheService".to_owned(), service);
    let text = json!({"target": "smithy.api#String"});
    all.insert(
        "x#Strings".to_owned(),
        json!({"type": "list", "member": text}),
    );
    all.insert(
        "x#Texts".to_owned(),
        json!({"type": "map", "key": text, "value": text}),
    );
    all.extend(
        shapes
            .into_iter()
            .map(|(name, shape)| (format!("x#{name}"), shape)),
    );
    json!({"smithy": "2.0", "shapes": all})
}

fn structure(members: Map<String, Value>) -> Value {
    json!({"type": "structure", "members": members})
}

fn one_member() -> Map<String, Value> {
    object(json!({"A": {"target": "smithy.api#String"}}))
}

fn members(names: &[String], target: &dyn Fn(&str) -> String) -> Map<String, Value> {
    let member = |name: &String| (name.clone(), json!({"target": target(name)}));
    names.iter().map(member).collect()
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("{other} is no object"),
    }
}

/// The names of emitted code and the reserved ones, as names of a model that differ in more than
/// case and underscores.
fn hostile_names() -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let snapshots = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    for snapshot in fs::read_dir(snapshots).expect("the snapshots can be read") {
        let mut names = BTreeSet::new();
        let folder = snapshot.expect("a snapshot").path().join("expected");
        let mut waiting = vec![folder];
        while let Some(path) = waiting.pop() {
            add_names(&path, &mut waiting, &mut names);
        }
        for name in names {
            *counts.entry(name).or_default() += 1;
        }
    }
    let emitted = counts
        .into_iter()
        .filter(|(_, count)| *count >= MANY_SNAPSHOTS);
    // What macros of the runtime add to declarations is as good as emitted.
    let mut added = BTreeSet::new();
    let macros = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime/src/contract/codegen_v1");
    let mut waiting = vec![macros];
    while let Some(path) = waiting.pop() {
        add_names(&path, &mut waiting, &mut added);
    }
    let emitted = emitted.map(|(name, _)| name).chain(added);
    let reserved = RESERVED.iter().map(|name| (*name).to_owned());
    let mut seen = BTreeSet::new();
    let mut names = Vec::new();
    for name in reserved.chain(emitted) {
        let name = camel(&name);
        // Setters, builders and shapes of other names are refused, with a diagnostic.
        let derived = name.starts_with("Set") || name.ends_with("Builder") || name == "ErrorShape";
        let is_own = ["Act", "ActIo", "Both", "Strings", "Texts", "TheService"];
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic());
        if is_name
            && !derived
            && !is_own.contains(&name.as_str())
            && seen.insert(name.to_lowercase())
        {
            names.push(name);
        }
    }
    names
}

/// The identifiers of a file and its own name; the entries of a folder are left for later.
fn add_names(path: &PathBuf, waiting: &mut Vec<PathBuf>, names: &mut BTreeSet<String>) {
    if let Ok(entries) = fs::read_dir(path) {
        waiting.extend(entries.map(|entry| entry.expect("an entry").path()));
    } else if path.extension().is_some_and(|extension| extension == "rs") {
        let stem = path.file_stem().unwrap_or_default();
        names.insert(stem.to_string_lossy().into_owned());
        let text = fs::read_to_string(path).expect("an emitted file can be read");
        add_identifiers(text.parse().expect("it is Rust"), names);
    }
}

fn add_identifiers(tokens: TokenStream, names: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => add_identifiers(group.stream(), names),
            TokenTree::Ident(ident) => {
                names.insert(ident.to_string());
            }
            _ => {}
        }
    }
}

/// `request_id` as `RequestId`.
fn camel(name: &str) -> String {
    let words = name.trim_start_matches("r#").split('_');
    let capital = |word: &str| {
        let mut chars = word.chars();
        let first = chars.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(chars).collect::<String>()
    };
    words.map(capital).collect()
}
