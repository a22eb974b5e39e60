use std::fs;
use std::path::Path;

use proc_macro2::TokenStream;
use quote::quote;

use super::source::{Hide, Source};
use super::{Blocks, Items, render_file, render_items};
use crate::diagnostic::Diagnostics;
use crate::emit::{self, Emitted, Lazy, Manifest};
use crate::settings::Settings;
use crate::shared_models::each_model;
use crate::{Inputs, read_sdk};

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

/// The text of a file that is parsed and printed as a whole, with its names.
fn render_whole(header: &str, tokens: TokenStream) -> String {
    let mut text = header.to_owned();
    super::render(tokens, &mut None, &mut text).expect("valid Rust");
    text
}

/// Compares all files of a model with the same files that are printed as a whole.
fn check_blocks(path: &str, text: &str) {
    let inputs = Inputs::new(path, text);
    let mut d = Diagnostics::default();
    let read = read_sdk(&inputs, &mut d).unwrap_or_else(|| panic!("{path}: {d}"));
    let manifest = Manifest {
        model_sha256: Lazy::new(Box::new(String::new)),
        fingerprint: Lazy::new(Box::new(String::new)),
        project_path: None,
        model_path: path,
        settings: &Settings::default(),
        is_module: false,
    };
    let blocks = Blocks::default();
    for file in emit::files(&read.sdk, &manifest) {
        let (rendered, whole) = match (file.emit(), file.emit()) {
            (Emitted::Rust(tokens), _) => (render_file("", tokens.clone(), &blocks), tokens),
            (Emitted::Items(items), Emitted::Items(same)) => {
                (render_items("", items, &blocks), all_tokens(same))
            }
            _ => continue,
        };
        let (rendered, whole) = (rendered.expect("valid Rust"), render_whole("", whole));
        assert!(rendered == whole, "{path}, {}:\n{rendered}", file.path);
    }
}

fn all_tokens(items: Items<'_>) -> TokenStream {
    let mut body = TokenStream::new();
    let head = items.render(|item, names| {
        let _ = Source::of(item.clone(), Hide::Nothing, false, names);
        body.extend(item);
        Ok::<(), syn::Error>(())
    });
    let mut whole = head.expect("items");
    whole.extend(body);
    whole
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
fn blocks_with_names_and_texts_of_any_length_are_printed_like_whole_files() {
    let blocks = Blocks::default();
    for length in 1..110 {
        let name = |start: &str| {
            let name = start.repeat(length);
            syn::Ident::new(&name, proc_macro2::Span::call_site())
        };
        let (a, b, text) = (name("a"), name("B"), "c d".repeat(length));
        let tokens = quote! {
            impl<C> #b<C> {
                #[doc = #text]
                pub fn #a(mut self, value: impl Into<Option<Vec<#b>>>) -> Self {
                    self.input.#a = value.into();
                    self
                }
                fn validate(&self, #a: &mut #b) {
                    if let Some(value) = &self.#a { #a.member(#text, |v| v.check(value, #a)); }
                    let #a = EndpointParams::default().with_region(#text).with_fips(true);
                    let message = #text;
                    if self.#a.is_some() || self.is_empty() || other::#a(#text) { return Some(#a(#text)); }
                    match self { Self::#b => #a(#text), #b::Other(value) => value.#a.call(1), }
                }
                const SPEC: &'static #b = &#b::new(#text, 1, other);
                fn literal(&self) -> #b { let #a = #b { #a }; other(#b { a: #text, #a: self.#a }) }
            }
            fn #a(value: &str) -> #b { value.chars().all(|c| c.#a() || #text.contains(c)) }
            pub type #b = waiter::FinalPoll<#b, Other>;
            pub struct #b { pub #a: Option<#b>, other: Vec<#b> }
            fluent_builder! { #[doc = #text] pub struct #b; type Input = #b; type Output = Other<#b>; }
        };
        for _ in 0..2 {
            let rendered = render_file("", tokens.clone(), &blocks).expect("valid Rust");
            assert_eq!(
                rendered,
                render_whole("", tokens.clone()),
                "length {length}"
            );
        }
    }
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
