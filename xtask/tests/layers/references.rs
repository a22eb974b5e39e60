//! Finds all paths of a crate that refer to its own modules.
//!
//! Not found are paths in attributes, modules that a method call or a trait bound uses without
//! naming them, and paths in `quote!`, which belong to the emitted crate.

use std::collections::BTreeSet;

use proc_macro2::Span;
use syn::ext::IdentExt as _;
use syn::visit::{self, Visit};
use syn::{Block, ImplItem, Item, ItemUse, Macro, Path, Stmt, TraitItem, Visibility};

use crate::cfg::{
    impl_item_attributes, is_test_only, item_attributes, statement_attributes,
    trait_item_attributes,
};
use crate::scope::{Entity, Found, Scopes};
use crate::tokens;
use crate::tree::{ModuleId, Tree, line};
use crate::use_tree::{Leaf, leaves};

/// Macros whose tokens are data.
const EMIT_TOKENS: &[&str] = &["format_ident", "parse_quote", "quote", "quote_spanned"];

/// A path in a module, and the modules that it depends on.
pub(crate) struct Reference {
    pub(crate) from: ModuleId,
    pub(crate) to: BTreeSet<ModuleId>,
    pub(crate) line: usize,
    pub(crate) path: String,
}

/// All references of a crate, in the order of its modules.
pub(crate) fn references(tree: &Tree) -> Vec<Reference> {
    let scopes = Scopes::new(tree);
    let mut references = Vec::new();
    for (id, module) in tree.modules.iter().enumerate() {
        let mut collector = Collector {
            scopes: &scopes,
            module: id,
            blocks: Vec::new(),
            references: &mut references,
        };
        for item in &module.items {
            collector.visit_item(item);
        }
    }
    references
}

struct Collector<'a> {
    scopes: &'a Scopes<'a>,
    module: ModuleId,
    /// The names that `use` declarations in functions bring into scope, the innermost block last.
    blocks: Vec<Vec<Leaf>>,
    references: &'a mut Vec<Reference>,
}

impl Collector<'_> {
    fn resolve(&self, path: &[String]) -> Found {
        let Some((first, rest)) = path.split_first() else {
            return Found::default();
        };
        for block in self.blocks.iter().rev() {
            let named = block.iter().find(|leaf| leaf.name.as_ref() == Some(first));
            if let Some(leaf) = named {
                let whole: Vec<String> = leaf.path.iter().chain(rest).cloned().collect();
                return self.scopes.resolve(self.module, &whole);
            }
            for leaf in block.iter().filter(|leaf| leaf.glob) {
                let whole: Vec<String> = leaf.path.iter().chain(path).cloned().collect();
                let found = self.scopes.resolve(self.module, &whole);
                if !found.entities.is_empty() {
                    return found;
                }
            }
        }
        self.scopes.resolve(self.module, path)
    }

    /// Whether a name is defined or imported explicitly, not only by a glob.
    fn is_named(&self, name: &str) -> bool {
        let mut imports = self.blocks.iter().flatten();
        imports.any(|leaf| leaf.name.as_deref() == Some(name))
            || self.scopes.is_named(self.module, name)
    }

    fn add(&mut self, found: &Found, path: &[String], span: Span) {
        let to = found.modules();
        if !to.is_empty() {
            self.references.push(Reference {
                from: self.module,
                to,
                line: line(span),
                path: path.join("::"),
            });
        }
    }

    /// Adds a path in code. A single name is added only if a glob brings it into scope, because
    /// explicit imports are added separately. It may also be the name of a variable.
    fn add_path(&mut self, path: &[String], span: Span) {
        let mut found = self.resolve(path);
        if let [name] = path {
            if self.is_named(name) {
                return;
            }
            found.entities.retain(|e| matches!(e, Entity::Item(_)));
            if found.entities.is_empty() {
                return;
            }
        }
        self.add(&found, path, span);
    }
}

fn segments(path: &Path) -> Vec<String> {
    let segments = path.segments.iter();
    segments.map(|s| s.ident.unraw().to_string()).collect()
}

fn first_span(path: &Path) -> Span {
    let first = path.segments.first();
    first.map_or_else(Span::call_site, |segment| segment.ident.span())
}

impl<'ast> Visit<'ast> for Collector<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_test_only(item_attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        if !is_test_only(impl_item_attributes(item)) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_trait_item(&mut self, item: &'ast TraitItem) {
        if !is_test_only(trait_item_attributes(item)) {
            visit::visit_trait_item(self, item);
        }
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        if !is_test_only(statement_attributes(statement)) {
            visit::visit_stmt(self, statement);
        }
    }

    fn visit_field(&mut self, field: &'ast syn::Field) {
        if !is_test_only(&field.attrs) {
            visit::visit_field(self, field);
        }
    }

    fn visit_field_value(&mut self, field: &'ast syn::FieldValue) {
        if !is_test_only(&field.attrs) {
            visit::visit_field_value(self, field);
        }
    }

    fn visit_variant(&mut self, variant: &'ast syn::Variant) {
        if !is_test_only(&variant.attrs) {
            visit::visit_variant(self, variant);
        }
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        if !is_test_only(&arm.attrs) {
            visit::visit_arm(self, arm);
        }
    }

    /// `pub(in path)` names an ancestor.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_block(&mut self, block: &'ast Block) {
        let uses = block.stmts.iter().filter_map(|statement| match statement {
            Stmt::Item(Item::Use(item)) if !is_test_only(&item.attrs) => Some(leaves(item)),
            _ => None,
        });
        self.blocks.push(uses.flatten().collect());
        visit::visit_block(self, block);
        self.blocks.pop();
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        for mut leaf in leaves(item) {
            let found = self.scopes.resolve(self.module, &leaf.path);
            if leaf.glob {
                leaf.path.push("*".to_owned());
            }
            self.add(&found, &leaf.path, leaf.span);
        }
    }

    fn visit_path(&mut self, path: &'ast Path) {
        if path.leading_colon.is_none() {
            self.add_path(&segments(path), first_span(path));
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast Macro) {
        let path = segments(&called.path);
        if called.path.leading_colon.is_none() {
            let mut found = self.resolve(&path);
            if let ([name], true) = (path.as_slice(), found.entities.is_empty()) {
                found = self.scopes.resolve_macro(self.module, name);
            }
            self.add(&found, &path, first_span(&called.path));
        }
        let emits = path
            .last()
            .is_some_and(|name| EMIT_TOKENS.contains(&name.as_str()));
        if !emits {
            for (path, span) in tokens::paths(called.tokens.clone()) {
                self.add_path(&path, span);
            }
        }
    }
}
