//! Code that differs in nothing but the lengths of names and texts.

use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, Group, Ident, Literal, TokenStream, TokenTree};
use quote::quote;

use super::super::known::is_known;
use super::{Blocks, render_file, render_whole};

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
                const LITERAL: #b = #b { a: #text, #a: 1 };
                fn literal(&self) -> #b { let #a = #b { #a }; other(#b { a: #text, #a: self.#a }) }
                fn destructure(&self) { for #b { #a } in self.#a { use_it(#a); } if let #b { #a } = self { f(#a) } else { g() } h(#text) }
                fn generic_literal(&self) -> #b<u8> { let #a = #b::<u8> { #a, a }; other(#b::<u8> { a: #text }) }
            }
            static LITERAL: #b = #b { a: #text };
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

/// Code of the same structure whose names and texts have other lengths, from a generator of numbers.
fn with_other_lengths(code: TokenStream, random: &mut impl FnMut() -> usize) -> TokenStream {
    let mut is_attribute = false;
    let mut change = |token| -> TokenTree {
        match token {
            TokenTree::Group(group) if is_attribute && group.delimiter() == Delimiter::Bracket => {
                is_attribute = false;
                group.into()
            }
            TokenTree::Group(group) => {
                let inside = with_other_lengths(group.stream(), random);
                Group::new(group.delimiter(), inside).into()
            }
            TokenTree::Ident(name) => {
                let text = name.to_string();
                let start = text.get(..1).unwrap_or_default();
                match syn::parse_str::<syn::Ident>(&text) {
                    Ok(_) if start != "_" && !is_known(&text) => {
                        Ident::new(&start.repeat(1 + random()), name.span()).into()
                    }
                    _ => name.into(),
                }
            }
            TokenTree::Literal(literal) if literal.to_string().starts_with('"') => {
                Literal::string(&"- ".repeat(random())).into()
            }
            TokenTree::Punct(punct) => {
                is_attribute = punct.as_char() == '#' || (is_attribute && punct.as_char() == '!');
                punct.into()
            }
            TokenTree::Literal(literal) => literal.into(),
        }
    };
    code.into_iter().map(&mut change).collect()
}

#[test]
fn emitted_code_with_names_and_texts_of_other_lengths_is_printed_like_whole_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pending = vec![root.join("tests/snapshots"), root.join("../generated")];
    let mut files = Vec::new();
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(folder).expect("a directory") {
            let path = entry.expect("an entry").path();
            match path.extension() {
                _ if path.ends_with("target") => {}
                _ if path.is_dir() => pending.push(path),
                Some(extension) if extension == "rs" => files.push(path),
                _ => {}
            }
        }
    }
    assert!(files.len() > 500, "{} files", files.len());
    files.sort();
    let blocks = Blocks::default();
    // Xorshift: mostly short lengths, and some with which lines are too long.
    let mut state = 0x2545_f491_u32;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let [a, b, ..] = state.to_le_bytes().map(usize::from);
        if a % 4 == 0 { b % 60 } else { b % 14 }
    };
    for path in files {
        let text = fs::read_to_string(&path).expect("an emitted file");
        let code = with_other_lengths(text.parse().expect("tokens"), &mut random);
        let rendered = render_file("", code.clone(), &blocks).expect("valid Rust");
        let path = path.display();
        assert!(
            rendered == render_whole("", code),
            "{path}, which became:\n{rendered}"
        );
    }
}
