//! Lists the public items of a crate, a line for each: `fn types::Tag::key`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use quote::ToTokens;
use syn::Visibility::Public;

use super::declarations::expand;

/// The names that derived traits and `impl` blocks have in common.
type Members = BTreeSet<String>;

/// The types of one module, with their members.
#[derive(Default)]
struct Module {
    types: BTreeMap<String, Type>,
    /// Conversions from a type of this module to one of another.
    conversions: Members,
}

#[derive(Default)]
struct Type {
    /// `struct`, `enum` or `type`; empty until the definition is found.
    keyword: &'static str,
    is_public: bool,
    /// The type that an alias stands for.
    alias_of: Option<String>,
    /// Methods, fields, variants and traits of the type, with `{}` for its path.
    members: Members,
    /// Those that it has only with the parameter `()`.
    without_client: Members,
}

/// The list for the crate or module in `folder`.
pub(super) fn list(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    list_file(&folder.join("lib.rs"), folder, "", &mut found);
    found
}

fn list_file(file: &Path, folder: &Path, path: &str, found: &mut BTreeSet<String>) {
    let mut module = read(file);
    let text = fs::read_to_string(file).expect("a file of a module");
    for item in syn::parse_file(&text).expect("valid Rust").items {
        match item {
            syn::Item::Mod(item) if matches!(item.vis, Public(_)) => {
                let name = bare(&item.ident.to_string());
                found.insert(format!("mod {path}{name}"));
                let (file, folder) = (folder.join(format!("{name}.rs")), folder.join(&name));
                list_file(&file, &folder, &format!("{path}{name}::"), found);
            }
            syn::Item::Use(item) if matches!(item.vis, Public(_)) => {
                list_reexport(&item.tree, folder, path, found);
            }
            syn::Item::Const(item) if matches!(item.vis, Public(_)) => {
                found.insert(format!("const {path}{}", item.ident));
            }
            syn::Item::Fn(item) if matches!(item.vis, Public(_)) => {
                found.insert(format!("fn {path}{}", item.sig.ident));
            }
            _ => {}
        }
    }
    let names: Vec<String> = module.types.keys().cloned().collect();
    for name in names {
        list_type(&mut module, &name, path, found);
    }
    found.append(&mut module.conversions);
}

/// `pub use module::{A, B}` of a private module, or of another crate.
fn list_reexport(tree: &syn::UseTree, folder: &Path, path: &str, found: &mut BTreeSet<String>) {
    let syn::UseTree::Path(tree) = tree else {
        panic!("a re-export has a path");
    };
    let module = bare(&tree.ident.to_string());
    let file = folder.join(format!("{module}.rs"));
    let mut module = match file.exists() {
        true => Some(read(&file)),
        false => None,
    };
    let names = match &*tree.tree {
        syn::UseTree::Group(group) => group.items.iter().collect(),
        one => vec![one],
    };
    for name in names {
        let name = name.to_token_stream().to_string();
        match &mut module {
            Some(module) => list_type(module, &name, path, found),
            None => {
                found.insert(format!("use {}::{name}", tree.ident));
            }
        }
    }
    if let Some(mut module) = module {
        found.append(&mut module.conversions);
    }
}

fn list_type(module: &mut Module, name: &str, path: &str, found: &mut BTreeSet<String>) {
    let Some(ty) = module.types.get(name).filter(|ty| ty.is_public) else {
        return;
    };
    let full = format!("{path}{name}");
    found.insert(format!("{} {full}", ty.keyword));
    let target = ty.alias_of.as_ref().and_then(|name| module.types.get(name));
    let (members, without_client): (&Members, Option<&Members>) = match target {
        Some(target) => (&target.members, Some(&target.without_client)),
        None => (&ty.members, None),
    };
    let is_alias = target.is_some();
    let members = members.iter();
    let members = members.filter(|member| !(is_alias && needs_a_client(member)));
    let members = members.chain(without_client.into_iter().flatten());
    found.extend(members.map(|member| member.replace("{}", &full)));
}

/// Whether a builder has the member only with the core of a client, and an alias without one lacks
/// it.
fn needs_a_client(member: &str) -> bool {
    let methods = ["::send", "::customize", "::presigned", "::into_paginator"];
    member.contains("<blocking>") || methods.iter().any(|method| member.ends_with(method))
}

/// Derived traits that a builder has only if its core has them, which a client's has not.
const OF_VALUES: [&str; 2] = ["Default", "PartialEq"];

