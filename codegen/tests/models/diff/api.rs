//! The public items of an emitted crate, parsed from its code.

use std::collections::BTreeSet;

use querysmith_codegen::FileTree;
use quote::ToTokens;
use syn::{Attribute, ImplItem, Item, Visibility};

/// Public items as lines of text. Two lines differ if the signatures differ.
#[derive(Default)]
pub(crate) struct Api {
    pub(crate) items: BTreeSet<String>,
    /// The deprecated items.
    pub(crate) deprecated: BTreeSet<String>,
}

impl Api {
    pub(crate) fn of(files: &FileTree) -> Self {
        let mut api = Self::default();
        for (path, text) in files {
            if path.starts_with("src/") {
                let file = syn::parse_file(text).expect("emitted code is valid Rust");
                for item in &file.items {
                    api.item(path, item);
                }
            }
        }
        api
    }

    fn add(&mut self, line: String, attributes: &[Attribute]) {
        if attributes.iter().any(|it| it.path().is_ident("deprecated")) {
            self.deprecated.insert(line.clone());
        }
        self.items.insert(line);
    }

    fn item(&mut self, path: &str, item: &Item) {
        match item {
            Item::Const(it) if is_public(&it.vis) => {
                self.add(
                    format!("{path} const {}: {}", it.ident, text(&it.ty)),
                    &it.attrs,
                );
            }
            Item::Enum(it) if is_public(&it.vis) => {
                self.add(format!("{path} enum {}", it.ident), &it.attrs);
                self.derives(path, &it.ident, &it.attrs);
                for variant in &it.variants {
                    let line = format!("{} {}", variant.ident, text(&variant.fields));
                    self.add(format!("{path} {}::{line}", it.ident), &variant.attrs);
                }
            }
            Item::Fn(it) if is_public(&it.vis) => {
                self.add(format!("{path} {}", signature(&it.sig)), &it.attrs);
            }
            Item::Impl(it) => {
                let of = it.trait_.as_ref().map(|(of, _)| text(of));
                let of = of.map(|of| of.replace("fmt :: Debug", "Debug"));
                let head = format!("{path} impl {of:?} for {}", text(&it.self_ty));
                if of.is_some() {
                    self.add(head.clone(), &it.attrs);
                }
                for item in &it.items {
                    match item {
                        ImplItem::Fn(it) if is_public(&it.vis) => {
                            self.add(format!("{head} {}", signature(&it.sig)), &it.attrs);
                        }
                        ImplItem::Type(it) => self.add(format!("{head} {}", text(it)), &it.attrs),
                        _ => {}
                    }
                }
            }
            Item::Mod(it) if is_public(&it.vis) => {
                self.add(format!("{path} mod {}", it.ident), &it.attrs);
            }
            Item::Struct(it) if is_public(&it.vis) => {
                self.add(format!("{path} struct {}", it.ident), &it.attrs);
                self.derives(path, &it.ident, &it.attrs);
                for field in it.fields.iter().filter(|field| is_public(&field.vis)) {
                    let line = format!("{} {}", text(&field.ident), text(&field.ty));
                    self.add(format!("{path} {}.{line}", it.ident), &field.attrs);
                }
            }
            Item::Type(it) if is_public(&it.vis) => self.add(text(it), &it.attrs),
            Item::Use(it) if is_public(&it.vis) => self.names(path, "", &it.tree),
            _ => {}
        }
    }

    fn derives(&mut self, path: &str, name: &syn::Ident, attributes: &[Attribute]) {
        for attribute in attributes.iter().filter(|it| it.path().is_ident("derive")) {
            let _ = attribute.parse_nested_meta(|meta| {
                let of = Some(text(&meta.path));
                self.items.insert(format!("{path} impl {of:?} for {name}"));
                Ok(())
            });
        }
    }

    /// Adds each re-exported name separately, so that an additional name changes no existing line.
    fn names(&mut self, path: &str, from: &str, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(it) => {
                self.names(path, &format!("{from}{}::", it.ident), &it.tree);
            }
            syn::UseTree::Group(it) => {
                it.items
                    .iter()
                    .for_each(|tree| self.names(path, from, tree));
            }
            other => {
                self.items
                    .insert(format!("{path} use {from}{}", text(other)));
            }
        }
    }
}

/// The signature without argument names, which are irrelevant to callers.
fn signature(sig: &syn::Signature) -> String {
    let inputs = sig.inputs.iter().map(|input| match input {
        syn::FnArg::Typed(input) => text(&input.ty),
        receiver => text(receiver),
    });
    let inputs: Vec<String> = inputs.collect();
    let (head, generics) = (text(&sig.asyncness), text(&sig.generics));
    let (name, output) = (&sig.ident, text(&sig.output));
    format!(
        "{head} fn {name} {generics}({}) {output}",
        inputs.join(", ")
    )
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}
