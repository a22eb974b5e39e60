//! Conversion of the files of a crate to a module that can be included anywhere in another crate.

use proc_macro2::{Group, Literal, TokenStream, TokenTree};
use quote::quote;

use crate::ModuleNames;
use crate::emit::Emitted;
use crate::ir::Sdk;
use crate::naming;

/// Sets the name of the crate to the name of the module.
pub(crate) fn name_module(sdk: &mut Sdk, names: &ModuleNames<'_>) {
    let name = match names.module {
        Some(name) => name.to_owned(),
        None => naming::module_name(&sdk.service.sdk_id),
    };
    sdk.crate_ident.clone_from(&name);
    sdk.crate_name = name;
}

/// Moves a file of `src/` to the root, and makes its paths relative; `None` for other files.
pub(crate) fn into_module<'a>(
    path: &str,
    emitted: Emitted<'a>,
    runtime: &str,
) -> Option<(String, Emitted<'a>)> {
    let path = path.strip_prefix("src/")?;
    let (path, depth) = match path {
        "lib.rs" => ("mod.rs", 0),
        path => (path, path.split('/').count()),
    };
    let root = match depth {
        0 => quote! { self },
        depth => {
            let supers = std::iter::repeat_n(quote! { super }, depth);
            quote! { #(#supers)::* }
        }
    };
    let paths = Paths {
        root,
        runtime: runtime.parse().unwrap_or_default(),
    };
    let emitted = emitted.changed(move |tokens| paths.rewrite(tokens));
    Some((path.to_owned(), emitted))
}

/// The paths that replace `crate` and `querysmith_runtime`.
struct Paths {
    root: TokenStream,
    runtime: TokenStream,
}

impl Paths {
    fn rewrite(&self, tokens: TokenStream) -> TokenStream {
        let mut tokens = tokens.into_iter().peekable();
        let mut rewritten = TokenStream::new();
        while let Some(token) = tokens.next() {
            // In `pub(crate)`, which is kept, no `::` follows.
            let is_path =
                matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == ':');
            match token {
                TokenTree::Ident(name) if is_path && name == "crate" => {
                    rewritten.extend(self.root.clone());
                }
                TokenTree::Ident(name) if is_path && name == "querysmith_runtime" => {
                    rewritten.extend(self.runtime.clone());
                }
                TokenTree::Group(group) => {
                    let inner = self.rewrite(group.stream());
                    rewritten.extend([TokenTree::Group(Group::new(group.delimiter(), inner))]);
                }
                TokenTree::Literal(literal) => rewritten.extend([self.rewrite_docs(literal)]),
                other => rewritten.extend([other]),
            }
        }
        rewritten
    }

    /// Rewrites the paths of links in documentation. Examples are not compiled, because they use
    /// the name of the crate, and the path of the module is not known.
    fn rewrite_docs(&self, literal: Literal) -> Literal {
        let text = literal.to_string();
        if matches!(text.as_str(), "\" ```no_run\"" | "\" ```rust\"") {
            return Literal::string(" ```ignore");
        }
        let root = self.root.to_string().replace(' ', "");
        let linked = text.replace("[`crate::", &format!("[`{root}::"));
        match linked == text {
            true => literal,
            false => linked.parse().unwrap_or(literal),
        }
    }
}

/// Whether `name` is a valid module name.
pub(crate) fn is_module_name(name: &str) -> bool {
    let is_rest = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_word = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(is_rest);
    is_word && naming::identifier(name) == name
}

/// Whether `path` is a valid path of a crate or module, such as `aws::runtime`.
pub(crate) fn is_path(path: &str) -> bool {
    let is_head = |word: &str| matches!(word, "crate" | "self" | "super");
    let mut words = path.strip_prefix("::").unwrap_or(path).split("::");
    words.all(|word| is_module_name(word) || is_head(word))
}

/// The content of the file to include, which declares the module with its path and permits unused
/// items.
pub(crate) fn declaration(name: &str) -> String {
    format!(
        "#[allow(dead_code, unreachable_pub, unused_imports)]\n#[path = \"{name}/mod.rs\"]\npub mod {name};\n"
    )
}
