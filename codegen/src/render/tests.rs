mod lengths;

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::{Blocks, Items, render_file, render_items};
use crate::shared_models::each_model;
use crate::{Inputs, fuzzing, generate};

/// Contents that look like code to a pass over lines.
const CONTENTS: [&str; 8] = [
    "must look like Name { key, value }",
    "a || b\n|| c",
    "a\n    }\nb && c\n|| d",
    "x = y;\n    fn f() {\n    }\nz",
    "value.map(|x| {\n        y\n    })",
    "use a::{b, c};\n    const X: u8 =\n    1;",
    "a \"quoted\" # hash = \"# value\", end",
    "ümläut = ünd || möre ____________________________________________________________________",
];

#[test]
fn strings_come_out_as_they_went_in() {
    for content in CONTENTS {
        let raw: proc_macro2::TokenStream =
            format!("r##\"{content}\"##").parse().expect("a raw string");
        let tokens = quote! {
            impl A {
                /// A method.
                fn f(&self) -> bool {
                    let cooked = #content;
                    let pairs = [(#content, #content)];
                    let raw = #raw;
                    matches!(self, A { name } if name == #content || cooked == raw)
                }
                fn g() { h(#raw, #content); }
            }
        };
        let text = render_file("", tokens, &Blocks::default()).expect("valid Rust");
        let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{error}:\n{text}"));
        let mut found = Vec::new();
        literals(quote! { #file }, &mut found);
        assert_eq!(found, vec![content; 7], "{text}");
    }
}

#[test]
fn items_that_are_rendered_one_by_one_give_the_same_file() {
    let items = || {
        [
            quote! { fn first() { let text = "a || b {}"; } },
            quote! {
                /// A block.
                impl Second { fn f() -> Third { Third } }
            },
        ]
    };
    let head = || quote! { #![doc = " A file."] use a::{Third, second}; };
    let whole = items()
        .into_iter()
        .fold(head(), |file, item| quote! { #file #item });
    let whole = render_whole("// header\n\n", whole);
    let items = Items::new(items().into_iter(), |names| {
        assert!(names.contains("Third"));
        head()
    });
    let blocks = Blocks::default();
    assert_eq!(
        render_items("// header\n\n", items, &blocks).expect("valid Rust"),
        whole
    );
    let empty = Items::new(std::iter::empty(), |_| head());
    let expected = render_whole("", head());
    assert_eq!(
        render_items("", empty, &blocks).expect("valid Rust"),
        expected
    );
}

fn literals(tokens: proc_macro2::TokenStream, found: &mut Vec<String>) {
    for token in tokens {
        match token {
            proc_macro2::TokenTree::Group(group) => literals(group.stream(), found),
            proc_macro2::TokenTree::Literal(literal) => {
                let text: syn::LitStr = syn::parse_str(&literal.to_string()).expect("a string");
                if text.value() != " A method." {
                    found.push(text.value());
                }
            }
            _ => {}
        }
    }
}

/// The text of a file that is parsed and printed as a whole.
fn render_whole(header: &str, tokens: TokenStream) -> String {
    super::render_whole(header, tokens).expect("valid Rust")
}

/// Compares all files of a model with the same files that are printed as a whole.
fn check_blocks(path: &str, text: &str) {
    let inputs = Inputs::new(path, text);
    let generated = generate(&inputs).unwrap_or_else(|d| panic!("{path}: {d}"));
    let whole = fuzzing::whole_files(&inputs).unwrap_or_else(|d| panic!("{path}: {d}"));
    for (file, text) in &generated.files {
        assert!(Some(text) == whole.get(file), "{path}, {file}:\n{text}");
    }
    assert_eq!(generated.files.len(), whole.len());
}

#[test]
fn blocks_are_printed_like_whole_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut models = vec![root.join("../model/sts.json")];
    let snapshots = fs::read_dir(root.join("tests/snapshots")).expect("the snapshots");
    let of_snapshots = snapshots.map(|entry| entry.expect("a snapshot").path().join("model.json"));
    models.extend(of_snapshots.filter(|path| path.is_file()));
    assert!(models.len() > 20, "{models:?}");
    for path in models {
        let text = fs::read_to_string(&path).expect("a model can be read");
        check_blocks(&path.to_string_lossy(), &text);
    }
}

#[test]
fn blocks_of_published_models_are_printed_like_whole_files() {
    each_model(|path, model| {
        // The smallest ones have all kinds of blocks, and the largest take long in debug builds.
        if path.contains("/sns") || path.contains("/elastic-load-balancing") {
            check_blocks(path, &model.to_string());
        }
    });
}

#[test]
fn blocks_of_models_with_names_of_other_lengths_are_printed_like_whole_files() {
    const CHANGES: u64 = 6;
    let sts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../model/sts.json");
    let sts = fs::read_to_string(&sts).expect("a model can be read");
    let sts: Value = serde_json::from_str(&sts).expect("a model is JSON");
    let check = |path: &str, model: &Value| {
        for change in 0..CHANGES {
            let changed = with_longer_names(model, change);
            assert_ne!(&changed, model);
            check_blocks(&format!("{path}, change {change}"), &changed.to_string());
        }
    };
    check("sts.json", &sts);
    each_model(|path, model| {
        if path.contains("/sns") {
            check(path, model);
        }
    });
}

/// The model with longer names of some of its shapes and members, which depend on `change`.
fn with_longer_names(model: &Value, change: u64) -> Value {
    let text = model.to_string();
    let shapes = model.get("shapes").and_then(Value::as_object);
    let shapes = shapes.expect("a model has shapes");
    let mut names = BTreeMap::new();
    for (id, shape) in shapes {
        let kind = shape.get("type").and_then(Value::as_str);
        if !matches!(kind, Some("service" | "operation" | "resource")) {
            names.insert(id.clone(), longer(id, change));
        }
        let members = shape.get("members").and_then(Value::as_object);
        for name in members.into_iter().flat_map(|members| members.keys()) {
            // Nothing else refers to it.
            if text.matches(&format!("\"{name}\"")).count() == 1 {
                names.insert(name.clone(), longer(name, change));
            }
        }
    }
    renamed(model, &names)
}

/// `name` with up to 40 more letters.
fn longer(name: &str, change: u64) -> String {
    let mut hasher = DefaultHasher::new();
    (name, change).hash(&mut hasher);
    let more = usize::try_from(hasher.finish() % 80).expect("a small number");
    format!("{name}{}", "x".repeat(more.saturating_sub(40)))
}

/// The value with other names of shapes and members.
fn renamed(value: &Value, names: &BTreeMap<String, String>) -> Value {
    let rename = |name: &str| names.get(name).map_or(name, String::as_str).to_owned();
    match value {
        Value::String(text) => Value::String(rename(text)),
        Value::Array(items) => items.iter().map(|item| renamed(item, names)).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (rename(name), renamed(value, names)))
            .collect(),
        other => other.clone(),
    }
}

#[test]
fn blocks_of_the_same_shape_are_printed_once() {
    let getter = |name: &str, docs: &str| {
        let name = syn::Ident::new(name, proc_macro2::Span::call_site());
        quote! {
            #[doc = #docs]
            pub fn #name(&self) -> Option<&str> {
                self.#name.as_deref()
            }
        }
    };
    let blocks = Blocks::default();
    let (first, second) = (getter("role_arn", " One."), getter("tag_keys", " Another."));
    let third = getter("longer_than_these", " One.");
    let items = quote! {
        impl First { #first #second }
        impl Other { #third #first }
    };
    let items = Items::new(std::iter::once(items), |_| quote! {});
    let expected = "\
impl First {
    /// One.
    pub fn role_arn(&self) -> Option<&str> {
        self.role_arn.as_deref()
    }

    /// Another.
    pub fn tag_keys(&self) -> Option<&str> {
        self.tag_keys.as_deref()
    }
}

impl Other {
    /// One.
    pub fn longer_than_these(&self) -> Option<&str> {
        self.longer_than_these.as_deref()
    }

    /// One.
    pub fn role_arn(&self) -> Option<&str> {
        self.role_arn.as_deref()
    }
}
";
    assert_eq!(
        render_items("", items, &blocks).expect("valid Rust"),
        expected
    );
    // The head and the method.
    assert_eq!(blocks.count(), 2);
}

#[test]
fn code_with_strings_of_any_length_is_printed_as_without_placeholders() {
    for length in 1..200 {
        let text = "x".repeat(length);
        let tokens = quote! {
            fn f() {
                let message = #text;
                let response = response(200, #text).and(other);
                if is_empty { return Some(error(#text)); }
            }
        };
        let expected = super::render_item(syn::parse_quote! { #tokens });
        let rendered = render_file("", tokens, &Blocks::default()).expect("valid Rust");
        assert_eq!(rendered, expected);
    }
}

#[test]
fn strings_that_fit_on_no_line_are_printed_once() {
    let blocks = Blocks::default();
    for length in [120, 300, 1000] {
        let text = "x".repeat(length);
        let tokens = quote! { fn f() { let response = response(200, #text); other(response); } };
        render_file("", tokens, &blocks).expect("valid Rust");
    }
    // The head and the tail, and the statement with short and with long placeholders.
    assert_eq!(blocks.count(), 4);
}

#[test]
fn characters_of_placeholders_are_printed_unchanged() {
    let cases = [
        "const A: &[char] = &['\u{1C1}', '\\u{1}', 'x'];",
        "const \u{1C1}: &str = \"\u{1C1}\";",
        "static NAME\u{1C1}: &str = \"\u{1C1}\";",
        "fn long_name() { let \u{1C1} = first_name(\u{1C1}, \"a\u{1}\u{1C1}\", second_name); }",
        "#[doc = \" A \u{1C1}.\"] #[\u{1C1}(name = \"\u{1C1}\")] struct S\u{1C1}O { field: \u{1C1} }",
        "#[doc = \"/ \u{1C1}\"] #[doc = \" one\\n\u{1C1} two\"] struct Structure { field: u8 }",
    ];
    for case in cases {
        let case: TokenStream = case.parse().expect("tokens");
        let expected = prettyplease::unparse(&syn::parse_quote! { #case });
        let rendered = render_file("", case.clone(), &Blocks::default());
        assert_eq!(rendered.expect("valid Rust"), expected);
        assert_eq!(render_whole("", case), expected);
    }
}
