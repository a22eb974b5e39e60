//! Splits `use` declarations into paths.

use proc_macro2::Span;
use syn::ext::IdentExt as _;
use syn::{ItemUse, UseTree};

/// One path of a `use` declaration.
pub(crate) struct Leaf {
    pub(crate) path: Vec<String>,
    /// The name that it brings into scope; `None` for `as _` and for a glob.
    pub(crate) name: Option<String>,
    pub(crate) glob: bool,
    pub(crate) span: Span,
}

/// The paths of a declaration. There are none if it begins with `::`, which names another crate.
pub(crate) fn leaves(item: &ItemUse) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    if item.leading_colon.is_none() {
        flatten(&item.tree, &mut Vec::new(), &mut leaves);
    }
    leaves
}

fn flatten(tree: &UseTree, prefix: &mut Vec<String>, leaves: &mut Vec<Leaf>) {
    let mut add = |name: &syn::Ident, alias: String, span| {
        let mut path = prefix.clone();
        let mut alias = alias;
        // `use a::{self}` is `use a`.
        if name == "self" && !path.is_empty() {
            if alias == "self" {
                alias = path.last().cloned().unwrap_or_default();
            }
        } else {
            path.push(name.unraw().to_string());
        }
        leaves.push(Leaf {
            path,
            name: (alias != "_").then_some(alias),
            glob: false,
            span,
        });
    };
    match tree {
        UseTree::Name(name) => {
            let alias = name.ident.unraw().to_string();
            add(&name.ident, alias, name.ident.span());
        }
        UseTree::Rename(rename) => {
            let alias = rename.rename.unraw().to_string();
            add(&rename.ident, alias, rename.ident.span());
        }
        UseTree::Glob(glob) => leaves.push(Leaf {
            path: prefix.clone(),
            name: None,
            glob: true,
            span: glob.star_token.span,
        }),
        UseTree::Path(path) => {
            prefix.push(path.ident.unraw().to_string());
            flatten(&path.tree, prefix, leaves);
            prefix.pop();
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                flatten(tree, prefix, leaves);
            }
        }
    }
}