/// The types of a file.
fn read(file: &Path) -> Module {
    let text = fs::read_to_string(file).expect("a file of a module");
    let mut module = Module::default();
    let items = syn::parse_file(&text).expect("valid Rust").items;
    let items = items.into_iter().flat_map(|item| match item {
        syn::Item::Macro(item) => {
            let name = item.mac.path.to_token_stream().to_string();
            expand(&name, item.mac.tokens)
        }
        item => vec![item],
    });
    for item in items {
        match item {
            syn::Item::Struct(item) => {
                let has_core = !item.generics.params.is_empty();
                let ty = module.define("struct", &item.ident, &item.vis);
                for field in item
                    .fields
                    .iter()
                    .filter(|field| matches!(field.vis, Public(_)))
                {
                    let name = field
                        .ident
                        .as_ref()
                        .map_or(String::new(), ToString::to_string);
                    ty.members.insert(format!("field {{}}::{}", bare(&name)));
                }
                ty.derive(&item.attrs, has_core);
            }
            syn::Item::Enum(item) => {
                let ty = module.define("enum", &item.ident, &item.vis);
                for variant in &item.variants {
                    ty.members
                        .insert(format!("variant {{}}::{}", variant.ident));
                }
                ty.derive(&item.attrs, false);
            }
            syn::Item::Type(item) => {
                let target = first_ident(&item.ty);
                module.define("type", &item.ident, &item.vis).alias_of = target;
            }
            syn::Item::Impl(item) => module.add_impl(&item),
            _ => {}
        }
    }
    module
}

impl Module {
    fn define(
        &mut self,
        keyword: &'static str,
        name: &syn::Ident,
        visibility: &syn::Visibility,
    ) -> &mut Type {
        let ty = self.types.entry(name.to_string()).or_default();
        ty.keyword = keyword;
        ty.is_public = matches!(visibility, Public(_));
        ty
    }

    fn add_impl(&mut self, item: &syn::ItemImpl) {
        let self_ty = item.self_ty.to_token_stream().to_string().replace(' ', "");
        let name = first_ident(&item.self_ty).unwrap_or_default();
        if let Some((path, _)) = &item.trait_ {
            let of = last_segment(path);
            // A type of another crate, which has a path or is the runtime's error.
            let is_own = !self_ty.contains("::") && name != "Error";
            match is_own {
                true => {
                    let ty = self.types.entry(name).or_default();
                    ty.members.insert(format!("impl {of} for {{}}"))
                }
                false => self.conversions.insert(format!("impl {of} for {self_ty}")),
            };
            return;
        }
        let ty = self.types.entry(name).or_default();
        let of_blocking = self_ty.contains("blocking");
        let suffix = if of_blocking { "<blocking>" } else { "" };
        for inner in &item.items {
            let syn::ImplItem::Fn(function) = inner else {
                continue;
            };
            if !matches!(function.vis, Public(_)) {
                continue;
            }
            let name = bare(&function.sig.ident.to_string());
            let member = format!("fn {{}}{suffix}::{name}");
            match self_ty.ends_with("<()>") {
                true => ty.without_client.insert(member),
                false => ty.members.insert(member),
            };
        }
    }
}

impl Type {
    /// Adds derived traits. A builder with a core has those of values only without a client.
    fn derive(&mut self, attributes: &[syn::Attribute], has_core: bool) {
        for attribute in attributes
            .iter()
            .filter(|attr| attr.path().is_ident("derive"))
        {
            let syn::Meta::List(list) = &attribute.meta else {
                continue;
            };
            for name in list.tokens.to_string().split(',').map(str::trim) {
                let line = format!("impl {name} for {{}}");
                match has_core && OF_VALUES.contains(&name) {
                    _ if name.is_empty() => continue,
                    true => self.without_client.insert(line),
                    false => self.members.insert(line),
                };
            }
        }
    }
}

/// `AssumeRoleFluentBuilder` of `AssumeRoleFluentBuilder<C>`.
fn first_ident(ty: &syn::Type) -> Option<String> {
    match ty {
        syn::Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

/// `From<Error>` of `std::convert::From<Error>`.
fn last_segment(path: &syn::Path) -> String {
    let segment = path.segments.last().map(ToTokens::to_token_stream);
    segment.unwrap_or_default().to_string().replace(' ', "")
}

fn bare(name: &str) -> String {
    name.trim_start_matches("r#").to_owned()
}
